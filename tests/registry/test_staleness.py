"""Several workers, and somebody who publishes all the time: no answer is older than stated, none of two revisions."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests import databases
from tests.checker import PATHS, check

SECONDS = float(os.environ.get("CHECK_SECONDS", "8"))
# What the server promises by default: see REVISION_READ_WITHIN in registry/settings.py.
PROMISED = {"sqlite": 0.0, "postgresql": 0.5}[databases.NAME]


@pytest.fixture(scope="module")
def registry(loaded_registry, tmp_path_factory):
    with loaded_registry(tmp_path_factory.mktemp("registry")) as registry:
        yield registry


def assert_sound(findings, bound):
    assert findings.failures == []
    assert len(findings.readings) > 40
    assert findings.answered_unchanged() > 0
    assert len(findings.committed) > SECONDS / 4
    assert len({reading.revision for reading in findings.readings} & set(findings.committed)) > 2
    assert findings.mixed() == []
    assert max(findings.staleness(), default=0.0) <= bound


def test_it_is_as_fresh_as_promised(registry):
    with registry.served(WORKERS="4") as address:
        findings = check(registry, address, seconds=SECONDS)
    assert_sound(findings, PROMISED)


def test_asked_at_every_request_it_is_never_stale(registry):
    with registry.served(WORKERS="2", REVISION_READ_WITHIN="0") as address:
        findings = check(registry, address, seconds=SECONDS / 2, pause=0.5)
    assert_sound(findings, 0.0)


def test_the_checker_can_fail(registry):
    """What is not in memory is always asked for afresh; so these readers ask for what is."""
    with registry.served(REVISION_READ_WITHIN="3") as address:
        findings = check(registry, address, seconds=SECONDS / 2, pause=0.5, paths=PATHS[:1])
    assert max(findings.staleness()) > 0.3


def test_a_worker_that_dies_is_replaced_and_its_successor_is_not_stale(registry):
    with registry.served(WORKERS="2", REVISION_READ_WITHIN="0") as address:
        server = registry.process
        before = workers(server)
        died = threading.Timer(SECONDS / 4, lambda: os.kill(before[0], signal.SIGKILL))
        died.start()
        findings = check(registry, address, seconds=SECONDS / 2, pause=0.5)
        for _attempt in range(100):
            if len(workers(server)) == 2 and workers(server) != before:
                break
            time.sleep(0.1)
        assert len(set(workers(server)) & set(before)) == 1
        afterwards = check(registry, address, seconds=1, pause=0.3)
    # What the worker was answering when it died is lost; nothing else is.
    assert len(findings.failures) <= 4
    assert afterwards.failures == []
    assert findings.mixed() == afterwards.mixed() == []
    assert findings.staleness() == afterwards.staleness() == []


def workers(server: int) -> list[int]:
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return [int(child) for child in children if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()]
