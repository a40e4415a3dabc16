"""The keys as a process holds them: read anew in time, and not lost with the database."""

from __future__ import annotations

import hashlib
import time

import pytest
from django.db import OperationalError
from django.utils import translation

from registry.http.availability import TRIED_EVERY, DatabaseAway
from registry.http.keys import READ_WITHIN, Keys, NotValid

NOW = 1_800_000_000


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


class Database:
    """Rows that can be changed, and a database that can fail."""

    def __init__(self):
        self.rows = {digest("one"): (1, ["read"], None, None, False)}
        self.failures = self.asked = 0

    def __call__(self):
        self.asked += 1
        if self.failures:
            self.failures -= 1
            raise OperationalError("gone")
        return dict(self.rows)


@pytest.fixture
def database(monkeypatch):
    monkeypatch.setattr("registry.http.keys.connection.close", lambda: None)
    return Database()


def test_it_works(database, clock, settings):
    keys = Keys(database)
    for _time in range(3):
        key = keys.find("one", NOW)
    assert (key.number, key.scopes, key.times) == (1, {"read"}, settings.KEY_TIMES)
    assert database.asked == 1
    with pytest.raises(NotValid, match="not known"):
        keys.find("two", NOW)


def test_they_are_read_anew_in_time(database, clock):
    keys = Keys(database)
    keys.find("one", NOW)
    database.rows = {digest("one"): (1, ["read"], None, None, True), digest("two"): (2, ["read"], 5, None, False)}
    clock[0] += READ_WITHIN - 0.01
    keys.find("one", NOW)
    clock[0] += 0.01
    with pytest.raises(NotValid, match="revoked"):
        keys.find("one", NOW)
    assert keys.find("two", NOW).times == 5
    assert READ_WITHIN < 1


def test_a_key_ends_at_its_second_though_nobody_reads_it_anew(database, clock):
    database.rows = {digest("one"): (1, ["read"], None, NOW + 1.0, False)}
    keys = Keys(database)
    keys.find("one", NOW)
    with pytest.raises(NotValid, match="expired"):
        keys.find("one", NOW + 1)


def test_a_connection_that_was_cut_is_made_again(database, clock):
    database.failures = 1
    assert Keys(database).find("one", NOW).number == 1


def test_while_the_database_does_not_answer_those_held_stay(database, clock):
    keys = Keys(database)
    keys.find("one", NOW)
    clock[0] += 1
    database.failures = 2
    assert keys.find("one", NOW).number == 1
    with pytest.raises(DatabaseAway):  # it may have been issued since
        keys.find("two", NOW)
    asked = database.asked
    assert keys.find("one", NOW).number == 1
    assert database.asked == asked  # within a second nobody tries again
    clock[0] += TRIED_EVERY
    with pytest.raises(NotValid):
        keys.find("two", NOW)


def test_a_process_that_never_read_any_does_not_guess(database, clock):
    database.failures = 2
    with pytest.raises(OperationalError):
        Keys(database).find("one", NOW)


def test_what_was_sent_and_is_no_key_is_not_remembered(database, clock):
    keys = Keys(database)
    for number in range(100):
        with pytest.raises(NotValid):
            keys.find(f"guess {number}", NOW)
    assert keys._held is not None
    assert keys._held[1] == {}
