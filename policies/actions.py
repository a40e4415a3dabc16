"""publish_policies and amend_policies: the only writers of policies, their statements and regions.

A record that differs is put right by occupations/actions/corrections.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from occupations import levels, validity
from occupations.actions.inputs import Evidence, SourceContent
from occupations.actions.revise import Author, Conflict, Writer, act, evidence, invalid, record_sources
from occupations.models import Act, Revision
from policies.inputs import BenefitContent, LinkContent, PolicyContent, RegionContent, StatementContent, TermContent
from policies.models import Benefit, Policy, PolicyLink, PolicyRecord, Region, Term
from policies.models.terms import Statement
from policies.rules import TERMS

MODELS: dict[type[StatementContent], type[Statement]] = {
    BenefitContent: Benefit,
    TermContent: Term,
    LinkContent: PolicyLink,
}
EVIDENCE = {field.name for field in fields(Evidence)}
# What contents name by the id of a policy.
POLICIES = ("policy", "alters", "other")


@transaction.atomic
def publish_policies(
    *,
    policies: Iterable[PolicyContent],
    statements: Iterable[StatementContent] = (),
    regions: Iterable[RegionContent] = (),
    sources: Iterable[SourceContent],
    by: Author,
    reason: str,
) -> Revision:
    """Publish policies that are new with what they say, and regions, all in one revision.

    Raises Conflict (published already), ValidationError (a rule or a value that cannot be).
    """
    policies = list(policies)
    if held := set(Policy.objects.filter(slug__in=[p.slug for p in policies]).values_list("slug", flat=True)):
        raise Conflict(_("Published already: %(policies)s") % {"policies": ", ".join(sorted(held))})
    Policy.objects.bulk_create([Policy(slug=policy.slug) for policy in policies])
    with act(Act.PUBLISH_POLICIES, by=by, reason=reason) as writer:
        record_sources(writer, sources)
        held_regions = _add_regions(writer, regions)
        for policy in policies:
            _check_start(policy)
            if held_regions and policy.region_code not in held_regions:
                raise invalid(
                    "region_code", _("There is no region %(code)s.") % {"code": policy.region_code}, "unknown"
                )
            writer.add(PolicyRecord(policy_id=policy.slug, **columns(policy, leave_out=("slug",))))
        _add_statements(writer, statements)
    return writer.revision


def amend_policies(
    *,
    add: Iterable[StatementContent] = (),
    withdraw: Iterable[Statement] = (),
    regions: Iterable[RegionContent] = (),
    sources: Iterable[SourceContent] = (),
    by: Author,
    reason: str,
) -> Revision:
    """Add what was not known of published policies, and withdraw what they do not say. Raises as publish_policies."""
    with act(Act.CORRECT, by=by, reason=reason) as writer:
        record_sources(writer, sources)
        _add_regions(writer, regions)
        for row in withdraw:
            writer.supersede(row)
        _add_statements(writer, add)
    return writer.revision


def columns(content: Any, leave_out: Iterable[str] = ()) -> dict[str, Any]:
    """The columns of a row from the content of the same field names."""
    left_out = EVIDENCE | set(leave_out)
    named = {f.name: getattr(content, f.name) for f in fields(content) if f.name not in left_out}
    return {(f"{n}_id" if n in POLICIES else n): value for n, value in named.items()} | evidence(content)


def _add_regions(writer: Writer, regions: Iterable[RegionContent]) -> set[str]:
    """The codes that are held then."""
    regions = list(regions)
    held = set(Region.objects.current().values_list("code", flat=True))
    if known_already := sorted({region.code for region in regions} & held):
        raise Conflict(_("Published already: %(regions)s") % {"regions": ", ".join(known_already)})
    known = {region.code for region in regions} | held
    for region in regions:
        if region.parent_code and region.parent_code not in known:
            raise invalid("parent_code", _("%(code)s has no such parent.") % {"code": region.code}, "orphan")
        writer.add(Region(**columns(region)))
    return known


def _check_start(policy: PolicyContent) -> None:
    start = policy.valid_from or policy.latest_start or policy.earliest_start
    if start and policy.valid_to and not validity.is_later(policy.valid_to, start):
        raise invalid("valid_to", _("It is over before it begins."), "contradictory")
    if policy.earliest_start and policy.latest_start and validity.is_later(policy.earliest_start, policy.latest_start):
        raise invalid("latest_start", _("Before the earliest start."), "contradictory")
    if policy.valid_from is not None and (policy.earliest_start or policy.latest_start):
        raise invalid("valid_from", _("Known, and yet said to lie between two days."), "contradictory")


def _add_statements(writer: Writer, statements: Iterable[StatementContent]) -> None:
    known = set(Policy.objects.values_list("slug", flat=True))
    for content in statements:
        named = {name: getattr(content, name) for name in POLICIES if getattr(content, name, None)}
        for name, slug in named.items():
            if slug not in known:
                raise invalid(name, _("There is no policy %(id)s.") % {"id": slug}, "unknown")
        if isinstance(content, TermContent):
            _check_rule("rule", content.rule, content.value)
        elif isinstance(content, BenefitContent):
            if content.level and content.level not in levels.LEVELS:
                raise invalid("level", _("There is no level %(level)s.") % {"level": content.level}, "unknown")
            if content.applies_if:
                _check_rule("applies_if", content.applies_if, "")
            if (content.amount is None) == (content.no_amount == ""):
                raise invalid("amount", _("Either an amount, or the reason why there is none."), "contradictory")
        writer.add(MODELS[type(content)](**columns(content)))


def _check_rule(field: str, rule: str, value: str) -> None:
    if rule not in TERMS:
        raise invalid(field, _("There is no rule %(rule)s.") % {"rule": rule}, "unknown")
    try:
        TERMS[rule](value)
    except ValueError:
        message = _("Not a value of the rule %(rule)s: %(value)s")
        raise invalid("value", message % {"rule": rule, "value": value}, "invalid") from None
