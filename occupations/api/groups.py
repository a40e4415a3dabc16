"""/groups: the items of levels 1 to 3."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from occupations import codes
from occupations.api.items import ItemFilter, ItemSerializer, ItemViewSet
from occupations.api.shapes import MetaSerializer
from occupations.exports.sdmx import Listed
from registry.http.described_examples import in_path
from registry.http.filters import NumberFilter, YesNoFilter


class GroupSerializer(ItemSerializer):
    """A major, medium or minor group, on the day asked about."""

    gbt6565 = serializers.CharField(allow_null=True, help_text="GB/T 6565 code; two groups may share one.")


class GroupDetailSerializer(GroupSerializer):
    meta = MetaSerializer(help_text="What the answer is valid for.")


class GroupFilter(ItemFilter):
    level = NumberFilter(1, 3, help_text="1 major, 2 medium, 3 minor group.")
    digital = YesNoFilter(help_text="Groups carry no marks: matches none.")
    green = YesNoFilter(help_text="Groups carry no marks: matches none.")


class GroupViewSet(ItemViewSet):
    listed_as = Listed("GROUPS", "职业类别", "Occupational groups")
    levels = codes.GROUP_LEVELS
    code_example = "4-01-06"
    code_pattern = codes.GROUP_PATTERN
    lookup_parameter = in_path(
        "code",
        {"type": "string", "pattern": code_pattern},
        code_example,
        "The code of a major, medium or minor group on the day asked about.",
    )
    serializer_class = GroupSerializer
    detail_serializer = GroupDetailSerializer
    filterset_class = GroupFilter

    def list(self, request: Request) -> HttpResponse:
        """List groups

        The major, medium and minor groups of one edition that are in force on one day.
        """
        return super().list(request)

    def retrieve(self, request: Request, code: str) -> HttpResponse:
        """Get one group by its code"""
        return super().retrieve(request, code)
