"""What was read of a revision and is kept in the process: a revision never changes, but its number may come again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Generic, TypeVar

Moment = TypeVar("Moment", bound=Hashable)
Read = TypeVar("Read")


class Kept(Generic[Moment, Read]):
    """Reads what the registry says at a moment, and keeps what was read for the moments asked about last.

    ``known_at`` is the instant since which it says so. It tells a revision from one of the same number, which a
    database that is put back to an earlier state gives again. A rehearsal has no instant: what it writes is taken
    back, and the next revision gets its number. Of it nothing is kept.

    What is kept is shared by threads: whoever gets it does not change it.
    """

    def __init__(self, read: Callable[[Moment, str], Read], size: int) -> None:
        self._read = read
        self._kept = lru_cache(size)(read)

    def __call__(self, moment: Moment, known_at: str) -> Read:
        return self._kept(moment, known_at) if known_at else self._read(moment, known_at)

    def cache_clear(self) -> None:
        self._kept.cache_clear()
