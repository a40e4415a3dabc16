"""Mistakes in the settings, told at the start with an id and a hint."""

import base64
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

SECONDS = ("STALE_IF_ERROR", "CONNECT_TIMEOUT", "LOCK_TIMEOUT", "STATEMENT_TIMEOUT", "IDLE_IN_TRANSACTION_TIMEOUT")


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
    if len(settings.SECRET_KEY) < 32:
        hint = "Give SECRET_KEY of 50 random characters, or leave it out: one is made and kept under DATA_DIR."
        problems.append(Error("SECRET_KEY is short enough to be guessed.", hint=hint, id="registry.E003"))
    if settings.HTTPS and "*" in settings.ALLOWED_HOSTS:
        hint = "Name the hosts in ALLOWED_HOSTS."
        problems.append(Error("Any host name is answered to.", hint=hint, id="registry.E004"))
    if not 300 <= settings.SESSION_IDLE <= settings.SESSION_COOKIE_AGE:
        hint = f"Give SESSION_IDLE from 300 to {settings.SESSION_COOKIE_AGE} seconds."
        problems.append(Error("Sessions would end at once, or never for want of use.", hint=hint, id="registry.E005"))
    if settings.SUBMISSIONS_PER_HOUR < 1:
        hint = "Give SUBMISSIONS_PER_HOUR of 1 or more."
        problems.append(Error("Nobody could comment or propose.", hint=hint, id="registry.E006"))
    if not 0 < settings.LIMIT_FACTOR <= 1_000_000:
        hint = "Give LIMIT_FACTOR above 0 and up to 1000000."
        problems.append(Error("LIMIT_FACTOR is out of bounds.", hint=hint, id="registry.E007"))
    if settings.THREADS < 4:  # of which registry/http/bulkhead.py makes quarters
        hint = "Give THREADS of 4 or more."
        problems.append(Error("Some kinds of requests would have no thread.", hint=hint, id="registry.E008"))
    for name in SECONDS:
        if getattr(settings, name) < 0:
            problems.append(Error(f"{name} is below zero.", hint=f"Give {name} in seconds.", id="registry.E009"))
    if settings.BEHIND_PROXY and not settings.HTTPS:
        hint = "Give HTTPS=true where the proxy speaks TLS to the public."
        problems.append(Warning("Behind a proxy, and passwords may travel in the open.", hint=hint, id="registry.W001"))
    if settings.DUMP_SIGNING_KEY and not _is_seed(settings.DUMP_SIGNING_KEY):
        hint = "Give 32 random bytes in base64: openssl rand -base64 32"
        problems.append(Error("DUMP_SIGNING_KEY is not the seed of an Ed25519 key.", hint=hint, id="registry.E003"))
    return problems


def _is_seed(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except ValueError:
        return False
