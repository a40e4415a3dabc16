"""A client that comes in through the entrance, as a server does, in the process of the test."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from registry.http.entrance import Entrance
from registry.http.freshness import Watch
from registry.http.handler import ApiHandler
from registry.http.limits import Limits
from registry.http.memory import Memory


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]


@dataclass
class Visitor:
    """Asks through an entrance of its own, whose watch has no mark: it reads the revision at every request."""

    most: int = 32_000_000
    django: WSGIHandler = field(default_factory=ApiHandler)
    pages: WSGIHandler = field(default_factory=WSGIHandler)
    folder: Path | None = None
    """Where requests are counted; without one, nobody else counts them."""
    asked: list[str] = field(default_factory=list)
    """The addresses that Django was asked for."""

    def __post_init__(self) -> None:
        watch, limits = Watch(mark=object, within=0), Limits(self.folder)
        self.entrance = Entrance(self._django, watch, Memory(self.most), limits, self._pages)

    @property
    def memory(self) -> Memory:
        return self.entrance.memory

    def _django(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked.append(environ["PATH_INFO"])
        return self.django(environ, start_response)

    def _pages(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked.append(environ["PATH_INFO"])
        return self.pages(environ, start_response)

    def __call__(self, address: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        path, _question_mark, query = address.partition("?")
        path = path if path.startswith(("/openapi", "/docs", "/admin")) else f"/api/v1{path}"
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query.encode().decode("latin-1"),
            "HTTP_HOST": "localhost",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "192.0.2.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
        }
        for name, value in headers.items():
            environ[name.upper() if name in ("content_type", "remote_addr") else f"HTTP_{name.upper()}"] = value
        environ["CONTENT_TYPE"] = environ.get("CONTENT_TYPE", headers.get("content_type", ""))
        said: list[Any] = []
        with _connection_kept():
            parts = self.entrance(environ, lambda *told: said.append(told))
            sent = b"".join(parts)
            if hasattr(parts, "close"):
                parts.close()
        [[status, given, *_error]] = said
        names = [name.lower() for name, _value in given]
        assert len(set(names)) == len(names), f"given twice: {sorted(names)}"
        return Answer(int(status.split()[0]), {name.lower(): value for name, value in given}, sent)


@contextmanager
def _connection_kept() -> Iterator[None]:
    """Django closes the connection to the database at the end of a request; the test's stays open."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
