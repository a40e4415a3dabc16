"""/tree: the classification as nested nodes."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.tree import describe_tree
from occupations.api.scope import ScopedViewSet
from occupations.api.shapes import MetaSerializer, PlaceSerializer
from registry.http.problems import parameter_error


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
        under, depth = self.parameters.get("under"), self.parameters.get("depth", "4")
        if under is not None and not codes.is_code(under):
            raise parameter_error("under", _("something like %(example)s is expected") % {"example": "4-01"})
        if not re.fullmatch("[1-4]", depth):
            raise parameter_error(
                "depth", _("a number from %(least)s to %(most)s is expected") % {"least": 1, "most": 4}
            )
        nodes, unplaced = describe_tree(self.scope, under=under, depth=int(depth))
        return Response({"meta": {**self.get_meta(), "unplaced": unplaced}, "results": nodes})
