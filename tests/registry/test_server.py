"""The server of manage.py up: it ends in time after what is under way, takes new code without a pause, logs if told."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
import urllib.request
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.processes import answering, free_port, own_registry
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
