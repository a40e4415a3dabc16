"""How often one may ask: what is counted, for whom, in which window, and what the answers say of it."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.db import OperationalError

from occupations.models import Scope
from registry.http.counters import _IDLE_SINCE, Counters
from registry.http.keys import Keys
from registry.http.limits import CLASSES, Limits, policies
from tests.registry.entrance import Visitor

pytestmark = pytest.mark.django_db

ONE = "/occupations/4-01-06-02"
NOON = "2026-11-22T12:00:00+08:00"
SMALL = {"read": ((5, 10), (12, 3600)), "batch": ((2, 10), (4, 3600)), "dumps": ((3, 60), (6, 3600))}


@pytest.fixture(autouse=True)
def clock(settings, monkeypatch):
    settings.LIMITS, settings.LIMIT_FACTOR = SMALL, 1
    # When a holder's windows turn follows from it.
    monkeypatch.setattr(Counters, "_shared_secret", lambda counters: b"fixed")
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def ask():
    return Visitor()


def keys(**rows: tuple) -> Keys:
    """Key by its text: its number, scopes, times, end and whether it was revoked."""
    by_digest = {hashlib.sha256(text.encode()).hexdigest(): row for text, row in rows.items()}
    return Keys(lambda: by_digest)


@pytest.fixture
def keyed(monkeypatch):
    """Somebody with keys whose use nobody writes down."""
    visitor = Visitor()
    visitor.entrance.limits.keys = keys(
        ork_all=(1, ["read", "batch", "dumps"], None, None, False),
        ork_reads=(2, ["read"], 3, None, False),
        ork_over=(3, ["read"], None, datetime(2026, 11, 22, 4, tzinfo=UTC).timestamp(), False),
        ork_ends=(4, ["read"], None, datetime(2026, 11, 22, 4, 0, 1, tzinfo=UTC).timestamp(), False),
        ork_revoked=(5, ["read"], None, None, True),
    )
    monkeypatch.setattr(visitor.entrance.limits.usage, "_start", lambda: None)
    return visitor


def left(answer) -> list[tuple[str, int, int]]:
    """What RateLimit says: each limit, what is left of it, and for how long; read as the draft writes it."""
    items = answer["ratelimit"].split(", ")
    found = [re.fullmatch(r'"([a-z-]+)";r=(\d{1,15});t=(\d{1,15})', item) for item in items]
    return [(item[1], int(item[2]), int(item[3])) for item in found]


def statuses(ask, times, path=ONE, *arguments, **headers):
    return [ask(path, *arguments, **headers).status for _time in range(times)]


def end_of_burst(ask, clock, **headers):
    clock.shift(left(ask(ONE, **headers))[0][2])


# --- windows ----------------------------------------------------------------------------------------


def test_it_works(ask):
    assert statuses(ask, 7) == [200] * 5 + [429] * 2
    assert len(ask.asked) == 1  # all but the first from memory, and they count


def test_the_limits_of_the_settings(settings):
    settings.LIMIT_FACTOR = 10
    assert policies("key", "read", 3) == (("key-read-burst", 15, 10, ""), ("key-read-hour", 36, 3600, ""))
    settings.LIMITS = {"read": ((1, 10), (1, 3600))}
    assert [policy.quota for policy in policies("anonymous", "read", 0.01)] == [1, 1]


def test_the_windows_begin_anew(ask, clock):
    assert statuses(ask, 6)[-1] == 429
    wait = int(ask(ONE)["retry-after"])
    assert 1 <= wait <= 10
    clock.shift(wait - 1)
    assert ask(ONE).status == 429
    clock.shift(1)
    assert statuses(ask, 6) == [200] * 5 + [429]


def test_the_long_window_counts_what_the_short_one_lets_through(ask, clock):
    answered = 0
    for _turn in range(3):
        answered += statuses(ask, 9).count(200)
        end_of_burst(ask, clock)
    assert answered == 12
    refused = ask(ONE)
    assert refused.status == 429
    [(name, rest, wait)] = left(refused)
    assert (name, rest) == ("anonymous-read-hour", 0)
    assert 10 < wait == int(refused["retry-after"]) <= 3600
    clock.shift(wait)
    assert statuses(ask, 6) == [200] * 5 + [429]


@pytest.mark.parametrize("seconds", [-7200, -60, 7200])
def test_a_clock_that_is_set_locks_nobody_out(ask, clock, seconds):
    statuses(ask, 6)
    clock.shift(seconds)
    assert ask(ONE).status == 200


def test_a_thread_that_comes_late_does_not_begin_a_window_anew(ask, clock):
    end_of_burst(ask, clock)
    assert statuses(ask, 6)[-1] == 429
    clock.shift(-1)
    assert ask(ONE).status == 429


# --- headers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        (ONE, "GET", 200),
        (ONE, "HEAD", 200),
        ("/nothing", "GET", 404),
        ("/occupations?foo=1", "GET", 400),
        ("/openapi.json", "GET", 200),
        (ONE, "DELETE", 405),
        (ONE, "OPTIONS", 405),
    ],
)
def test_every_answer_tells_the_limits(ask, path, method, status):
    kind = "read" if method in ("GET", "HEAD") else "batch"
    (burst, seconds), (sustained, more) = SMALL[kind]
    told = [ask(path, method) for _time in range(2)]
    assert [answer.status for answer in told] == [status] * 2
    for used, answer in enumerate(told, 1):
        policies = answer["ratelimit-policy"].split(", ")
        assert policies[:2] == [
            f'"anonymous-{kind}-burst";q={burst};w={seconds}',
            f'"anonymous-{kind}-hour";q={sustained};w={more}',
        ]
        assert len(policies) == len(left(answer)) == (2 if kind == "read" else 6)
        [(short, rest, ends), (long, all_rest, all_ends)] = left(answer)[:2]
        assert (short, rest) == (f"anonymous-{kind}-burst", burst - used)
        assert (long, all_rest) == (f"anonymous-{kind}-hour", sustained - used)
        assert 0 < ends <= seconds < all_ends <= more
        assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(
            answer["access-control-expose-headers"].split(", ")
        )


def test_an_answer_that_is_held_already_tells_them_too(ask):
    etag = ask(ONE)["etag"]
    answer = ask(ONE, if_none_match=etag)
    assert answer.status == 304
    assert left(answer)[0][:2] == ("anonymous-read-burst", 3)


@pytest.mark.parametrize("path", ["/docs", "/admin/login/"])
def test_what_is_not_the_api_is_not_limited(ask, path):
    for answer in [ask(path) for _time in range(8)]:
        assert answer.status == 200
        assert "ratelimit" not in answer.headers


def test_a_preflight_is_not_counted_and_allows_a_key(ask):
    headers = {"access_control_request_method": "GET", "access_control_request_headers": "x-api-key"}
    for answer in [ask(ONE, "OPTIONS", **headers) for _time in range(8)]:
        assert (answer.status, answer["access-control-allow-headers"]) == (204, "x-api-key")
    assert left(ask(ONE))[0][1] == 4


@pytest.mark.parametrize(
    ("headers", "query", "title", "detail"),
    [
        ({"accept_language": "en"}, "", "Too many requests", "5 requests in 10 seconds are answered at most;"),
        ({}, "", "请求过多", "10 秒内最多答复 5 次请求"),
        ({"accept_language": "en"}, "?lang=zh", "请求过多", "10 秒内最多答复 5 次请求"),
        ({}, "?lang=nonsense", "请求过多", "10 秒内最多答复 5 次请求"),
    ],
)
def test_too_many_is_a_problem_document(ask, headers, query, title, detail):
    statuses(ask, 5)
    answer = ask(f"{ONE}{query}", x_request_id="mine", **headers)
    assert (answer.status, answer["content-type"]) == (429, "application/problem+json")
    body = json.loads(answer.body)
    assert body["type"] == "http://localhost/api/v1/problems/too-many-requests"
    assert (body["title"], body["status"], body["instance"]) == (title, 429, f"/api/v1{ONE}{query}")
    assert body["detail"].startswith(detail)
    assert body["violated-policies"] == ["anonymous-read-burst"]
    assert body["detail"].count(answer["retry-after"]) >= 1
    assert answer["content-language"] == ("en" if "Too" in title else "zh-hans")
    assert (answer["cache-control"], answer["x-request-id"]) == ("no-store", "mine")
    assert answer["access-control-allow-origin"] == "*"
    assert int(answer["content-length"]) == len(answer.body)
    head = ask(f"{ONE}{query}", "HEAD", **headers)
    assert (head.status, head.body, head["content-length"]) == (429, b"", answer["content-length"])
    assert len(ask.asked) == 1


@pytest.mark.parametrize("query", ["q=" + "x" * 20_000, "&".join(["a=1"] * 500), "q=%FF%00", "q=\xe5"])
def test_whatever_is_asked_for_it_is_refused_in_order(ask, query):
    statuses(ask, 5)
    answer = ask(f"{ONE}?{query}", accept_language="en")
    assert (answer.status, json.loads(answer.body)["title"]) == (429, "Too many requests")


def test_the_host_of_a_stranger_is_not_repeated(ask):
    statuses(ask, 5, host="localhost")
    body = json.loads(ask(ONE, host="evil.example").body)
    assert body["type"] == "/api/v1/problems/too-many-requests"


# --- whose requests they are --------------------------------------------------------------------------


def test_addresses_are_counted_apart(ask):
    assert statuses(ask, 6, remote_addr="192.0.2.7")[-1] == 429
    assert ask(ONE, remote_addr="192.0.2.8").status == 200


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("nonsense", "", True),
    ],
)
def test_an_address_is_one_however_it_is_written(ask, one, other, same):
    assert statuses(ask, 3, remote_addr=one) == [200] * 3
    assert left(ask(ONE, remote_addr=other))[0][1] == (1 if same else 4)


def test_behind_a_proxy_the_last_address_counts(settings):
    settings.BEHIND_PROXY = True
    ask = Visitor()
    assert statuses(ask, 6, x_forwarded_for="192.0.2.7")[-1] == 429
    assert ask(ONE, x_forwarded_for="192.0.2.9, 192.0.2.7").status == 429
    assert ask(ONE, x_forwarded_for="192.0.2.7, 192.0.2.9").status == 200
    settings.BEHIND_PROXY = False
    ask = Visitor()
    assert [ask(ONE, x_forwarded_for=f"192.0.2.{number}").status for number in range(6)][-1] == 429


def test_many_addresses_do_not_let_one_begin_anew(ask, monkeypatch):
    """What a process has at hand is bounded; what it forgets is found again in the file."""
    monkeypatch.setattr("registry.http.limits.AT_HAND", 20)
    statuses(ask, 5)
    for number in range(60):
        assert ask(ONE, remote_addr=f"198.51.100.{number}").status == 200
    assert len(ask.entrance.limits._accounts) <= 20
    assert ask(ONE).status == 429


# --- classes, keys and scopes -------------------------------------------------------------------------


def test_classes_are_counted_apart(ask):
    post = {"method": "POST", "body": b"[]", "content_type": "application/json"}
    assert [ask("/codes/migrate", **post).status for _time in range(3)] == [200, 200, 429]
    assert [ask("/dumps/2022/x").status for _time in range(4)] == [400, 400, 400, 429]
    assert left(ask("/dumps"))[0][:2] == ("anonymous-read-burst", 4)
    assert statuses(ask, 5) == [200] * 4 + [429]


def test_scopes_are_the_classes():
    assert tuple(Scope.values) == CLASSES


def test_a_key_may_ask_more_often(keyed):
    statuses(keyed, 6)
    for key, burst, sustained in (("ork_all", 50, 120), ("ork_reads", 15, 36)):
        answer = keyed(ONE, x_api_key=key)
        assert answer.status == 200
        assert answer["ratelimit-policy"] == (f'"key-read-burst";q={burst};w=10, "key-read-hour";q={sustained};w=3600')
        assert left(answer)[0][:2] == ("key-read-burst", burst - 1)
    assert statuses(keyed, 15, x_api_key="ork_reads") == [200] * 14 + [429]
    assert json.loads(keyed(ONE, x_api_key="ork_reads").body)["violated-policies"] == ["key-read-burst"]
    assert keyed(ONE, x_api_key="ork_all", remote_addr="192.0.2.77").status == 200
    assert left(keyed(ONE, x_api_key="ork_all"))[0][1] == 47


def test_outside_its_scopes_a_key_counts_as_its_address(keyed):
    post = {"method": "POST", "body": b"[]", "content_type": "application/json"}
    answer = keyed("/codes/migrate", **post, x_api_key="ork_reads")
    assert left(answer)[0][:2] == ("anonymous-batch-burst", 1)
    assert keyed("/codes/migrate", **post).status == 200
    assert keyed("/codes/migrate", **post, x_api_key="ork_reads").status == 429
    answer = keyed("/codes/migrate", **post, x_api_key="ork_all")
    assert left(answer)[0][:2] == ("key-batch-burst", 19)


def test_other_limits_hold_from_then_on(keyed):
    limits = keyed.entrance.limits
    assert statuses(keyed, 16, x_api_key="ork_reads")[-1] == 429
    limits.keys = keys(ork_reads=(2, ["read"], 4, None, False))
    assert left(keyed(ONE, x_api_key="ork_reads"))[0][:2] == ("key-read-burst", 20 - 17)
    limits.keys = keys(ork_reads=(2, ["read"], 1, None, False))
    assert keyed(ONE, x_api_key="ork_reads").status == 429


def test_limits_that_come_back_go_on_with_the_count(keyed):
    def change(times):
        keyed.entrance.limits.keys = keys(ork_all=(1, ["read"], times, None, False))
        return left(keyed(ONE, x_api_key="ork_all"))[0][1]

    assert [change(times) for times in (2, 4, 2, 4)] == [10 - 1, 20 - 2, 10 - 3, 20 - 4]


def test_while_no_key_can_be_read_the_address_is_counted(ask):
    def gone():
        raise OperationalError("gone")

    ask.entrance.limits.keys = Keys(gone)
    answers = [ask(ONE, x_api_key="ork_any") for _time in range(6)]
    assert [answer.status for answer in answers] == [503] * 5 + [429]
    assert left(answers[0])[0] == ("anonymous-read-burst", 4, left(answers[0])[0][2])


def test_who_goes_on_asking_is_not_the_idlest(ask, clock):
    ask(ONE)
    limits = ask.entrance.limits
    counters = limits.counters
    [account] = limits._accounts.values()
    began = counters.cells[_IDLE_SINCE + account.burst.row]
    clock.shift(60)
    ask(ONE)
    assert counters.cells[_IDLE_SINCE + account.burst.row] == began + 60


@pytest.mark.parametrize(
    ("key", "detail"),
    [
        ("ork_over", "This key has expired."),
        ("ork_revoked", "This key was revoked."),
        ("ork_other", "This key is not known."),
        ("", "This key is not known."),
        ("x" * 5000, "This key is not known."),
        ("ork_all ", "This key is not known."),
        ("钥\ud800", "This key is not known."),
    ],
)
def test_a_key_that_is_not_in_force_is_refused(keyed, key, detail):
    answer = keyed(ONE, x_api_key=key, accept_language="en")
    assert (answer.status, answer["content-type"]) == (401, "application/problem+json")
    body = json.loads(answer.body)
    assert (body["title"], body["detail"]) == ("Key not valid", detail)
    assert body["type"].endswith("/api/v1/problems/invalid-key")
    assert answer["www-authenticate"] == 'ApiKey header="X-API-Key"'
    assert (answer["cache-control"], answer["access-control-allow-origin"]) == ("no-store", "*")
    assert keyed.asked == []
    # It counts for the address: guessing has a limit too.
    assert left(answer)[0][:2] == ("anonymous-read-burst", 4)
    assert statuses(keyed, 5, x_api_key=key) == [401] * 4 + [429]
    assert keyed(ONE, x_api_key="ork_all").status == 200


def test_a_key_ends_at_its_instant(keyed, clock):
    assert keyed(ONE, x_api_key="ork_ends").status == 200
    clock.shift(1)
    assert keyed(ONE, x_api_key="ork_ends").status == 401


def test_the_use_of_keys_is_counted(keyed):
    statuses(keyed, 17, x_api_key="ork_reads")
    keyed("/codes/migrate", "POST", b"[]", content_type="application/json", x_api_key="ork_reads")
    keyed("/dumps/2022/x", x_api_key="ork_reads")
    keyed(ONE, x_api_key="ork_revoked")
    assert keyed.entrance.limits.usage._counts == {2: [17, 1, 1, 2]}


# --- several processes, as far as one can play them ---------------------------------------------------


def test_what_another_process_counts_counts(tmp_path: Path, clock):
    one, other = Visitor(folder=tmp_path), Visitor(folder=tmp_path)
    one(ONE), other(ONE)
    # Within one process both get the same column; so the second is moved to another as a further process would be.
    cells = other.entrance.limits.counters.cells
    limits = Limits(tmp_path)
    limits.counters = other.entrance.limits.counters
    limits.counters.column, cells[0] = 1, 2
    other.entrance.limits = limits
    found = [visitor(ONE).status for _time in range(3) for visitor in (one, other)]
    assert found == [200, 200, 200, 429, 429, 429]
    end_of_burst(one, clock)
    assert [left(visitor(ONE))[0][1] for visitor in (one, other, one)] == [4, 3, 2]
