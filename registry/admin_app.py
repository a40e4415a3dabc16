"""Django's admin, whose forms come with its addresses: a process that answers the API alone goes without them."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class AdminConfig(SimpleAdminConfig):
    default_site = "registry.admin_site.RegistryAdminSite"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_forms, checks.Tags.admin)


def check_forms(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    from registry import urls  # noqa: F401  (brings the forms)

    return check_admin_app(app_configs, **kwargs)
