"""Limits and keys in a real server of several processes: as many pass as stated, whoever dies, and keys end in time.

Where windows are the matter, the server's clock stands until the test moves it: so a flood fits into one.
"""

from __future__ import annotations

import http.client
import os
import signal
import threading
from collections import Counter
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest

from registry.http.keys import READ_WITHIN
from tests.registry.test_staleness import successors, workers
from tests.waiting import LIMIT, let_pass, wait_until

WORKERS, CONNECTIONS = 3, 12
QUOTA, SECONDS = 300, 10
BROKEN = 0
MAY_DIFFER = CONNECTIONS - 1
"""No more requests than there are connections are being decided at once: docs/decisions/0018-limits.md."""
ONE = "/api/v1/occupations/4-01-06-02"
WITH_KEYS = """
import json
from django.contrib.auth.models import User
from django.utils import timezone
from occupations.actions import keys
from occupations.models import ApiKey, KeyUsage
admin, now = User.objects.get(), timezone.now()
def issue():
    made, text = keys.issue(name="Tester", contact="tester@example.org", scopes=["read"], times=None, expires_at=None,
        by=admin, now=now)
    return text
"""


@pytest.fixture(scope="module")
def registry(loaded_registry, tmp_path_factory):
    with loaded_registry(tmp_path_factory.mktemp("registry")) as registry:
        yield registry


class Clock:
    """Of all workers, standing still; each on a day of its own, for what was counted stays in the registry's folder."""

    days = count(1)

    def __init__(self, file):
        self.file, self.now = file, datetime.now(UTC) + timedelta(days=next(self.days))
        self.forward(0)

    def forward(self, seconds):
        self.now += timedelta(seconds=seconds)
        self.file.write_text(self.now.isoformat(), encoding="utf-8")


@contextmanager
def limited(registry, processes):
    """The address of a server whose limits are those of the settings, and its clock."""
    clock = Clock(registry.folder / "clock")
    told = {"CLOCK": str(clock.file), "CLOCK_STANDS": "true", "WORKERS": str(processes), "LIMIT_FACTOR": "1"}
    with registry.served_by("tests.moving_clock:application", **told) as address:
        clock.forward(SECONDS)  # what it was asked until it answered is of another window
        yield address, clock


def connected(address):
    """Another connection may lead to another worker."""
    return closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=LIMIT))


def ask(address, key=None, connection=None):
    """Status and headers."""
    if connection is None:
        with connected(address) as connection:
            return ask(address, key, connection)
    connection.request("GET", ONE, headers={"X-API-Key": key} if key else {})
    response = connection.getresponse()
    response.read()
    return response.status, response.headers


def flood(address, requests, key=None, connections=12):
    """How many were answered with which status, asked for over many connections at once."""
    found: Counter[int] = Counter()

    def one():
        with connected(address) as connection:
            for _time in range(requests // connections):
                try:
                    found[ask(address, key, connection)[0]] += 1
                except (OSError, http.client.HTTPException):  # its worker was killed
                    found[BROKEN] += 1
                    connection.close()

    threads = [threading.Thread(target=one) for _number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_as_many_pass_as_stated(registry):
    with limited(registry, WORKERS) as (address, clock):
        found = flood(address, 3 * QUOTA)
        assert found.keys() == {200, 429}
        assert abs(found[200] - QUOTA) <= MAY_DIFFER
        status, headers = ask(address)
        assert status == 429
        assert headers["RateLimit"].startswith('"anonymous-read-burst";r=0;t=')
        clock.forward(int(headers["Retry-After"]))
        assert ask(address)[0] == 200


def test_a_worker_that_is_killed_takes_no_count_along_and_leaves_none_behind(registry):
    with limited(registry, 2) as (address, clock):
        before = workers(registry.process)
        used = flood(address, QUOTA // 2)[200]
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: successors(registry, set(before)) == 1, "Nobody takes its place.")
        found = flood(address, 2 * QUOTA)
        assert abs(used + found[200] - QUOTA) <= MAY_DIFFER
        clock.forward(SECONDS)
        assert abs(flood(address, 2 * QUOTA)[200] - QUOTA) <= MAY_DIFFER


def test_a_key_works_and_ends_in_every_worker_within_a_second(registry):
    with registry.served(WORKERS=str(WORKERS)) as address:
        text = registry.python(WITH_KEYS + "print(json.dumps(issue()))")
        let_pass(READ_WITHIN)
        assert flood(address, 60, text).keys() == {200}
        made = WITH_KEYS + "keys.revoke(ApiKey.objects.latest('id'), reason='test', by=admin, now=now)\nprint(1)"
        registry.python(made)
        let_pass(READ_WITHIN)
        assert flood(address, 60, text).keys() == {401}


def test_its_use_is_written_down_when_the_server_stops(registry):
    program = (
        WITH_KEYS
        + """
key = ApiKey.objects.latest("id")
print(json.dumps(list(KeyUsage.objects.filter(key=key).values_list("read", "batch", "dumps", "refused"))))
"""
    )
    with registry.served(WORKERS=str(WORKERS)) as address:
        text = registry.python(WITH_KEYS + "print(json.dumps(issue()))")
        let_pass(READ_WITHIN)
        assert flood(address, 120, text) == {200: 120}
    assert registry.python(program) == [[120, 0, 0, 0]]


def test_a_counting_file_of_another_layout_or_none_at_all_is_no_hindrance(registry):
    former = registry.folder / "limits-0"
    former.write_bytes(b"something else")
    for file in registry.folder.glob("limits-1"):
        file.unlink()
    with registry.served(WORKERS="2") as address:
        assert ask(address)[0] == 200
        assert not former.exists()
        assert [file.name for file in registry.folder.glob("limits-*")] == ["limits-1"]
