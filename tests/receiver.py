"""A real receiver of webhooks: an HTTPS server with a throw-away authority, which answers as it is told."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import time_machine
import trustme
from django.contrib.auth.models import User
from standardwebhooks import Webhook

from occupations.actions.webhooks import subscribe
from occupations.models import WebhookSubscription
from occupations.webhooks import signing
from occupations.webhooks.delivery import Deliverer
from occupations.webhooks.sending import Sender

HOST = "receiver.test"
AUTHORITY = trustme.CA()


@dataclass
class Got:
    """One request as it came, and what was answered."""

    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def message_id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def content(self) -> Any:
        return json.loads(self.body)

    def verify(self, secret: str) -> None:
        """By the library of Standard Webhooks, at the time of the attempt. Raises if the signature is wrong."""
        with time_machine.travel(datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)):
            Webhook(secret).verify(self.body, self.headers)


Answer = int | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Receiver:
    port: int = 0
    scheme: str = "https"
    got: list[Got] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    """What the next requests are answered, in turn; 204 when there are no more. A function answers itself."""
    location: str = "https://receiver.test/elsewhere"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{HOST}:{self.port}/hook?from=registry"

    @property
    def accepted(self) -> list[Got]:
        return [got for got in self.got if 200 <= got.status < 300]

    def handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                answer = receiver.answers.pop(0) if receiver.answers else 204
                status = answer if isinstance(answer, int) else 0
                receiver.got.append(Got({k.lower(): v for k, v in self.headers.items()}, body, status))
                if callable(answer):
                    answer(self)
                    return
                self.send_response(answer)
                if 300 <= answer < 400:
                    self.send_header("location", receiver.location)
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None:
                """Quietly."""

        return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_arguments: Any) -> None:
        """A client that hangs up is what some tests are about."""


@contextmanager
def running(*, names: tuple[str, ...] = (HOST, "127.0.0.1"), tls: bool = True) -> Iterator[Receiver]:
    receiver = Receiver(scheme="https" if tls else "http")
    server = Server(("127.0.0.1", 0), receiver.handler())
    receiver.port = server.server_address[1]
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        AUTHORITY.issue_cert(*names).configure_cert(context)
        # The handshake in the thread of the request, not in the one that accepts.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def here(host: str, port: int) -> list[str]:
    """Every name leads to this machine."""
    return ["127.0.0.1"]


def sender(tmp_path: Path, monkeypatch: Any, **options: Any) -> Sender:
    """One that trusts the throw-away authority, and may call this machine unless told otherwise."""
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return Sender(**{"allow_private": True, "resolve": here} | options)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **duration: float) -> None:
        self.now += timedelta(**duration)


class Post:
    """A deliverer, its clock, and subscriptions that start at that clock."""

    def __init__(self, sender: Sender) -> None:
        self.clock = Clock()
        self.sender = sender
        self.deliverer = self.another()

    def another(self) -> Deliverer:
        return Deliverer(sender=self.sender, clock=self.clock)

    def run(self) -> int:
        return self.deliverer.run_once()

    def subscribe(self, url: str, **wishes: Any) -> WebhookSubscription:
        by, _made = User.objects.get_or_create(username="operator")
        wishes = {"name": "receiver", "event_types": [], "codes": [], "secret": signing.new_secret()} | wishes
        return subscribe(url=url, by=by, now=self.clock.now, **wishes)
