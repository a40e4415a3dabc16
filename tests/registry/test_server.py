"""The server of manage.py up: it ends in time after what is under way, takes new code without a pause, logs if told."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from registry.management.commands.up import server_command
from tests import databases
from tests.ports import free_port
from tests.processes import answering
from tests.registry.test_staleness import workers
from tests.waiting import LIMIT, wait_until

ONE = "/api/v1/occupations/4-01-06-02"
LINE = b'{"code": "4-02-07-10", "on": "2021-01-01"}\n'
STREAM = "/api/v1/codes/migrate?to=2026-01-01"
PAUSE = 0.005
"""Seconds between two requests of one that asks, so that it does not take a core of its own."""


@pytest.fixture(scope="module")
def registry(loaded_registry, tmp_path_factory):
    with loaded_registry(tmp_path_factory.mktemp("registry")) as registry:
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
                with urllib.request.urlopen(f"{self.address}{ONE}", timeout=LIMIT) as answer:
                    answer.read()
                self.answered += 1
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
            self.over.wait(PAUSE)

    def wait_for_more(self, answers: int) -> None:
        goal = self.answered + answers
        wait_until(lambda: self.answered >= goal, f"It answers no more: {self.failures[-3:]}")


def migrated(address: str, lines: int, meanwhile: Callable[[], object] = lambda: None) -> int:
    """How many lines were answered. What is done meanwhile, is done when the answer has begun and is not read on."""
    place = urlsplit(address)
    with closing(http.client.HTTPConnection(place.hostname, place.port, timeout=LIMIT)) as connection:
        connection.request("POST", STREAM, LINE * lines, {"Content-Type": "application/x-ndjson"})
        with connection.getresponse() as answer:
            meanwhile()
            return answer.read().count(b'"outcome"')


def listens(process: int) -> bool:
    """Each worker has a socket of its own for it."""
    table = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = {f"socket:[{columns[9]}]" for columns in table if columns[3] == "0A"}
    for file in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it was closed meanwhile
            if str(file.readlink()) in listening:
                return True
    return False


@pytest.mark.parametrize("count", ["1", "2"])
def test_new_workers_take_over_without_a_pause(registry, count):
    with registry.served(WORKERS=count) as address:
        before = set(workers(registry.process))
        with Load(address) as load:
            load.wait_for_more(50)
            os.kill(registry.process, signal.SIGHUP)
            known = set(before)
            while before & set(workers(registry.process)):
                wait_until(lambda known=known: set(workers(registry.process)) - known, "There is no new worker.")
                [new] = set(workers(registry.process)) - known
                # The former ends ten seconds later, if its successor is ready by then. Here it always is.
                os.kill(registry.process, signal.SIGSTOP)
                try:
                    wait_until(lambda new=new: listens(new), "The new worker does not listen.")
                finally:
                    os.kill(registry.process, signal.SIGCONT)
                known.add(new)
                goal = len(known) - len(before)
                wait_until(lambda goal=goal: len(before - set(workers(registry.process))) >= goal, "It does not end.")
            load.wait_for_more(50)
        after = set(workers(registry.process))
        assert len(before) == len(after) == int(count)
        assert not before & after
        # Nobody is refused. A connection that is being made just when its worker ends may be cut.
        assert not any("Refused" in failure for failure in load.failures), load.failures
        assert len(load.failures) <= 2 * int(count)


def test_it_ends_under_load_after_what_is_under_way(registry):
    port = free_port()
    process = registry.start("up", PORT=str(port), WORKERS="2", ADMIN_PASSWORD="a-password-for-tests")
    answered: list[int] = []
    with answering(process, port) as address:
        migrated(address, 10)
        with Load(address) as load:
            load.wait_for_more(10)
            answered.append(migrated(address, 10_000, meanwhile=lambda: process.send_signal(signal.SIGTERM)))
            process.wait(timeout=LIMIT)
    assert answered == [10_000]
    assert process.returncode == 0


def test_it_ends_before_docker_would_kill_it():
    """Whoever is not done by then, is ended by the server itself: by default Docker grants ten seconds."""
    command = server_command("127.0.0.1", "1", "1")
    assert int(command[command.index("--workers-kill-timeout") + 1]) <= 5


@pytest.mark.parametrize("wanted", ["true", ""])
def test_a_line_for_every_request_is_written_if_told(registry, wanted):
    port = free_port()
    told = {"GRANIAN_LOG_ACCESS_ENABLED": wanted} if wanted else {}
    process = registry.start("up", PORT=str(port), WORKERS="1", ADMIN_PASSWORD="a-password-for-tests", **told)
    with answering(process, port) as address:
        with urllib.request.urlopen(f"{address}{ONE}") as answer:
            assert json.load(answer)["code"] == "4-01-06-02"
        lines = iter(process.stdout.readline, "")
        if wanted:
            assert any(f'"GET {ONE}' in line for line in lines)
        process.terminate()
        output = "".join(lines)
        process.wait(timeout=LIMIT)
    assert wanted or f'"GET {ONE}' not in output, output


@pytest.mark.skipif(databases.NAME != "postgresql", reason="SQLite has no connections that could be cut")
def test_connections_that_the_database_cuts_are_made_anew(registry):
    """As when it is restarted. Each thread has one, and has looked at the revision with it since its last request."""
    threads, served = ThreadPoolExecutor, registry.served(REVISION_READ_WITHIN="0")
    with served as address, threads(4) as asking, threads(2) as posting:  # one client may have two bodies under way
        for _turn in range(3):
            assert [*posting.map(lambda _turn: migrated(address, 2000), range(8))] == [2000] * 8
            assert {*asking.map(lambda _turn: asked(f"{address}{ONE}"), range(40))} == {200}
            registry.python(CUT)
            assert [*posting.map(lambda _turn: migrated(address, 2), range(8))] == [2] * 8
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
        with urllib.request.urlopen(address, timeout=LIMIT) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
