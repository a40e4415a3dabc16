"""What was asked with each key since it was last written down: counted in memory, written every some seconds.

A process that is killed loses what it counted in the last WRITTEN_EVERY seconds; one that is stopped, nothing.
"""

from __future__ import annotations

import atexit
import logging
import threading
from multiprocessing.util import Finalize

from django.conf import settings
from django.db import Error, connection
from django.utils.module_loading import import_string

from registry.http.as_of import current_day

logger = logging.getLogger(__name__)
WRITTEN_EVERY = 10
NOTHING = (0, 0, 0, 0)
"""Requests of each class of registry/http/limits.py, and how many of them all were refused."""


class Usage:
    """The counts of one process."""

    def __init__(self) -> None:
        self._counts: dict[int, list[int]] = {}
        self._written: dict[int, tuple[int, ...]] = {}
        self._lock, self._starting = threading.Lock(), threading.Lock()
        self._writer: threading.Thread | None = None
        self._stopped = threading.Event()

    def of(self, key: int) -> list[int]:
        """The counts of a key, to be added to."""
        counts = self._counts.get(key)
        if counts is None:
            counts = self._counts.setdefault(key, list(NOTHING))
            with self._starting:
                if self._writer is None:
                    self._start()
        return counts

    def _start(self) -> None:
        """Not before a key is used: most processes of the program answer no requests."""
        self._writer = threading.Thread(target=self._write_on, name="usage of keys", daemon=True)
        self._writer.start()
        # A server's process may be a child of multiprocessing, which ends without atexit, or none.
        atexit.register(self.stop)
        Finalize(None, self.stop, exitpriority=10)

    def _write_on(self) -> None:
        while not self._stopped.wait(WRITTEN_EVERY):
            self.write()
            connection.close()

    def stop(self) -> None:
        if not self._stopped.is_set():
            self._stopped.set()
            self.write()

    def write(self) -> None:
        """What has been counted since the last time; what cannot be written now is written the next time."""
        with self._lock:
            counted = {key: tuple(counts) for key, counts in list(self._counts.items())}
            fresh = {
                key: tuple(now - then for now, then in zip(counts, self._written.get(key, NOTHING), strict=True))
                for key, counts in counted.items()
                if counts != self._written.get(key, NOTHING)
            }
            if not fresh:
                return
            try:
                import_string(settings.KEY_USAGE)(fresh, current_day())
            except Error as error:
                logger.warning("The usage of keys could not be written: %s", error)
            else:
                self._written = counted
