"""Mistakes in the settings, told at the start with an id and a hint."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def settings_make_sense(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    problems: list[CheckMessage] = []
    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    if engine not in ("sqlite3", "postgresql"):
        hint = "Give DATABASE_URL=postgres://user:password@host:port/name, or leave it out for SQLite."
        problems.append(Error(f"The registry does not run on {engine}.", hint=hint, id="registry.E001"))
    if settings.DEBUG and settings.HTTPS:
        hint = "Leave DEBUG out."
        problems.append(Error("DEBUG shows its inside to the public.", hint=hint, id="registry.E002"))
    return problems
