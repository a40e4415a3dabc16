"""Several threads ask one watch, and each is held wherever it could be: an answer is never older than was promised.

The database is played, so that a thread can be held between its questions; the watch is the one that serves.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from registry.http import freshness
from registry.http.freshness import State, Watch

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
LONGEST = 10
"""Seconds for which one waits for a thread that is not held; none takes so long but a broken one."""


def state(revision: int) -> State:
    return State((revision, NOON, date(2026, 11, 22)), 0, -1e12, 1e12)


class Asker:
    """A thread that asks when it is told to, and goes on by one step when it is told to."""

    def __init__(self, watch: Watch) -> None:
        self.watch, self.busy, self.over = watch, False, False
        self.answer: State | None = None
        self._go, self._held = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        THIS.asker = self
        self._go.acquire()
        while not self.over:
            self.answer = self.watch.state()
            self.busy = False
            self.hold()

    def hold(self) -> None:
        self._held.release()
        self._go.acquire()

    def step(self) -> None:
        """To the next place where it can be held, or to its answer."""
        self.busy = True
        self._go.release()
        assert self._held.acquire(timeout=LONGEST), "it waits for another"

    def end(self) -> None:
        while self.busy:
            self.step()
        self.over = True
        self._go.release()
        self._thread.join(LONGEST)


THIS = threading.local()


class Played:
    """A database in which revisions are committed, and a clock; whoever reads is held before and after."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, within: float) -> None:
        self.commits, self.revision, self.now = 0, 1, 1000.0
        self.committed = [(-1e9, 1)]
        monkeypatch.setattr(freshness.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(freshness, "read_state", self.read_state)
        self.watch = Watch(self.mark, within)
        self.askers: list[Asker] = []

    def mark(self) -> int:
        return self._held_around(lambda: self.commits)

    def read_state(self) -> State:
        return self._held_around(lambda: state(self.revision))

    def _held_around(self, read):
        asker = getattr(THIS, "asker", None)
        if asker is None:  # the test asks for itself, and waits for nobody
            return read()
        asker.hold()
        found = read()
        asker.hold()
        return found

    def publish(self) -> None:
        self.revision += 1
        self.commits += 1
        self.committed.append((self.now, self.revision))

    def oldest_allowed(self) -> int:
        """Of whoever asks now: what was committed ``within`` ago, and everything where nothing may be taken as read."""
        return max(revision for at, revision in self.committed if at <= self.now - self.watch.within)

    def asker(self) -> Asker:
        self.askers.append(Asker(self.watch))
        return self.askers[-1]


@contextmanager
def played(within: float = 0) -> Iterator[Played]:
    with pytest.MonkeyPatch.context() as patched:
        database = Played(patched, within)
        yield database
        for asker in database.askers:
            asker.end()


def test_an_old_reading_that_is_stored_late_sets_nobody_back():
    with played() as database:
        slow, quick = database.asker(), database.asker()
        for _step in range(4):  # it has read the revision, and stored nothing yet
            slow.step()
        assert slow.busy
        database.now += 1
        database.publish()
        quick.step()
        while quick.busy:
            quick.step()
        assert quick.answer == state(2)
        slow.step()
        assert not slow.busy
        assert slow.answer == state(1)  # it asked before the commit
        assert database.watch.known == state(2)
        database.now += 1
        quick.step()
        while quick.busy:
            quick.step()
        assert quick.answer == state(2)


def test_who_read_after_a_commit_does_not_take_what_another_read_before_it():
    """Of two that ask, the one that asks later may read earlier; its state is its own."""
    with played() as database:
        one, other = database.asker(), database.asker()
        one.step()
        database.now += 1
        for _step in range(4):
            other.step()
        database.publish()
        while one.busy:
            one.step()
        while other.busy:
            other.step()
        assert (one.answer, other.answer) == (state(2), state(1))
        database.now += 1
        one.step()
        while one.busy:
            one.step()
        assert one.answer == state(2)


ASKERS = 3
# Mostly a thread goes on, by as many steps as told; now and then something is committed, or so many seconds pass.
STEPS = st.lists(
    st.one_of(
        *[st.tuples(st.integers(0, ASKERS - 1), st.integers(1, 5))] * 4,
        st.sampled_from(["publish", "publish", "other commit", 0.2, 0.4]),
    ),
    min_size=20,
    max_size=60,
)


@seed(20261122)
@settings(
    max_examples=150, deadline=None, database=None, phases=[Phase.generate]
)  # what is found takes long to shorten
@given(steps=STEPS, within=st.sampled_from([0.0, 0.0, 0.5]))
def test_however_threads_meet_no_answer_is_older_than_promised(steps, within):
    with played(within) as database:
        askers = [database.asker() for _number in range(ASKERS)]
        allowed = [0] * ASKERS
        objects: dict[int, State] = {}
        for step in steps:
            if step == "publish":
                database.publish()
            elif step == "other commit":
                database.commits += 1
            elif isinstance(step, float):
                database.now += step
            else:
                number, times = step
                asker = askers[number]
                for _time in range(times):
                    if not asker.busy:
                        allowed[number] = database.oldest_allowed()
                    asker.step()
                    if not asker.busy:
                        assert asker.answer.revision >= allowed[number]
                        # Answers in memory are recognised by it.
                        assert objects.setdefault(asker.answer.revision, asker.answer) is asker.answer
