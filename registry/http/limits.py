"""How often one may ask: which limits a request falls under, whether it keeps them, and what the headers say of them.

Counting asks no database and waits for nobody. With P processes of T threads, between q - (PT - 1) and q + (PT - 1)
requests are answered in a window of q, however they are spread: docs/decisions/0018-limits.md has the proof.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext_lazy as _

from registry.http.addresses import canonical, told_address
from registry.http.availability import does_not_answer
from registry.http.counters import COLUMNS_IN_USE, Counters
from registry.http.keys import Key, Keys, NotValid
from registry.http.refusals import Headers, Refused, unavailable
from registry.http.usage import Usage

logger = logging.getLogger(__name__)
READ, BATCH, DUMPS = CLASSES = ("read", "batch", "dumps")
"""The classes of requests, and so the scopes of keys: whatever is sent as a body is a batch."""
AT_HAND = 10_000
"""How many addresses a process finds without a look into the file."""
LATE = 2
"""Seconds. A thread may come with the time of a turn that another has ended; a clock that was set back, with less."""
_HALF = 1 << 32
"""A cell is a mark and a count, of half its bits each."""


class Policy(NamedTuple):
    """So many requests in so many seconds."""

    name: str
    quota: int
    seconds: int


def policies(who: str, kind: str, times: float) -> tuple[Policy, Policy]:
    """The short window and the long one of a class; ``times`` what the settings allow to an address."""
    (burst, seconds), (sustained, more_seconds) = settings.LIMITS[kind]
    return (
        Policy(f"{who}-{kind}-burst", max(1, round(burst * times)), seconds),
        Policy(f"{who}-{kind}-hour", max(1, round(sustained * times)), more_seconds),
    )


class TooMany(Exception):
    def __init__(self, policy: Policy, wait: int) -> None:
        self.policy, self.wait = policy, wait


class Period:
    """One turn of a window. What is counted bears its mark, so that no count of another turn is taken for it."""

    __slots__ = ("begins", "beyond", "ends", "mark", "take")

    def __init__(self, begins: int, ends: int, mark: int, first: int) -> None:
        self.begins, self.ends, self.mark, self.beyond = begins, ends, mark, mark + _HALF
        self.take: Callable[[], int] = count(first).__next__  # no two threads take the same number


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


class Account:
    """One holder, an address or a key, in one class of requests."""

    __slots__ = ("burst", "burst_said", "cells", "columns", "digest", "long", "long_said", "place", "policy")

    def __init__(self, counters: Counters, holder: str, of: tuple[Policy, Policy], second: int) -> None:
        self.cells, self.digest, self.columns = counters.cells, counters.digest(holder), counters.columns_in_use
        row = counters.row(self.digest, second)
        self.place = counters.holder_place(row)
        self.burst, self.long = (Window(policy, counters, self.digest, row, n) for n, policy in enumerate(of))
        self.policy = ("RateLimit-Policy", ", ".join(f'"{p.name}";q={p.quota};w={p.seconds}' for p in of))
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


class Limits:
    """What the entrance asks before anything else."""

    def __init__(self, folder: Path | None = None, keys: Keys | None = None, usage: Usage | None = None) -> None:
        self.folder, self.keys, self.usage = folder, keys or Keys(), usage or Usage()
        self.counters: Counters | None = None
        self._at_hand: dict[str, dict[Any, Account]] = {kind: {} for kind in CLASSES}
        """By what a request says of its address, or by the number of a key and its limits."""
        self._accounts: dict[str, Account] = {}
        """By holder: an address can be written in many ways."""
        self._lock = threading.Lock()
        # Read once: to ask the settings takes longer than all the counting.
        self._dumps, self._behind_proxy = settings.DUMPS_PATH, settings.BEHIND_PROXY

    def spend(self, environ: dict[str, Any], second: int) -> Headers:
        """The headers that the answer is to bear. Raises Refused."""
        method = environ["REQUEST_METHOD"]
        if method == "GET" or method == "HEAD":
            kind = DUMPS if environ["PATH_INFO"].startswith(self._dumps) else READ
        else:
            kind = BATCH
        if "HTTP_X_API_KEY" in environ:
            return self._spend_by_key(environ["HTTP_X_API_KEY"], kind, environ, second)
        told = told_address(environ) if self._behind_proxy else environ.get("REMOTE_ADDR", "")
        account = self._at_hand[kind].get(told)
        if account is None or not account.is_open():
            account = self._open(kind, told, None, second)
        try:
            return account.spend(second)
        except TooMany as found:
            raise _refused(found, account) from None

    def _spend_by_key(self, text: str, kind: str, environ: dict[str, Any], second: int) -> Headers:
        """A key that is not in force is counted as its address: guessing has a limit too."""
        try:
            key = self.keys.find(text, second)
        except NotValid as wrong:
            del environ["HTTP_X_API_KEY"]
            raise Refused("invalid-key", wrong.detail, {}, self.spend(environ, second)) from wrong
        except Error as error:
            del environ["HTTP_X_API_KEY"]
            headers, detail = self.spend(environ, second), _("Keys cannot be looked up at present.")
            if does_not_answer(error):
                raise unavailable(headers, detail) from error
            logger.error("No key could be read", exc_info=error)
            raise Refused("internal-error", detail, {}, headers) from error
        used = self.usage.of(key.number)
        place = CLASSES.index(kind)
        used[place] += 1
        in_scope = kind in key.scopes
        told: Any = (key.number, key.times) if in_scope else told_address(environ)
        account = self._at_hand[kind].get(told)
        if account is None or not account.is_open():
            account = self._open(kind, told, key if in_scope else None, second)
        try:
            return account.spend(second)
        except TooMany as found:
            used[-1] += 1
            raise _refused(found, account) from None

    def _open(self, kind: str, told: Any, key: Key | None, second: int) -> Account:
        with self._lock:
            if self.counters is None:  # not before: a server may start its processes by copying one
                self.counters = Counters(self.folder)
            if len(self._accounts) >= AT_HAND or len(self._at_hand[kind]) >= AT_HAND:
                self._accounts.clear()
                for accounts in self._at_hand.values():
                    accounts.clear()
            if key is None:
                holder, of = f"{kind} {canonical(told)}", policies("anonymous", kind, settings.LIMIT_FACTOR)
            else:
                holder, of = f"{kind} key {key.number}", policies("key", kind, settings.LIMIT_FACTOR * key.times)
            at_hand, account = self._at_hand[kind], self._accounts.get(holder)
            if account is None or not account.is_open() or account.burst.policy != of[0]:
                for former in [told for told, held in at_hand.items() if held is account]:
                    del at_hand[former]  # it would go on from a count that is past
                account = self._accounts[holder] = Account(self.counters, holder, of, second)
            at_hand[told] = account
            return account


def _refused(found: TooMany, account: Account) -> Refused:
    policy, wait = found.policy, found.wait
    detail = _("%(quota)s requests in %(seconds)s seconds are answered at most; ask again in %(wait)s seconds.")
    headers = [
        ("RateLimit", f'"{policy.name}";r=0;t={wait}'),
        account.policy,
        ("Retry-After", str(wait)),
    ]
    members = {"violated-policies": [policy.name]}
    told = {"quota": policy.quota, "seconds": policy.seconds, "wait": wait}
    return Refused("too-many-requests", detail, members, headers, told)
