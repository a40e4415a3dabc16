"""/proposals: what the public proposes for the classification, and what becomes of it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiRequest, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.actions.allowance import Exhausted
from occupations.actions.proposals import ProposalContent, send_proposal
from occupations.actions.submissions import LONGEST_TEXT
from occupations.answers.proposals import describe_proposal, find_proposal
from occupations.api.scope import path_parameter
from occupations.api.submissions import CONTACT_FIELDS, line, matching, text, too_many
from occupations.lifecycle import PROPOSAL
from occupations.models import Proposal, SubmissionKind
from registry.http.addresses import client_address
from registry.http.bodies import StrictJSONParser
from registry.http.described_examples import in_path
from registry.http.forms import Field, form_schema, read_form
from registry.http.problems import parameter_error
from registry.http.schema import problem_response
from registry.http.views import UnversionedViewSet

REFERENCE_PATTERN = r"^P-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$"
KEY_PATTERN = r"^[A-Za-z0-9_-]{16,100}$"
FIELDS = {
    "kind": Field(
        description="A new occupation, or a change of one that is there.",
        most=20,
        pattern="",
        is_sound=lambda told: True,
        expected="",
        words=tuple(SubmissionKind.values),
        required=True,
        example="new_occupation",
    ),
    "name_zh": line("The name of the occupation.", 60, required=True, example="云端阅卷协调员"),
    "description": text("What is done in it, or what is to change.", LONGEST_TEXT, required=True, example="协调……"),
    "evidence": text("What shows that it is there: employers, numbers, training, links.", LONGEST_TEXT),
    "code": matching("The code of the occupation that is to change.", 10, codes.OCCUPATION_PATTERN, "4-01-06-02"),
    "submitter": line("Who proposes it, for clerks alone.", 60),
    **CONTACT_FIELDS,
}


class ProposalSerializer(serializers.Serializer):
    reference = serializers.CharField(help_text="Keep it: it is the only way to follow the proposal.")
    kind = serializers.ChoiceField(SubmissionKind.values)
    name_zh = serializers.CharField()
    code = serializers.CharField(allow_null=True)
    received_at = serializers.DateTimeField()
    state = serializers.ChoiceField([(name, name) for name in PROPOSAL.states])
    state_zh = serializers.CharField()
    state_en = serializers.CharField()
    note = serializers.CharField(allow_null=True, help_text="What the ministry's clerks tell; of a refusal, why.")
    batch = serializers.IntegerField(allow_null=True, help_text="The batch it was taken into; see /consultations.")
    change = serializers.CharField(allow_null=True, help_text="The id of the change it became there.")


class ProposalViewSet(UnversionedViewSet):
    http_method_names = ("get", "head", "post")
    writes = True
    parser_classes: tuple[type[BaseParser], ...] = (StrictJSONParser,)
    serializer_class = ProposalSerializer
    pagination_class = None
    paged_actions = ()
    queryset = Proposal.objects.none()
    lookup_field = "reference"
    lookup_value_regex = "[^/]+"
    lookup_parameter = in_path(
        "reference",
        {"type": "string", "pattern": REFERENCE_PATTERN},
        "P-7KQ2-M9RT-4WXC",
        "The reference number that the answer to a proposal holds.",
    )

    @extend_schema(
        request=OpenApiRequest(form_schema("NewProposal", FIELDS)),
        responses={
            201: ProposalSerializer,
            **problem_response(409, "The Idempotency-Key was sent with another body before."),
            **problem_response(429, "Enough from this address for now; `Retry-After` says for how long."),
        },
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                {"type": "string", "pattern": KEY_PATTERN, "examples": ["6f1ed002-ab5f-4d1e-9a35-2b1f0c3d4e5a"]},
                OpenApiParameter.HEADER,
                description="Your own for this proposal, such as a UUID: sent again with it, no second one is made.",
            )
        ],
    )
    def create(self, request: Request) -> Response:
        """Propose a new occupation, or a change of one

        The answer holds a reference number, and `Location` the address at which its state can be followed. Who you
        are and how to reach you is for clerks alone and never published.
        """
        key = request.headers.get("Idempotency-Key")
        if key is not None and not re.fullmatch(KEY_PATTERN.removesuffix("$"), key, re.ASCII):
            raise parameter_error("Idempotency-Key", _("16 to 100 letters, digits, - and _ are expected"))
        told = ProposalContent(**read_form(request, FIELDS))
        try:
            sent = send_proposal(proposal=told, key=key, address=client_address(request._request))
        except Exhausted as exhausted:
            raise too_many(exhausted) from exhausted
        address = request.build_absolute_uri(f"{request.path}/{sent.reference}")
        return Response(ProposalSerializer(describe_proposal(sent)).data, 201, headers={"Location": address})

    @extend_schema(responses={200: ProposalSerializer, **problem_response(404, "Nothing has this reference number.")})
    def retrieve(self, request: Request, reference: str) -> Response:
        """Follow a proposal by its reference number

        Its state and what clerks tell of it; nothing about its sender.
        """
        path_parameter("reference", reference, REFERENCE_PATTERN, "P-7KQ2-M9RT-4WXC")
        return Response(ProposalSerializer(describe_proposal(find_proposal(reference))).data)
