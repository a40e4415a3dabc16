"""Policies in brief, beside the occupation or the batch that they cover, or may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from occupations import codes, validity
from occupations.answers.lifelines import introduced_by
from occupations.answers.scope import Scope
from occupations.models import Scheme
from policies.answers.cases import cases_of
from policies.answers.policies import covering
from policies.answers.told import ToldPolicy, told_in
from policies.eligibility import covers
from policies.rules import Case, Occupation

KEPT_BATCHES = 64
KEPT_OCCUPATIONS = 2000


def occupation_described(described: Mapping[str, Any], scope: Scope) -> Occupation | None:
    """An occupation as policies look at it, from what is described already: it costs no query.

    None for an occupation of a draft: no policy is about one.
    """
    if scope.scheme != Scheme.NATIONAL:
        return None
    code, introduction = described["code"], described["introduced_by"]
    return Occupation(
        concept=described["concept"],
        code=code,
        name_zh=described["name_zh"],
        groups=frozenset(group["concept"] for group in described["ancestors"]),
        group_codes=frozenset(codes.ancestors(code)) if scope.partial and code else frozenset(),
        digital=described["digital"],
        green=described["green"],
        batch=introduction["batch"] if introduction else None,
        work_types=frozenset(work_type["concept"] for work_type in described["work_types"]),
    )


def of_occupation(concept: str, described: Mapping[str, Any], scope: Scope) -> tuple[ToldPolicy, ...]:
    """Those that hold on the day and cover the occupation; or may.

    Worked out once for an occupation and a scope: it is asked for in several languages and forms.
    """
    found = kept_for(scope, concept)
    if not found:
        found.append(tuple(_covering(occupation_described(described, scope), scope)))
    return found[0]


@lru_cache(maxsize=KEPT_OCCUPATIONS)
def kept_for(scope: Scope, concept: str) -> list[tuple[ToldPolicy, ...]]:
    """The place for what is found; empty at first."""
    return []


def _covering(occupation: Occupation | None, scope: Scope) -> Iterator[ToldPolicy]:
    if occupation is not None:
        policies, case = told_in(scope), Case(scope.as_of.on, occupation)
        yield from (policy for policy in policies.of_day(case.on).holding if covers(policy, case, policies))


def of_batch(scope: Scope, number: int, today: date) -> list[ToldPolicy]:
    """Those that hold on the day and cover one of the batch's occupations; or may."""
    slugs = covering_batch(scope, number, today)
    return [policy for policy in told_in(scope).of_day(scope.as_of.on).holding if policy.slug in slugs]


@lru_cache(maxsize=KEPT_BATCHES)
def covering_batch(scope: Scope, number: int, today: date) -> frozenset[str]:
    """Worked out once for a batch on a day: its occupations are not described where it is shown. Eight queries."""
    concepts = introduced_by(number, scope).values_list("concept", flat=True)
    cases = cases_of([concept for concept in concepts if concept], scope, today)
    return frozenset(covering(told_in(scope), cases))


def in_brief(policy: ToldPolicy) -> dict[str, Any]:
    record = policy.record
    return {
        "id": policy.slug,
        "title_zh": record.title_zh,
        "title_en": record.title_en,
        "kind": record.kind,
        "region": {"code": record.region_code, "name_zh": record.region_name_zh},
        "valid_from": record.valid_from,
        "last_day": validity.last_day(record.valid_to),
    }
