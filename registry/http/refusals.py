"""The answer to what is refused at the entrance: a problem document, made without asking Django or the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.utils import translation

from registry.http.availability import RETRY_AFTER
from registry.http.problems import CATALOGUE, MEDIA_TYPE, UNANSWERED, document

Headers = list[tuple[str, str]]
REASONS = {401: "Unauthorized", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}
CHALLENGE = ("WWW-Authenticate", 'ApiKey header="X-API-Key"')
"""A scheme of our own: none that is registered stands for a key in a header of its own."""


class Refused(Exception):
    """``headers`` go along; ``told`` is put into the detail, in the language of whoever asks."""

    def __init__(
        self, slug: str, detail: Any, members: dict[str, Any], headers: Headers, told: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(slug)
        self.slug, self.detail, self.members, self.headers, self.told = slug, detail, members, headers, told


def unavailable(headers: Headers, detail: Any = UNANSWERED) -> Refused:
    """Where the database does not answer."""
    return Refused("unavailable", detail, {}, [*headers, ("Retry-After", str(RETRY_AFTER))])


def refusal(refused: Refused, environ: dict[str, Any], language: str) -> tuple[str, Headers, bytes]:
    """Status, headers and body."""
    with translation.override(language):
        detail = str(refused.detail) % refused.told if refused.told else str(refused.detail)
        content = document(WSGIRequest(environ), refused.slug, detail, refused.members)
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    status = CATALOGUE[refused.slug].status
    headers = [
        ("Content-Type", MEDIA_TYPE),
        ("Content-Language", language),
        ("Vary", "Accept-Language"),
        ("Cache-Control", "no-store"),
        ("Content-Length", str(len(body))),
        *([CHALLENGE] if status == 401 else []),
        *refused.headers,
    ]
    return f"{status} {REASONS[status]}", headers, body
