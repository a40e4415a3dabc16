"""The table of contents."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularYAMLAPIView
from rest_framework.routers import SimpleRouter

from occupations.api.root import RootViewSet
from registry.http.client_document import ClientDocumentView
from registry.http.deprecation_list import DeprecationViewSet
from registry.http.documentation import DocsView, ProblemTypeViewSet, without_slash
from registry.http.headers import with_inline_styles
from registry.signin.duties import my_duties
from registry.signin.second_factor import second_factor

FAVICON = "drf_spectacular_sidecar/swagger-ui-dist/favicon-32x32.png"
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
    path("docs", with_inline_styles(DocsView.as_view()), name="docs"),
    path("admin/second-factor", second_factor, name="second-factor"),
    path("admin/my-duties", admin.site.admin_view(my_duties), name="my-duties"),
    path("admin/", admin.site.urls),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("", RedirectView.as_view(pattern_name="docs"), name="start"),
    path("favicon.ico", RedirectView.as_view(url=static(FAVICON)), name="favicon"),
    re_path(r"^(?P<path>api/v1|api/v1/.+|docs)/+$", without_slash),
]
handler400 = "registry.http.problems.bad_request_page"
handler404 = "registry.http.problems.not_found_page"
handler500 = "registry.http.problems.server_error_page"
