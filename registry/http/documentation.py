"""/problems and /docs: the contract, in words and for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from registry.http.described_examples import in_path
from registry.http.problems import CATALOGUE, Problem, ProblemType
from registry.http.views import ProgramViewSet


class ProblemTypeSerializer(serializers.Serializer):
    type = serializers.URLField()
    slug = serializers.CharField()
    status = serializers.IntegerField()
    title = serializers.CharField()
    advice = serializers.CharField(help_text="What to do about it.")


class ProblemCatalogueSerializer(serializers.Serializer):
    count = serializers.IntegerField()
    results = ProblemTypeSerializer(many=True)


class ProblemTypeViewSet(ProgramViewSet):
    """The catalogue of problem types."""

    serializer_class = ProblemTypeSerializer
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"
    lookup_parameter = in_path("slug", {"type": "string"}, "not-valid", "The last part of the `type` of a problem.")

    @extend_schema(operation_id="problems_list", responses=ProblemCatalogueSerializer)
    def list(self, request: Request) -> Response:
        """List the types of problems"""
        results = [self.describe(kind) for _slug, kind in sorted(CATALOGUE.items())]
        return Response({"count": len(results), "results": results})

    def retrieve(self, request: Request, slug: str) -> Response:
        """Get one type of problem: what it means and what to do"""
        if slug not in CATALOGUE:
            raise Problem("not-found", _("There is no problem type %(slug)s.") % {"slug": slug})
        return Response(self.describe(CATALOGUE[slug]))

    def describe(self, kind: ProblemType) -> dict[str, Any]:
        path = self.request.path if self.action == "list" else self.request.path.rpartition("/")[0]
        return {
            "type": self.request.build_absolute_uri(f"{path}/{kind.slug}"),
            "slug": kind.slug,
            "status": kind.status,
            "title": str(kind.title),
            "advice": str(kind.advice),
        }


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI from local files: the page and its script, no inline script."""

    url_name = "openapi-json"


@csrf_exempt
def without_slash(request: HttpRequest, path: str) -> HttpResponsePermanentRedirect:
    """One address for one thing: without the slash at the end, whatever the method."""
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    response = HttpResponsePermanentRedirect(f"/{path.rstrip('/')}{query}")
    response.status_code = 308
    del response.headers["Content-Type"]  # it has no body, and Django calls that HTML
    return response
