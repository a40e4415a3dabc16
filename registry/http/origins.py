"""Who may read the API from a web page of theirs: everyone, as nothing there depends on who asks (CORS)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import Resolver404, resolve

EXPOSED = (
    *("ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After", "Deprecation", "Sunset"),
    *("X-Request-ID", "Registry-Edition", "Registry-Revision", "Registry-On", "Content-Disposition"),
    *("Age", "Cache-Status"),
)
OPEN = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", ", ".join(EXPOSED))]
REMEMBERED_FOR = 86_400


def preflight(path: str, environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """The headers of the answer to a browser that asks what it may send."""
    headers = [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", ", ".join(methods(path))),
        ("Access-Control-Max-Age", str(REMEMBERED_FOR)),
        ("Vary", "Access-Control-Request-Headers"),
        ("Content-Length", "0"),
    ]
    if wanted := environment.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS"):
        headers.append(("Access-Control-Allow-Headers", wanted))
    return headers


def methods(path: str) -> list[str]:
    """GET and HEAD, and POST where an address has it and it changes nothing."""
    try:
        view = resolve(path).func
    except Resolver404:
        return ["GET", "HEAD"]  # the answer will say that there is nothing
    found = [method.upper() for method in getattr(view, "actions", None) or {"get": ""}]
    found = [method for method in found if method != "POST" or not getattr(view, "cls", None).writes]
    return sorted({*found, "HEAD"} if "GET" in found else found)
