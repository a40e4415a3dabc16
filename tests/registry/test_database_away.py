"""While the database does not answer: what is in memory is sent for a while and says so, the rest is 503, never 500.

Here the database of the test stops to answer; tests/registry/test_database_server.py cuts a server from its PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection

from registry.http.keys import Keys
from tests.registry.entrance import Visitor

pytestmark = pytest.mark.django_db

ONE, COLD = "/occupations/4-01-06-02", "/occupations/4-02-07-10"
MIGRATE = {"method": "POST", "body": b"[]", "content_type": "application/json"}


@contextmanager
def failing(error: Exception, where: str = "") -> Iterator[None]:
    """Every question whose text has this in it fails with this error."""

    def fail(execute, sql, parameters, many, context):
        if where in sql:
            raise error
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture
def away():
    """Puts the database away."""
    return lambda: failing(OperationalError("connection refused"))


@pytest.fixture
def ask(settings):
    settings.LIMIT_FACTOR = 1_000_000
    visitor = Visitor()
    assert visitor(ONE).status == 200
    return visitor


def later(visitor, seconds):
    """As though so much time had passed since the database was last known to answer."""
    watch = visitor.entrance.watch
    watch.seen = watch.seen[0], watch.seen[1] - seconds


def refused(answer, language="zh-hans"):
    assert (answer.status, answer["content-type"]) == (503, "application/problem+json")
    assert 1 <= int(answer["retry-after"]) <= 60
    assert answer["cache-control"] == "no-store"
    assert answer["content-language"] == language
    assert answer["access-control-allow-origin"] == "*"
    problem = json.loads(answer.body) if answer.body else {}
    assert problem.get("type", "/unavailable").endswith("/unavailable")
    return problem


def test_it_works(ask, away):
    before = ask(ONE)
    with away():
        kept = ask(ONE)
        refused(ask(COLD))
    assert (kept.status, kept.body, kept["etag"]) == (200, before.body, before["etag"])
    assert "cache-status" not in before.headers


@pytest.mark.parametrize("error", [OperationalError("the connection is lost"), InterfaceError("connection closed")])
def test_what_is_kept_says_that_it_may_be_old(ask, error):
    later(ask, 7)
    with failing(error):
        kept = ask(ONE)
    # RFC 9211: an answer from a cache, which has been stale for so many seconds.
    assert kept["cache-status"] == "occupation-registry; hit; ttl=-7; detail=database-away"
    assert kept["age"] == "7"
    assert kept["cache-control"] == "no-store"  # else others would keep it for as long again
    assert {"Age", "Cache-Status"} <= {name.strip() for name in kept["access-control-expose-headers"].split(",")}


@pytest.mark.parametrize("held", ["etag", "date"])
def test_it_is_sent_whole_to_who_holds_it(ask, away, held):
    """A cache would take a 304 for its own copy, and send that without the mark."""
    before = ask(ONE)
    asked = {"if_none_match": before["etag"]} if held == "etag" else {"if_modified_since": before["last-modified"]}
    with away():
        kept = ask(ONE, **asked)
    assert (kept.status, kept.body) == (200, before.body)


def test_every_form_of_it_is_kept(ask, away):
    encoded = ask(ONE, accept_encoding="br")
    with away():
        assert ask(ONE, accept_encoding="br").body == encoded.body
        assert ask(ONE, accept_encoding="gzip")["content-encoding"] == "gzip"
        head = ask(ONE, "HEAD")
        assert (head.status, head.body) == (200, b"")
        refused(ask(ONE, accept_language="en"), "en")


def test_it_is_kept_for_so_long_and_no_longer(ask, away, settings):
    assert settings.STALE_IF_ERROR == 60
    later(ask, 58)
    with away():
        assert ask(ONE).status == 200
        later(ask, 3)
        refused(ask(ONE))


@pytest.mark.parametrize("seconds", [0, 7])
def test_for_how_long_is_a_setting(ask, away, settings, seconds):
    settings.STALE_IF_ERROR = seconds
    assert f"stale-if-error={seconds}" in Visitor()(ONE)["cache-control"]
    later(ask, 6)
    with away():
        assert ask(ONE).status == (200 if seconds else 503)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "The registry cannot answer at present"), ("zh-hans", "本系统暂时无法应答")]
)
def test_the_rest_is_a_problem_in_the_language_of_the_asker(ask, away, language, title):
    with away():
        assert refused(ask(COLD, accept_language=language), language)["title"] == title
        assert refused(ask(f"{COLD}?lang={'en' if language == 'en' else 'zh'}"), language)["title"] == title
        for _time in range(2):  # found out by Django, and known from then on
            posted = ask("/codes/migrate", accept_language=language, **MIGRATE)
            assert refused(posted, language)["title"] == title
        assert refused(ask(COLD, "HEAD", accept_language=language), language) == {}


def test_a_post_finds_it_out_too(settings, away):
    with away():
        refused(Visitor()("/codes/migrate?to=2026-01-01", **MIGRATE))


def test_it_answers_again_without_a_restart(ask, away, monkeypatch):
    monkeypatch.setattr("registry.http.availability.TRIED_EVERY", 0)
    with away():
        refused(ask(COLD))
    answer = ask(ONE)
    assert (answer.status, answer.headers.get("cache-status")) == (200, None)
    assert ask(COLD).status == 200
    assert ask("/codes/migrate", **MIGRATE).status == 200


@pytest.mark.parametrize(
    ("key", "status"), [("ork_held", 200), ("ork_unknown", 503), ("ork_revoked", 401), ("ork_held ", 503)]
)
def test_a_key_that_cannot_be_looked_up_is_nobodys_fault(ask, away, monkeypatch, key, status):
    rows = {"ork_held": (1, ["read"], None, None, False), "ork_revoked": (2, ["read"], None, None, True)}
    held = {hashlib.sha256(text.encode()).hexdigest(): row for text, row in rows.items()}
    gone = []

    def read():
        if gone:
            raise OperationalError("connection refused")
        return held

    monkeypatch.setattr("registry.http.keys.connection.close", lambda: None)
    monkeypatch.setattr("registry.http.keys.READ_WITHIN", 0)
    monkeypatch.setattr(ask.entrance.limits.usage, "_start", lambda: None)
    ask.entrance.limits.keys = Keys(read)
    assert ask(ONE, x_api_key="ork_held").status == 200
    gone.append(True)
    with away():
        answer = ask(ONE, x_api_key=key, accept_language="zh-hans")
        assert answer.status == status
        if status == 503:
            refused(answer)
            assert "ratelimit" in answer.headers  # guessing has a limit then too


@pytest.mark.parametrize("path", ["/admin/", "/admin/occupations/draft/"])
@pytest.mark.parametrize(
    ("language", "title"), [("en", "The registry cannot answer at present"), ("zh-hans", "本系统暂时无法应答")]
)
def test_a_page_says_so_too(ask, away, path, language, title):
    for known in (False, True):
        with away():
            if known:
                ask(COLD)
            answer = ask(path, cookie="sessionid=abcdefgh", accept_language=language)
        assert (answer.status, answer["content-type"]) == (503, "text/html; charset=utf-8")
        assert int(answer["retry-after"]) >= 1
        assert title in answer.body.decode()
        assert answer["content-security-policy"]
        assert answer["cache-control"] == "no-store"


def test_what_needs_no_database_is_there(ask, away):
    with away():
        ask(COLD)
        assert ask("/docs").status == 200
        told = ask("/problems/unavailable")
        assert (told.status, told["cache-control"]) == (200, "no-store")
        assert ask("/problems/unavailable", "HEAD").body == b""
        assert ask("/nowhere").status == 404
        assert ask(COLD, "OPTIONS", access_control_request_method="GET").status == 204


@pytest.mark.parametrize("error", [ProgrammingError("no such table"), ValueError("a mistake of ours")])
def test_a_mistake_of_ours_stays_one(ask, error):
    with failing(error, "occupations_item"):
        answer = ask("/codes/migrate", "POST", b'[{"code": "4-02-07-10", "on": "2021-01-01"}]', **JSON)
    assert answer.status == 500
    assert json.loads(answer.body)["type"].endswith("/internal-error")


JSON = {"content_type": "application/json"}


def test_a_real_mistake_in_a_question_is_ours(ask, monkeypatch):
    """On SQLite it is an OperationalError, as a locked database is."""

    def mistaken(scope):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr("occupations.api.root.counts", mistaken)
    answer = ask("")
    assert answer.status == 500


def test_what_one_table_does_not_answer_takes_nothing_else_down(ask):
    """As a lock that somebody holds on it."""
    with failing(OperationalError("canceling statement due to lock timeout"), "occupations_draft"):
        refused(ask("/consultations"))
        known = ask(ONE)
        assert (known.status, known.headers.get("cache-status")) == (200, None)
        assert ask(COLD).status == 200
        asked = len(ask.asked)
        refused(ask("/consultations"))
        assert len(ask.asked) == asked  # within a second it is not tried again
