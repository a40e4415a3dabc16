"""/concepts/{id}/history and /occupations/{code}/history: a whole life, as data and as a drawing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes, validity
from occupations.answers.history import describe_history
from occupations.answers.lifelines import missing_code
from occupations.answers.missing import Missing
from occupations.answers.places import RESOURCES
from occupations.api import paths
from occupations.api.change_log import EventSerializer
from occupations.api.codes import StretchSerializer
from occupations.api.scope import ScopedViewSet, path_parameter, read_include
from occupations.api.shapes import MetaSerializer
from occupations.api.timeline import TimelineRenderer
from occupations.models import Concept, ConceptKind, Item, Relation
from occupations.validity import AsOf
from registry.http.negotiation import PlainJSONRenderer


class LifePeriodSerializer(StretchSerializer):
    draft = serializers.BooleanField(help_text="In a draft, not in the national classification.")


class LifeSerializer(serializers.Serializer):
    """The life of one concept."""

    concept = serializers.CharField()
    resource = serializers.ChoiceField(RESOURCES, allow_null=True)
    periods = LifePeriodSerializer(many=True, help_text="Oldest first.")


class SuccessionSerializer(serializers.Serializer):
    predecessor = serializers.CharField()
    successor = serializers.CharField()
    relation = serializers.ChoiceField(Relation.values)
    effective_on = serializers.DateField()


class HistorySerializer(serializers.Serializer):
    meta = MetaSerializer()
    concept = serializers.CharField()
    kind = serializers.ChoiceField(ConceptKind.values)
    until = serializers.DateField(help_text="The day up to which it is told.")
    lines = LifeSerializer(many=True, help_text="The concept, and all that it came from or lives on in.")
    successions = SuccessionSerializer(many=True)
    changes = EventSerializer(many=True, help_text="As at /changes, oldest first.")


class HistoryViewSet(ScopedViewSet):
    serializer_class = HistorySerializer
    pagination_class = None
    filter_backends: ClassVar[list[Any]] = []
    paged_actions = ()
    renderer_classes = (PlainJSONRenderer, TimelineRenderer)

    @extend_schema(
        operation_id="concepts_history",
        parameters=[paths.CONCEPT],
    )
    def of_concept(self, request: Request, id: str) -> Response:
        """Get the history of a concept

        Every code and name it has had, what it came from, what it lives on in, and each change with its document.
        As JSON, or as a small timeline (`format=svg`).
        """
        path_parameter("id", id, codes.CONCEPT_PATTERN, "C0014499")
        concept = Concept.objects.filter(id=id).first()
        described = describe_history(concept, self.as_of, self.scope.as_of.on) if concept else None
        if described is None or not any(line["periods"] for line in described["lines"] if line["concept"] == id):
            raise Missing("unknown-concept", _("There is no concept %(id)s.") % {"id": id})
        return self.answer(described)

    @extend_schema(
        operation_id="occupations_history",
        parameters=[paths.OCCUPATION],
    )
    def of_code(self, request: Request, code: str) -> Response:
        """Get the history of an occupation by its code

        Of the occupation that has the code on the day asked about; see the history of a concept.
        """
        path_parameter("code", code, codes.OCCUPATION_PATTERN, "4-01-06-02")
        row = (
            Item.objects.as_of(self.scope.as_of)
            .filter(scheme=self.scope.scheme, code=code)
            .select_related("concept")
            .first()
        )
        if row is None:
            raise missing_code(code, self.scope)
        return self.answer(describe_history(row.concept, self.as_of, self.scope.as_of.on))

    @property
    def as_of(self) -> AsOf:
        """A life is told whole; the day and the edition only say whose."""
        moment, scheduled = self.moment, read_include(self.parameters)
        day = validity.latest_day(moment.known_on) if scheduled else moment.known_on
        return AsOf(day, moment.revision, moment.known_on, scheduled)

    def answer(self, described: dict[str, Any]) -> Response:
        return Response(self.get_serializer({"meta": self.get_meta(), **described}).data)
