"""Every policy with all that is told of it at one revision, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from occupations import levels, validity
from occupations.answers.documents import official_url, sources_by_slug
from occupations.answers.scope import Scope
from occupations.models import SourceRecord
from policies.models import Benefit, LinkKind, PolicyLink, PolicyRecord, Role, Term
from policies.rules import TERMS, Rule
from policies.rules.scope import InRegion, PilotPlaces

KEPT_REVISIONS = 4
"""How many revisions' policies a process keeps, at about a megabyte each; the latest is nearly always the one asked."""

KEPT_DAYS = 64
"""On how many days a revision's policies are asked about before what was worked out for these days is let go."""


@dataclass(eq=False)
class ToldPolicy:
    record: PolicyRecord
    document: SourceRecord
    benefits: list[Benefit] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    links: list[PolicyLink] = field(default_factory=list)

    def __post_init__(self) -> None:
        record = self.record
        self.slug: str = record.policy_id
        name, code = record.region_name_zh.replace("|", "／"), record.region_code
        self.in_region = InRegion(f"{code}|{name}（{code}）|{name} ({code})")

    @cached_property
    def url(self) -> str | None:
        return official_url([self.record.seen_at, *self.document.seen_at])

    def own_terms(self) -> Iterator[Term]:
        """Its terms but for those by which it alters another policy."""
        return (term for term in self.terms if term.alters_id is None)

    def rates(self) -> list[Benefit]:
        return [benefit for benefit in self.benefits if benefit.role == Role.RATE]

    def linked(self, kind: str) -> list[str]:
        return [link.other_id for link in self.links if link.kind == kind]


class PoliciesOfDay(NamedTuple):
    """What the day alone decides."""

    holding: list[ToldPolicy]
    """Those that hold, or may."""
    scopes: dict[str, list[list[Rule]]]
    """By policy, the rules of scope that hold for it: of each of the lists, one that is met is enough."""


class ToldPolicies:
    """All policies by id, and how they stand to each other."""

    def __init__(self, policies: dict[str, ToldPolicy]) -> None:
        self.by_slug = policies
        self._rules: dict[tuple[str, str], Rule] = {}
        self._days: dict[date, PoliciesOfDay] = {}
        self.replaced_by = self._turned_round(LinkKind.REPLACES)
        self.carried_out_by = self._turned_round(LinkKind.CARRIES_OUT)
        self.alterations: dict[str, list[Term]] = defaultdict(list)
        for policy in policies.values():
            for term in policy.terms:
                if term.alters_id is not None:
                    self.alterations[term.alters_id].append(term)

    def __iter__(self) -> Iterator[ToldPolicy]:
        return iter(self.by_slug.values())

    def rule(self, name: str, value: str = "") -> Rule:
        """One object for all terms that say the same."""
        if (name, value) not in self._rules:
            self._rules[name, value] = TERMS[name](value)
        return self._rules[name, value]

    def places(self) -> set[str]:
        """The codes of the regions that policies and their pilots name."""
        named = {policy.record.region_code for policy in self}
        for policy in self:
            for term in policy.terms:
                if term.rule == PilotPlaces.slug():
                    named |= set(PilotPlaces(term.value).codes)
        return named

    def terms(self, policy: ToldPolicy, day: date) -> list[tuple[Term, str | None]]:
        """The terms that hold for a policy on a day, each with the policy that altered it."""
        altering = [
            term
            for term in self.alterations[policy.slug]
            if validity.is_known_to_hold_on(self.by_slug[term.policy_id].record, day)
        ]
        altered = {term.rule for term in altering}
        own: list[tuple[Term, str | None]] = [(term, None) for term in policy.own_terms() if term.rule not in altered]
        return own + [(term, term.policy_id) for term in altering]

    def of_day(self, day: date) -> PoliciesOfDay:
        found = self._days.get(day)
        if found is None:
            holding = [policy for policy in self if validity.is_known_to_hold_on(policy.record, day) is not False]
            found = PoliciesOfDay(holding, {policy.slug: self._scope(policy, day) for policy in self})
            if len(self._days) >= KEPT_DAYS:
                self._days = {}
            self._days[day] = found
        return found

    def _scope(self, policy: ToldPolicy, day: date) -> list[list[Rule]]:
        alternatives: dict[object, list[Rule]] = {}
        for place, (term, _altered_by) in enumerate(self.terms(policy, day)):
            key = ("alone", place) if term.alternative is None else ("alternative", term.alternative)
            alternatives.setdefault(key, []).append(self.rule(term.rule, term.value))
        return [rules for rules in alternatives.values() if all(rule.scope for rule in rules)]

    def local_rules(self, slug: str) -> list[ToldPolicy]:
        """The policies that carry this one out, directly or through another."""
        found: list[str] = []
        open_ = [*self.carried_out_by[slug]]
        while open_:
            current = open_.pop()
            if current not in found:
                found.append(current)
                open_ += self.carried_out_by[current]
        return [self.by_slug[name] for name in found]

    def _turned_round(self, kind: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for policy in self.by_slug.values():
            for other in policy.linked(kind):
                found[other].append(policy.slug)
        return found


def told_in(scope: Scope) -> ToldPolicies:
    """Those of a scope's revision, read once in a process: what a revision told never changes.

    The number alone would not do: a database that is put back to an earlier state gives it again, at another instant.
    """
    return told_at(scope.as_of.known_at, scope.known_at)


@lru_cache(maxsize=KEPT_REVISIONS)
def told_at(revision: int, known_at: str) -> ToldPolicies:
    return told_policies(revision)


def told_policies(known_at: int) -> ToldPolicies:
    """Five queries."""
    records = list(PolicyRecord.objects.known_at(known_at).order_by("policy"))
    documents = sources_by_slug([record.source_id for record in records], known_at)
    told = {record.policy_id: ToldPolicy(record, documents[record.source_id]) for record in records}
    for model, name in ((Benefit, "benefits"), (Term, "terms"), (PolicyLink, "links")):
        for row in model.objects.known_at(known_at).order_by("policy", "number"):
            if isinstance(row, Benefit):
                row.level = levels.named(row.level)  # older records name grades by their numbers
            getattr(told[row.policy_id], name).append(row)
    return ToldPolicies(told)
