"""The policies that /occupations/{code} and /batches/{number} show: those that cover them, or may."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from occupations.answers.lifelines import introduced_by
from occupations.api.linked import LINKED, Linked
from occupations.api.scope import ScopedViewSet
from policies.answers.brief import brief_policies, case_of_described
from policies.answers.cases import cases_of
from policies.answers.told import told_in
from policies.api.regions import RegionPlaceSerializer
from policies.models import PolicyKind
from policies.rules import Case


class BriefPolicySerializer(serializers.Serializer):
    """A policy in brief."""

    id = serializers.CharField(help_text="Its id under /policies.")
    title_zh = serializers.CharField()
    title_en = serializers.CharField(allow_blank=True, help_text="A translation, not official.")
    kind = serializers.ChoiceField(PolicyKind.values)
    region = RegionPlaceSerializer()
    valid_from = serializers.DateField(allow_null=True, help_text="Null: not known since when.")
    last_day = serializers.DateField(allow_null=True, help_text="Inclusive; null: open.")
    link = serializers.URLField(help_text="Where it is told in full.")


def shape() -> serializers.Field:
    covering = (
        "In force on the day asked about, with a scope that covers it, or may; see /eligibility for what one gets."
    )
    return BriefPolicySerializer(many=True, help_text=covering)


def of_occupation(view: ScopedViewSet, described: dict[str, Any]) -> list[dict[str, Any]]:
    case = case_of_described(described, view.scope)
    return _brief(view, [] if case is None else [case])


def of_batch(view: ScopedViewSet, number: int) -> list[dict[str, Any]]:
    concepts = introduced_by(number, view.scope).values_list("concept", flat=True)
    return _brief(view, cases_of([c for c in concepts if c], view.scope, view.moment.today))


def _brief(view: ScopedViewSet, cases: list[Case]) -> list[dict[str, Any]]:
    if not cases:
        return []
    root = reverse("policy-list", request=view.request)
    found = brief_policies(told_in(view.scope), cases, view.scope.as_of.on)
    shown = [{**policy, "link": f"{root}/{policy['id']}"} for policy in found]
    return [*BriefPolicySerializer(shown, many=True).data]


LINKED["policies"] = Linked(shape, of_occupation, of_batch)
