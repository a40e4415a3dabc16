"""/sources: the documents behind the statements."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.missing import Missing
from occupations.answers.sources import cited_by_edition, describe_sources, issued_by
from occupations.api.scope import SOURCE_PATTERN, ScopedViewSet, path_parameter
from occupations.api.shapes import MetaSerializer
from occupations.api.text import containing
from occupations.models import Confidence, SourceKind, SourceRecord
from registry.http.described_examples import in_path
from registry.http.filters import FilterSet, OneOfFilter, TextFilter


class SourceSerializer(serializers.Serializer):
    id = serializers.CharField()
    kind = serializers.ChoiceField(SourceKind.values)
    title_zh = serializers.CharField()
    title_en = serializers.CharField(allow_blank=True, help_text="Our own wording.")
    document_number = serializers.CharField(allow_null=True)
    issuers_zh = serializers.ListField(child=serializers.CharField())
    issued_on = serializers.DateField(allow_null=True)
    confidence = serializers.ChoiceField(Confidence.values)
    url = serializers.URLField(allow_null=True, help_text="A page of an official host, where there is one.")
    known_gap = serializers.CharField(allow_null=True)


class SourceDetailSerializer(SourceSerializer):
    meta = MetaSerializer()


class SourceFilter(FilterSet):
    kind = OneOfFilter([str(kind) for kind in SourceKind], help_text="Only documents of this kind.")
    q = TextFilter("48号", method="with_text", help_text="Text within its title or number.")

    def with_text(self, queryset: QuerySet[SourceRecord], name: str, value: str) -> QuerySet[SourceRecord]:
        return queryset.filter(containing(value, "title_zh", "title_en", "document_number"))


class SourceViewSet(ScopedViewSet):
    serializer_class = SourceSerializer
    detail_serializer = SourceDetailSerializer
    filterset_class = SourceFilter
    queryset = SourceRecord.objects.none()
    pins = ()
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    lookup_parameter = in_path(
        "id", {"type": "string", "pattern": SOURCE_PATTERN}, "batch-6", "The id of a document, as `sources` name it."
    )

    def get_queryset(self) -> QuerySet[SourceRecord]:
        rows = SourceRecord.objects.known_at(self.scope.as_of.known_at).order_by("source")
        if "on" in self.parameters:
            rows = rows.filter(issued_by(self.scope.as_of.day))
        if "edition" in self.parameters:
            rows = rows.filter(source__in=cited_by_edition(self.scope))
        return rows

    def list(self, request: Request) -> Response:
        """List the documents that statements rest on

        With `on`: those issued by that day, or on a day not known. With `edition`: those it cites.
        """
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(describe_sources(page or []), many=True).data)

    def retrieve(self, request: Request, id: str) -> Response:
        """Get one document by its id"""
        path_parameter("id", id, SOURCE_PATTERN, "dictionary-2022")
        row = self.get_queryset().filter(source=id).first()
        if row is None:
            raise Missing(
                "unknown-source", _("There is no source %(id)s of the day and edition asked for.") % {"id": id}
            )
        [described] = describe_sources([row])
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data})
