"""/occupations: the items of level 4."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.editions import official_count
from occupations.answers.standards import brief_standards
from occupations.api.items import ItemFilter, ItemSerializer, ItemViewSet
from occupations.api.linked import WithLinked, linked_to_occupation
from occupations.api.shapes import BriefStandardSerializer, MetaSerializer, WorkTypeOfOccupationSerializer
from registry.http.filters import NumberFilter, YesNoFilter


class OccupationSerializer(ItemSerializer):
    """An occupation, on the day asked about."""

    work_types = WorkTypeOfOccupationSerializer(many=True)


class OccupationDetailSerializer(OccupationSerializer, WithLinked):
    skill_standards = BriefStandardSerializer(many=True, help_text="Those issued by the day asked about.")
    meta = MetaSerializer(help_text="What the answer is valid for.")


class OccupationFilter(ItemFilter):
    level = NumberFilter(4, 4, help_text="Always 4 here; groups are under /groups.")
    digital = YesNoFilter(help_text="Only those with, or without, the digital mark.")
    green = YesNoFilter(help_text="Only those with, or without, the green mark.")


class OccupationViewSet(ItemViewSet):
    levels = (codes.OCCUPATION,)
    code_example = "4-01-06-02"
    code_pattern = codes.OCCUPATION_PATTERN
    serializer_class = OccupationSerializer
    filterset_class = OccupationFilter

    def list(self, request: Request) -> Response:
        """List occupations

        The occupations of one edition that are in force on one day. Without parameters: of today.
        """
        return super().list(request)

    @extend_schema(responses=OccupationDetailSerializer)
    def retrieve(self, request: Request, code: str) -> Response:
        """Get one occupation by its code

        A code that holds nothing on that day is a 404 problem with the periods in which it did and with its
        successors.
        """
        return super().retrieve(request, code)

    def details(self, described: dict[str, Any]) -> dict[str, Any]:
        concept = described["concept"]
        standards = self.standards([concept]) if self.ready is None else self.ready.standards[concept]
        return {"skill_standards": standards, **linked_to_occupation(self, described)}

    def standards(self, concepts: list[str]) -> list[dict[str, Any]]:
        return BriefStandardSerializer(brief_standards(concepts, self.scope), many=True).data

    def get_meta(self) -> dict[str, Any]:
        meta = super().get_meta()
        if self.action == "list":
            meta["official"] = official_count(self.scope)
        return meta
