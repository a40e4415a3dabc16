"""Who asks for what another thread is asking Django for waits for its answer, and gets none older than his question."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from registry.http import entrance
from registry.http.entrance import Entrance
from registry.http.freshness import State, Watch
from registry.http.memory import Memory
from registry.http.representations import Representation
from tests.waiting import LIMIT, wait_until

NOON = time.time()


class Changing(Watch):
    """A state that the test sets."""

    def __init__(self) -> None:
        self.now, self.within = state(1), 0.5

    @property
    def known(self) -> State:
        return self.now

    def state(self, *, now_exactly: bool = False) -> State:
        return self.now


def state(revision: int) -> State:
    return State((revision, None, None), int(NOON), NOON - 1000, NOON + 86_000)  # type: ignore[arg-type]


class Slow:
    """An application that answers when the test lets it, with the state at its beginning."""

    def __init__(self, watch: Changing) -> None:
        self.watch, self.begun, self.may_end = watch, 0, threading.Event()
        self.status = "200 OK"

    def __call__(self, environ, start_response):
        self.begun += 1
        body = f"revision {self.watch.now.revision}".encode()
        self.may_end.wait(LIMIT)
        if self.status == "broken":
            raise RuntimeError
        start_response(self.status, [("Content-Type", "text/plain")])
        return Answer([body])


class Answer(list):
    streaming = False

    def close(self) -> None:
        pass


def rests(thread: threading.Thread) -> bool:
    """Whether it has its answer, or waits for what has not happened yet."""
    frame = sys._current_frames().get(thread.ident or 0) if thread.is_alive() else None
    return not thread.is_alive() or (frame is not None and frame.f_code is threading.Condition.wait.__code__)


class Askers:
    """Threads that ask at once."""

    def __init__(self) -> None:
        self.watch = Changing()
        self.application = Slow(self.watch)
        self.entrance = Entrance(self.application, self.watch, Memory(1_000_000))
        self.bodies: list[bytes] = []
        self.threads: list[threading.Thread] = []

    def ask(self, times: int = 1, query: str = "x=1", **more: str) -> None:
        for _time in range(times):
            self.threads.append(threading.Thread(target=self._ask, args=(query, more)))
            self.threads[-1].start()
        wait_until(lambda: all(map(rests, self.threads)), "They neither wait nor end.")

    def _ask(self, query: str, more: dict[str, str]) -> None:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/api/v1/tree", "QUERY_STRING": query}
        environ |= {"HTTP_HOST": "localhost", "wsgi.url_scheme": "http"} | more
        try:
            self.bodies.append(b"".join(self.entrance(environ, lambda *said: None)))
        except RuntimeError:
            self.bodies.append(b"broken")

    def end(self) -> list[bytes]:
        self.application.may_end.set()
        for thread in self.threads:
            thread.join()
        assert self.entrance._flights == {}
        return self.bodies


@pytest.fixture
def askers(monkeypatch) -> Askers:
    monkeypatch.setattr(entrance, "LONGEST_WAIT", LIMIT)
    return Askers()


def test_django_is_asked_once(askers):
    askers.ask(8)
    assert askers.end() == [b"revision 1"] * 8
    assert askers.application.begun == 1
    assert len(askers.entrance.memory) == 1  # more than one has asked for it


def test_what_is_asked_otherwise_does_not_wait(askers):
    askers.ask()
    askers.ask(query="x=2")
    askers.ask(HTTP_ACCEPT="text/csv")
    askers.ask(HTTP_ACCEPT_LANGUAGE="en")
    assert askers.application.begun == 4
    askers.end()


def test_who_asks_after_a_change_does_not_get_what_was_asked_before_it(askers):
    askers.ask()
    askers.watch.now = state(2)
    askers.ask(2)
    assert sorted(askers.end()) == [b"revision 1", b"revision 2", b"revision 2"]
    assert askers.application.begun == 2


@pytest.mark.parametrize("status", ["404 Not Found", "broken"])
def test_what_is_not_shared_is_asked_for_by_each(askers, status):
    askers.application.status = status
    askers.ask(3)
    assert len(askers.end()) == 3
    assert askers.application.begun == 3


def test_nobody_waits_for_what_could_not_be_shared_the_last_time(askers):
    askers.application.status = "503 Service Unavailable"
    askers.application.may_end.set()
    askers.ask()
    askers.application.may_end.clear()
    askers.ask(3)
    assert askers.application.begun == 4
    askers.application.status = "200 OK"
    askers.end()
    assert askers.entrance._unshared == set()


def test_an_error_does_not_keep_others_from_sharing(askers):
    askers.application.status = "404 Not Found"
    askers.application.may_end.set()
    askers.ask()
    askers.application.may_end.clear()
    askers.application.status = "200 OK"
    askers.ask(3)
    askers.end()
    assert askers.application.begun == 2


def test_nobody_waits_for_ever(askers, monkeypatch):
    monkeypatch.setattr(entrance, "LONGEST_WAIT", 0.05)
    askers.ask(2)
    wait_until(lambda: askers.application.begun == 2)
    askers.end()


@pytest.mark.parametrize("step", ["packed", "encoded"])
def test_an_answer_that_is_over_drives_out_none_of_those_that_hold(askers, monkeypatch, step):
    """It is held just before it is kept, in its own form or in another encoding; meanwhile the state changes."""
    reached, may_go_on, original = threading.Event(), threading.Event(), getattr(Representation, step)

    def held(answer, *arguments):
        if answer.state.revision == 1 and arguments != ("",) and wanted.is_set():
            reached.set()
            assert may_go_on.wait(LIMIT)
        return original(answer, *arguments)

    wanted = threading.Event()
    monkeypatch.setattr(Representation, step, held)
    askers.application.may_end.set()
    if step == "encoded":
        askers.ask(query="")
        askers.threads[-1].join()
    wanted.set()
    askers.ask(query="", HTTP_ACCEPT_ENCODING="gzip" if step == "encoded" else "")
    assert reached.wait(LIMIT)
    askers.watch.now = state(2)
    askers.ask(query="")
    askers.threads[-1].join()
    begun = askers.application.begun
    may_go_on.set()
    askers.threads[-2].join()
    askers.ask(query="")
    askers.end()
    assert askers.application.begun == begun
    assert askers.bodies[-1] == b"revision 2"
