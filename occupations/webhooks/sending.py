"""One attempt: a request to an address that was checked, in bounded time, reading bounded bytes."""

from __future__ import annotations

import http.client
import io
import logging
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from occupations.models import FailureKind
from occupations.webhooks import targets
from occupations.webhooks.targets import Failure, Resolve, Target

SECONDS = 20
"""From the look-up of the name to the last byte read."""
CONNECT_SECONDS = 5
"""For each address of the host."""
BYTES_READ = 65_536
USER_AGENT = "occupation-registry-webhooks"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    url: str
    body: bytes
    headers: Mapping[str, str]


class Sender:
    """Sends requests; safe to be used by several threads at once, and knows no database."""

    def __init__(self, *, allow_private: bool, resolve: Resolve = targets.resolve, seconds: float = SECONDS) -> None:
        self.allow_private = allow_private
        self.resolve = resolve
        self.seconds = seconds
        # The system's certificates, or those of SSL_CERT_FILE.
        self.tls = ssl.create_default_context()

    def send(self, request: Request) -> Failure | None:
        """None if the receiver answered 2xx."""
        try:
            self._send(request, time.monotonic() + self.seconds)
        except Failure as failure:
            return failure
        except TimeoutError:
            return Failure(FailureKind.TIME)
        except ssl.SSLCertVerificationError as error:
            return Failure(FailureKind.CERTIFICATE, error.verify_message)
        except http.client.HTTPException as error:
            return Failure(FailureKind.ANSWER, type(error).__name__)
        except OSError as error:
            return Failure(FailureKind.CONNECTION, error.strerror or type(error).__name__)
        except Exception as error:  # whatever it is, this subscription must not stop the others
            logger.exception("A webhook could not be sent to %s", request.url)
            return Failure(FailureKind.INTERNAL, type(error).__name__)
        return None

    def _send(self, request: Request, deadline: float) -> None:
        target = targets.parse(request.url, allow_private=self.allow_private)
        addresses = targets.addresses(target, allow_private=self.allow_private, resolve=self.resolve)
        with self._connect(target, addresses, deadline) as wire:
            # The connection is made already: http.client only speaks over it, and follows no redirect.
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.default_port = targets.PORTS[target.scheme]  # left out of the header "host"
            connection.sock = _BoundedSocket(wire, deadline)
            fixed = {"content-type": "application/json", "user-agent": USER_AGENT, "connection": "close"}
            connection.request("POST", target.path, request.body, {**fixed, **request.headers})
            status = connection.getresponse().status
        if status == http.client.GONE:
            raise Failure(FailureKind.GONE, str(status))
        if 300 <= status < 400:
            raise Failure(FailureKind.REDIRECT, str(status))
        if not 200 <= status < 300:
            raise Failure(FailureKind.STATUS, str(status))

    def _connect(self, target: Target, addresses: list[str], deadline: float) -> socket.socket:
        for last, address in ((address == addresses[-1], address) for address in addresses):
            try:
                wire = socket.create_connection((address, target.port), min(CONNECT_SECONDS, _left(deadline)))
                break
            except OSError:
                if last or time.monotonic() > deadline:
                    raise
        wire.settimeout(_left(deadline))
        if target.scheme == "http":
            return wire
        try:
            return self.tls.wrap_socket(wire, server_hostname=target.host)
        except BaseException:
            wire.close()
            raise


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _BoundedSocket:
    """What http.client needs of a socket, with one deadline for all of it and an end to what is read."""

    def __init__(self, wire: socket.socket, deadline: float) -> None:
        self.wire = wire
        self.deadline = deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_BoundedReader(self.wire, self.deadline))

    def sendall(self, data: Any) -> None:
        self.wire.settimeout(_left(self.deadline))
        self.wire.sendall(data)

    def close(self) -> None:
        """Left to whoever made the connection: http.client closes as soon as it has read the headers."""


class _BoundedReader(io.RawIOBase):
    def __init__(self, wire: socket.socket, deadline: float) -> None:
        self.wire = wire
        self.deadline = deadline
        self.unread = BYTES_READ

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.wire.settimeout(_left(self.deadline))
        count = self.wire.recv_into(buffer)
        self.unread -= count
        if self.unread < 0:
            raise Failure(FailureKind.ANSWER, f"> {BYTES_READ}")
        return count
