"""Whether the database answers: which errors say that it does not now, and how often it is tried again meanwhile."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import Error, InterfaceError, OperationalError

logger = logging.getLogger(__name__)
Found = TypeVar("Found")
TRIED_EVERY = 1.0
"""Seconds from one try that failed to the next."""
RETRY_AFTER = 5
"""Seconds after which whoever was refused should ask again; deploy/nginx.conf says the same."""
DID_NOT_ANSWER = "registry.database_did_not_answer"
"""What a request bears, in its environment, for which the database was asked in vain."""
MOST_FAILING = 1000
# PostgreSQL's codes beside those of class 08, and SQLite's: gone, full of connections, locked, or out of time. What
# fails for another reason is a mistake of ours, and on SQLite an OperationalError all the same ("no such table").
_SQLSTATES = frozenset({"25P03", "40001", "40P01", "53300", "55P03", "57014", "57P01", "57P02", "57P03", "57P05"})
_SQLITE_CODES = frozenset(
    {
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN),
        *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL),
    }
)
_PRIMARY = 0xFF
"""SQLite's codes say in their lower byte what happened, above it where."""


class DatabaseAway(OperationalError):
    """The database does not answer, or did not a moment ago."""


def does_not_answer(error: BaseException | None) -> bool:
    """Whether an error means that the same may well be answered later."""
    if not isinstance(error, Error | sqlite3.Error):
        return False
    cause = error.__cause__ or error
    if (state := getattr(cause, "sqlstate", None)) is not None:
        return state.startswith("08") or state in _SQLSTATES
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return code & _PRIMARY in _SQLITE_CODES
    return isinstance(error, OperationalError | InterfaceError)  # no connection could be made, or it was cut


class Attempts:
    """Tries of several kinds. Of a kind that fails, one thread at a time tries again, and at most once a second.

    All others are told at once: each thread would else wait for as long as a connection, or a lock, lets it.
    """

    def __init__(self) -> None:
        self._again_at: dict[str, float] = {}
        """Of each kind that fails, when it may be tried again."""
        self._again = threading.Lock()

    def is_failing(self, kind: str = "") -> bool:
        return kind in self._again_at

    def tried(self, attempt: Callable[[], Found], kind: str = "") -> Found:
        """What the attempt finds. Raises what it raises, and DatabaseAway where it is not made."""
        if kind in self._again_at:
            return self._tried_again(attempt, kind)
        try:
            return attempt()
        except Exception as error:
            if does_not_answer(error):
                logger.warning("The database does not answer: %s %s", error, kind)
                if len(self._again_at) >= MOST_FAILING:
                    self._again_at.clear()
                self._again_at[kind] = time.monotonic() + TRIED_EVERY
            raise

    def _tried_again(self, attempt: Callable[[], Found], kind: str) -> Found:
        if time.monotonic() < self._again_at.get(kind, 0) or not self._again.acquire(blocking=False):
            raise DatabaseAway
        try:
            found = attempt()
        except Exception as error:
            if does_not_answer(error):
                self._again_at[kind] = time.monotonic() + TRIED_EVERY
            else:
                self._again_at.pop(kind, None)  # it did, and the mistake is ours
            raise
        finally:
            self._again.release()
        if self._again_at.pop(kind, None) is not None:
            logger.warning("The database answers again. %s", kind)
        return found
