"""The policies that /occupations/{code} and /batches/{number} show: those that cover them, or may."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from occupations.api.linked import LINKED, Linked
from occupations.api.scope import ScopedViewSet
from policies.answers import brief
from policies.answers.told import ToldPolicy
from policies.api.regions import RegionPlaceSerializer
from policies.models import PolicyKind
from registry.http.ready_json import ReadyList, ReadyObject

KEPT_BRIEF = 500
"""How many policies are kept written: a few revisions' under a few addresses of the registry."""
KEPT_TOGETHER = 64
"""How many lists of them, of some ten kilobytes each."""


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


def of_occupation(view: ScopedViewSet, concept: str, described: Mapping[str, Any]) -> ReadyList:
    return _shown(brief.of_occupation(concept, described, view.scope), _address(view))


def of_batch(view: ScopedViewSet, number: int) -> ReadyList:
    return _shown(tuple(brief.of_batch(view.scope, number, view.moment.today)), _address(view))


def _address(view: ScopedViewSet) -> str:
    return view.request.build_absolute_uri(_path())


@cache
def _path() -> str:
    return reverse("policy-list")


@lru_cache(maxsize=KEPT_TOGETHER)
def _shown(policies: tuple[ToldPolicy, ...], address: str) -> ReadyList:
    """Most occupations are covered by the same policies as many others."""
    return ReadyList(_in_brief(policy, address) for policy in policies)


@lru_cache(maxsize=KEPT_BRIEF)
def _in_brief(policy: ToldPolicy, address: str) -> ReadyObject:
    return ReadyObject({**brief.in_brief(policy), "link": f"{address}/{policy.slug}"})


LINKED["policies"] = Linked(shape, of_occupation, of_batch)
