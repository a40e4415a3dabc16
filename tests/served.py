"""A test client that asks the application of ``registry/wsgi.py``, byte store and limits included, as a server does.

Django's own test client builds a handler and a middleware chain of its own for every client and never sees what
stands before Django. Sign-in, cookies, ``context`` and ``templates`` work as in Django's client.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client as DjangoClient

from registry.http.freshness import Watch
from registry.http.keys import Keys
from registry.http.memory import Memory
from registry.http.negotiation import API_PATHS
from registry.http.usage import Usage
from registry.wsgi import application


def reset() -> None:
    """Take away what the application keeps in memory of the test before; nothing is loaded or built anew.

    Its watch has no mark: what a test writes is never committed, so the revision is read at every request.
    """
    application.watch = Watch(mark=object, within=0)
    application.memory = Memory(settings.ANSWERS_IN_MEMORY)
    application.limits.keys, application.limits.usage = Keys(), Usage()
    application._unshared.clear()


def ask(environ: dict[str, Any]) -> HttpResponse:
    """The whole answer to a WSGI request; a header that is given twice is an error, but for cookies."""
    request, said = WSGIRequest({**environ}), []
    response = HttpResponse(b"".join(parts_of(environ, said)))
    [[status, headers, *_error]] = said
    response.status_code, response.reason_phrase = int(status[:3]), status[4:]
    del response.headers["Content-Type"]
    for name, value in headers:
        if name.lower() == "set-cookie":
            response.cookies.load(value)
        else:
            assert name not in response.headers, f"{name} is given twice"
            response.headers[name] = value
    if "Location" in response.headers:
        response.url = response.headers["Location"]  # type: ignore[attr-defined]
    response.wsgi_request = request  # type: ignore[attr-defined]
    return response


def parts_of(environ: dict[str, Any], said: list[Any]) -> Iterator[bytes]:
    """The parts of an answer as they are sent; ``said`` takes its status and headers."""
    # A test's transaction lives on one connection, which Django would close. Others connect it again meanwhile.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    parts = application(environ, lambda *told: said.append(told))
    try:
        yield from parts
    finally:
        getattr(parts, "close", lambda: None)()


class Client(DjangoClient):
    """Sends the token against forgery with every form, as a browser does, unless told to be a stranger."""

    def __init__(self, enforce_csrf_checks: bool = False, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.handler = self._handle  # type: ignore[assignment]
        self.sends_token = not enforce_csrf_checks

    def _handle(self, environ: dict[str, Any]) -> HttpResponse:
        return ask(environ)

    def parts(self, path: str, body: bytes | str, content_type: str) -> Iterator[bytes]:
        """Of the answer to a POST, one after the other, as a server would send them."""
        sent = body.encode() if isinstance(body, str) else body
        told = {"PATH_INFO": path, "REQUEST_METHOD": "POST", "CONTENT_TYPE": content_type}
        return parts_of(self._base_environ(**told, CONTENT_LENGTH=str(len(sent)), **{"wsgi.input": BytesIO(sent)}), [])

    def request(self, **request: Any) -> Any:
        if self.sends_token and request["REQUEST_METHOD"] == "POST" and not request["PATH_INFO"].startswith(API_PATHS):
            if settings.CSRF_COOKIE_NAME not in self.cookies:
                self.cookies[settings.CSRF_COOKIE_NAME] = "x" * CSRF_SECRET_LENGTH
            request["HTTP_X_CSRFTOKEN"] = self.cookies[settings.CSRF_COOKIE_NAME].value
        return super().request(**request)
