"""/tree: the classification as nested nodes."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.tree import describe_tree
from occupations.api.scope import ScopedViewSet
from occupations.api.shapes import MetaSerializer, PlaceSerializer
from registry.http.parameters import matching, number


class NodeSerializer(PlaceSerializer):
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


class TreeViewSet(ScopedViewSet):
    serializer_class = TreeSerializer
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
