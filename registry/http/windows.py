"""How what one holder asks for is counted in windows of time, in all processes together, and what is left of them.

Counting asks no database and waits for nobody. With P processes of T threads, between q - (PT - 1) and q + (PT - 1)
requests are answered in a window of q, however they are spread: docs/decisions/0018-limits.md has the proof.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from typing import ClassVar, NamedTuple

from django.conf import settings

from registry.http.counters import COLUMNS_IN_USE, Counters
from registry.http.refusals import Headers

LATE = 2
"""Seconds. A thread may come with the time of a turn that another has ended; a clock that was set back, with less."""
_HALF = 1 << 32
"""A cell is a mark and a count, of half its bits each."""
GREATEST = 10**15 - 1
"""What a number in a header may be (RFC 9651, 3.3.1)."""


class Policy(NamedTuple):
    """So many requests in so many seconds; or of what ``unit`` says, in the words of the header."""

    name: str
    quota: int
    seconds: int
    unit: str = ""

    def __str__(self) -> str:
        unit = f';qu="{self.unit}"' if self.unit else ""
        return f'"{self.name}";q={self.quota};w={self.seconds}{unit}'


def policies(who: str, kind: str, times: float, unit: str = "") -> tuple[Policy, Policy]:
    """The short window and the long one of a class; ``times`` what the settings allow to an address."""
    (burst, seconds), (sustained, more_seconds) = (settings.BODY_LIMITS if unit else settings.LIMITS)[kind]
    return (
        Policy(f"{who}-{kind}-burst", min(max(1, round(burst * times)), GREATEST), seconds, unit),
        Policy(f"{who}-{kind}-hour", min(max(1, round(sustained * times)), GREATEST), more_seconds, unit),
    )


class TooMany(Exception):
    def __init__(self, policy: Policy, wait: int, left: int = 0) -> None:
        self.policy, self.wait, self.left = policy, wait, left


class Period:
    """One turn of a window. What is counted bears its mark, so that no count of another turn is taken for it."""

    __slots__ = ("added", "begins", "beyond", "ends", "mark", "take")

    def __init__(self, begins: int, ends: int, mark: int, first: int) -> None:
        self.begins, self.ends, self.mark, self.beyond = begins, ends, mark, mark + _HALF
        self.take: Callable[[], int] = count(first).__next__  # no two threads take the same number
        self.added = first - 1


class Window:
    """What one holder has asked for in the present turn of one window, in all processes."""

    __slots__ = ("cells", "counters", "digest", "lock", "others", "own", "period", "policy", "quota", "row")

    def __init__(self, policy: Policy, counters: Counters, digest: int, row: int, number: int) -> None:
        self.policy, self.quota = policy, policy.quota
        self.counters, self.row = counters, row
        self.cells, self.digest = counters.cells, digest
        self.own, self.others = counters.places(row, number)
        self.lock = threading.Lock()
        self.period = Period(0, 0, 0, 1)

    def spend(self, second: int) -> int:
        """How many more may be asked for after this one; less than none: this one is too many.

        First this one is told, then the others' are read: of two that meet at the limit, one at least sees the other.
        """
        period = self.period
        if not period.begins <= second < period.ends:
            period = self._turn(second)
        mark, cells, asked = period.mark, self.cells, period.take()
        cells[self.own] = mark + asked
        for place in self.others:
            theirs = cells[place]
            if mark < theirs < period.beyond:
                asked += theirs - mark
        return self.quota - asked

    def _turn(self, second: int) -> Period:
        with self.lock:
            held = self.period
            if held.begins - LATE <= second < held.ends:
                return held
            self.counters.used(self.row, second)
            length = self.policy.seconds
            offset = self.digest % length  # each holder turns at a second of its own: not all come back at once
            number = (second + offset) // length
            mark = ((self.digest >> 32) ^ number) % _HALF * _HALF
            told = self.cells[self.own]  # by this process before, or by one that died and had this column
            first = told - mark + 1 if mark < told < mark + _HALF else 1
            begins = number * length - offset
            self.period = Period(begins, begins + length, mark, first)
            return self.period


class Sum(Window):
    """A window in which one request counts for many.

    The threads of a process add one after the other. Processes do not wait for each other: each has a cell of its own.
    """

    __slots__ = ("adding",)

    def __init__(self, policy: Policy, counters: Counters, digest: int, row: int, number: int) -> None:
        super().__init__(policy, counters, digest, row, number)
        self.adding = threading.Lock()

    def add(self, many: int, second: int) -> None:
        with self.adding:
            period = self.at(second)
            period.added = min(period.added + many, _HALF - 1)
            self.cells[self.own] = period.mark + period.added

    def left(self, second: int) -> int:
        period = self.at(second)
        counted = [self.cells[place] - period.mark for place in (self.own, *self.others)]
        return self.quota - sum(each for each in counted if 0 < each < _HALF)

    def at(self, second: int) -> Period:
        period = self.period
        return period if period.begins <= second < period.ends else self._turn(second)


class Account:
    """One holder, an address or a key, in one class of requests."""

    __slots__ = ("burst", "burst_said", "cells", "columns", "digest", "holder", "long", "long_said", "place", "policy")
    counts: ClassVar[type[Window]] = Window

    def __init__(self, counters: Counters, holder: str, of: tuple[Policy, Policy], second: int) -> None:
        self.holder = holder
        self.cells, self.digest, self.columns = counters.cells, counters.digest(holder), counters.columns_in_use
        row = counters.row(self.digest, second)
        self.place = counters.holder_place(row)
        self.burst, self.long = (self.counts(policy, counters, self.digest, row, n) for n, policy in enumerate(of))
        self.policy = ("RateLimit-Policy", ", ".join(map(str, of)))
        self.burst_said, self.long_said = (f'"{policy.name}";r=' for policy in of)

    def is_open(self) -> bool:
        """Whether the row is still this holder's, and no process has begun or ceased to count since."""
        return self.cells[self.place] == self.digest and self.cells[COLUMNS_IN_USE] == self.columns

    def spend(self, second: int) -> Headers:
        """Raises TooMany. What the short window refuses the long one does not count."""
        left = self.burst.spend(second)
        if left < 0:
            raise self._too_many(self.burst, second)
        more = self.long.spend(second)
        if more < 0:
            raise self._too_many(self.long, second)
        burst_ends, long_ends = self.burst.period.ends - second, self.long.period.ends - second
        said = f"{self.burst_said}{left};t={burst_ends}, {self.long_said}{more};t={long_ends}"
        return [("RateLimit", said), self.policy]

    def _too_many(self, window: Window, second: int) -> TooMany:
        return TooMany(window.policy, max(1, window.period.ends - second))
