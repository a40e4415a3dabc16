"""/concepts: the identities behind the codes."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.concepts import describe_concept
from occupations.api import paths
from occupations.api.forms import LINKED
from occupations.api.scope import ScopedViewSet, path_parameter
from occupations.api.shapes import CitationSerializer, IntroductionSerializer, MetaSerializer
from occupations.models import ConceptKind, Relation


class ConceptPeriodSerializer(serializers.Serializer):
    """One stretch in the life of a concept."""

    edition = serializers.CharField()
    code = serializers.CharField(allow_null=True, help_text="Null for work types, and where it is not known.")
    level = serializers.IntegerField(allow_null=True)
    occupation = serializers.CharField(allow_null=True, help_text="Of a work type: the concept it belongs to.")
    name_zh = serializers.CharField(allow_null=True)
    name_en = serializers.CharField(allow_null=True)
    digital = serializers.BooleanField(allow_null=True)
    green = serializers.BooleanField(allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    sources = CitationSerializer(many=True)
    known_gap = serializers.CharField(allow_null=True)


class ConceptLinkSerializer(serializers.Serializer):
    concept = serializers.CharField()
    relation = serializers.ChoiceField(Relation.values)
    effective_on = serializers.DateField()


class ConceptSerializer(serializers.Serializer):
    meta = MetaSerializer()
    concept = serializers.CharField()
    kind = serializers.ChoiceField(ConceptKind.values)
    current = ConceptPeriodSerializer(allow_null=True, help_text="On the day asked about; null: not in force.")
    periods = ConceptPeriodSerializer(many=True, help_text="Of every scheme; oldest first within one.")
    introduced_by = IntroductionSerializer(allow_null=True)
    predecessors = ConceptLinkSerializer(many=True)
    successors = ConceptLinkSerializer(many=True)


class ConceptViewSet(ScopedViewSet):
    serializer_class = ConceptSerializer
    renderer_classes = LINKED
    skos_kind = "concept"
    filter_backends: ClassVar[list[Any]] = []
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    lookup_parameter = paths.CONCEPT

    def retrieve(self, request: Request, id: str) -> Response:
        """Get a concept with its whole life

        Every code and name it has had, in every edition, and what it came from and lives on in. An id with a
        wrong check digit is no concept.
        """
        path_parameter("id", id, codes.CONCEPT_PATTERN, "C0014499")
        described = describe_concept(id, self.scope)
        return Response(self.get_serializer({"meta": self.get_meta(), **described}).data)
