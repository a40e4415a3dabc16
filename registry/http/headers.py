"""What every answer carries outside its body: the headers that protect; and HEAD, which has no body.

The Content-Security-Policy is to be replaced by Django's own (6.0) at the next LTS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

View = Callable[..., HttpResponse]


def policy(directives: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the policy of the settings, unless the view set one of its own."""
    default = policy(settings.SECURE_CSP)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", default)
        return response

    return middleware


def head_without_body(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answers HEAD with the headers of GET; Django leaves dropping the body to the server."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware


def https_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: of Django's security middleware the redirect."""
    security = SecurityMiddleware(get_response)
    if not security.redirect:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        return security.process_request(request) or get_response(request)

    return middleware


def is_secure(environ: Mapping[str, Any]) -> bool:
    """As Django reads it; links are made by it."""
    header = settings.SECURE_PROXY_SSL_HEADER
    if header and (told := environ.get(header[0])) is not None:
        return told.split(",", 1)[0].strip() == header[1]
    return environ["wsgi.url_scheme"] == "https"


def headers_of_any_answer(secure: bool) -> list[tuple[str, str]]:
    """What the middleware for security adds whatever is asked; it is asked once."""
    request, response = HttpRequest(), HttpResponse()
    request.is_secure = lambda: secure  # type: ignore[method-assign]
    for middleware in (SecurityMiddleware, XFrameOptionsMiddleware):
        middleware(lambda _request: response).process_response(request, response)
    security_headers(lambda _request: response)(request)
    return [(name, value) for name, value in response.items() if name != "Content-Type"]


def with_inline_styles(view: View) -> View:
    """A view whose page sets styles in its markup, as Swagger UI does. Scripts stay restricted."""
    relaxed = policy({**settings.SECURE_CSP, "style-src": ["'self'", "'unsafe-inline'"]})

    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = relaxed
        return response

    return wrapped
