"""What /groups and /occupations have in common: the fields of an item, the filters, and the answer to a code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.editions import remarks_on_marks
from occupations.answers.items import Groups, describe_items
from occupations.answers.lifelines import concepts_of_batch, missing_code, unheld_codes
from occupations.answers.scope import Scope
from occupations.answers.stages import begun
from occupations.api.forms import CLASSIFICATION, ListedCodes
from occupations.api.ready import ASKED_BEFORE, ITEMS, ReadyItems
from occupations.api.scope import ScopedViewSet, path_parameter
from occupations.api.shapes import (
    CitationSerializer,
    IntroductionSerializer,
    PlaceSerializer,
    PreviousCodeSerializer,
)
from occupations.api.text import containing, in_order
from occupations.models import Confidence, Item, WorkType
from registry.http.filters import FilterSet, NumberFilter, OneOfFilter, PatternFilter, TextFilter, read_filters
from registry.http.negotiation import PlainJSONRenderer
from registry.http.pagination import page_size
from registry.http.ready_json import joined, json_response

NEARLY_ALL = 1000
"""Who asks for so many at once asks for all that the moment has, or nearly."""
AT_A_TIME = 250
ORDERINGS = ["code", "-code", "name_zh", "-name_zh", "valid_from", "-valid_from"]


class ItemSerializer(serializers.Serializer):
    """A place in an edition, on the day asked about."""

    code = serializers.CharField(allow_null=True, help_text="Null where our sources do not give it (known_gap).")
    level = serializers.IntegerField(help_text="1 major, 2 medium, 3 minor group, 4 occupation.")
    edition = serializers.CharField()
    concept = serializers.CharField(help_text="The permanent id: store it beside the code.")
    name_zh = serializers.CharField(allow_null=True)
    name_en = serializers.CharField(allow_null=True, help_text="Our own wording, not official.")
    definition_zh = serializers.CharField(allow_null=True, help_text="Our own wording, not official.")
    definition_en = serializers.CharField(allow_null=True, help_text="Our own wording, not official.")
    digital = serializers.BooleanField(allow_null=True, help_text="Mark S; null: not known, or before it existed.")
    green = serializers.BooleanField(allow_null=True, help_text="Mark L; null: not known, or before it existed.")
    parent = PlaceSerializer(allow_null=True)
    ancestors = PlaceSerializer(many=True, help_text="From the major group downwards.")
    valid_from = serializers.DateField(help_text="Since when this is so.")
    valid_to = serializers.DateField(allow_null=True, help_text="The first day on which it no longer is; null: open.")
    introduced_by = IntroductionSerializer(allow_null=True)
    previous_codes = PreviousCodeSerializer(many=True)
    earlier = serializers.ChoiceField(
        ["known", "unknown"], help_text="Whether what it was before (or that it is new) is known."
    )
    sources = CitationSerializer(many=True)
    confidence = serializers.ChoiceField(Confidence.values)
    known_gap = serializers.CharField(allow_null=True, help_text="What our sources do not tell.")


def matching_codes(text: str) -> Q:
    """Items by the codes of a list; a star at the end stands for every code that begins so."""
    wanted = Q()
    for code in text.split(","):
        wanted |= Q(code__startswith=code[:-1]) if code.endswith("*") else Q(code=code)
    return wanted


def unmatched_codes(text: str, levels: tuple[int, ...], scope: Scope) -> list[dict[str, Any]]:
    """Of the codes of a list those that hold nothing on that day, with what may help."""
    given = [code for code in dict.fromkeys(text.split(",")) if not code.endswith("*")]
    if not given:
        return []
    wanted = [code for code in given if codes.is_code(code) and codes.level(code) in levels]
    items = Item.objects.as_of(scope.as_of).filter(scheme=scope.scheme, code__in=wanted)
    valid = set(items.values_list("code", flat=True))
    elsewhere = [
        {"code": code, "reason": "other-level", "periods": [], "successors": []} for code in given if code not in wanted
    ]
    return unheld_codes([code for code in wanted if code not in valid], scope) + elsewhere


class ItemFilter(FilterSet):
    """``request`` is the view: it knows the scope."""

    under = PatternFilter(
        codes.GROUP_PATTERN,
        example="4-01",
        method="below",
        help_text="Only what lies under this group, at any depth.",
    )
    batch = NumberFilter(1, 9999, method="of_batch", help_text="Only what this batch introduced.")
    code = PatternFilter(
        codes.CODE_LIST_PATTERN,
        example="4-01-06*,4-02*",
        method="with_codes",
        help_text="Codes, separated by commas; a star at the end stands for every code that begins so. "
        "Codes that hold nothing that day are listed in `meta.unmatched`.",
    )
    q = TextFilter(
        "销售",
        method="with_text",
        help_text="Text within a name in Chinese or English, a work type's name, or the beginning of a code.",
    )
    ordering = OneOfFilter(ORDERINGS, method="ordered", help_text="A minus turns the order round; nulls come last.")

    def below(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        scope = self.request.scope
        groups = Groups(scope)
        group = groups.by_code.get(value)
        if group is not None:
            below = groups.below(group["concept_id"])
            return queryset.filter(Q(parent__in=below) | Q(concept__in=below)).exclude(concept=group["concept_id"])
        if scope.partial:  # parents are unknown there: the code itself is all there is to go by
            return queryset.filter(code__startswith=value + "-")
        raise missing_code(value, scope)

    def of_batch(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        return queryset.filter(concept__in=concepts_of_batch(value, self.request.scope))

    def with_codes(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        return queryset.filter(matching_codes(value))

    def with_text(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        scope = self.request.scope
        work_types = WorkType.objects.as_of(scope.as_of).filter(
            containing(value, "name_zh", "former_names_zh"), scheme=scope.scheme
        )
        found = containing(value, "name_zh", "name_en") | Q(code__startswith=value)
        return queryset.filter(found | Q(concept__in=work_types.values("occupation")))

    def ordered(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        return in_order(queryset, value)


class ItemViewSet(ListedCodes, ScopedViewSet):
    """A list of items of some levels, and one of them by its code."""

    renderer_classes = CLASSIFICATION
    skos_kind = "items"
    choosing = ("under", "batch", "code", "q", "level", "digital", "green", "cursor")
    levels: tuple[int, ...]
    code_pattern: str
    code_example: str
    lookup_field = "code"
    lookup_value_regex = "[^/]+"
    queryset = Item.objects.none()

    def get_queryset(self) -> QuerySet[Item]:
        rows = Item.objects.as_of(self.scope.as_of).filter(scheme=self.scope.scheme, level__in=self.levels)
        return in_order(rows, "code")

    def list(self, request: Request) -> HttpResponse:
        if self.ready is not None:
            chosen = self.ready.selection.choose(read_filters(self))
            if chosen is None:
                rows = self.filter_queryset(self.get_queryset())
                chosen = self.ready.places(rows.values_list("concept", flat=True))
            return self.get_paginated_response(self.ready.results(self.paginate_queryset(chosen) or []))
        rows = self.filter_queryset(self.get_queryset())
        described = self.describe(self.paginate_queryset(rows) or [])
        return self.get_paginated_response(list(self._shown(described)))

    @cached_property
    def ready(self) -> ReadyItems | None:
        """What is ready is whole, and JSON."""
        if self.expanded or self.chosen or self.request.accepted_renderer.format != PlainJSONRenderer.format:
            return None
        # Nearly all at once are made as quickly for ever as for once.
        times = ASKED_BEFORE + 1 if page_size(self.parameters.get("page_size")) >= NEARLY_ALL else 1
        return ITEMS.get((type(self), begun(self.scope), get_language()), self.make_ready, times=times)

    def make_ready(self) -> ReadyItems:
        """Some at a time: all of them as objects would take more memory than all that is kept."""
        rows = list(self.get_queryset())
        parts = (
            describe_items(rows[place : place + AT_A_TIME], self.scope) for place in range(0, len(rows), AT_A_TIME)
        )
        return ReadyItems(self._shown(chain.from_iterable(parts)), like=list(ITEMS.kept.values()))

    def _shown(self, described: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        return map(self.get_serializer().to_representation, described)

    def ready_details(self, concept: str) -> dict[str, Any]:
        """What the answer to a code has beside the fields of the list, where it too may be ready."""
        return {}

    def retrieve(self, request: Request, code: str) -> HttpResponse:
        path_parameter("code", code, self.code_pattern, self.code_example)
        if self.ready is not None:
            if (found := self.ready.by_code(code)) is None:
                raise missing_code(code, self.scope)
            concept, item = found
            ready, worked_out = self.ready_details(concept), self.details(concept, item)
            return json_response(joined({"meta": self.get_meta()}, item, ready, worked_out))
        row = self.get_queryset().filter(code=code).first()
        if row is None:
            raise missing_code(code, self.scope)
        [described] = self.describe([row])
        beside = self.details(row.concept_id, described)
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data, **beside})

    def details(self, concept: str, described: Mapping[str, Any]) -> dict[str, Any]:
        """What the answer to a code has beside the fields of the list."""
        return {}

    def describe(self, rows: Sequence[Item]) -> list[dict[str, Any]]:
        return describe_items(rows, self.scope)

    def get_meta(self) -> dict[str, Any]:
        meta = super().get_meta()
        if "digital" in self.parameters or "green" in self.parameters:
            meta = {**meta, "remarks": remarks_on_marks(self.scope)}
        if "code" in self.parameters:
            meta = {**meta, "unmatched": self.unmatched}
        return meta

    @cached_property
    def unmatched(self) -> list[dict[str, Any]]:
        return unmatched_codes(self.parameters["code"], self.levels, self.scope)
