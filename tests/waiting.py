"""How tests wait: for what they need to happen, however long a busy machine takes. tests/test_steady.py holds it."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import monotonic, sleep

LIMIT = float(os.environ.get("TEST_WAIT", "300"))
"""Seconds after which something is taken never to happen. Only a fault comes there: no machine is too slow for it.
A mutant is such a fault, so tests/mutants.py waits for less."""


def wait_until(condition: Callable[[], object], said: str = "It did not happen.", limit: float = LIMIT) -> None:
    end = monotonic() + limit
    while not condition():
        assert monotonic() < end, f"{said} ({limit:g} seconds)"
        sleep(0.01)


def let_pass(seconds: float) -> None:
    """So much time, at the least, for a program that counts it by a clock of its own: what it promises "within a
    second" must be so after that. A test may not rest on less than a certain amount having passed."""
    sleep(seconds)
