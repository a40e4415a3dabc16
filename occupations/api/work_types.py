"""/work-types: the work types 工种 under occupations."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.lifelines import concepts_of_batch, missing_code
from occupations.answers.missing import Missing
from occupations.answers.work_types import describe_work_types
from occupations.api.forms import LINKED
from occupations.api.scope import ScopedViewSet, path_parameter
from occupations.api.shapes import CitationSerializer, IntroductionSerializer, MetaSerializer, PlaceSerializer
from occupations.api.text import containing, in_order
from occupations.models import Confidence, Item, WorkType
from registry.http.described_examples import in_path
from registry.http.filters import FilterSet, NumberFilter, OneOfFilter, PatternFilter, TextFilter


class WorkTypeSerializer(serializers.Serializer):
    concept = serializers.CharField(help_text="The permanent id; work types have no code.")
    edition = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField(allow_null=True)
    former_names_zh = serializers.ListField(child=serializers.CharField())
    occupation = PlaceSerializer(allow_null=True, help_text="Code and name are null where it is not held that day.")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    introduced_by = IntroductionSerializer(allow_null=True)
    sources = CitationSerializer(many=True)
    confidence = serializers.ChoiceField(Confidence.values)
    known_gap = serializers.CharField(allow_null=True)


class WorkTypeDetailSerializer(WorkTypeSerializer):
    meta = MetaSerializer()


class WorkTypeFilter(FilterSet):
    """``request`` is the view: it knows the scope."""

    under = PatternFilter(
        codes.CODE_PATTERN,
        example="4-01-06",
        method="below",
        help_text="Only those of this occupation, or of the occupations whose codes lie under this group.",
    )
    batch = NumberFilter(1, 9999, method="of_batch", help_text="Only those this batch announced.")
    q = TextFilter("直播", method="with_text", help_text="Text within a name, former or not.")
    ordering = OneOfFilter(
        ["name_zh", "-name_zh", "valid_from", "-valid_from"],
        method="ordered",
        help_text="A minus turns the order round.",
    )

    def below(self, queryset: QuerySet[WorkType], name: str, value: str) -> QuerySet[WorkType]:
        scope = self.request.scope
        items = Item.objects.as_of(scope.as_of).filter(scheme=scope.scheme)
        if not scope.partial and not items.filter(Q(code=value) | Q(code__startswith=f"{value}-")).exists():
            raise missing_code(value, scope)
        occupations = items.filter(Q(code=value) | Q(code__startswith=f"{value}-"), level=codes.OCCUPATION)
        return queryset.filter(occupation__in=occupations.values("concept"))

    def of_batch(self, queryset: QuerySet[WorkType], name: str, value: str) -> QuerySet[WorkType]:
        return queryset.filter(concept__in=concepts_of_batch(value, self.request.scope))

    def with_text(self, queryset: QuerySet[WorkType], name: str, value: str) -> QuerySet[WorkType]:
        return queryset.filter(containing(value, "name_zh", "name_en", "former_names_zh"))

    def ordered(self, queryset: QuerySet[WorkType], name: str, value: str) -> QuerySet[WorkType]:
        return in_order(queryset, value)


class WorkTypeViewSet(ScopedViewSet):
    serializer_class = WorkTypeSerializer
    renderer_classes = LINKED
    skos_kind = "work_types"
    detail_serializer = WorkTypeDetailSerializer
    filterset_class = WorkTypeFilter
    queryset = WorkType.objects.none()
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    lookup_parameter = in_path(
        "id", {"type": "string", "pattern": codes.CONCEPT_PATTERN}, "C0040284", "The concept of a work type."
    )

    def get_queryset(self) -> QuerySet[WorkType]:
        return in_order(WorkType.objects.as_of(self.scope.as_of).filter(scheme=self.scope.scheme), "name_zh")

    def list(self, request: Request) -> Response:
        """List work types

        Those of the 2022 edition are known from the text put out for comment: see `confidence`.
        """
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        described = describe_work_types(page or [], self.scope)
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    def retrieve(self, request: Request, id: str) -> Response:
        """Get one work type by its concept"""
        path_parameter("id", id, codes.CONCEPT_PATTERN, "C0017967")
        row = self.get_queryset().filter(concept=id).first()
        if row is None:
            raise Missing("unknown-concept", _("No work type %(id)s is in force on that day.") % {"id": id})
        [described] = describe_work_types([row], self.scope)
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data})
