"""The table of contents: the API, and the pages beside it."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from registry.api_urls import handler400, handler404
from registry.http.documentation import DocsView, without_slash
from registry.http.headers import with_inline_styles
from registry.signin.duties import my_duties
from registry.signin.second_factor import second_factor

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

handler500 = "registry.http.unavailable.server_error_page"
admin.autodiscover()
FAVICON = "drf_spectacular_sidecar/swagger-ui-dist/favicon-32x32.png"

urlpatterns = [
    path("", include("registry.api_urls")),
    path("docs", with_inline_styles(DocsView.as_view()), name="docs"),
    path("admin/second-factor", second_factor, name="second-factor"),
    path("admin/my-duties", admin.site.admin_view(my_duties), name="my-duties"),
    path("admin/", admin.site.urls),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("", RedirectView.as_view(pattern_name="docs"), name="start"),
    path("favicon.ico", RedirectView.as_view(url=static(FAVICON)), name="favicon"),
    re_path(r"^(?P<path>docs)/+$", without_slash),
]
