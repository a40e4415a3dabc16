"""/skill-levels: the one ordered vocabulary of levels of skill."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.levels import GRADES, LEVELS, SYSTEMS
from registry.http.filters import OneOfFilter
from registry.http.views import RegistryViewSet


class LevelFilter(OneOfFilter):
    """Some levels: each is asked for by its id, a grade by its number too (``named`` of occupations/levels.py)."""

    def __init__(self, levels: Iterable[str], **kwargs: Any) -> None:
        super().__init__([*levels, *GRADES], **kwargs)


class SkillLevelSerializer(serializers.Serializer):
    id = serializers.ChoiceField(list(LEVELS))
    order = serializers.IntegerField(help_text="Its place in this list.")
    systems = serializers.ListField(
        child=serializers.ChoiceField(SYSTEMS), help_text="The five grades are part of the eight."
    )
    rank = serializers.IntegerField(help_text="Its step within its systems; ranks of two systems do not compare.")
    grade = serializers.IntegerField(allow_null=True, help_text="The number of the five grades: 5 is the lowest.")
    name_zh = serializers.CharField()
    name_en = serializers.CharField(help_text="Our own wording.")


class SkillLevelListSerializer(serializers.Serializer):
    count = serializers.IntegerField()
    results = SkillLevelSerializer(many=True)


class SkillLevelViewSet(RegistryViewSet):
    """The vocabulary belongs to the program, not to a revision."""

    serializer_class = SkillLevelSerializer
    pagination_class = None
    filter_backends: ClassVar[list[Any]] = []
    every_parameters = ("lang",)
    paged_actions = ()

    @extend_schema(operation_id="skill_levels_list", responses=SkillLevelListSerializer)
    def list(self, request: Request) -> Response:
        """List the levels of skill

        The lowest of each system first: the eight grades with the five among them, the three of professional and
        technical standards, and the certificate of a special ability, which is no step of any.
        """
        return Response({"count": len(LEVELS), "results": self.get_serializer(LEVELS.values(), many=True).data})
