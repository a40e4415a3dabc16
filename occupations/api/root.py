"""/: where everything is, and the state of the registry in one look."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.editions import describe_editions, official_count
from occupations.answers.root import counts
from occupations.answers.scope import visible_editions
from occupations.answers.stages import begun
from occupations.api.scope import ScopedViewSet
from occupations.api.shapes import EditionSerializer, MetaSerializer, OfficialCountSerializer
from registry.http.negotiation import PlainJSONRenderer

LINKS = (
    *("editions", "groups", "occupations", "tree", "work-types", "batches", "skill-standards", "skill-levels"),
    *("indicators", "sources", "policies", "regions", "eligibility"),
    *("changes", "compare", "correspondences", "dumps", "deprecations", "problems"),
)


class RootSerializer(serializers.Serializer):
    meta = MetaSerializer()
    links = serializers.DictField(
        child=serializers.CharField(), help_text="Addresses; `concept` is a template, with the id in braces."
    )
    official = OfficialCountSerializer()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="What is held, on the day asked about.")
    editions = EditionSerializer(many=True)


class RootViewSet(ScopedViewSet):
    serializer_class = RootSerializer
    renderer_classes = (PlainJSONRenderer,)
    selectable = False
    pagination_class = None
    filter_backends: ClassVar[list[Any]] = []
    paged_actions = ()

    @extend_schema(operation_id="root", responses=RootSerializer)
    def list(self, request: Request) -> Response:
        """Get the links, the current revision and the counts"""
        root = request.build_absolute_uri(request.path).rstrip("/")
        links = {name.replace("-", "_"): f"{root}/{name}" for name in LINKS}
        site = root.removesuffix("/api/v1")
        links |= {"changes_atom": f"{root}/feeds/changes.atom", "changes_json": f"{root}/feeds/changes.json"}
        links |= {"codes_migrate": f"{root}/codes/migrate", "codes_impact": f"{root}/codes/impact"}
        links |= {"concept": f"{root}/concepts/{{id}}", "docs": f"{site}/docs", "openapi": f"{site}/openapi.yaml"}
        editions = sorted(visible_editions(self.scope.as_of), key=lambda record: record.edition_id)
        return Response(
            {
                "meta": self.get_meta(),
                "links": links,
                "official": official_count(begun(self.scope)),
                "counts": counts(self.scope),
                "editions": describe_editions(editions, self.scope.as_of),
            }
        )
