"""The server of manage.py up: it ends in time after what is under way, takes new code without a pause, logs if told."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests import databases
from tests.ports import free_port
from tests.processes import answering, own_registry
from tests.registry.test_staleness import workers

ONE = "/api/v1/occupations/4-01-06-02"
LINE = b'{"code": "4-02-07-10", "on": "2021-01-01"}\n'
STREAM = "/api/v1/codes/migrate?to=2026-01-01"


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    with own_registry(tmp_path_factory.mktemp("registry")) as registry:
        registry.run("up", "--prepare-only")
        yield registry


class Load:
    """Two that ask all the time, each time over a new connection."""

    def __init__(self, address: str) -> None:
        self.address, self.failures, self.answered, self.over = address, [], 0, threading.Event()
        self.threads = [threading.Thread(target=self._ask) for _turn in range(2)]

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _ask(self) -> None:
        while not self.over.is_set():
            try:
                with urllib.request.urlopen(f"{self.address}{ONE}", timeout=30) as answer:
                    answer.read()
                self.answered += 1
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                time.sleep(0.05)
            time.sleep(0.005)


def migrated(address: str, lines: int) -> int:
    """How many lines were answered."""
    place = urlsplit(address)
    with closing(http.client.HTTPConnection(place.hostname, place.port, timeout=60)) as connection:
        connection.request("POST", STREAM, LINE * lines, {"Content-Type": "application/x-ndjson"})
        with connection.getresponse() as answer:
            return answer.read().count(b'"outcome"')


@pytest.mark.parametrize("count", ["1", "2"])
def test_new_workers_take_over_without_a_pause(registry, count):
    with registry.served(WORKERS=count) as address:
        before = set(workers(registry.process))
        with Load(address) as load:
            time.sleep(0.5)
            os.kill(registry.process, signal.SIGHUP)
            until = time.monotonic() + 60
            while before & set(workers(registry.process)) and time.monotonic() < until:
                time.sleep(0.2)
            time.sleep(0.5)
        after = set(workers(registry.process))
        assert len(before) == len(after) == int(count)
        assert not before & after
        # Nobody is refused. A connection that is being made just when its worker ends may be cut.
        assert not any("Refused" in failure for failure in load.failures), load.failures
        assert len(load.failures) <= 2 * int(count)
        assert load.answered > 100


def test_it_ends_in_time_under_load_after_what_is_under_way(registry):
    port = free_port()
    process = registry.start("up", PORT=str(port), WORKERS="2", ADMIN_PASSWORD="a-password-for-tests")
    answered: list[int] = []
    with answering(process, port) as address:
        migrated(address, 10)
        slow = threading.Thread(target=lambda: answered.append(migrated(address, 40_000)))
        with Load(address) as load:
            slow.start()
            time.sleep(0.5)
            assert answered == []
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
            took = time.monotonic() - began
            slow.join()
        assert load.answered > 0
    assert answered == [40_000]
    assert took < 10
    assert process.returncode == 0


@pytest.mark.parametrize("wanted", ["true", ""])
def test_a_line_for_every_request_is_written_if_told(registry, wanted):
    port = free_port()
    told = {"GRANIAN_LOG_ACCESS_ENABLED": wanted} if wanted else {}
    process = registry.start("up", PORT=str(port), WORKERS="1", ADMIN_PASSWORD="a-password-for-tests", **told)
    with answering(process, port) as address:
        with urllib.request.urlopen(f"{address}{ONE}") as answer:
            assert json.load(answer)["code"] == "4-01-06-02"
        time.sleep(1)  # the line is written beside the answer
        process.terminate()
        output = process.communicate(timeout=30)[0]
    assert (f'"GET {ONE}' in output) == bool(wanted), output


@pytest.mark.skipif(databases.NAME != "postgresql", reason="SQLite has no connections that could be cut")
def test_connections_that_the_database_cuts_are_made_anew(registry):
    """As when it is restarted. Each thread has one, and has looked at the revision with it since its last request."""
    with registry.served(REVISION_READ_WITHIN="0") as address, ThreadPoolExecutor(4) as asking:
        for _turn in range(3):
            assert [*asking.map(lambda _turn: migrated(address, 2000), range(8))] == [2000] * 8
            assert {*asking.map(lambda _turn: asked(f"{address}{ONE}"), range(40))} == {200}
            registry.python(CUT)
            assert [*asking.map(lambda _turn: migrated(address, 2), range(8))] == [2] * 8
            registry.python(CUT)
            assert {*asking.map(lambda turn: asked(f"{address}{ONE}?x={turn}"), range(40))} == {400}


CUT = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                   " WHERE datname = current_database() AND pid <> pg_backend_pid()")
    print(cursor.fetchone()[0])
"""


def asked(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
