"""/tree: the classification as nested nodes."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.tree import describe_tree
from occupations.api.forms import CLASSIFICATION, ListedCodes
from occupations.api.scope import ScopedViewSet
from occupations.api.shapes import MetaSerializer, PlaceSerializer
from occupations.exports.sdmx import Listed
from registry.http.parameters import matching, number


class NodeSerializer(PlaceSerializer):
    same_below = "children"
    level = serializers.IntegerField()
    digital = serializers.BooleanField(allow_null=True)
    green = serializers.BooleanField(allow_null=True)
    children_count = serializers.IntegerField(help_text="How many there are, shown or not.")
    children = serializers.SerializerMethodField(help_text="Nodes of the next level, as deep as asked for.")

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Node"}})
    def get_children(self, node: dict[str, Any]) -> list[dict[str, Any]]:
        return node["children"]


class TreeSerializer(serializers.Serializer):
    meta = MetaSerializer()
    results = NodeSerializer(many=True)


class TreeViewSet(ListedCodes, ScopedViewSet):
    renderer_classes = CLASSIFICATION
    skos_kind = "tree"
    listed_as = Listed("CLASSIFICATION", "职业分类", "Occupational classification")
    choosing = ("under", "depth")
    serializer_class = NodeSerializer
    pagination_class = None
    filter_backends: ClassVar[list[Any]] = []
    paged_actions = ()
    own_parameters: ClassVar[dict[str, tuple[str, ...]]] = {"list": ("under", "depth")}

    @extend_schema(
        operation_id="tree",
        responses=TreeSerializer,
        parameters=[
            OpenApiParameter(
                "under", {"type": "string", "pattern": codes.CODE_PATTERN}, description="The group to begin with."
            ),
            OpenApiParameter(
                "depth",
                {"type": "integer", "minimum": 1, "maximum": 4},
                description="How many levels to show; all of them if not given.",
            ),
        ],
    )
    def list(self, request: Request) -> Response:
        """Get the classification as a tree

        Whole, or from one group downwards. Items whose code is not known have no place in it; `meta.unplaced`
        counts them.
        """
        under = matching(self.parameters, "under", codes.CODE_PATTERN, "4-01")
        depth = number(self.parameters, "depth", 1, 4) or 4
        nodes, unplaced = describe_tree(self.scope, under=under, depth=depth)
        return Response({"meta": {**self.get_meta(), "unplaced": unplaced}, "results": nodes})

    def listed_rows(self, body: Any) -> list[dict[str, Any]]:
        return [{**row, "parent": row["code"] and codes.parent(row["code"])} for row in self.table_rows(body)]

    def table_rows(self, body: Any) -> list[Any]:
        """Every node for itself, each after the one it lies under."""
        found, open_ = [], body["results"][::-1]
        while open_:
            node = open_.pop()
            found.append({name: value for name, value in node.items() if name != "children"})
            open_ += node["children"][::-1]
        return found
