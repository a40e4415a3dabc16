"""The line between a registry and its PostgreSQL, which a test can cut, hold and mend."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Line:
    """Listens at an address of its own, and passes everything on."""

    def __init__(self, database_url: str) -> None:
        parts = urlsplit(database_url)
        self._to = (parts.hostname, parts.port)
        self._sockets: list[socket.socket] = []
        self._passing = True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port = self._listener.getsockname()[1]
        self.url = database_url.replace(f":{parts.port}", f":{self._port}")
        self._listen()

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):  # it was closed
            while True:
                near, _from = listener.accept()
                self._sockets.append(near)
                if self._passing:
                    far = socket.create_connection(self._to)
                    self._sockets.append(far)
                    for one, other in ((near, far), (far, near)):
                        threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Connections end, and new ones are refused."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._end_all()

    def hold(self) -> None:
        """Connections end; new ones are taken, and nothing is ever said on them."""
        self._passing = False
        self._end_all()

    def mend(self) -> None:
        if self._passing:
            self._listener = socket.create_server(("127.0.0.1", self._port))
            self._listen()
        else:
            self._passing = True
            self._end_all()

    def _end_all(self) -> None:
        for end in self._sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._sockets.clear()
