"""/batches/{number}/comments: what the public says of a batch, and what is answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiRequest, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.actions.allowance import Exhausted
from occupations.actions.consultation import CommentContent, send_comment
from occupations.actions.submissions import LONGEST_TEXT
from occupations.answers.consultations import (
    describe_comments,
    describe_consultation,
    find_consultation,
    published_comments,
)
from occupations.api import paths
from occupations.api.consultations import NUMBER_PATTERN, ConsultationSerializer
from occupations.api.scope import path_parameter
from occupations.api.submissions import CONTACT_FIELDS, line, text, too_many
from occupations.models import Comment
from registry.http.addresses import client_address
from registry.http.as_of import current_day
from registry.http.bodies import StrictJSONParser
from registry.http.forms import form_schema, read_form
from registry.http.schema import problem_response
from registry.http.views import UnversionedViewSet

FIELDS = {
    "text": text("What you want to say.", LONGEST_TEXT, required=True, example="建议写明与相近职业的区别。"),
    "change": line("The id of one change of the batch, from /consultations; left out: the batch as a whole.", 60),
    "name": line("How you want to be named in public; left out: not at all.", 60, example="张女士"),
    **CONTACT_FIELDS,
}


class CommentSerializer(serializers.Serializer):
    id = serializers.CharField()
    change = serializers.CharField(allow_null=True, help_text="The change it is about; null: the batch as a whole.")
    name = serializers.CharField(allow_null=True, help_text="As its sender wants to be named.")
    text = serializers.CharField(help_text="Plain text, to be escaped as any. ［…］: contact details, hidden.")
    received_at = serializers.DateTimeField()
    answer = serializers.CharField(allow_null=True, help_text="Our answer.")
    answered_at = serializers.DateTimeField(allow_null=True)


class SentCommentSerializer(serializers.Serializer):
    id = serializers.CharField()
    state = serializers.ChoiceField(["received"], help_text="It is published after a clerk has read it.")
    received_at = serializers.DateTimeField()


class CommentMetaSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    state = ConsultationSerializer().fields["state"]
    comment_from = serializers.DateField(allow_null=True)
    comment_to = serializers.DateField(allow_null=True)


class CommentViewSet(UnversionedViewSet):
    http_method_names = ("get", "head", "post")
    writes = True
    parser_classes: tuple[type[BaseParser], ...] = (StrictJSONParser,)
    serializer_class = CommentSerializer
    meta_serializer = CommentMetaSerializer
    queryset = Comment.objects.none()

    @extend_schema(
        operation_id="batches_comments_list",
        responses={200: CommentSerializer(many=True), **problem_response(404)},
        parameters=[paths.CONSULTATION],
    )
    def list(self, request: Request, number: str) -> Response:
        """List the comments on a batch that clerks have published, with the answers

        In the order in which they were published. Not versioned, and never stored.
        """
        path_parameter("number", number, NUMBER_PATTERN, "9")
        self.consultation = find_consultation(int(number))
        page = self.paginate_queryset(published_comments(self.consultation)) or []
        return self.get_paginated_response(self.get_serializer(describe_comments(page), many=True).data)

    @extend_schema(
        operation_id="batches_comments_create",
        parameters=[paths.CONSULTATION],
        request=OpenApiRequest(form_schema("NewComment", FIELDS)),
        responses={
            201: SentCommentSerializer,
            **problem_response(404, "No such batch was put out for comment, or it has no such change."),
            **problem_response(409, "Not in the period of public comment, which the problem tells."),
            **problem_response(429, "Enough from this address for now; `Retry-After` says for how long."),
        },
    )
    def create(self, request: Request, number: str) -> Response:
        """Comment on a batch that is put out for public comment

        Taken from the first to the last day of the period, both inclusive, in Shanghai. A clerk reads it before it is
        published. How to reach you is for clerks alone and never published.
        """
        path_parameter("number", number, NUMBER_PATTERN, "9")
        told = CommentContent(**read_form(request, FIELDS))
        draft = find_consultation(int(number)).draft
        try:
            sent = send_comment(draft=draft.pk, comment=told, address=client_address(request._request))
        except Exhausted as exhausted:
            raise too_many(exhausted) from exhausted
        body = {"id": sent.reference, "state": sent.state, "received_at": sent.received_at}
        return Response(SentCommentSerializer(body).data, 201)

    def get_meta(self) -> dict[str, Any]:
        described = describe_consultation(self.consultation, current_day())
        return {name: described[name] for name in ("number", "state", "comment_from", "comment_to")}
