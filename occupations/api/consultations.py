"""/consultations: the batches that are, or were, put out for public comment."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.consultations import (
    STATES,
    Consultation,
    describe_changes,
    describe_consultation,
    find_consultation,
    published_comments,
    read_consultation,
    shown_acts,
)
from occupations.api import paths
from occupations.api.scope import path_parameter
from registry.http.as_of import current_day
from registry.http.schema import problem_response
from registry.http.views import UnversionedViewSet

NUMBER_PATTERN = r"^[1-9][0-9]{0,3}$"


class ConsultationSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="The number of the batch.")
    title_zh = serializers.CharField(allow_null=True)
    edition = serializers.CharField(allow_null=True, help_text="The edition it is to add to.")
    state = serializers.ChoiceField([(name, name) for name in STATES], help_text="open: comments are taken today.")
    comment_from = serializers.DateField(allow_null=True, help_text="First day of public comment.")
    comment_to = serializers.DateField(allow_null=True, help_text="Last day of public comment, inclusive.")
    effective_on = serializers.DateField(allow_null=True, help_text="The day its changes are to hold from.")
    published = serializers.BooleanField(help_text="Announced since: /batches/{number} tells what came of it.")
    change_count = serializers.IntegerField(help_text="Changes proposed, without those dropped.")
    url = serializers.URLField(help_text="Its changes.")
    comments_url = serializers.URLField(help_text="Where the comments are, and where one is sent to by POST.")


class ProposedChangeSerializer(serializers.Serializer):
    id = serializers.CharField(help_text="What a comment names as its `change`.")
    kind = serializers.CharField(allow_null=True)
    name_zh = serializers.CharField(allow_null=True)
    name_en = serializers.CharField(allow_null=True)
    code = serializers.CharField(allow_null=True)
    former_code = serializers.CharField(allow_null=True)
    former_name_zh = serializers.CharField(allow_null=True)
    digital = serializers.BooleanField(allow_null=True)
    green = serializers.BooleanField(allow_null=True)
    dropped = serializers.BooleanField(help_text="No longer part of the batch.")
    proposal = serializers.CharField(allow_null=True, help_text="Reference number of the proposal it came from.")


class ConsultationMetaSerializer(serializers.Serializer):
    on = serializers.DateField(help_text="Today in Shanghai, which decides what is open.")


class ConsultationDetailSerializer(ConsultationSerializer):
    meta = ConsultationMetaSerializer()
    comment_count = serializers.IntegerField(help_text="Comments published.")
    changes = ProposedChangeSerializer(many=True)


class ConsultationViewSet(UnversionedViewSet):
    serializer_class = ConsultationSerializer
    meta_serializer = ConsultationMetaSerializer
    queryset = shown_acts().none()
    lookup_field = "number"
    lookup_value_regex = "[^/]+"
    lookup_parameter = paths.CONSULTATION

    def list(self, request: Request) -> Response:
        """List the batches that are or were put out for public comment

        The newest first. Not versioned: neither `on` nor `known_at`, and never stored.
        """
        page = self.paginate_queryset(shown_acts()) or []
        described = [self.described(read_consultation(act)) for act in page]
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    @extend_schema(
        responses={200: ConsultationDetailSerializer, **problem_response(404, "The batch was never put out here.")}
    )
    def retrieve(self, request: Request, number: str) -> Response:
        """Get what a batch proposes, as it is or was last put out for public comment"""
        path_parameter("number", number, NUMBER_PATTERN, "9")
        consultation = find_consultation(int(number))
        told = {
            **self.described(consultation),
            "meta": self.get_meta(),
            "comment_count": published_comments(consultation).count(),
            "changes": describe_changes(consultation),
        }
        return Response(ConsultationDetailSerializer(told).data)

    def described(self, consultation: Consultation) -> dict[str, Any]:
        told = describe_consultation(consultation, current_day())
        base = self.request.build_absolute_uri("/api/v1")
        links = {"url": f"{base}/consultations/{told['number']}"}
        return {**told, **links, "comments_url": f"{base}/batches/{told['number']}/comments"}

    def get_meta(self) -> dict[str, Any]:
        return {"on": current_day()}
