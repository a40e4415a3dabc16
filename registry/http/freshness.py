"""Which state the registry is in, revision and Shanghai day, asked so cheaply that every request can ask.

A database tells at once whether anything was committed since one last looked (its *mark*). Only then is the
revision read anew; the mark is taken before it, so a commit in between is seen the next time.
"""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from registry.http.as_of import Present
from registry.http.availability import Attempts, DatabaseAway, does_not_answer

Mark = Callable[[], Hashable]
SETTLED_AFTER = 60
"""Seconds. A revision may be dated a little before it is committed, so two may share a second; a minute later no
other of that second will come, and the second alone tells what a copy holds."""


@dataclass(frozen=True)
class State:
    """What an answer depends on beside its address: while this is the same, so is the answer."""

    present: Present
    """What the clock of the settings says: the revision, since when, and the day."""
    changed_at: int
    """The later of the revision and the last midnight, in seconds since 1970, rounded up: a copy made before it
    bears an earlier second."""
    begins: float
    ends: float
    """The midnights before and after."""

    @property
    def revision(self) -> int:
        return self.present[0]

    @property
    def day(self) -> date:
        return self.present[2]

    def covers(self, now: float) -> bool:
        return self.begins <= now < self.ends

    def settled(self, now: float) -> bool:
        return now >= self.changed_at + SETTLED_AFTER


class Watch:
    """The present state. ``within`` are the seconds for which it may be taken as read; 0: asked every time."""

    def __init__(self, mark: Mark | None = None, within: float | None = None) -> None:
        self.mark = mark or MARKS[connection.vendor]
        self.within = settings.REVISION_READ_WITHIN if within is None else within
        self.seen: tuple[State | None, float] = None, -1e9
        """What any thread asked for last, and when: whoever is told it is told all that was committed before. It is one
        object, so that nobody finds the state of one and the time of another."""
        self._of_thread = threading.local()
        """What this thread read last: a mark and the state that was read after it. A mark says nothing of what another
        thread has read."""
        self.attempts = Attempts()
        self._alike: deque[State] = deque(maxlen=4)
        self._lock = threading.Lock()

    @property
    def known(self) -> State | None:
        """The state that was asked for last, without a question."""
        return self.seen[0]

    def state(self, *, now_exactly: bool = False) -> State | None:
        """None while the registry is empty. Raises DatabaseAway."""
        asked_at, (seen, seen_at) = time.monotonic(), self.seen
        if asked_at - seen_at < self.within and not now_exactly and _is_of_now(seen):
            return seen
        try:
            state = self.attempts.tried(self._ask)
        except (Error, sqlite3.Error) as error:
            if does_not_answer(error):
                raise DatabaseAway from error
            return None  # whoever asks Django finds the mistake
        with self._lock:
            if asked_at >= self.seen[1]:
                self.seen = state, asked_at
        return state

    def check(self) -> None:
        """Raises DatabaseAway where the database is known to be away, and no try is due that finds it there again."""
        if self.attempts.is_failing():
            self.state(now_exactly=True)

    def _ask(self) -> State | None:
        marked, state = getattr(self._of_thread, "read", (None, None))
        self._of_thread.read = None, None  # if this fails, the next mark may be that of another connection
        mark = self.mark()
        if mark != marked or not _is_of_now(state):
            state = self._one_object(read_state())
        self._of_thread.read = mark, state
        return state

    def _one_object(self, state: State | None) -> State | None:
        """The same for equal states, whichever thread reads them: stored answers are recognised by it."""
        if state is None:
            return None
        with self._lock:
            if state in self._alike:
                return self._alike[self._alike.index(state)]
            self._alike.append(state)
            return state


def _is_of_now(state: State | None) -> bool:
    return state is not None and state.covers(time.time())


def read_state() -> State | None:
    today = timezone.localdate()
    found = import_string(settings.REVISION_CLOCK)(today=today)
    if found is None:
        return None
    _revision, changed_at, _day = found
    midnight = timezone.make_aware(datetime.combine(today, time_of_day.min))
    next_midnight = timezone.make_aware(datetime.combine(today + timedelta(days=1), time_of_day.min))
    changed = math.ceil(max(changed_at, midnight).timestamp())
    return State(found, changed, midnight.timestamp(), next_midnight.timestamp())


# --- marks --------------------------------------------------------------------------------------

LONGEST_LOCK = 1.0
"""Seconds for which a file that somebody has locked as a whole is waited for."""
_connections = threading.local()


def sqlite_mark() -> Hashable:
    """SQLite's count of what others have committed, seen by a connection of our own that never writes."""
    own: Any = getattr(_connections, "own", None)
    if own is None:
        file = Path(connection.settings_dict["NAME"]).absolute()
        own = sqlite3.connect(f"{file.as_uri()}?mode=rw", LONGEST_LOCK, uri=True, isolation_level=None)
        _connections.own = own
    try:
        return own.execute("PRAGMA data_version").fetchone()[0]
    except sqlite3.Error:
        own.close()
        _connections.own = None
        raise


def postgresql_mark() -> Hashable:
    """Which transactions a query would see now: it differs as soon as one more has been committed."""
    may_be_cut = connection.connection is not None
    try:
        return _snapshot()
    except (InterfaceError, OperationalError):
        connection.close()
        if not may_be_cut:
            raise
        return _snapshot()  # the server was restarted since


def _snapshot() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return cursor.fetchone()[0]


MARKS: dict[str, Mark] = {"sqlite": sqlite_mark, "postgresql": postgresql_mark}
