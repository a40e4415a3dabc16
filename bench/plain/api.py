"""/occupations and /occupations/{code}, with the same filters and the same fields as ours."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from rest_framework import routers, serializers, viewsets
from rest_framework.pagination import PageNumberPagination

from bench.plain.models import Group, Introduction, Occupation, PreviousCode, Source, WorkType


class GroupSerializer(serializers.ModelSerializer):
    class Meta:
        model = Group
        fields = ["concept", "code", "name_zh", "name_en"]


class IntroductionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Introduction
        exclude = ["id"]


class SourceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Source
        fields = "__all__"


class PreviousCodeSerializer(serializers.ModelSerializer):
    class Meta:
        model = PreviousCode
        exclude = ["id", "occupation"]


class WorkTypeSerializer(serializers.ModelSerializer):
    introduced_by = IntroductionSerializer()

    class Meta:
        model = WorkType
        exclude = ["occupation"]


class OccupationSerializer(serializers.ModelSerializer):
    parent = GroupSerializer()
    ancestors = serializers.SerializerMethodField()
    introduced_by = IntroductionSerializer()
    previous_codes = PreviousCodeSerializer(many=True)
    sources = SourceSerializer(many=True)
    work_types = WorkTypeSerializer(many=True)

    class Meta:
        model = Occupation
        fields = "__all__"

    def get_ancestors(self, occupation: Occupation) -> list[Any]:
        chain, group = [], occupation.parent
        while group is not None:
            chain.append(GroupSerializer(group).data)
            group = group.parent
        return chain[::-1]


class OccupationFilter(django_filters.FilterSet):
    under = django_filters.CharFilter(field_name="code", lookup_expr="startswith")
    since = django_filters.CharFilter(field_name="code", lookup_expr="gte")
    digital = django_filters.BooleanFilter()
    green = django_filters.BooleanFilter()
    batch = django_filters.NumberFilter(field_name="introduced_by__batch")
    q = django_filters.CharFilter(method="with_text")
    ordering = django_filters.OrderingFilter(fields=["code", "name_zh", "valid_from"])

    class Meta:
        model = Occupation
        fields: list[str] = []

    def with_text(self, queryset: QuerySet[Occupation], name: str, value: str) -> QuerySet[Occupation]:
        found = Q(name_zh__icontains=value) | Q(name_en__icontains=value) | Q(code__startswith=value)
        return queryset.filter(found | Q(work_types__name_zh__icontains=value)).distinct()


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 5000


class OccupationViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = (
        Occupation.objects.select_related("parent__parent__parent", "introduced_by")
        .prefetch_related("sources", "previous_codes", "work_types__introduced_by")
        .order_by("code", "concept")
    )
    serializer_class = OccupationSerializer
    filterset_class = OccupationFilter
    pagination_class = Pages
    lookup_field = "code"


router = routers.DefaultRouter(trailing_slash=False)
router.register("occupations", OccupationViewSet)
urlpatterns = router.urls
