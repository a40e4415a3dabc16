"""/compare: two editions, or two days, side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import transitions
from occupations.answers.comparison import (
    ORDER,
    Comparison,
    compare,
    describe_difference,
    describe_side,
    sides,
)
from occupations.answers.places import RESOURCES
from occupations.api.scope import EDITION_PATTERN, LoggedViewSet
from occupations.api.shapes import LogMetaSerializer, PlaceSerializer
from occupations.models import Coverage, EditionStatus
from registry.http.as_of import DAY_PATTERN, read_day
from registry.http.parameters import one_of
from registry.http.problems import parameter_error

SIDE = {
    "oneOf": [
        {"type": "string", "format": "date", "pattern": DAY_PATTERN},
        {"type": "string", "pattern": EDITION_PATTERN, "not": {"pattern": DAY_PATTERN}},
    ]
}


class SideSerializer(serializers.Serializer):
    edition = serializers.CharField()
    on = serializers.DateField(help_text="The day it is taken on.")
    coverage = serializers.ChoiceField(Coverage.values)
    status = serializers.ChoiceField(EditionStatus.values)


class OfficialNetSerializer(serializers.Serializer):
    """The ministry's own counts of occupations in the two editions."""

    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)
    net = serializers.IntegerField(allow_null=True)


class ComparisonMetaSerializer(LogMetaSerializer):
    """What is compared, and the sums."""

    before = SideSerializer()
    after = SideSerializer()
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="By kind; one concept may count under several."
    )
    not_comparable = serializers.IntegerField(
        help_text="Held on one side, while the other is partial and can say nothing of it."
    )
    official = OfficialNetSerializer(allow_null=True, help_text="Net of the editions' official counts of occupations.")


class ComparedStateSerializer(serializers.Serializer):
    code = serializers.CharField(allow_null=True)
    name_zh = serializers.CharField(allow_null=True)
    name_en = serializers.CharField(allow_null=True)
    above = serializers.CharField(
        allow_null=True, help_text="The concept of the group, or of a work type's occupation."
    )
    digital = serializers.BooleanField(allow_null=True)
    green = serializers.BooleanField(allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class DifferenceSerializer(serializers.Serializer):
    """One concept, before and after."""

    kinds = serializers.ListField(child=serializers.ChoiceField(ORDER))
    resource = serializers.ChoiceField(RESOURCES)
    concept = serializers.CharField()
    before = ComparedStateSerializer(allow_null=True)
    after = ComparedStateSerializer(allow_null=True)
    successors = PlaceSerializer(many=True, help_text="In which it lives on, if it ends.")


class CompareViewSet(LoggedViewSet):
    serializer_class = DifferenceSerializer
    meta_serializer = ComparisonMetaSerializer
    own_parameters: ClassVar[dict[str, tuple[str, ...]]] = {"list": ("from", "to", "kind", "resource")}

    @extend_schema(
        operation_id="compare",
        parameters=[
            OpenApiParameter(
                "from", {**SIDE, "examples": ["2022-draft"]}, required=True, description="An edition, or a day."
            ),
            OpenApiParameter(
                "to",
                {**SIDE, "examples": ["2022"]},
                required=True,
                description="An edition, or a day; also an earlier one.",
            ),
            OpenApiParameter(
                "kind",
                {"type": "string", "enum": ORDER},
                description="Only this kind. `kept` is listed only where it is asked for.",
            ),
            OpenApiParameter(
                "resource",
                {"type": "string", "enum": list(RESOURCES)},
                description="Only groups, occupations or work types; groups and occupations if not given.",
            ),
        ],
    )
    def list(self, request: Request) -> Response:
        """Compare two editions or two days

        Two editions are compared where they meet: the earlier on its last day, the later on its first; one with
        itself from its first day to its last, at the latest today. What is unknown on either side is no difference.
        """
        kind = one_of(self.parameters, "kind", ORDER)
        wanted = [
            difference
            for difference in self.comparison.differences
            if (kind in difference.kinds if kind else difference.kinds != [transitions.KEPT])
        ]
        described = [describe_difference(difference) for difference in self.paginate_queryset(wanted) or []]
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    @cached_property
    def comparison(self) -> Comparison:
        resource = one_of(self.parameters, "resource", RESOURCES)
        before, after = side(self.parameters, "from"), side(self.parameters, "to")
        return compare(*sides(self.resolve, before, after), {resource} if resource else {"group", "occupation"})

    def pinned_parameters(self) -> dict[str, str]:
        sides = {"from": self.comparison.before, "to": self.comparison.after}
        return super().pinned_parameters() | {
            name: side.edition.edition_id if side.edition.status == EditionStatus.DRAFT else side.as_of.on.isoformat()
            for name, side in sides.items()
        }

    def get_meta(self) -> dict[str, Any]:
        comparison = self.comparison
        return {
            **super().get_meta(),
            "before": describe_side(comparison.before),
            "after": describe_side(comparison.after),
            "counts": comparison.counts,
            "not_comparable": comparison.not_comparable,
            "official": comparison.official,
        }


def side(parameters: Mapping[str, str], name: str) -> str | date:
    """An edition's id, or a day. Raises Problem."""
    text = parameters.get(name)
    if text is None:
        raise parameter_error(name, _("required: an edition such as 2022, or a day"))
    if re.fullmatch(DAY_PATTERN, text, re.ASCII):
        return read_day(name, text)
    if not re.fullmatch(EDITION_PATTERN, text, re.ASCII):
        raise parameter_error(name, _("an edition such as 2022, or a day such as 2024-07-31, is expected"))
    return text
