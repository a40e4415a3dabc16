"""Addresses of which some are deprecated, beside those of the registry: nothing of it is, yet."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from occupations.api.scope import ScopedViewSet
from registry import urls
from registry.http.deprecation import deprecated
from registry.http.deprecation_list import DeprecationListSerializer
from registry.http.documentation import ProblemTypeViewSet
from registry.http.problems import Problem

PARAMETERS = [OpenApiParameter("old", description="As it was."), OpenApiParameter("new", description="As it is.")]


class Numbers(ScopedViewSet):
    """One operation that has ended by 2028, one that goes on, and one that goes on but for a parameter."""

    serializer_class = DeprecationListSerializer
    pagination_class = None
    filter_backends = ()
    paged_actions = ()
    selectable = False
    own_parameters = {"newer": ("old", "new")}

    @deprecated(since="2026-11-01", sunset="2028-01-01", instead="/api/v1/newer/{number}")
    @extend_schema(operation_id="older", responses=DeprecationListSerializer)
    def older(self, request, number):
        """Get a number as it was told before"""
        if number == "0":
            raise Problem("not-found", "There is no such number.")
        return Response({"meta": self.get_meta(), "results": [{"number": number}] * 100})

    @deprecated(since="2026-11-02", sunset="2027-11-02", parameters=("old",))
    @extend_schema(
        operation_id="newer",
        responses=DeprecationListSerializer,
        parameters=[
            OpenApiParameter("old", description="As it was."),
            OpenApiParameter("new", description="As it is."),
        ],
    )
    def newer(self, request, number):
        """Get a number"""
        return Response({"meta": self.get_meta(), "results": []})


@deprecated(since="2026-10-31", sunset="2027-10-31")
class OldProblemTypes(ProblemTypeViewSet):
    """A viewset that is deprecated as a whole."""


urlpatterns = [
    path("api/v1/older/<str:number>", Numbers.as_view({"get": "older"})),
    path("api/v1/newer/<str:number>", Numbers.as_view({"get": "newer"})),
    path("api/v1/old-problems", OldProblemTypes.as_view({"get": "list"})),
    *urls.urlpatterns,
]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
