"""/codes: stored codes carried to another day or edition, and what is going to become of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAcceptable
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes, transitions
from occupations.answers.editions import describe_scope
from occupations.answers.impact import Impact
from occupations.answers.migration import OUTCOMES, REASONS, Migration
from occupations.answers.scope import Scope
from occupations.api.compare import SIDE, side
from occupations.api.scope import LoggedViewSet
from occupations.api.shapes import CitationSerializer, LogMetaSerializer, MetaSerializer, PlaceSerializer
from registry.http.as_of import DAY_PATTERN
from registry.http.bodies import LinesParser, LinesRenderer, StrictJSONParser, dump_line, lines, read_body
from registry.http.negotiation import PlainJSONRenderer
from registry.http.parameters import number
from registry.http.problems import Problem

MOST_RECORDS = 5000
RECORD = {
    "type": "object",
    "title": "StoredCode",
    "required": ["code"],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "pattern": codes.CODE_PATTERN},
        "on": {"type": "string", "format": "date", "pattern": DAY_PATTERN, "description": "A day it was stored on."},
        "edition": {"type": "string", "description": "Or the edition it is from."},
        "name": {"type": "string", "maxLength": 200, "description": "Its name then; settles a code used twice."},
        "id": {"description": "Whatever you know it by; it is handed back."},
    },
}
EXAMPLE = [
    {"code": "4-01-02-07", "on": "2021-01-01"},
    {"code": "4-02-07-10"},
    {"code": "4-02-07-10", "name": "网约配送员", "id": 7},
]
BODY = {
    "application/json": {
        "type": "array",
        "maxItems": MOST_RECORDS,
        # A record that is not like this is answered as `invalid`, and does not fail the others.
        "items": {"anyOf": [RECORD, {}]},
        "examples": [EXAMPLE],
    },
    "application/x-ndjson": {
        "type": "string",
        # In words alone: whatever reads an `example` takes it for JSON, as Swagger UI does, or cannot send it.
        "description": f"One record a line, as `{json.dumps(EXAMPLE[0])}`; at most 64 MiB.",
    },
}


class StretchSerializer(PlaceSerializer):
    """A place with its time."""

    edition = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class StepSerializer(serializers.Serializer):
    """A change on the way, told as it happened: earlier before later."""

    effective_on = serializers.DateField()
    kinds = serializers.ListField(child=serializers.ChoiceField(list(transitions.KINDS)))
    before = PlaceSerializer(many=True)
    after = PlaceSerializer(many=True)
    batch = serializers.IntegerField(allow_null=True, help_text="The batch that announced it.")
    edition = serializers.CharField(allow_null=True, help_text="Or the edition whose publication it was.")
    scheduled = serializers.BooleanField(help_text="Announced, and still to come.")
    sources = CitationSerializer(many=True)


class FieldErrorSerializer(serializers.Serializer):
    field = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class OutcomeSerializer(serializers.Serializer):
    """What became of one record."""

    input = serializers.JSONField(help_text="The record as it was given.")
    outcome = serializers.ChoiceField(list(OUTCOMES), help_text="; ".join(f"{k}: {v}" for k, v in OUTCOMES.items()))
    reason = serializers.ChoiceField(REASONS, allow_null=True, help_text="Of ambiguous, unknown and ended.")
    source = StretchSerializer(allow_null=True, help_text="What the record was read as.")  # type: ignore[assignment]
    targets = PlaceSerializer(many=True, help_text="What it is at the target: one, several after a split, or none.")
    path = StepSerializer(many=True, help_text="The changes between, in the order of the way.")
    candidates = StretchSerializer(many=True, help_text="What it may stand for, where that is not certain.")
    remarks = serializers.ListField(
        child=serializers.ChoiceField(["undated"]),
        help_text="undated: the record names no day; what its code meant before the edition in `source` is not held.",
    )
    errors = FieldErrorSerializer(many=True)  # type: ignore[assignment]


class MigrationSerializer(serializers.Serializer):
    meta = MetaSerializer(help_text="The target: the edition and the day that the codes were carried to.")
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="How many records have each outcome.")
    results = OutcomeSerializer(many=True, help_text="One for each record, in the same order.")


class ImpactOutcomeSerializer(OutcomeSerializer):
    breaks_on = serializers.DateField(
        allow_null=True, help_text="The first day on which the stored code no longer stands for the same."
    )


class ImpactDaySerializer(serializers.Serializer):
    effective_on = serializers.DateField()
    batch = serializers.IntegerField(allow_null=True)
    scheduled = serializers.BooleanField()
    records = serializers.IntegerField(help_text="How many of the records it touches.")


class ImpactSerializer(serializers.Serializer):
    meta = LogMetaSerializer()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="How many records have each outcome.")
    days = ImpactDaySerializer(many=True, help_text="On which days something becomes of them.")
    results = ImpactOutcomeSerializer(many=True)


class CodesViewSet(LoggedViewSet):
    """Reads only, though by POST: a list of codes is too long for an address."""

    renderer_classes: tuple[type[BaseRenderer], ...] = (PlainJSONRenderer,)
    selectable = False
    http_method_names: tuple[str, ...] = ("post",)
    pagination_class = None
    paged_actions = ()
    parser_classes: tuple[type[BaseParser], ...] = (StrictJSONParser,)

    def records(self, request: Request) -> list[Any]:
        records = read_body(request)
        if not isinstance(records, list):
            detail = _("an array of records is expected")
            raise Problem("malformed-body", detail, errors=[{"pointer": "", "detail": detail}])
        if len(records) > MOST_RECORDS:
            detail = _("at most %(most)s records; send more as NDJSON") % {"most": MOST_RECORDS}
            raise Problem("malformed-body", detail, errors=[{"pointer": "", "detail": detail}])
        return records


class MigrateViewSet(CodesViewSet):
    serializer_class = MigrationSerializer
    parser_classes = (StrictJSONParser, LinesParser)
    renderer_classes = (PlainJSONRenderer, LinesRenderer)
    own_parameters: ClassVar[dict[str, tuple[str, ...]]] = {"migrate": ("to",)}

    @extend_schema(
        operation_id="codes_migrate",
        request=BODY,
        responses=MigrationSerializer,
        parameters=[
            OpenApiParameter("to", SIDE, description="The edition or the day to carry them to; default today.")
        ],
    )
    def migrate(self, request: Request) -> Response | StreamingHttpResponse:
        """Carry stored codes to another day or edition

        Send records with the code, and with the day or the edition it was stored under; a name settles a code that
        was used twice. Each has an outcome of its own, with the changes between and their documents. Nothing is
        guessed: what fits several is `ambiguous`, with its candidates. As JSON up to 5,000 records; as NDJSON any
        number, answered line by line in the same order.
        """
        target = side(self.parameters, "to") if "to" in self.parameters else None
        scope = self.resolve(edition=target) if isinstance(target, str) else self.resolve(on=target)
        of_lines = (request.content_type or "").partition(";")[0].strip() == LinesParser.media_type
        if of_lines or isinstance(request.accepted_renderer, LinesRenderer):
            return self.stream(request, scope, of_lines=of_lines)
        results = [*map(Migration(scope).migrate, self.records(request))]
        meta = describe_scope(scope)
        return Response({"meta": meta, "counts": count(results), "results": results})

    def stream(self, request: Request, scope: Scope, *, of_lines: bool) -> StreamingHttpResponse:
        given: Iterator[tuple[Any, str | None]]
        if not of_lines:
            given = ((record, None) for record in self.records(request))
        elif self.parameters.get("format") == PlainJSONRenderer.format:
            raise NotAcceptable(available_renderers=[LinesRenderer()])
        else:
            self.get_content_negotiator().select_renderer(request, [LinesRenderer()])
            given = lines(read_body(request))
        migration = Migration(scope)
        answers = (
            dump_line(migration.migrate(record) if wrong is None else migration.refuse(record, wrong))
            for record, wrong in given
        )
        headers = {"Registry-Revision": str(scope.as_of.known_at), "Registry-On": scope.as_of.on.isoformat()}
        return StreamingHttpResponse(answers, content_type=LinesRenderer.media_type, headers=headers)


class ImpactViewSet(CodesViewSet):
    serializer_class = ImpactSerializer
    every_parameters: ClassVar[tuple[str, ...]] = ("known_at", "lang")
    own_parameters: ClassVar[dict[str, tuple[str, ...]]] = {"impact": ("batch",)}

    @extend_schema(
        operation_id="codes_impact",
        request={"application/json": BODY["application/json"]},
        responses=ImpactSerializer,
        parameters=[
            OpenApiParameter(
                "batch",
                {"type": "integer", "minimum": 1, "maximum": 9999},
                description="Only what this batch does to them, announced or scheduled; with no records: to any code.",
            )
        ],
    )
    def impact(self, request: Request) -> Response:
        """Ask what becomes of stored codes, and on which day

        From the day each record was stored on, over today, to everything that is scheduled. `breaks_on` is the first
        day on which the code no longer stands for the same.
        """
        batch = number(self.parameters, "batch", 1, 9999)
        impact = Impact(lambda day: self.resolve(on=day, scheduled=True), self.moment.known_on, batch)
        results = [impact.of(record) for record in self.records(request) or impact.records_of_batch()]
        meta = {**self.get_meta(), "include": ["scheduled"]}
        days = impact.days(results)
        return Response({"meta": meta, "counts": count(results), "days": days, "results": results})


def count(results: list[dict[str, Any]]) -> dict[str, int]:
    found = Counter(result["outcome"] for result in results)
    return {outcome: found[outcome] for outcome in OUTCOMES if found[outcome]}
