"""/changes: what became different, along the days of the world or along the registry's revisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes, transitions, validity
from occupations.answers.change_log import About, Log, dated_events, describe_events, recorded_events
from occupations.answers.rows import tables
from occupations.answers.scope import check_day
from occupations.api.scope import LoggedViewSet
from occupations.api.shapes import CitationSerializer, LogMetaSerializer
from occupations.models import Act
from registry.http.as_of import DAY_PATTERN, read_day
from registry.http.parameters import matching, number, one_of
from registry.http.problems import Problem

PARAMETERS = ("from", "to", "since", "kind", "resource", "batch", "code", "concept")
DAY = {"type": "string", "format": "date", "pattern": DAY_PATTERN}
FILTERS = [
    OpenApiParameter("kind", {"type": "string", "enum": list(transitions.KINDS)}, description="Only this kind."),
    OpenApiParameter(
        "resource",
        {"type": "string", "enum": list(tables())},
        description="Only rows of this table, as in `item`.",
    ),
    OpenApiParameter(
        "batch", {"type": "integer", "minimum": 1, "maximum": 9999}, description="Only what this batch brought about."
    ),
    OpenApiParameter(
        "code",
        {"type": "string", "pattern": codes.CODE_LIST_PATTERN},
        description="Only what has, or had, one of these codes: separated by commas, a star for all that begin so.",
    ),
    OpenApiParameter(
        "concept", {"type": "string", "pattern": codes.CONCEPT_PATTERN}, description="Only what is about this concept."
    ),
]
AXES = [
    OpenApiParameter("from", DAY, description="Changes of this day or later; from the first day if not given."),
    OpenApiParameter("to", DAY, description="Changes before this day; all in effect if not given."),
    OpenApiParameter(
        "since",
        {"type": "integer", "minimum": 0, "maximum": 999_999_999},
        description="What the revisions after this one recorded: what a mirror asks for. 0 is from the beginning.",
    ),
]


OTHER_ROW = {
    "type": "object",
    "title": "OtherRow",
    "description": "A row of a table that came later.",
    "additionalProperties": True,
}


class RowSerializer(serializers.BaseSerializer):
    """A published row in its canonical form; answers/rows.py makes it and describes it."""

    def to_representation(self, row: dict[str, Any]) -> dict[str, Any]:
        return row


class DescribedRow(OpenApiSerializerExtension):
    """drf-spectacular: which columns the rows of each table have."""

    target_class = RowSerializer

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"anyOf": [*(table.schema() for table in tables().values()), OTHER_ROW]}


class EventSerializer(serializers.Serializer):
    """One thing that a day or a revision made different."""

    id = serializers.CharField(help_text="The day or the revision, and what it is about.")
    revision = serializers.IntegerField(help_text="The revision that recorded it.")
    recorded_at = serializers.DateTimeField(default_timezone=UTC)
    act = serializers.ChoiceField(Act.values)
    effective_on = serializers.DateField(
        allow_null=True, help_text="Null: it is of no day, as where the record is put right."
    )
    resource = serializers.CharField(help_text="item, work_type, edition, batch, change, source, …")
    kinds = serializers.ListField(child=serializers.ChoiceField(list(transitions.KINDS)))
    concept = serializers.CharField(allow_null=True)
    code = serializers.CharField(allow_null=True)
    name_zh = serializers.CharField(allow_null=True, help_text="Or the title of a document.")
    batch = serializers.IntegerField(allow_null=True)
    before = RowSerializer(many=True, help_text="Full rows: those that end, or that are superseded.")
    after = RowSerializer(many=True, help_text="Full rows: those that begin, or that are recorded.")
    sources = CitationSerializer(many=True)


def read_about(parameters: Mapping[str, str]) -> About:
    """What a log is asked for. Raises Problem."""
    resource = one_of(parameters, "resource", tables())
    concept = matching(parameters, "concept", codes.CONCEPT_PATTERN, "C0014499")
    wanted = matching(parameters, "code", codes.CODE_LIST_PATTERN, "4-01-06-02,4-02*")
    return About(
        resources=frozenset([resource] if resource else ()),
        concepts=frozenset([concept] if concept else ()),
        codes=codes.pattern_of(wanted) if wanted else None,
        kind=one_of(parameters, "kind", transitions.KINDS),
        batch=number(parameters, "batch", 1, 9999),
    )


class ChangeLogMetaSerializer(LogMetaSerializer):
    begins_on = serializers.DateField(allow_null=True, help_text="Along days: the first one.")
    ends_before = serializers.DateField(allow_null=True, help_text="Along days: the day after the last one.")
    since = serializers.IntegerField(allow_null=True, help_text="Along revisions: those after this one.")


class ChangeLogViewSet(LoggedViewSet):
    meta_serializer = ChangeLogMetaSerializer
    serializer_class = EventSerializer
    own_parameters: ClassVar[dict[str, tuple[str, ...]]] = {"list": PARAMETERS}

    @extend_schema(operation_id="changes_list", parameters=[*AXES, *FILTERS])
    def list(self, request: Request) -> Response:
        """List what changed

        Along the days of the world (`from`, `to`; half-open): what ended and what began in the national
        classification, as the registry knows it now. Or along its revisions (`since`): every row that a revision
        superseded or recorded, so that whoever applies them in order holds the same rows. Ask again with
        `since=` the `meta.revision` of the last page.
        """
        log = self.log
        page = self.paginate_queryset(log)
        described = describe_events(page or [], self.as_of, by_revision="since" in self.parameters)
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    def get_meta(self) -> dict[str, Any]:
        first, end = (None, None) if "since" in self.parameters else self.days()
        since = number(self.parameters, "since", 0, 999_999_999)
        return {**super().get_meta(), "begins_on": first, "ends_before": end, "since": since}

    @property
    def log(self) -> Log:
        about = read_about(self.parameters)
        if "since" not in self.parameters:
            first, end = self.days()
            return dated_events(first, end, self.as_of, about)
        if given := sorted({"from", "to", "include"} & self.parameters.keys()):
            raise Problem(
                "contradictory-parameters",
                _("`since` runs along revisions, and %(names)s along days.") % {"names": ", ".join(given)},
                errors=[{"parameter": name, "detail": _("not together with since")} for name in given],
            )
        since = number(self.parameters, "since", 0, 999_999_999) or 0
        if since > self.as_of.known_at:
            raise Problem(
                "unknown-revision",
                _("The latest revision is %(latest)s.") % {"latest": self.as_of.known_at},
                latest_revision=self.as_of.known_at,
            )
        return recorded_events(since, self.as_of, about)

    def days(self) -> tuple[date, date]:
        given = {name: read_day(name, self.parameters[name]) for name in ("from", "to") if name in self.parameters}
        for day in given.values():
            check_day(day, self.moment.today)
        # Nothing has taken effect since the registry last changed: so a replay ends on the same day.
        last = timezone.localdate(self.moment.changed_at)
        last = validity.latest_day(last) if self.as_of.scheduled else last
        first, end = given.get("from", validity.EARLIEST_DAY), given.get("to", validity.following(last))
        if "to" in given and validity.is_later(first, end):
            raise Problem(
                "contradictory-parameters",
                _("`from` is later than `to`."),
                errors=[{"parameter": "from", "detail": _("later than to")}],
            )
        return first, end
