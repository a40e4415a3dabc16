"""Which keys are in force, as one process holds them in memory: never older than stated, and never a guess."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.db import Error, connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from registry.http.availability import Attempts, DatabaseAway

READ_WITHIN = 0.5
"""Seconds after which the keys are read anew, where one is sent. With the time that takes, a key that is issued,
changed or revoked is so in every process within one second."""
LONGEST = 200


class Key(NamedTuple):
    """What is needed of a key to answer a request that bears it."""

    number: int
    scopes: frozenset[str]
    times: float
    """How many times the limits of an address it has."""
    until: float | None
    """From when on it is in force no more, in seconds since 1970."""
    revoked: bool


class NotValid(Exception):
    """A key that is not in force; ``detail`` says why."""

    def __init__(self, detail: Any) -> None:
        super().__init__(str(detail))
        self.detail = detail


class Keys:
    """The keys by the digest of their text. What was sent is remembered as long as it is not read anew."""

    def __init__(self, read: Callable[[], Mapping[str, tuple[Any, ...]]] | None = None) -> None:
        self._read = read or import_string(settings.API_KEYS)
        self._held: tuple[dict[str, Key], dict[str, Key]] | None = None
        """By digest, and by text as it was sent: together, so that none is remembered longer than it was read for."""
        self._read_at = -1e9
        self._attempts = Attempts()
        self._lock = threading.Lock()

    def find(self, text: str, second: int) -> Key:
        """Raises NotValid; and Error where nobody can say, as the keys could not be read."""
        is_new = time.monotonic() - self._read_at < READ_WITHIN or self._read_anew()
        by_digest, sent = self._held or ({}, {})
        key = sent.get(text)
        if key is None:
            found = _look_up(by_digest, text)
            if found is None:
                if not is_new:
                    raise DatabaseAway  # it may have been issued since
                raise NotValid(_("This key is not known."))
            key = sent[text] = found
        if key.revoked:
            raise NotValid(_("This key was revoked."))
        if key.until is not None and second >= key.until:
            raise NotValid(_("This key has expired."))
        return key

    def _read_anew(self) -> bool:
        """Whether it could be done. While the database does not answer, nobody can revoke a key: those held stay."""
        if not self._lock.acquire(timeout=0 if self._attempts.is_failing() else READ_WITHIN):
            return False  # another thread is at it, and gets no answer
        try:
            asked_at = time.monotonic()
            if asked_at - self._read_at < READ_WITHIN:
                return True  # another thread has just done it
            rows = self._attempts.tried(self._rows)
            self._held = {digest: _key(*row) for digest, row in rows.items()}, {}
            self._read_at = asked_at
            return True
        except Error:
            if self._held is None:
                raise
            return False
        finally:
            self._lock.release()

    def _rows(self) -> Mapping[str, tuple[Any, ...]]:
        may_be_cut = connection.connection is not None
        try:
            return self._read()
        except Error:
            connection.close()
            if not may_be_cut:
                raise
            return self._read()  # the server of the database was restarted since


def _look_up(by_digest: Mapping[str, Key], text: str) -> Key | None:
    return by_digest.get(hashlib.sha256(text[:LONGEST].encode("utf-8", "replace")).hexdigest())


def _key(number: int, scopes: list[str], times: int | None, until: float | None, revoked: bool) -> Key:
    return Key(number, frozenset(scopes), times or settings.KEY_TIMES, until, revoked)
