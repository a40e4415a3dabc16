"""The state of the registry is read as often as it must be, and never later than stated."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date

import psycopg
import pytest
import time_machine
from django.db import OperationalError, connection

from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Item, Revision
from registry.http import availability, freshness
from registry.http.availability import DatabaseAway
from registry.http.freshness import Watch
from tests import databases

pytestmark = pytest.mark.django_db

sqlite_only = pytest.mark.skipif(databases.NAME != "sqlite", reason="how SQLite tells of commits")
postgresql_only = pytest.mark.skipif(databases.NAME != "postgresql", reason="how PostgreSQL tells of commits")


def rename(text: str) -> Revision:
    row = Item.objects.current().get(edition="2022", code="4-01-06-02", valid_to=None)
    return correct(corrections=[Correction(row, {"name_en": text})], by=LOADER, reason="test")


class Marks:
    """A database that says what the test tells it to."""

    def __init__(self) -> None:
        self.commits, self.asked = 0, 0

    def __call__(self) -> int:
        self.asked += 1
        return self.commits


@time_machine.travel("2026-11-22T12:00:00+08:00", tick=False)
def test_it_works(django_assert_num_queries):
    marks = Marks()
    watch = Watch(marks, within=0)
    state = watch.state()
    assert (state.revision, state.day) == (11, date(2026, 11, 22))
    with django_assert_num_queries(0):
        assert watch.state() is state
    assert marks.asked == 2
    marks.commits = rename("Marketer").number
    assert watch.state().revision == 12


def test_a_commit_that_is_no_revision_leaves_the_state_as_it_is():
    marks = Marks()
    watch = Watch(marks, within=0)
    state = watch.state()
    marks.commits += 1
    assert watch.state() is state


def test_within_its_seconds_nothing_is_asked(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(freshness.time, "monotonic", lambda: now[0])
    marks = Marks()
    watch = Watch(marks, within=0.5)
    state = watch.state()
    marks.commits = rename("Marketer").number
    now[0] = 100.49
    assert watch.state() is state
    assert marks.asked == 1
    assert watch.state(now_exactly=True).revision == state.revision + 1
    marks.commits = rename("Marketer of things").number
    now[0] = 100.99
    assert watch.state().revision == state.revision + 2


def test_the_bound_counts_from_before_the_question(monkeypatch):
    """A commit while the database is asked must not be taken for one that was seen."""
    now = [100.0]
    monkeypatch.setattr(freshness.time, "monotonic", lambda: now[0])

    def slow() -> int:
        now[0] += 0.4
        return 0

    watch = Watch(slow, within=0.5)
    watch.state()
    now[0] = 100.5
    calls = []
    watch.mark = lambda: calls.append(1)
    watch.state()
    assert calls == [1]


def test_midnight_needs_no_commit():
    watch = Watch(Marks(), within=3600)
    with time_machine.travel("2026-11-22T23:59:59.999+08:00", tick=False):
        assert watch.state().day == date(2026, 11, 22)
    with time_machine.travel("2026-11-23T00:00:00+08:00", tick=False):
        assert watch.state().day == date(2026, 11, 23)
    with time_machine.travel("2026-11-22T23:00:00+08:00", tick=False):  # a clock that was put back
        assert watch.state().day == date(2026, 11, 22)


def test_a_commit_between_mark_and_revision_is_seen_the_next_time(monkeypatch):
    marks = Marks()
    watch = Watch(marks, within=0)
    original = freshness.read_state

    def overtaken():
        state = original()
        marks.commits = rename("Meanwhile").number
        return state

    monkeypatch.setattr(freshness, "read_state", overtaken)
    first = watch.state()
    monkeypatch.setattr(freshness, "read_state", original)
    assert watch.state().revision == first.revision + 1


def test_without_a_database_nothing_is_said():
    def broken() -> int:
        raise OperationalError

    with pytest.raises(DatabaseAway):
        Watch(broken, within=0).state()


def test_a_failed_reading_is_read_again(monkeypatch):
    marks = Marks()
    watch = Watch(marks, within=0)
    watch.state()
    marks.commits = rename("Marketer").number
    monkeypatch.setattr(availability, "TRIED_EVERY", 0)

    def failing():
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(freshness, "read_state", failing)
        with pytest.raises(DatabaseAway):
            watch.state()
    assert watch.state().revision == 12


def test_an_empty_registry_has_no_state(monkeypatch, settings):
    settings.REVISION_CLOCK = "tests.registry.test_freshness.nothing"
    assert Watch(Marks(), within=0).state() is None


def nothing(**_asked: object) -> None:
    return None


@sqlite_only
def test_sqlite_tells_every_thread_of_every_commit(tmp_path, monkeypatch):
    file = tmp_path / "a folder, 100%?" / "registry.sqlite3"
    file.parent.mkdir()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    monkeypatch.setattr(freshness, "_connections", threading.local())
    with sqlite3.connect(file, isolation_level=None) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE t (a)")
        marks = []
        for _turn in range(3):
            marks.append(freshness.sqlite_mark())
            assert freshness.sqlite_mark() == marks[-1]
            writer.execute("INSERT INTO t VALUES (1)")
        assert len(set(marks)) == 3
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO t VALUES (1)")
        before = freshness.sqlite_mark()
        writer.execute("ROLLBACK")
        assert freshness.sqlite_mark() == before
    freshness._connections.own.close()
    writer.close()


@sqlite_only
def test_a_missing_file_is_not_made(tmp_path, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "nothing.sqlite3"))
    monkeypatch.setattr(freshness, "_connections", threading.local())
    with pytest.raises(DatabaseAway):
        Watch(freshness.sqlite_mark, within=0).state()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def own_connection(monkeypatch):
    """A connection beside the test's, which is in a transaction."""
    made = connection.copy()
    monkeypatch.setattr(freshness, "connection", made)
    yield made
    made.close()


COMMIT = "SELECT pg_current_xact_id()"


@postgresql_only
def test_postgresql_tells_of_every_commit(own_connection):
    server = connection.settings_dict
    address = f"host={server['HOST']} port={server['PORT']} user={server['USER']} dbname={server['NAME']}"
    with psycopg.connect(address, password=server["PASSWORD"], autocommit=True) as writer:
        marks = []
        for _turn in range(3):
            marks.append(freshness.postgresql_mark())
            assert freshness.postgresql_mark() == marks[-1]
            writer.execute(COMMIT)
        assert len(set(marks)) == 3
        with writer.transaction():
            writer.execute(COMMIT)
            under_way = freshness.postgresql_mark()
        assert freshness.postgresql_mark() != under_way


@postgresql_only
def test_a_connection_that_was_cut_is_made_anew(own_connection):
    freshness.postgresql_mark()
    own_connection.connection.close()
    assert freshness.postgresql_mark()
