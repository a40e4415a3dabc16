"""Clients that hold what a server gives them: bodies that are never sent, bodies without end, answers nobody reads.

Each comes from an address of its own, all of 127.0.0.0/8. With ``Expect: 100-continue`` a server says when it begins to
read a body, so nobody has to guess whether a request is under way or was refused.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from urllib.parse import urlsplit

LINE = b'{"code": "4-02-07-10", "on": "2021-01-01"}\n'
MIGRATE = "/api/v1/codes/migrate?to=2026-01-01"
UNREAD_LINES = 40_000
WAIT = 10
"""Seconds for which a server may say nothing."""


class Client:
    """One connection, from one of the addresses of this machine."""

    def __init__(self, server: str, number: int) -> None:
        place = urlsplit(server)
        self.host = f"{place.hostname}:{place.port}"
        source = (f"127.0.0.{number}", 0)
        self.socket = socket.create_connection((place.hostname, place.port), timeout=WAIT, source_address=source)

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


NDJSON = "Content-Type: application/x-ndjson"
ASKS_FIRST = "Expect: 100-continue"


def stuck(client: Client, over: threading.Event, path: str = MIGRATE) -> int:
    """Says how long its body is, and sends none of it."""
    if (status := client.send(path, NDJSON, ASKS_FIRST, "Content-Length: 1000000")) == 100:
        over.wait()
    return status


def endless(client: Client, over: threading.Event) -> int:
    """Sends lines as long as it is let, slowly."""
    status = client.send(MIGRATE, NDJSON, ASKS_FIRST, "Transfer-Encoding: chunked")
    while status == 100 and not over.wait(0.01):
        client.socket.sendall(b"%x\r\n%b\r\n" % (len(LINE), LINE))
    return status


def unread(client: Client, over: threading.Event) -> int:
    """Sends all there is, and never reads more than the first line of the answer."""
    status = client.send(MIGRATE, NDJSON, f"Content-Length: {len(LINE) * UNREAD_LINES}", body=LINE * UNREAD_LINES)
    if status == 200:
        over.wait()
    return status


class Attack:
    """Clients that begin anew whenever they are refused, until it is over."""

    def __init__(self, server: str, clients: list[Callable[[Client, threading.Event], int]]) -> None:
        self.server, self.over = server, threading.Event()
        self.refused = threading.Event()
        self.threads = [
            threading.Thread(target=self._go_on, args=(kind, number), daemon=True)
            for number, kind in enumerate(clients, 2)
        ]

    def _go_on(self, kind: Callable[[Client, threading.Event], int], number: int) -> None:
        while not self.over.is_set():
            try:
                with Client(self.server, number) as client:
                    if kind(client, self.over) == 503:
                        self.refused.set()
            except OSError:  # what is refused before its body was read may find the connection closed
                pass
            self.over.wait(0.05)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """From the moment there is no more room, or there should be none, to its end."""
        for thread in self.threads:
            thread.start()
        try:
            self.refused.wait(WAIT)
            yield
        finally:
            self.over.set()
            for thread in self.threads:
                thread.join()
