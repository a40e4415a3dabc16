"""The registry's WSGI application under a clock that a test sets: the instant stands in the file CLOCK names.

It goes on from there, or stands still if CLOCK_STANDS is set.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import time_machine

from registry.wsgi import application as registry

CLOCK = Path(os.environ["CLOCK"])
STANDS = bool(os.environ.get("CLOCK_STANDS"))
_lock = threading.Lock()
_set: str = ""
_travel: time_machine.travel | None = None


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    _follow(CLOCK.read_text(encoding="utf-8").strip() if CLOCK.exists() else "")
    return registry(environ, start_response)


def _follow(instant: str) -> None:
    """Be at the instant, if it has been set anew."""
    global _set, _travel
    with _lock:
        if instant != _set:
            if _travel is not None:
                _travel.stop()
            _travel = time_machine.travel(instant, tick=not STANDS)
            _travel.start()
            _set = instant
