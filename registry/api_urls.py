"""The addresses of the API and of its description."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularYAMLAPIView
from rest_framework.routers import SimpleRouter

from occupations.api.root import RootViewSet
from registry.http.client_document import ClientDocumentView
from registry.http.deprecation_list import DeprecationViewSet
from registry.http.documentation import ProblemTypeViewSet, without_slash

floor = SimpleRouter(trailing_slash=False)
floor.register("deprecations", DeprecationViewSet, "deprecation")
floor.register("problems", ProblemTypeViewSet, "problem")

urlpatterns = [
    path("api/v1", RootViewSet.as_view({"get": "list"}), name="root"),
    path("api/v1/", include("occupations.api.urls")),
    path("api/v1/", include("policies.api.urls")),
    path("api/v1/", include(floor.urls)),
    path("openapi.yaml", SpectacularYAMLAPIView.as_view(), name="openapi-yaml"),
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi-json"),
    path("openapi.clients.yaml", ClientDocumentView.as_view(), name="openapi-clients"),
    re_path(r"^(?P<path>api/v1|api/v1/.+)/+$", without_slash),
]
handler400 = "registry.http.problems.bad_request_page"
handler404 = "registry.http.problems.not_found_page"
handler500 = "registry.http.problems.server_error_page"
