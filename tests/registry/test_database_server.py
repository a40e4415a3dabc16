"""A registry whose PostgreSQL is stopped, cut off, silent or locked by others, and comes back: with real processes."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import databases
from tests.line import Line
from tests.processes import OwnRegistry
from tests.waiting import LIMIT, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(databases.NAME != "postgresql", reason="SQLite has no server")]
ONE = "/api/v1/occupations/4-01-06-02"
DAYS = (date(2023, 1, 1) + timedelta(days) for days in range(1000))
MARK = "occupation-registry; hit; ttl="


def cold() -> str:
    """What nobody has asked for yet."""
    return f"{ONE}?on={next(DAYS)}"


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_marked(self) -> bool:
        return self.headers.get("cache-status", "").startswith(MARK)


def get(address: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Got:
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=LIMIT)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    said = {name.lower(): value for name, value in answer.getheaders()}
    return Got(answer.status, said, content)


def refused(got: Got) -> None:
    assert (got.status, got.headers["content-type"]) == (503, "application/problem+json"), got
    assert int(got.headers["retry-after"]) >= 1
    assert json.loads(got.body)["type"].endswith("/unavailable")


def until(wanted, ask) -> Got:
    """The first answer that is as wanted; the server is given time to notice."""
    got: list[Got] = []

    def is_as_wanted() -> bool:
        got[:] = [ask()]
        return wanted(got[0])

    wait_until(is_as_wanted)
    return got[0]


@pytest.fixture(scope="module")
def line(registry) -> Line:
    return Line(registry.environment["DATABASE_URL"])


@pytest.fixture(scope="module")
def address(registry, line) -> Iterator[str]:
    """Of a server behind a line, which asks at every request whether something was committed."""
    told = {"REVISION_READ_WITHIN": "0", "CONNECT_TIMEOUT": "2"}
    with registry.served_by("registry.wsgi:application", DATABASE_URL=line.url, **told) as address:
        yield address
        line.cut()


@pytest.fixture(autouse=True)
def _all_was_well(request) -> None:
    if "address" in request.fixturenames:
        all_is_well(request.getfixturevalue("address"))


@pytest.fixture(scope="module")
def registry(loaded_registry, tmp_path_factory) -> Iterator[OwnRegistry]:
    with loaded_registry(tmp_path_factory.mktemp("registry")) as registry:
        yield registry


def all_is_well(address: str) -> None:
    for path in (lambda: ONE, cold):
        until(lambda got: got.status == 200 and not got.is_marked, lambda path=path: get(address, path()))


def the_database_is_away(address: str, known: bytes) -> None:
    """What was answered before is in memory; nothing else is."""
    kept = get(address, ONE)
    assert (kept.status, kept.body, kept.is_marked) == (200, known, True)
    assert kept.headers["cache-control"] == "no-store"
    assert 0 <= int(kept.headers["age"]) <= 60
    refused(get(address, cold()))
    refused(get(address, "/api/v1/codes/migrate?to=2026-01-01", "POST", b"[]", Content_Type="application/json"))
    refused(get(address, cold(), X_API_Key="ork_nobody-knows"))
    page = get(address, "/admin/", Cookie="sessionid=abcdefgh", Accept_Language="en")
    assert (page.status, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert b"The registry cannot answer at present" in page.body
    assert get(address, "/docs").status == 200


def test_a_registry_that_is_cut_off_answers_from_memory_and_comes_back(address, line):
    known = get(address, ONE).body
    for _turn in range(2):
        line.cut()
        the_database_is_away(address, known)
        line.mend()
        until(lambda got: got.status == 200 and not got.is_marked, lambda: get(address, ONE))
        assert get(address, "/api/v1/sources").status == 200
        assert get(address, "/admin/", Cookie="sessionid=abcdefgh").status == 302
        line.cut()
        refused(get(address, cold()))
        line.mend()
        all_is_well(address)


def test_by_default_it_does_so_too_and_for_so_long(registry):
    line = Line(registry.environment["DATABASE_URL"])
    with registry.served_by("registry.wsgi:application", DATABASE_URL=line.url, STALE_IF_ERROR="3") as address:
        first = get(address, ONE)
        assert first.headers["cache-control"] == "public, max-age=10, stale-if-error=3"
        line.cut()
        until(lambda got: got.is_marked or got.status != 200, lambda: get(address, ONE))
        the_database_is_away(address, first.body)
        refused(until(lambda got: got.status != 200, lambda: get(address, ONE)))
        line.mend()
        all_is_well(address)


def test_a_registry_that_starts_without_a_database_waits_for_it(registry):
    line = Line(registry.environment["DATABASE_URL"])
    line.cut()
    with registry.served_by("registry.wsgi:application", DATABASE_URL=line.url) as address:
        refused(get(address, ONE))
        line.mend()
        all_is_well(address)


def test_while_connections_are_taken_and_nothing_is_said_few_wait(address, line):
    """As where the machine of the database is there and its server is not. Each thread would wait for a time-out."""
    get(address, ONE)
    line.hold()
    got: list[Got] = []

    def ask() -> None:
        for turn in range(20):
            got.append(get(address, ONE if turn % 2 else cold()))

    askers = [threading.Thread(target=ask) for _number in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    # Nothing is ever said on a connection: who waited for it would not be here.
    assert {(one.status, one.is_marked) for one in got} == {(200, True), (503, False)}
    line.mend()


@contextmanager
def locked(registry: OwnRegistry, statement: str) -> Iterator[None]:
    with psycopg.connect(registry.environment["DATABASE_URL"]) as other:
        other.execute(statement)
        yield
        other.rollback()


ITEMS = "LOCK TABLE occupations_item IN ACCESS EXCLUSIVE MODE"
REVISIONS = "LOCK TABLE occupations_revision IN ACCESS EXCLUSIVE MODE"
COUNTER = "SELECT 1 FROM occupations_revisioncounter FOR UPDATE"
NOTE_USE = "INSERT INTO django_session VALUES (%s, '', now())"


def test_a_lock_on_what_is_asked_for_stops_that_alone(address, registry):
    known = get(address, ONE).body
    stuck: list[Got] = []
    hot: list[Got] = []
    over = threading.Event()

    def ask_for_what_is_locked() -> None:
        for _time in range(8):
            stuck.append(get(address, cold()))

    def ask_for_what_is_known() -> None:
        while not over.is_set():
            hot.append(get(address, ONE))

    with locked(registry, ITEMS):
        askers = [threading.Thread(target=ask_for_what_is_locked) for _number in range(4)]
        reader = threading.Thread(target=ask_for_what_is_known)
        for thread in (*askers, reader):
            thread.start()
        for asker in askers:
            asker.join()
        over.set()
        reader.join()
        assert get(address, "/api/v1/regions?level=province").status == 200
    for got in stuck:
        refused(got)
    assert {(got.status, got.body, got.is_marked) for got in hot} == {(200, known, False)}


def test_a_lock_on_the_revisions_does_not_take_reads_down(address, registry):
    known = get(address, ONE).body
    with locked(registry, REVISIONS):
        got = get(address, ONE)  # nothing was committed, so there is nothing to read anew
        assert (got.status, got.body, got.is_marked) == (200, known, False)
        with psycopg.connect(registry.environment["DATABASE_URL"], autocommit=True) as other:
            other.execute(NOTE_USE, ["commit"])
        for _turn in range(8):
            got = get(address, ONE)
            assert (got.status, got.body, got.is_marked) == (200, known, True)
        refused(get(address, cold()))


def test_who_holds_the_registry_to_write_keeps_nobody_from_reading(address, registry):
    with locked(registry, COUNTER):
        for path in (ONE, cold(), ONE):
            got = get(address, path)
            assert (got.status, got.is_marked) == (200, False)


@pytest.mark.long
@pytest.mark.skipif(databases.system_binaries() is None, reason="PostgreSQL is not installed on the system")
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_is_stopped_and_started(tmp_path, mode):
    with databases.own_postgresql() as server:
        registry = OwnRegistry(tmp_path, server.url)
        with registry.served(WORKERS="2") as address:
            known = get(address, ONE).body
            everywhere(lambda got: got.status == 200, lambda: get(address, ONE))
            server.stop(mode)
            until(lambda got: got.is_marked or got.status != 200, lambda: get(address, ONE))
            the_database_is_away(address, known)
            server.start()
            all_is_well(address)
            everywhere(lambda got: got.status == 200 and not got.is_marked, lambda: get(address, cold()))


def everywhere(wanted, ask) -> None:
    """Often enough to have come to every thread of every worker."""
    for _time in range(40):
        until(wanted, ask)
