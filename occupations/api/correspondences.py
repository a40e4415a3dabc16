"""/correspondences: what stands in one edition against what stands in another."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.comparison import Comparison, describe_side
from occupations.answers.correspondences import (
    CARDINALITIES,
    RELATIONS,
    Pair,
    describe_pairs,
    find_table,
    pairs,
    table_ids,
)
from occupations.api.change_log import DAY
from occupations.api.compare import SideSerializer
from occupations.api.forms import LINKED
from occupations.api.scope import LoggedViewSet, path_parameter
from occupations.api.shapes import CitationSerializer, LogMetaSerializer, PlaceSerializer
from registry.http.as_of import read_day
from registry.http.described_examples import in_path
from registry.http.parameters import matching, one_of

TABLE_PATTERN = r"^[a-z0-9-]{1,70}$"


class CorrespondenceSerializer(serializers.Serializer):
    id = serializers.CharField()
    source = serializers.CharField(help_text="The edition it leads from.")  # type: ignore[assignment]
    target = serializers.CharField(help_text="The edition it leads to.")


class CorrespondenceMetaSerializer(LogMetaSerializer):
    source = SideSerializer()  # type: ignore[assignment]
    target = SideSerializer()
    not_comparable = serializers.IntegerField(
        help_text="Held in one edition, while the other is partial and can say nothing of it."
    )


class PairSerializer(serializers.Serializer):
    source = PlaceSerializer(allow_null=True)  # type: ignore[assignment]
    target = PlaceSerializer(allow_null=True)
    relation = serializers.ChoiceField(list(RELATIONS), help_text="; ".join(f"{k}: {v}" for k, v in RELATIONS.items()))
    cardinality = serializers.ChoiceField(CARDINALITIES, allow_null=True, help_text="Null where nothing corresponds.")
    justification = serializers.ChoiceField(
        ["same_concept", "split", "merged", "replaced", "added", "ended"], help_text="What the row rests on."
    )
    sources = CitationSerializer(many=True)


class CorrespondenceListViewSet(LoggedViewSet):
    serializer_class = CorrespondenceSerializer

    @extend_schema(operation_id="correspondences_list")
    def list(self, request: Request) -> Response:
        """List the correspondence tables

        From each edition to the next, and from a draft to the edition it became.
        """
        tables = [
            {"id": table, "source": source.edition_id, "target": target.edition_id}
            for table, (source, target) in table_ids(self.as_of).items()
        ]
        return self.get_paginated_response(self.paginate_queryset(tables))


class CorrespondenceViewSet(LoggedViewSet):
    serializer_class = PairSerializer
    renderer_classes = LINKED
    skos_kind = "correspondence"
    meta_serializer = CorrespondenceMetaSerializer
    own_parameters: ClassVar[dict[str, tuple[str, ...]]] = {"list": ("source", "target", "inverted", "on", "relation")}
    comparison: Comparison
    inverted: bool

    @extend_schema(
        operation_id="correspondences_retrieve",
        parameters=[
            in_path(
                "id",
                {"type": "string", "pattern": TABLE_PATTERN},
                "2022-draft-to-2022",
                "The id of a correspondence table: two editions, with `-to-` between.",
            ),
            OpenApiParameter(
                "source", {"type": "string", "pattern": codes.CODE_LIST_PATTERN}, description="Only these codes, from."
            ),
            OpenApiParameter(
                "target", {"type": "string", "pattern": codes.CODE_LIST_PATTERN}, description="Only these codes, to."
            ),
            OpenApiParameter("inverted", {"type": "boolean"}, description="The table the other way round."),
            OpenApiParameter(
                "on", DAY, description="The day to take the edition on that was in force then; else where they meet."
            ),
            OpenApiParameter(
                "relation", {"type": "string", "enum": list(RELATIONS)}, description="Only this relation."
            ),
        ],
    )
    def list(self, request: Request, id: str) -> Response:
        """Get a correspondence table

        Every item of the one edition against what it is in the other, with what the row rests on. Made of the
        identity of concepts and of the successions that the documents tell, never of likeness of names.
        """
        path_parameter("id", id, TABLE_PATTERN, "2022-draft-to-2022")
        self.inverted = one_of(self.parameters, "inverted", ("true", "false")) == "true"
        relation = one_of(self.parameters, "relation", RELATIONS)
        chosen = {name: self.codes(name) for name in ("source", "target")}
        on = read_day("on", self.parameters["on"]) if "on" in self.parameters else None
        self.comparison = find_table(id, self.resolve, self.as_of, on)
        rows = [
            pair
            for pair in pairs(self.comparison, inverted=self.inverted)
            if relation in (None, pair.relation) and _is_chosen(pair, chosen)
        ]
        described = describe_pairs(self.paginate_queryset(rows) or [], self.as_of.known_at)
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    def codes(self, name: str) -> re.Pattern[str] | None:
        wanted = matching(self.parameters, name, codes.CODE_LIST_PATTERN, "4-01-06-02,4-02*")
        return codes.pattern_of(wanted) if wanted else None

    def get_meta(self) -> dict[str, Any]:
        scopes = [self.comparison.before, self.comparison.after]
        source, target = scopes[::-1] if self.inverted else scopes
        return {
            **super().get_meta(),
            "source": describe_side(source),
            "target": describe_side(target),
            "not_comparable": self.comparison.not_comparable,
        }


def _is_chosen(pair: Pair, chosen: dict[str, re.Pattern[str] | None]) -> bool:
    for name, pattern in chosen.items():
        place = getattr(pair, name)
        if pattern is not None and not (place is not None and pattern.match(place.code or "")):
            return False
    return True
