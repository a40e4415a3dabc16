"""Where every request comes in, before Django: what is in memory is answered here, the rest is asked of Django.

Only answers to GET and HEAD under the API are kept, and only those that say 200 and may be shared.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from random import getrandbits
from typing import Any

from django.conf import settings

from registry.http.answer_key import LONGEST, Address, address, language_of, pairs_of
from registry.http.as_of import PRESENT
from registry.http.availability import DID_NOT_ANSWER, Attempts, DatabaseAway
from registry.http.bulkhead import Bulkhead
from registry.http.freshness import State, Watch
from registry.http.handler import needs_database
from registry.http.limits import Limits
from registry.http.memory import Memory
from registry.http.negotiation import API_PATHS
from registry.http.origins import OPEN, preflight
from registry.http.refusals import Refused, refusal, unavailable
from registry.http.representations import VARY, Headers, Representation, best_encoding

Environment = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environment, StartResponse], Iterable[bytes]]
REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=@-]{1,100}").fullmatch
WITH_NUMBERS = re.compile(r"[^/]*[0-9][^/]*").sub
"""The codes and numbers in a path, without which addresses of one kind are the same."""
PLAIN = ("*/*", "application/json")
ALONE, MOST_ALONE = ("200", "503"), 1000
"""With which statuses an answer that may not be shared tells that none of its path may, and how many are known."""
STAFF_PATHS = "/admin"
"""Pages that are nothing without the database."""
LONGEST_WAIT = 10
"""Seconds for which an answer that another thread is at is waited for."""
NOT_KEPT = ("Cache-Control", "no-store")
# What the view says of itself beside these is sent as it is.
_OURS = frozenset({"vary", "content-length"})


class Flight:
    """An answer that one thread asks Django for, and others wait for."""

    def __init__(self) -> None:
        self.landed = threading.Event()
        self.answer: Representation | None = None


class Entrance:
    """The WSGI application around Django's."""

    def __init__(
        self,
        api: Application,
        watch: Watch | None = None,
        memory: Memory | None = None,
        limits: Limits | None = None,
        pages: Application | None = None,
    ) -> None:
        self.bulkhead = Bulkhead()
        self.api = self.bulkhead.guards(api, self.bulkhead.public)
        self.pages = self.bulkhead.guards(pages or api, self.bulkhead.desk)
        self.watch = watch or Watch()
        self.memory = Memory(settings.ANSWERS_IN_MEMORY) if memory is None else memory
        self.limits = limits or Limits(settings.DATA_DIR)
        self._attempts = Attempts()
        """Of each kind of addresses; the database may answer all but a few, as where somebody has locked a table."""
        self._flights: dict[tuple[Address, State], Flight] = {}
        self._unshared: set[str] = set()
        """Paths of answers that may not be shared: nobody waits for them."""

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID")
        if given is None or not REQUEST_ID(given):
            # Nobody need be unable to guess it, and unlike os.urandom it lets no other thread in between.
            given = environ["HTTP_X_REQUEST_ID"] = f"{getrandbits(64):016x}"
        every: Headers = [("X-Request-ID", given)]
        try:
            if not environ["PATH_INFO"].startswith(API_PATHS):
                if environ["PATH_INFO"].startswith(STAFF_PATHS):
                    self._say_if_away(environ)
                return self.pages(environ, _adding(every, start_response))
            method = environ["REQUEST_METHOD"]
            if method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ:
                start_response("204 No Content", [*preflight(environ["PATH_INFO"], environ), *every])
                return []
            every += self.limits.spend(environ, int(time.time()))
            if method == "GET" or method == "HEAD":
                return self._read(environ, start_response, every)
            self.watch.check()
            return self.api(environ, _adding([*OPEN, *every], start_response))
        except Refused as refused:
            return _refuse(refused, environ, start_response, every)
        except DatabaseAway:
            return self._without_database(environ, start_response, every)

    def _say_if_away(self, environ: Environment) -> None:
        try:
            self.watch.check()
        except DatabaseAway:
            environ[DID_NOT_ANSWER] = True

    def _without_database(self, environ: Environment, start_response: StartResponse, every: Headers) -> Iterable[bytes]:
        """What is in memory, while it is not too long ago that it was known to hold; else a problem."""
        method, (state, asked_at) = environ["REQUEST_METHOD"], self.watch.seen
        key, age = address(environ), time.monotonic() - asked_at
        if (method == "GET" or method == "HEAD") and key and state and age <= settings.STALE_IF_ERROR:
            kept = self._kept(state, key, best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
            if kept is not None:
                start_response("200 OK", kept.headers_while_away(time.time(), int(age)) + every)
                return [] if method == "HEAD" else [kept.body]
        if not needs_database(environ["PATH_INFO"]):
            asked = {**environ, "REQUEST_METHOD": "GET"} if method == "HEAD" else environ
            response = self.api(asked, _adding([*OPEN, NOT_KEPT, *every], start_response))
            return _Bodiless(response) if method == "HEAD" else response
        return _refuse(unavailable([]), environ, start_response, every)

    def _read(self, environ: Environment, start_response: StartResponse, every: Headers) -> Iterable[bytes]:
        """Raises DatabaseAway."""
        asked_at = time.time()
        state = self.watch.state()
        key = address(environ)
        if state is None or key is None:
            return self._ask(key, state, environ, start_response, every, asked_at, Flight())
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        kept = self._kept(state, key, encoding)
        if kept is not None:
            return _send(kept, environ, start_response, every, asked_at)
        if key.path in self._unshared:
            return self._ask(key, state, environ, start_response, every, asked_at, Flight())
        # Whoever asks for the same in the same state waits for the one who asks Django: his answer is as new.
        flight = self._flights.setdefault((key, state), own := Flight())
        if flight is not own:
            if flight.landed.wait(LONGEST_WAIT) and flight.answer is not None:
                self._keep(key, flight.answer)
                return _send(flight.answer.encoded(encoding), environ, start_response, every, asked_at)
            return self._ask(key, None, environ, start_response, every, asked_at, own)
        try:
            return self._ask(key, state, environ, start_response, every, asked_at, own)
        finally:
            del self._flights[key, state]
            own.landed.set()

    def _kept(self, state: State, key: Address, encoding: str) -> Representation | None:
        kept = self.memory.get(state, (key, encoding))
        plain = self.memory.get(state, (key, "")) if encoding and kept is None else None
        if plain is None:
            return kept
        encoded = plain.encoded(encoding)
        self.memory.put((key, encoding), encoded, is_over=self._is_over)
        return encoded

    def _ask(
        self,
        key: Address | None,
        state: State | None,
        environ: Environment,
        start_response: StartResponse,
        every: Headers,
        asked_at: float,
        flight: Flight,
    ) -> Iterable[bytes]:
        """Django's answer. The state is read before it: so an answer may be newer than its state, and never older.

        Raises DatabaseAway.
        """
        if state is None or self.watch.within:  # else it was asked for just now
            state = self.watch.state(now_exactly=True)
        asked = {**environ, "REQUEST_METHOD": "GET", PRESENT: state and state.present}
        kind = WITH_NUMBERS("*", environ["PATH_INFO"])
        status, own, response = self._attempts.tried(lambda: self._django(asked), kind)
        names = {name.lower(): value for name, value in own}
        bare = environ["REQUEST_METHOD"] == "HEAD"
        if not status.startswith("200") or state is None or not _may_be_shared(names, response):
            if status.startswith(ALONE) and len(self._unshared) < MOST_ALONE:
                self._unshared.add(environ["PATH_INFO"])
            if not status.startswith("200") and "cache-control" not in names:
                own = [*own, NOT_KEPT]
            start_response(status, [*own, *OPEN, *every])
            return _Bodiless(response) if bare else response
        self._unshared.discard(environ["PATH_INFO"])
        body = b"".join(response)
        response.close()
        # It and its view refer to each other: what they hold would wait for the collector.
        vars(response).clear()
        own = [(name, value) for name, value in own if name.lower() not in _OURS]
        answer = Representation(state, [*own, *OPEN], body)
        as_expected = key is not None and names.get("content-language", key.language) == key.language
        if key is not None and as_expected and not self._is_over(state):
            self._keep(key, answer)
            flight.answer = answer
        encoded = answer.encoded(best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        return _send(encoded, environ, start_response, every, asked_at)

    def _django(self, asked: Environment) -> tuple[str, Headers, Any]:
        """Status, headers and the response. Raises DatabaseAway."""
        said: list[Any] = []
        response: Any = self.api(asked, lambda *parts: said.append(parts))
        if DID_NOT_ANSWER in asked:
            response.close()
            raise DatabaseAway
        return said[0][0], said[0][1], response

    def _keep(self, key: Address, answer: Representation) -> None:
        if (not key.parameters and key.accept in PLAIN) or self.memory.asked_again(key):
            self.memory.put((key, ""), answer, WITH_NUMBERS("*", key.path), self._is_over)

    def _is_over(self, state: State) -> bool:
        """Whether another state was asked for since: its answers would be driven out by those of this one."""
        return self.watch.known is not state


def _may_be_shared(headers: dict[str, str], response: Any) -> bool:
    """Whether an answer is the same for everybody, and whole."""
    if response.streaming or "no-store" in headers.get("cache-control", ""):
        return False
    if not {"set-cookie", "etag", "content-encoding"}.isdisjoint(headers):
        return False
    varies = {name.strip().lower() for name in headers.get("vary", "").split(",") if name.strip()}
    return varies <= {name.lower() for name in VARY}


def _send(
    answer: Representation, environ: Environment, start_response: StartResponse, every: Headers, asked_at: float
) -> Iterable[bytes]:
    if settings.BEHIND_PROXY and answer.of_the_moment:
        # The proxy keeps it to the end of the second in which it was asked for: nginx counts whole seconds, and
        # `s-maxage=1` would be up to two. Before Cache-Control, Debian's would not read `stale-if-error` there.
        every = [*every, ("X-Accel-Expires", f"@{int(asked_at)}")]
    now = time.time()
    headers, unmodified = answer.headers(now)
    held, since = environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE")
    if (held is not None or since is not None) and answer.is_held(held, since, now):
        start_response("304 Not Modified", unmodified + every)
        return []
    start_response("200 OK", headers + every)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def _refuse(refused: Refused, environ: Environment, start_response: StartResponse, every: Headers) -> Iterable[bytes]:
    query, languages = environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_LANGUAGE", "")
    pairs = pairs_of(query) if len(query) <= LONGEST else ()
    language = language_of(pairs, languages[:LONGEST]) or settings.LANGUAGE_CODE
    status, headers, body = refusal(refused, environ, language)
    start_response(status, [*headers, *OPEN, *every])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _adding(every: Headers, start_response: StartResponse) -> StartResponse:
    def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
        return start_response(status, [*headers, *every], exc_info)

    return start


class _Bodiless:
    """The answer to HEAD; the response behind it must still be closed."""

    def __init__(self, response: Any) -> None:
        self.response = response

    def __iter__(self) -> Any:
        return iter(())

    def close(self) -> None:
        self.response.close()
