"""Under which key an answer is kept: what is asked for, however it is written."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from registry.http.headers import is_secure
from registry.http.negotiation import LANGUAGES, accepted_language

LONGEST = 4000
"""Characters of an address or of a header; what is longer is answered, but not kept."""


class Address(NamedTuple):
    """What is asked for, however it is written."""

    host: str
    secure: bool
    path: str
    parameters: tuple[tuple[str, str], ...]
    accept: str
    language: str


def address(environ: dict[str, Any]) -> Address | None:
    """None for what is not kept."""
    query, accept = environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT", "*/*")
    path, languages = environ["PATH_INFO"], environ.get("HTTP_ACCEPT_LANGUAGE", "")
    if len(query) + len(accept) + len(languages) > LONGEST or not query.isascii():
        return None
    pairs = pairs_of(query) if query else ()
    if pairs and path.startswith("/openapi."):
        return None  # which takes no parameters and refuses none
    host = environ.get("HTTP_HOST", "")
    return Address(host, is_secure(environ), path, pairs, accept, language_of(pairs, languages))


def language_of(pairs: tuple[tuple[str, str], ...], accepted: str) -> str:
    for name, value in pairs:
        if name == "lang":
            return LANGUAGES.get(value, "")
    return accepted_language(accepted)


@lru_cache(maxsize=2048)
def pairs_of(query: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(sorted(parse_qsl(query, keep_blank_values=True, max_num_fields=100)))
    except ValueError:
        return (("", query),)
