"""/regions: the administrative divisions of GB/T 2260."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.documents import citation, known_gap, sources_by_slug
from occupations.api.forms import ListedCodes, SDMXRenderer
from occupations.api.scope import ScopedViewSet, path_parameter
from occupations.api.shapes import CitationSerializer, MetaSerializer
from occupations.api.text import containing
from occupations.exports.sdmx import Listed
from occupations.models import Confidence
from policies.models import Region, RegionLevel
from policies.regions import Regions, missing_region, under
from policies.rules.inputs import REGION_PATTERN
from registry.http.described_examples import in_path
from registry.http.filters import FilterSet, OneOfFilter, PatternFilter, TextFilter
from registry.http.views import TABLES


class RegionPlaceSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="GB/T 2260; see /regions.")
    name_zh = serializers.CharField()


class RegionSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="GB/T 2260.")
    level = serializers.ChoiceField(RegionLevel.values)
    name_zh = serializers.CharField()
    name_en = serializers.CharField(allow_null=True, help_text="Of provinces and prefectures; not unique.")
    other_names_en = serializers.ListField(child=serializers.CharField())
    parent = RegionPlaceSerializer(allow_null=True, help_text="As stated; never read from the digits.")
    ancestors = RegionPlaceSerializer(many=True, help_text="From the nation downwards.")
    since = serializers.CharField(
        allow_null=True, help_text="The year or month since which it is listed; null: before 2024, or not known."
    )
    notes = serializers.ListField(
        child=serializers.CharField(),
        help_text="`municipality`, `province-direct` (a county under its province), `no-counties`, "
        "`province-level-only`, `conventional-code`.",
    )
    sources = CitationSerializer(many=True)
    confidence = serializers.ChoiceField(Confidence.values)
    known_gap = serializers.CharField(allow_null=True)


class RegionDetailSerializer(RegionSerializer):
    meta = MetaSerializer()


class RegionFilter(FilterSet):
    """``request`` is the view: it knows the scope."""

    level = OneOfFilter([str(level) for level in RegionLevel], help_text="Only regions of this level.")
    parent = PatternFilter(
        REGION_PATTERN, example="440000", method="right_below", help_text="Only those right below this region."
    )
    under = PatternFilter(
        REGION_PATTERN, example="440000", method="anywhere_below", help_text="Only those below it, at any depth."
    )
    q = TextFilter("广州", method="with_text", help_text="Text within a name, or the beginning of a code.")

    def right_below(self, queryset: QuerySet[Region], name: str, value: str) -> QuerySet[Region]:
        return queryset.filter(parent_code=self._held(value))

    def anywhere_below(self, queryset: QuerySet[Region], name: str, value: str) -> QuerySet[Region]:
        return under(queryset, self._held(value), self.request.scope.as_of.known_at)

    def with_text(self, queryset: QuerySet[Region], name: str, value: str) -> QuerySet[Region]:
        named = queryset.filter(containing(value, "name_zh", "name_en", "other_names_en"))
        return named | queryset.filter(code__startswith=value)

    def _held(self, code: str) -> str:
        held = Region.objects.known_at(self.request.scope.as_of.known_at)
        if not held.filter(code=code).exists():
            raise missing_region(code, any_held=held.exists())
        return code


class RegionViewSet(ListedCodes, ScopedViewSet):
    renderer_classes = (*TABLES, SDMXRenderer)
    listed_as = Listed("REGIONS", "行政区划（GB/T 2260）", "Administrative divisions (GB/T 2260)")
    listed_by_edition = False
    choosing = ("level", "parent", "under", "q", "cursor")
    serializer_class = RegionSerializer
    detail_serializer = RegionDetailSerializer
    filterset_class = RegionFilter
    queryset = Region.objects.none()
    pins = ("on",)
    lookup_field = "code"
    lookup_value_regex = "[^/]+"
    lookup_parameter = in_path(
        "code", {"type": "string", "pattern": REGION_PATTERN}, "440000", "The code of a region; GB/T 2260."
    )

    def get_queryset(self) -> QuerySet[Region]:
        return Region.objects.known_at(self.scope.as_of.known_at).order_by("code")

    def list(self, request: Request) -> Response:
        """List regions

        The list of September 2026, whatever the day asked about; retired codes are not kept.
        """
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(self.describe(page or []), many=True).data)

    def retrieve(self, request: Request, code: str) -> Response:
        """Get one region by its code

        A code that is not in the list is the problem `not-held`: it may have been valid once.
        """
        path_parameter("code", code, REGION_PATTERN, "440000")
        row = self.get_queryset().filter(code=code).first()
        if row is None:
            raise missing_region(code, any_held=self.get_queryset().exists())
        [described] = self.describe([row])
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data})

    def describe(self, rows: list[Region]) -> list[dict[str, Any]]:
        known_at = self.scope.as_of.known_at
        sources = sources_by_slug([row.source_id for row in rows], known_at)
        regions = Regions([row.code for row in rows], known_at)
        described = []
        for row in rows:
            above = [regions.place(code) for code in regions.chain(row.code)[1:]]
            described.append(
                {
                    "code": row.code,
                    "level": row.level,
                    "name_zh": row.name_zh,
                    "name_en": row.name_en or None,
                    "other_names_en": row.other_names_en.split(";") if row.other_names_en else [],
                    "parent": above[0] if above else None,
                    "ancestors": above[::-1],
                    "since": row.since or None,
                    "notes": row.notes.split(";") if row.notes else [],
                    "sources": [citation(sources[row.source_id], row)],
                    "confidence": row.confidence,
                    "known_gap": known_gap(row),
                }
            )
        return described
