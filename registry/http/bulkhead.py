"""How many threads of a process each kind of request may hold at once, so that some always remain for reads.

A thread is held by a body that is slow to come and by an answer that is slow to be read, and a WSGI application can
interrupt neither. So each has a share of the threads, and who finds it taken is refused at once: a quarter for bodies
sent to the API, a quarter for those sent to the desk, a quarter for long answers to reads. At least a quarter is left
for all other reads. Why it is so: docs/decisions/0021-bulkheads.md.
"""

from __future__ import annotations

import io
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registry.http.addresses import canonical, told_address
from registry.http.amounts import READS
from registry.http.refusals import Refused

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Any]
AT_ONCE = 2
"""How many requests with a body are computed at a time: with more, none is done earlier, and reads wait longer."""
LONG = 512 * 1024
"""Bytes. A streamed answer that is no longer than this is taken whole, and leaves its thread at once."""
RETRY_AFTER = 2
HOLDER = "registry.holder"
"""Where the limits put into the environment for whom a request counts."""


class Share:
    """So many threads. One client has no more than half of them, so that no client has them all."""

    def __init__(self, most: int) -> None:
        self.most, self.for_one = most, (most + 1) // 2
        self._taken, self._by_holder = 0, Counter[str]()
        # A place may be given back by the garbage collector, which may come to any thread at any time.
        self._lock = threading.RLock()

    def take(self, holder: str) -> Place:
        """Raises Refused."""
        with self._lock:
            if self._taken >= self.most or self._by_holder[holder] >= self.for_one:
                raise _no_room()
            self._taken += 1
            self._by_holder[holder] += 1
        return Place(self, holder)

    def give_back(self, place: Place) -> None:
        with self._lock:
            if place.is_held:
                place.is_held = False
                self._taken -= 1
                self._by_holder[place.holder] -= 1
                if not self._by_holder[place.holder]:
                    del self._by_holder[place.holder]


class Place:
    """One thread of a share. It may be given back more than once, and counts once."""

    __slots__ = ("holder", "is_held", "share")

    def __init__(self, share: Share, holder: str) -> None:
        self.share, self.holder, self.is_held = share, holder, True

    def give_back(self) -> None:
        self.share.give_back(self)


class Turns:
    """So many may compute at once; the others wait, and who has waited for longest is next."""

    def __init__(self, most: int) -> None:
        self._free = most
        self._waiting: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def begin(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def end(self) -> None:
        with self._lock:
            if self._waiting:
                # It is never free in between: the thread that ends would take it again before another is awake.
                self._waiting.popleft().release()
            else:
                self._free += 1

    def __enter__(self) -> None:
        self.begin()

    def __exit__(self, *_error: object) -> None:
        self.end()


class Bulkhead:
    """Guards the two applications of a process; what they raise of Refused, the entrance answers."""

    def __init__(self, threads: int | None = None) -> None:
        quarter = (threads or settings.THREADS) // 4
        self.public, self.desk, self.long_answers = Share(quarter), Share(quarter), Share(quarter)
        self.computing = Turns(AT_ONCE)

    def guards(self, application: Application, bodies: Share) -> Application:
        def guarded(environ: Environment, start_response: Callable[..., Any]) -> Any:
            holder = environ.get(HOLDER) or canonical(told_address(environ))
            if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
                return self._read(application, holder, environ, start_response)
            return self._with_body(application, bodies.take(holder), environ, start_response)

        return guarded

    def _with_body(
        self, application: Application, place: Place, environ: Environment, start_response: Callable[..., Any]
    ) -> Any:
        """Every method but GET and HEAD, whether it says that it has a body or not."""
        environ["wsgi.input"] = Body(environ["wsgi.input"], self.computing, environ.get(READS))
        answer = None
        try:
            with self.computing:
                response = application(environ, start_response)
                if not getattr(response, "streaming", False):
                    return _whole(response)
            answer = Held(response, response, place, self.computing)
            return answer
        finally:
            if answer is None:
                place.give_back()

    def _read(
        self, application: Application, holder: str, environ: Environment, start_response: Callable[..., Any]
    ) -> Any:
        """A body of a read means nothing (RFC 9110, 9.3.1), so that nobody can wait for it here."""
        environ["wsgi.input"] = io.BytesIO()
        environ["CONTENT_LENGTH"] = ""
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        said: list[Any] = []
        response = application(environ, lambda *parts: said.append(parts))
        if getattr(response, "streaming", False):
            try:
                response = self._long_or_whole(response, holder)
            except BaseException:
                response.close()
                raise
        start_response(*said[0])
        return response

    def _long_or_whole(self, response: Any, holder: str) -> Any:
        parts, taken, size = iter(response), [], 0
        for part in parts:
            taken.append(part)
            size += len(part)
            if size > LONG:
                return Held(response, chain(taken, parts), self.long_answers.take(holder))
        response.close()
        return Whole(taken)


class Whole(list[bytes]):
    """A streamed answer that is here already: of a list a server knows that it need not wait for the next part."""

    streaming = True

    def close(self) -> None:
        pass


class Held:
    """A streamed answer, whose place is given back when it is closed, or thrown away by a server that forgets to."""

    streaming = True

    def __init__(self, response: Any, parts: Iterable[bytes], place: Place, computing: Turns | None = None) -> None:
        self._response, self._parts, self._place, self._computing = response, iter(parts), place, computing

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._computing is None:
            return next(self._parts)
        with self._computing:  # and not while the part is sent
            return next(self._parts)

    def close(self) -> None:
        try:
            self._response.close()
        finally:
            self._place.give_back()

    def __del__(self) -> None:
        self._place.give_back()


class Body(io.IOBase):
    """A request's body. While it is waited for, others compute."""

    def __init__(self, stream: Any, computing: Turns, reads: Callable[[int], None] | None) -> None:
        self._stream, self._computing, self._reads = stream, computing, reads
        self._ended = False

    def read(self, size: int | None = -1) -> bytes:
        if self._ended or size == 0:
            return b""  # without waiting: this may be asked for by somebody who keeps others waiting
        everything = size is None or size < 0
        self._computing.end()
        try:
            part = bytes(self._stream.read() if everything else self._stream.read(size))
        finally:
            self._computing.begin()
        self._ended = everything or not part
        if self._reads is not None:
            self._reads(len(part))
        return part


def _whole(response: Any) -> list[bytes]:
    try:
        return [b"".join(response)]
    finally:
        if hasattr(response, "close"):
            response.close()


def _no_room() -> Refused:
    detail = _("As many requests of this kind are under way as there is room for; ask again in %(wait)s seconds.")
    return Refused("unavailable", detail, {}, [("Retry-After", str(RETRY_AFTER))], {"wait": RETRY_AFTER})
