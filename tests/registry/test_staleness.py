"""Several workers, and somebody who publishes all the time: no answer is older than stated, none of two revisions."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest

from tests import databases
from tests.checker import PATHS, check
from tests.processes import wait_for
from tests.waiting import wait_until

# How long `make bench` goes on, though enough has happened.
SECONDS = float(os.environ.get("CHECK_SECONDS", "0"))
# What the server promises by default: see REVISION_READ_WITHIN in registry/settings.py.
PROMISED = {"sqlite": 0.0, "postgresql": 0.5}[databases.NAME]


@pytest.fixture(scope="module")
def registry(loaded_registry, tmp_path_factory):
    with loaded_registry(tmp_path_factory.mktemp("registry")) as registry:
        yield registry


def enough(findings):
    """Each of it is needed for the findings to say something."""
    return len(findings.committed) >= 12 and len(findings.seen()) >= 3 and findings.answered_unchanged() >= 10


def is_stale(findings):
    return max(findings.staleness(), default=0.0) > 1


def assert_sound(findings, bound):
    assert findings.failures == []
    assert enough(findings)
    assert findings.mixed() == []
    assert max(findings.staleness(), default=0.0) <= bound


def test_it_is_as_fresh_as_promised(registry):
    until = monotonic() + SECONDS
    with registry.served(WORKERS="4") as address:
        findings = check(registry, address, enough=lambda found: monotonic() >= until and enough(found))
    assert_sound(findings, PROMISED)


def test_asked_at_every_request_it_is_never_stale(registry):
    with registry.served(WORKERS="2", REVISION_READ_WITHIN="0") as address:
        findings = check(registry, address, enough=enough)
    assert_sound(findings, 0.0)


def test_the_checker_can_fail(registry):
    """What is not in memory is always asked for afresh; so these readers ask for what is."""
    with registry.served(REVISION_READ_WITHIN="3") as address:
        findings = check(registry, address, enough=is_stale, settled=False, paths=PATHS[:1])
    assert is_stale(findings)


def test_a_worker_that_dies_is_replaced_and_its_successor_is_not_stale(registry):
    with registry.served(WORKERS="2", REVISION_READ_WITHIN="0") as address:
        first, second = workers(registry.process)
        killed = []

        def kill_one(found):
            """In the midst of it."""
            if len(found.committed) >= 6 and not killed:
                os.kill(first, signal.SIGKILL)
                killed.append(first)
            return enough(found)

        findings = check(registry, address, enough=kill_one)
        wait_until(lambda: successors(registry, {first, second}) == 1, "Nobody takes the place of the one that died.")
        os.kill(second, signal.SIGKILL)  # from now on only successors answer
        wait_until(lambda: successors(registry, {first, second}) == 2, "Nobody takes the place of the second.")
        wait_for(f"{address}/api/v1")
        afterwards = check(registry, address, enough=lambda found: len(found.committed) >= 5)
    # What the worker was answering when it died is lost; nothing else is.
    assert len(findings.failures) <= 4
    assert afterwards.failures == []
    assert findings.mixed() == afterwards.mixed() == []
    assert findings.staleness() == afterwards.staleness() == []


def successors(registry, before):
    return len(set(workers(registry.process)) - before)


def workers(server: int) -> list[int]:
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    found = []
    for child in children:
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            if command and b"resource_tracker" not in command:  # of one that ended, and is not waited for yet, none
                found.append(int(child))
    return found
