"""The policies that /occupations/{code} and /batches/{number} show: those that cover them, or may."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from occupations.api.linked import LINKED, Linked
from occupations.api.scope import ScopedViewSet
from policies.answers import brief
from policies.answers.told import ToldPolicy, told_in
from policies.api.regions import RegionPlaceSerializer
from policies.models import PolicyKind
from registry.http.ready_json import ReadyObject

KEPT_BRIEF = 500
"""How many policies are kept written: a few revisions' under a few addresses of the registry."""


class BriefPolicySerializer(serializers.Serializer):
    """A policy in brief. It documents only: the answer is made as it is shown."""

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
    scope = view.scope
    occupation = brief.occupation_described(described, scope)
    if occupation is None:
        return []
    return _shown(view, brief.of_occupation(told_in(scope), occupation, scope.as_of.on))


def of_batch(view: ScopedViewSet, number: int) -> list[dict[str, Any]]:
    return _shown(view, brief.of_batch(view.scope, number, view.moment.today))


def _shown(view: ScopedViewSet, policies: Iterable[ToldPolicy]) -> list[dict[str, Any]]:
    root = view.request.build_absolute_uri(_path())
    return [_in_brief(policy, root) for policy in policies]


@cache
def _path() -> str:
    return reverse("policy-list")


@lru_cache(maxsize=KEPT_BRIEF)
def _in_brief(policy: ToldPolicy, root: str) -> dict[str, Any]:
    return ReadyObject({**brief.in_brief(policy), "link": f"{root}/{policy.slug}"})


LINKED["policies"] = Linked(shape, of_occupation, of_batch)
