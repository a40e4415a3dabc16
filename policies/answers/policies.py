"""Policies as they are described, and which of them cover an occupation, a level or what a batch introduced."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from occupations import validity
from occupations.answers.documents import citation, known_gap
from policies.answers.told import ToldPolicies, ToldPolicy
from policies.eligibility import covers
from policies.models import Benefit, LinkKind, Role, Term, Unit
from policies.rules import Case, Rule
from policies.rules.scope import LevelAmong


def covering(policies: ToldPolicies, cases: Iterable[Case]) -> list[str]:
    """The policies whose scope covers one of the cases, or may: a catalogue that is not held is no reason to leave
    one out."""
    cases = list(cases)
    return [policy.slug for policy in policies if any(covers(policy, case, policies) for case in cases)]


def for_level(policies: ToldPolicies, level: str) -> list[str]:
    """The policies that no term of theirs keeps from a skill level."""
    return [
        policy.slug for policy in policies if not any(_excludes(policies, term, level) for term in policy.own_terms())
    ]


def _excludes(policies: ToldPolicies, term: Term, level: str) -> bool:
    rule = policies.rule(term.rule, term.value)
    return isinstance(rule, LevelAmong) and term.alternative is None and level not in rule.levels


def issued_by(policies: ToldPolicies, text: str) -> list[str]:
    """The policies of which an issuer's name contains the text."""
    return [p.slug for p in policies if any(text in issuer for issuer in p.document.issuers_zh)]


def describe_policy(policy: ToldPolicy, policies: ToldPolicies) -> dict[str, Any]:
    record = policy.record
    return {
        "id": policy.slug,
        "kind": record.kind,
        "title_zh": record.title_zh,
        "title_en": record.title_en,
        "region": {"code": record.region_code, "name_zh": record.region_name_zh},
        "issuers_zh": policy.document.issuers_zh,
        "document_number": policy.document.document_number,
        "issued_on": policy.document.issued_on,
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "last_day": validity.last_day(record.valid_to),
        "earliest_start": record.earliest_start,
        "latest_start": record.latest_start,
        "benefits": [_benefit(b) for b in policy.benefits if b.role == Role.RATE],
        "supplements": [_benefit(b) for b in policy.benefits if b.role == Role.SUPPLEMENT],
        "programme": [_benefit(b) for b in policy.benefits if b.role == Role.PROGRAMME],
        "terms": [_term(term, policies.rule(term.rule, term.value)) for term in policy.terms],
        "replaces": policy.linked(LinkKind.REPLACES),
        "replaced_by": policies.replaced_by[policy.slug],
        "carries_out": policy.linked(LinkKind.CARRIES_OUT),
        "carried_out_by": policies.carried_out_by[policy.slug],
        "altered_by": sorted({term.policy_id for term in policies.alterations[policy.slug]}),
        "sources": [citation(policy.document, record)],
        "confidence": record.confidence,
        "known_gap": known_gap(record),
    }


def _term(term: Term, rule: Rule) -> dict[str, Any]:
    return {
        "number": term.number,
        "rule": term.rule,
        "scope": rule.scope,
        "value": rule.value or None,
        "alternative": term.alternative,
        "alters": term.alters_id,
        "text_zh": rule.text[0],
        "text_en": rule.text[1],
        "confidence": term.confidence,
        "known_gap": known_gap(term),
    }


def _benefit(row: Benefit) -> dict[str, Any]:
    return {
        "number": row.number,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "level": row.level or None,
        "amount": row.amount,
        "currency": Unit.CNY.value if row.unit == Unit.CNY else None,
        "unit": row.unit or None,
        "at_least": row.least,
        "up_to": row.up_to,
        "per": row.per or None,
        "paid_to": row.beneficiary or None,
        "no_amount": row.no_amount or None,
        "rule": row.applies_if or None,
        "limited_to_zh": row.limited_to_zh or None,
        "limited_to_en": row.limited_to_en or None,
        "confidence": row.confidence,
        "known_gap": known_gap(row),
    }
