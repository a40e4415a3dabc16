"""/skill-standards and /occupations/{code}/skill-standards: the national occupational standards 国家职业标准."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.lookups import Contains
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.lifelines import concepts_of_batch, missing_code
from occupations.answers.missing import Missing
from occupations.answers.standards import (
    IN_FORCE,
    STANDARD_STATUSES,
    SUPERSEDED,
    all_standards,
    describe_standards,
    visible_standards,
)
from occupations.api import paths
from occupations.api.items import matching_codes, unmatched_codes
from occupations.api.scope import SOURCE_PATTERN, ScopedViewSet, path_parameter
from occupations.api.shapes import CitationSerializer, LevelsField, MetaSerializer, PlaceSerializer
from occupations.api.skill_levels import LevelFilter
from occupations.api.text import bytewise, containing, in_order, with_member
from occupations.levels import LEVELS, named
from occupations.models import Confidence, Item, SkillStandardRecord, StandardKind
from registry.http.described_examples import in_path
from registry.http.filters import FilterSet, NumberFilter, OneOfFilter, PatternFilter, TextFilter

ORDERINGS = {"id": "standard_id", "issued_on": "valid_from", "title_zh": "title_zh", "printed_code": "printed_code"}


class CoveredWorkTypeSerializer(serializers.Serializer):
    concept = serializers.CharField()
    name_zh = serializers.CharField(help_text="As the standard names it.")
    levels = LevelsField(help_text="Those it has of its own; null: those of the standard, or not known.")


class SkillStandardSerializer(serializers.Serializer):
    id = serializers.CharField()
    title_zh = serializers.CharField()
    kind = serializers.ChoiceField(StandardKind.values)
    status = serializers.ChoiceField(STANDARD_STATUSES, help_text="On the day asked about.")
    edition_year = serializers.IntegerField(allow_null=True, help_text="The year in its title.")
    issued_on = serializers.DateField(allow_null=True)
    document_number = serializers.CharField(allow_null=True, help_text="Of the notice that issued it.")
    issuers_zh = serializers.ListField(child=serializers.CharField())
    levels = LevelsField(help_text="Ids under /skill-levels, the lowest first; null: not known.")
    name_zh = serializers.CharField(help_text="The occupation as the standard names it.")
    printed_code = serializers.CharField(allow_null=True, help_text="The code printed in it, which may be of its day.")
    occupation = PlaceSerializer(help_text="What it is about, on the day asked about; nulls where not held then.")
    work_types = CoveredWorkTypeSerializer(many=True)
    supersedes = serializers.CharField(allow_null=True, help_text="The standard whose place it took.")
    superseded_by = serializers.CharField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True, help_text="The day of issue; null: not known.")
    valid_to = serializers.DateField(allow_null=True, help_text="The first day on which another took its place.")
    sources = CitationSerializer(many=True)
    confidence = serializers.ChoiceField(Confidence.values)
    known_gap = serializers.CharField(allow_null=True, help_text="What our sources do not tell.")


class SkillStandardDetailSerializer(SkillStandardSerializer):
    meta = MetaSerializer()


class StandardOfOccupationFilter(FilterSet):
    """``request`` is the view: it knows the scope."""

    status = OneOfFilter(
        [IN_FORCE, SUPERSEDED], method="unfiltered", help_text="On the day asked about; in_force if not given."
    )
    kind = OneOfFilter([str(kind) for kind in StandardKind], help_text="Only standards of this kind.")
    level = LevelFilter(
        LEVELS, method="with_level", help_text="Only those known to have this level; see /skill-levels. `3` is level3."
    )

    def unfiltered(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset  # the view chose the rows by it: without it there is a default

    def with_level(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(with_member(named(value), "levels"))


class SkillStandardFilter(StandardOfOccupationFilter):
    code = PatternFilter(
        codes.CODE_LIST_PATTERN,
        example="4-01-06-02,4-02*",
        method="with_codes",
        help_text="Only those about these occupations, by their codes on the day asked about, as on /occupations.",
    )
    concept = PatternFilter(
        codes.CONCEPT_PATTERN,
        example="C0005947",
        method="with_concept",
        help_text="Only those about this occupation, or covering this work type.",
    )
    batch = NumberFilter(1, 9999, method="of_batch", help_text="Only those about what this batch introduced.")
    issuer = TextFilter("工业和信息化部", method="with_issuer", help_text="Text within the name of an issuer.")
    q = TextFilter(
        "互联网",
        method="with_text",
        help_text="Text within its title, its document number or a work type, or the beginning of the printed code.",
    )
    ordering = OneOfFilter(
        [sign + name for name in ORDERINGS for sign in ("", "-")],
        method="ordered",
        help_text="A minus turns the order round; nulls come last.",
    )

    def with_codes(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        scope = self.request.scope
        items = Item.objects.as_of(scope.as_of).filter(matching_codes(value), scheme=scope.scheme)
        return queryset.filter(concept__in=items.values("concept"))

    def with_concept(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(Q(concept=value) | Q(Contains(bytewise("work_types"), value)))

    def of_batch(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(concept__in=concepts_of_batch(value, self.request.scope))

    def with_issuer(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(containing(value, "issuers_zh"))

    def with_text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        found = containing(value, "title_zh", "document_number", "work_types")
        return queryset.filter(found | Q(printed_code__startswith=value))

    def ordered(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        sign = "-" if value.startswith("-") else ""
        return in_order(queryset, sign + ORDERINGS[value.removeprefix("-")], then=bytewise("standard_id"))


class SkillStandardViewSet(ScopedViewSet):
    serializer_class = SkillStandardSerializer
    detail_serializer = SkillStandardDetailSerializer
    filterset_class: Any = SkillStandardFilter
    queryset = SkillStandardRecord.objects.none()
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    lookup_parameter = in_path(
        "id", {"type": "string", "pattern": SOURCE_PATTERN}, "hulianwangyingxiaoshi-2021", "The id of a skill standard."
    )

    def get_queryset(self) -> QuerySet[SkillStandardRecord]:
        superseded = self.parameters.get("status") == SUPERSEDED
        rows = visible_standards(self.scope, SUPERSEDED if superseded else IN_FORCE)
        return rows.order_by(bytewise("standard_id"))

    def list(self, request: Request) -> Response:
        """List skill standards

        The national occupational standards in force on the day asked about. A standard prints the code of its
        day: `printed_code`; the occupation it is about stands beside it under the code of the day asked about.
        """
        return self.page()

    def page(self) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        described = describe_standards(rows or [], self.scope)
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    def retrieve(self, request: Request, id: str) -> Response:
        """Get one skill standard by its id, in force or not"""
        path_parameter("id", id, SOURCE_PATTERN, "hulianwangyingxiaoshi-2021")
        row = all_standards(self.scope).filter(standard=id).first()
        if row is None:
            raise Missing("unknown-standard", _("There is no skill standard %(id)s.") % {"id": id})
        [described] = describe_standards([row], self.scope)
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data})

    def get_meta(self) -> dict[str, Any]:
        meta = super().get_meta()
        if "code" in self.parameters:
            unmatched = unmatched_codes(self.parameters["code"], (codes.OCCUPATION,), self.scope)
            meta = {**meta, "unmatched": unmatched}
        return meta


class StandardOfOccupationViewSet(SkillStandardViewSet):
    filterset_class = StandardOfOccupationFilter

    def get_queryset(self) -> QuerySet[SkillStandardRecord]:
        code = self.kwargs["code"]
        path_parameter("code", code, codes.OCCUPATION_PATTERN, "4-01-06-02")
        items = Item.objects.as_of(self.scope.as_of).filter(scheme=self.scope.scheme, level=codes.OCCUPATION, code=code)
        concept = items.values_list("concept", flat=True).first()
        if concept is None:
            raise missing_code(code, self.scope)
        return super().get_queryset().filter(concept=concept)

    @extend_schema(
        operation_id="occupations_skill_standards_list",
        parameters=[paths.OCCUPATION],
    )
    def list(self, request: Request, code: str) -> Response:
        """List the skill standards of an occupation

        By the code it has on the day asked about. Those in force on that day, or with `status` those superseded.
        """
        return self.page()
