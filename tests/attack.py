"""Clients that hold what a server gives them: bodies that are never sent, bodies without end, answers nobody reads.

Each comes from an address of its own, all of 127.0.0.0/8. With ``Expect: 100-continue`` a server says when it begins to
read a body, so nobody has to guess whether a request is under way or was refused.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from urllib.parse import urlsplit

from tests.waiting import LIMIT

LINE = b'{"code": "4-02-07-10", "on": "2021-01-01"}\n'
MIGRATE = "/api/v1/codes/migrate?to=2026-01-01"
SIGN_IN = "/admin/login/"
UNREAD_LINES = 40_000
PAUSE = 0.05
"""Seconds between two tries of a client that is refused, and between two lines without end."""


class Client:
    """One connection, from one of the addresses of this machine."""

    def __init__(self, server: str, number: int) -> None:
        place = urlsplit(server)
        self.host = f"{place.hostname}:{place.port}"
        source = (f"127.0.0.{number}", 0)
        self.socket = socket.create_connection((place.hostname, place.port), timeout=LIMIT, source_address=source)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # what is not read waits at the server

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.socket.close()

    def send(self, path: str, *headers: str, body: bytes = b"", method: str = "POST") -> int:
        """The first status that is answered: 100 once the body is being read. Nothing of the answer is read after."""
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", *headers, "", ""]
        self.socket.sendall("\r\n".join(head).encode() + body)
        return self.status()

    def status(self) -> int:
        """The next status; 0 where the server says nothing or goes away."""
        said = b""
        try:
            while not said.endswith(b"\r\n"):
                if not (byte := self.socket.recv(1)):
                    return 0
                said += byte
        except OSError:
            return 0
        return int(said.split()[1])


Kind = Callable[[Client, threading.Event], int]
"""Says which status it was answered with, once it is over or was refused."""
NDJSON = "Content-Type: application/x-ndjson"
FORM = "Content-Type: application/x-www-form-urlencoded\r\nCookie: csrftoken=" + 64 * "a"
"""With a cookie as Django gives to everybody, or it would refuse the form before it reads it."""
ASKS_FIRST = "Expect: 100-continue"


def stuck(client: Client, over: threading.Event, path: str = MIGRATE) -> int:
    """Says how long its body is, and sends none of it."""
    if (status := begin(client, path)) == 100:
        over.wait()
    return status


def stuck_at_the_desk(client: Client, over: threading.Event) -> int:
    return stuck(client, over, SIGN_IN)


def begin(client: Client, path: str) -> int:
    """100 once its body is waited for."""
    return client.send(path, FORM if path == SIGN_IN else NDJSON, ASKS_FIRST, "Content-Length: 1000000")


def endless(client: Client, over: threading.Event) -> int:
    """Sends lines as long as it is let, slowly."""
    status = client.send(MIGRATE, NDJSON, ASKS_FIRST, "Transfer-Encoding: chunked")
    while status == 100 and not over.wait(PAUSE):
        client.socket.sendall(b"%x\r\n%b\r\n" % (len(LINE), LINE))
    return status


def unread(client: Client, over: threading.Event) -> int:
    """Sends all there is, and never reads more than the first line of the answer."""
    status = client.send(MIGRATE, NDJSON, f"Content-Length: {len(LINE) * UNREAD_LINES}", body=LINE * UNREAD_LINES)
    if status == 200:
        over.wait()
    return status


def greedy(client: Client, over: threading.Event) -> int:
    """Sends all there is and reads the answer as fast as it comes."""
    return _posting(client, over, NDJSON, LINE * UNREAD_LINES)


def demanding(client: Client, over: threading.Event) -> int:
    """Asks for as much as is computed at once."""
    return _posting(client, over, "Content-Type: application/json", b"[" + b",".join([LINE] * 5000) + b"]")


def _posting(client: Client, over: threading.Event, media_type: str, body: bytes) -> int:
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    status = client.send(MIGRATE, media_type, "Connection: close", f"Content-Length: {len(body)}", body=body)
    while status == 200 and not over.is_set() and client.socket.recv(1 << 20):
        pass
    return status


def slow_reader(path: str) -> Kind:
    """Asks for what is long, and never reads more than the first line of the answer."""

    def kind(client: Client, over: threading.Event) -> int:
        if (status := client.send(path, method="GET")) == 200:
            over.wait()
        return status

    return kind


class Attack:
    """Clients that begin anew whenever they are refused, until it is over."""

    def __init__(self, server: str, clients: Sequence[Kind], addresses: int = 60) -> None:
        self.server, self.over, self.refused = server, threading.Event(), threading.Event()
        self.threads = [
            threading.Thread(target=self._go_on, args=(kind, 2 + number % addresses), daemon=True)
            for number, kind in enumerate(clients)
        ]

    def _go_on(self, kind: Kind, number: int) -> None:
        while not self.over.is_set():
            try:
                with Client(self.server, number) as client:
                    if kind(client, self.over) == 503:
                        self.refused.set()
            except OSError:  # what is refused before its body was read may find the connection closed
                pass
            self.over.wait(PAUSE)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """From the moment there is no more room, or there should be none, to its end."""
        for thread in self.threads:
            thread.start()
        try:
            self.refused.wait(LIMIT)
            yield
        finally:
            self.over.set()
            for thread in self.threads:
                thread.join()


def held(server: str, path: str = MIGRATE, clients: int = 20, one: bool = False) -> int:
    """How many bodies are read at the same time, of clients with an address each or of one; the others are refused."""
    opened = [Client(server, 100 if one else number) for number in range(100, 100 + clients)]
    try:
        found = [begin(client, path) for client in opened]
    finally:
        for client in opened:
            client.socket.close()
    assert set(found) <= {100, 503}, found
    return found.count(100)
