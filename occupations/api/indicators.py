"""/indicators: figures that reports state about occupations and their themes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.indicators import describe_indicators
from occupations.answers.missing import Missing
from occupations.api.items import matching_codes, unmatched_codes
from occupations.api.scope import SOURCE_PATTERN, ScopedViewSet, path_parameter
from occupations.api.shapes import CitationSerializer, FigureField, MetaSerializer, PlaceSerializer
from occupations.api.text import bytewise, containing
from occupations.models import Checked, Confidence, IndicatorRecord, IndicatorTheme, Item, Measure, Qualifier
from registry.http.described_examples import in_path
from registry.http.filters import FilterSet, OneOfFilter, PatternFilter, TextFilter


class IndicatorSerializer(serializers.Serializer):
    """A figure as a report states it: a value, or two bounds, or words alone."""

    id = serializers.CharField()
    name_zh = serializers.CharField(help_text="Our own wording.")
    name_en = serializers.CharField(help_text="Our own wording.")
    measure = serializers.ChoiceField(Measure.values)
    theme = serializers.ChoiceField(IndicatorTheme.values)
    occupation = PlaceSerializer(allow_null=True, help_text="Null: about the theme as a whole.")
    value = FigureField(help_text="In its unit, as stated.")
    lower = FigureField(help_text="Where a range is stated.")
    upper = FigureField(help_text="Where a range is stated.")
    qualifier = serializers.ChoiceField(
        Qualifier.values, allow_null=True, help_text="How the report limits the value; null: as it stands."
    )
    text_zh = serializers.CharField(allow_null=True, help_text="Where the report gives no figure.")
    text_en = serializers.CharField(allow_null=True, help_text="Where the report gives no figure.")
    unit_zh = serializers.CharField(allow_null=True)
    unit_en = serializers.CharField(allow_null=True)
    as_of = serializers.CharField(help_text="The time it is about, as stated: a year, quarter, month, or two months.")
    attributed_to_zh = serializers.CharField(help_text="Whom the report names for it; translated back from English.")
    attributed_to_en = serializers.CharField(help_text="Whom the report names for it.")
    check = serializers.ChoiceField(Checked.values, help_text="Reported, in no case verified by the registry.")
    sources = CitationSerializer(many=True, help_text="The report it was read in.")
    confidence = serializers.ChoiceField(Confidence.values)
    known_gap = serializers.CharField(allow_null=True)


class IndicatorDetailSerializer(IndicatorSerializer):
    meta = MetaSerializer()


class IndicatorFilter(FilterSet):
    """``request`` is the view: it knows the scope."""

    measure = OneOfFilter([str(measure) for measure in Measure], help_text="Only figures of this kind.")
    theme = OneOfFilter([str(theme) for theme in IndicatorTheme], help_text="Only figures of this theme.")
    code = PatternFilter(
        codes.CODE_LIST_PATTERN,
        example="4-01-06-02,4-13*",
        method="with_codes",
        help_text="Only those about these occupations, by their codes on the day asked about, as on /occupations.",
    )
    concept = PatternFilter(codes.CONCEPT_PATTERN, example="C0005947", help_text="Only those about this occupation.")
    check = OneOfFilter(
        [str(check) for check in Checked], field_name="check_status", help_text="Found in a second report, or not."
    )
    q = TextFilter("人才缺口", method="with_text", help_text="Text within its name or whom it is attributed to.")

    def with_codes(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        scope = self.request.scope
        items = Item.objects.as_of(scope.as_of).filter(matching_codes(value), scheme=scope.scheme)
        return queryset.filter(concept__in=items.values("concept"))

    def with_text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(containing(value, "name_zh", "name_en", "attributed_to_zh", "attributed_to_en"))


class IndicatorViewSet(ScopedViewSet):
    serializer_class = IndicatorSerializer
    detail_serializer = IndicatorDetailSerializer
    filterset_class = IndicatorFilter
    queryset = IndicatorRecord.objects.none()
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    lookup_parameter = in_path(
        "id",
        {"type": "string", "pattern": SOURCE_PATTERN},
        "internet-marketer-talent-gap-2025",
        "The id of a reported figure.",
    )

    def get_queryset(self) -> QuerySet[IndicatorRecord]:
        return IndicatorRecord.objects.known_at(self.scope.as_of.known_at).order_by(bytewise("indicator_id"))

    def list(self, request: Request) -> Response:
        """List reported figures

        What press reports state about occupations, with whom they attribute it to. None is verified. A figure is
        about its own time, `as_of`; `on` decides only under which code its occupation is named.
        """
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        described = describe_indicators(rows or [], self.scope)
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    def retrieve(self, request: Request, id: str) -> Response:
        """Get one reported figure by its id"""
        path_parameter("id", id, SOURCE_PATTERN, "internet-marketer-talent-gap-2025")
        row = self.get_queryset().filter(indicator=id).first()
        if row is None:
            raise Missing("unknown-indicator", _("There is no indicator %(id)s.") % {"id": id})
        [described] = describe_indicators([row], self.scope)
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data})

    def get_meta(self) -> dict[str, Any]:
        meta = super().get_meta()
        if "code" in self.parameters:
            unmatched = unmatched_codes(self.parameters["code"], (codes.OCCUPATION,), self.scope)
            meta = {**meta, "unmatched": unmatched}
        return meta
