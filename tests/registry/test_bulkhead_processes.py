"""A real server of two workers: whatever some send, or leave unsent or unread, all others are answered."""

from __future__ import annotations

import http.client
import json
import re
from contextlib import closing
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings

from tests import attack
from tests.attack import LINE, MIGRATE, SIGN_IN, Attack, Client, held
from tests.waiting import LIMIT, wait_until

WORKERS, QUARTER = 2, settings.THREADS // 4
HALF = (QUARTER + 1) // 2
PASSWORD = "a-password-for-tests"
KINDS_OF_READS = (
    ("GET", "/api/v1/occupations/4-01-06-02"),
    ("GET", "/api/v1/occupations/4-01-06-02?on=2023-{1:02}-{0:02}"),
    ("HEAD", "/api/v1/occupations?page_size={0}&q=%E7%BD%91"),
    ("GET", "/api/v1/eligibility?occupation=4-01-06-02&region=440000&insured_months={0}"),
    ("GET", "/admin/login/?next={0}"),
)


@pytest.fixture(scope="module")
def server(loaded_registry, tmp_path_factory):
    with (
        loaded_registry(tmp_path_factory.mktemp("registry")) as registry,
        registry.served(WORKERS=str(WORKERS)) as address,
    ):
        yield address


def ask(server, method, path, body=None, **headers):
    """Status, headers and body."""
    place = urlsplit(server)
    with closing(http.client.HTTPConnection(place.hostname, place.port, timeout=LIMIT)) as connection:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def migrate(server):
    return ask(server, "POST", MIGRATE, LINE, Content_Type="application/x-ndjson")


def sign_in(server):
    """The status that a clerk's sign-in is answered with: 302 leads to the desk."""
    _status, headers, page = ask(server, "GET", SIGN_IN)
    cookie = headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = urlencode({"csrfmiddlewaretoken": token, "username": "admin", "password": PASSWORD, "next": "/admin/"})
    return ask(server, "POST", SIGN_IN, form, Content_Type="application/x-www-form-urlencoded", Cookie=cookie)[0]


def until(found, wanted):
    """What a server finds out by itself, such as that somebody is gone, takes it a moment."""
    wait_until(lambda: found() == wanted, f"It is never {wanted}.")


def test_all_reads_are_answered_under_attack_and_nothing_is_held_after_it(server):
    clients = [attack.stuck] * 4 + [attack.endless, attack.unread]
    with Attack(server, clients * 5).under_way():
        for number in range(200):
            method, path = KINDS_OF_READS[number % len(KINDS_OF_READS)]
            path = path.format(number // len(KINDS_OF_READS) % 28 + 1, number % 12 + 1)
            assert (path, ask(server, method, path)[0]) == (path, 200)
        assert sign_in(server) == 302
        status, headers, body = migrate(server)
        assert (status, headers["Content-Type"]) == (503, "application/problem+json")
        assert int(headers["Retry-After"]) > 0
        assert '"/api/v1/problems/unavailable"' in body.replace(server, "")
    until(lambda: migrate(server)[0], 200)
    until(lambda: held(server), WORKERS * QUARTER)


def test_one_client_has_no_more_than_half_of_what_there_is(server):
    """Neither of the bodies sent to the API, nor at the desk: whoever is elsewhere is answered."""
    clients = [attack.stuck, attack.stuck_at_the_desk, attack.endless, attack.unread]
    with Attack(server, clients * 5, addresses=1).under_way():
        until(lambda: held(server), WORKERS * (QUARTER - HALF))
        until(lambda: held(server, SIGN_IN), WORKERS * (QUARTER - HALF))
        until(lambda: sign_in(server), 302)
        until(lambda: migrate(server)[0], 200)
    until(lambda: held(server, one=True), WORKERS * HALF)


def test_slow_readers_hold_no_more_than_their_share(server):
    latest = json.loads(ask(server, "GET", "/api/v1/dumps")[2])["latest"]
    dump = urlsplit(latest[0]["url"]).path
    assert ask(server, "GET", dump)[0] == 200  # it is made when it is first asked for
    path = f"{dump}/registry.ndjson"
    with Attack(server, [attack.slow_reader(path)] * 20).under_way():
        assert ask(server, "GET", "/api/v1/occupations/4-01-06-02")[0] == 200
        assert ask(server, "GET", "/api/v1/occupations/4-01-06-02?on=2024-02-29")[0] == 200
        assert ask(server, "HEAD", "/static/admin/css/base.css")[0] == 200
        assert migrate(server)[0] == 200
        assert sign_in(server) == 302
        status, headers, body = ask(server, "GET", path)
        assert (status, json.loads(body)["type"]) == (503, f"{server}/api/v1/problems/unavailable")
        assert int(headers["Retry-After"]) > 0
    until(lambda: ask(server, "GET", path)[0], 200)


@pytest.mark.parametrize("path", ["/api/v1/occupations/4-01-06-02", "/api/v1/tree?on=2025-03-01", "/admin/login/"])
@pytest.mark.parametrize("length", ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
def test_nobody_waits_for_the_body_of_a_read(server, path, length):
    opened = [Client(server, number) for number in range(2, 32)]
    try:
        for client in opened:
            assert client.send(path, length, method="GET") == 200
        assert migrate(server)[0] == 200
    finally:
        for client in opened:
            client.socket.close()
