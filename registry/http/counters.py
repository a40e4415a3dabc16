"""Counts that all processes of a server share without waiting for each other, in one file mapped into memory.

Each process has a *column* of its own and writes nowhere else, so no count is lost; what all have counted is the sum
over the columns. Whoever is counted (a *holder*) has one row for all, found by a digest.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import mmap
import os
import threading
from collections.abc import Iterable
from pathlib import Path

logger = logging.getLogger(__name__)
LAYOUT = 1
"""Part of the file's name: another program version with another layout takes another file."""
COLUMNS = 64
"""How many processes may count beside each other."""
ROWS_IN_A_SET, SETS = 16, 1024
"""A holder's row is one of a set of sixteen; when all are taken, the one that was idle for longest is given away."""
WINDOWS = 2
"""How many counts each holder has in each column."""
ROWS = ROWS_IN_A_SET * SETS

# Where things are, in cells of eight bytes.
COLUMNS_IN_USE, _SECRET, _HOLDERS = 0, 1, 8
_IDLE_SINCE = _HOLDERS + ROWS
_COUNTS = _IDLE_SINCE + ROWS
SIZE = 8 * (_COUNTS + ROWS * COLUMNS * WINDOWS)
# Bytes of the file that stand for something else when they are locked: each column, and the right to give rows away.
_GIVING_AWAY = COLUMNS


class Counters:
    """The file, as one process sees it. Cells of eight bytes are written and read whole."""

    def __init__(self, folder: Path | None) -> None:
        """Without a folder, or where the file cannot be had, this process counts alone."""
        self._lock = threading.Lock()
        self._file = -1
        try:
            self._share(folder)
        except OSError as error:
            logger.warning("This process counts alone, which makes limits higher: %s", error)
            self._share(None)

    def _share(self, folder: Path | None) -> None:
        self._file = -1 if folder is None else self._open(folder)
        self.cells = memoryview(mmap.mmap(self._file, SIZE)).cast("Q")
        self._secret = self._shared_secret()
        self.column = self._take_column()

    def _open(self, folder: Path) -> int:
        folder.mkdir(parents=True, exist_ok=True)
        name = f"limits-{LAYOUT}"
        for former in set(folder.glob("limits-*")) - {folder / name}:
            former.unlink(missing_ok=True)  # whoever still has it in memory keeps it
        file = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file, 0, SIZE)  # a full disk is told now, not by a signal later
        else:
            os.ftruncate(file, SIZE)
        return file

    def _locked(self, place: int, how: int) -> None:
        if self._file >= 0:
            fcntl.lockf(self._file, how, 1, place)

    def _shared_secret(self) -> bytes:
        """What digests are keyed with, so that nobody can choose whose row theirs falls together with."""
        self._locked(_GIVING_AWAY, fcntl.LOCK_EX)
        try:
            if not self.cells[_SECRET]:
                self.cells[_SECRET] = int.from_bytes(os.urandom(8)) | 1
            return int(self.cells[_SECRET]).to_bytes(8)
        finally:
            self._locked(_GIVING_AWAY, fcntl.LOCK_UN)

    def _take_column(self) -> int:
        """The first that no living process has: a lock ends with its process, whatever becomes of it.

        A process that takes over from a dead one goes on with its counts.
        """
        self._locked(_GIVING_AWAY, fcntl.LOCK_EX)
        try:
            free = [column for column in range(COLUMNS) if self._is_free(column)]
            if not free:
                raise OSError(f"more than {COLUMNS} processes count in one file")
            self._locked(free[0], fcntl.LOCK_EX)
            self.cells[COLUMNS_IN_USE] = 1 + max(set(range(COLUMNS)) - set(free[1:]))
            return free[0]
        finally:
            self._locked(_GIVING_AWAY, fcntl.LOCK_UN)

    def _is_free(self, column: int) -> bool:
        try:
            self._locked(column, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        self._locked(column, fcntl.LOCK_UN)
        return True

    @property
    def columns_in_use(self) -> int:
        return int(self.cells[COLUMNS_IN_USE])

    def digest(self, holder: str) -> int:
        made = hashlib.blake2b(holder.encode(), digest_size=8, key=self._secret).digest()
        return int.from_bytes(made) or 1

    def row(self, digest: int, now: int) -> int:
        """The holder's row; a lock is taken only where it has none."""
        rows = range(digest % SETS * ROWS_IN_A_SET, (digest % SETS + 1) * ROWS_IN_A_SET)
        found = self._find(digest, rows)
        if found is None:
            with self._lock:
                self._locked(_GIVING_AWAY, fcntl.LOCK_EX)
                try:
                    found = self._find(digest, rows)
                    if found is None:
                        found = min(rows, key=lambda row: self.cells[_IDLE_SINCE + row])
                        self.cells[_HOLDERS + found] = digest
                        self.cells[_IDLE_SINCE + found] = now
                finally:
                    self._locked(_GIVING_AWAY, fcntl.LOCK_UN)
        return found

    def _find(self, digest: int, rows: Iterable[int]) -> int | None:
        return next((row for row in rows if self.cells[_HOLDERS + row] == digest), None)

    def holder_place(self, row: int) -> int:
        """Where it says whose row it is."""
        return _HOLDERS + row

    def used(self, row: int, now: int) -> None:
        """Told once in every turn of a window: whoever was idle for longest gives way."""
        self.cells[_IDLE_SINCE + row] = now

    def places(self, row: int, window: int) -> tuple[int, tuple[int, ...]]:
        """Where this process counts in a row, and where the others do."""
        first = _COUNTS + row * COLUMNS * WINDOWS
        all_places = [first + column * WINDOWS + window for column in range(max(self.columns_in_use, self.column + 1))]
        own = all_places.pop(self.column)
        return own, tuple(all_places)
