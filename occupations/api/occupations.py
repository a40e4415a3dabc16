"""/occupations: the items of level 4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import get_language
from rest_framework.request import Request

from occupations import codes
from occupations.answers.editions import official_count
from occupations.answers.stages import begun
from occupations.answers.standards import brief_standards, standards_of
from occupations.answers.work_types import work_types_of
from occupations.api import paths
from occupations.api.items import ItemFilter, ItemSerializer, ItemViewSet
from occupations.api.linked import WithLinked, linked_to_occupation
from occupations.api.ready import STANDARDS
from occupations.api.shapes import (
    BriefStandardSerializer,
    Expandable,
    MetaSerializer,
    WorkTypeOfOccupationSerializer,
)
from occupations.api.skill_standards import SkillStandardSerializer
from occupations.api.work_types import WorkTypeSerializer
from occupations.exports.sdmx import Listed
from occupations.models import Item
from registry.http.filters import NumberFilter, YesNoFilter
from registry.http.ready_json import NONE, ReadyList, ReadyObject


class OccupationSerializer(ItemSerializer):
    """An occupation, on the day asked about."""

    work_types = Expandable(
        WorkTypeOfOccupationSerializer, WorkTypeSerializer, help_text="With `expand=work_types` as at /work-types."
    )
    skill_standards = Expandable(
        BriefStandardSerializer,
        SkillStandardSerializer,
        required=False,
        help_text="In lists with `expand=skill_standards` only, as at /skill-standards.",
    )


class OccupationDetailSerializer(OccupationSerializer, WithLinked):
    skill_standards = Expandable(
        BriefStandardSerializer,
        SkillStandardSerializer,
        help_text="Those issued by the day asked about; with `expand=skill_standards` as at /skill-standards.",
    )
    meta = MetaSerializer(help_text="What the answer is valid for.")


class OccupationFilter(ItemFilter):
    level = NumberFilter(4, 4, help_text="Always 4 here; groups are under /groups.")
    digital = YesNoFilter(help_text="Only those with, or without, the digital mark.")
    green = YesNoFilter(help_text="Only those with, or without, the green mark.")


class OccupationViewSet(ItemViewSet):
    listed_as = Listed("OCCUPATIONS", "职业", "Occupations")
    levels = (codes.OCCUPATION,)
    code_example = "4-01-06-02"
    code_pattern = codes.OCCUPATION_PATTERN
    lookup_parameter = paths.OCCUPATION
    serializer_class = OccupationSerializer
    detail_serializer = OccupationDetailSerializer
    filterset_class = OccupationFilter
    expandable: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(
        ("list", "retrieve"), ("work_types", "skill_standards")
    )

    def list(self, request: Request) -> HttpResponse:
        """List occupations

        The occupations of one edition that are in force on one day. Without parameters: of today.
        """
        return super().list(request)

    def retrieve(self, request: Request, code: str) -> HttpResponse:
        """Get one occupation by its code

        A code that holds nothing on that day is a 404 problem with the periods in which it did and with its
        successors.
        """
        return super().retrieve(request, code)

    def describe(self, rows: Sequence[Item]) -> list[dict[str, Any]]:
        described, concepts = super().describe(rows), [row.concept_id for row in rows]
        if "work_types" in self.expanded:
            work_types = work_types_of(concepts, self.scope)
            for occupation in described:
                occupation["work_types"] = work_types[occupation["concept"]]
        if "skill_standards" in self.expanded:
            standards = standards_of(concepts, self.scope)
            for occupation in described:
                occupation["skill_standards"] = standards[occupation["concept"]]
        elif self.action == "retrieve":
            for occupation in described:
                occupation["skill_standards"] = brief_standards([occupation["concept"]], self.scope)
        return described

    def details(self, concept: str, described: Mapping[str, Any]) -> dict[str, Any]:
        return linked_to_occupation(self, concept, described)

    def ready_details(self, concept: str) -> dict[str, Any]:
        every = STANDARDS.get((self.scope, get_language()), self._every_standard)
        return {"skill_standards": (self._standards([concept]) if every is None else every).get(concept, NONE)}

    def _every_standard(self) -> dict[str, ReadyList]:
        return self._standards(list(self.get_queryset().values_list("concept", flat=True)))

    def _standards(self, concepts: list[str]) -> dict[str, ReadyList]:
        found: dict[str, ReadyList] = defaultdict(ReadyList)
        for standard in BriefStandardSerializer(brief_standards(concepts, self.scope), many=True).data:
            found[standard["concept"]].append(ReadyObject(standard))
        return found

    def get_meta(self) -> dict[str, Any]:
        meta = super().get_meta()
        if self.action == "list":
            meta = {**meta, "official": official_count(begun(self.scope))}
        return meta
