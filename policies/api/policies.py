"""/policies: which subsidy policies there are; what they grant is not served yet."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.documents import citation, known_gap, sources_by_slug
from occupations.answers.missing import Missing
from occupations.api.scope import SOURCE_PATTERN, ScopedViewSet, path_parameter
from occupations.api.shapes import CitationSerializer, MetaSerializer
from occupations.api.text import containing
from occupations.models import Confidence
from policies.models import PolicyKind, PolicyRecord
from registry.http.filters import OneOfFilter, PatternFilter, TextFilter


class RegionSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="GB/T 2260.")
    name_zh = serializers.CharField()


class PolicySerializer(serializers.Serializer):
    id = serializers.CharField()
    kind = serializers.ChoiceField(PolicyKind.values)
    title_zh = serializers.CharField()
    title_en = serializers.CharField(allow_blank=True, help_text="A translation, not official.")
    region = RegionSerializer()
    valid_from = serializers.DateField(allow_null=True, help_text="Null: not known since when.")
    valid_to = serializers.DateField(allow_null=True, help_text="The day after its last; null: open.")
    sources = CitationSerializer(many=True)
    confidence = serializers.ChoiceField(Confidence.values)
    known_gap = serializers.CharField(allow_null=True)


class PolicyDetailSerializer(PolicySerializer):
    meta = MetaSerializer()


class PolicyFilter(django_filters.FilterSet):
    kind = OneOfFilter([str(kind) for kind in PolicyKind], help_text="Only policies of this kind.")
    region = PatternFilter(
        r"^[1-9][0-9]{5}$", example="440000", field_name="region_code", help_text="Of exactly this region; GB/T 2260."
    )
    q = TextFilter("新职业", method="with_text", help_text="Text within its title.")

    def with_text(self, queryset: QuerySet[PolicyRecord], name: str, value: str) -> QuerySet[PolicyRecord]:
        return queryset.filter(containing(value, "title_zh", "title_en"))


class PolicyViewSet(ScopedViewSet):
    serializer_class = PolicySerializer
    filterset_class = PolicyFilter
    queryset = PolicyRecord.objects.none()
    pins = ("on",)
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    lookup_schema = {"type": "string", "pattern": SOURCE_PATTERN}

    def get_queryset(self) -> QuerySet[PolicyRecord]:
        rows = PolicyRecord.objects.known_at(self.scope.as_of.known_at).order_by("policy")
        return rows.perhaps_valid_on(self.scope.as_of.on) if self.action == "list" else rows

    def list(self, request: Request) -> Response:
        """List policies

        Those in force on the day asked about, and those of which the first day is not known. What they grant, to
        whom and on which conditions is not served yet.
        """
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(self.describe(page or []), many=True).data)

    @extend_schema(responses=PolicyDetailSerializer)
    def retrieve(self, request: Request, id: str) -> Response:
        """Get one policy by its id, in force or not"""
        path_parameter("id", id, SOURCE_PATTERN, "gd-training-subsidy-2023")
        row = self.get_queryset().filter(policy=id).first()
        if row is None:
            raise Missing("unknown-policy", _("There is no policy %(id)s.") % {"id": id})
        [described] = self.describe([row])
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data})

    def describe(self, rows: list[PolicyRecord]) -> list[dict]:
        sources = sources_by_slug([row.source_id for row in rows], self.scope.as_of.known_at)
        return [
            {
                "id": row.policy_id,
                "kind": row.kind,
                "title_zh": row.title_zh,
                "title_en": row.title_en,
                "region": {"code": row.region_code, "name_zh": row.region_name_zh},
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
                "sources": [citation(sources[row.source_id], row)],
                "confidence": row.confidence,
                "known_gap": known_gap(row),
            }
            for row in rows
        ]
