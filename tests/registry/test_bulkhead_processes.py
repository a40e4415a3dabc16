"""A real server of two workers: whatever some send, or leave unsent or unread, all others are answered."""

from __future__ import annotations

import http.client
import re
import time
from contextlib import closing
from urllib.parse import urlencode, urlsplit

import pytest

from tests import attack
from tests.attack import LINE, MIGRATE, Attack
from tests.processes import own_registry

PASSWORD = "a-password-for-tests"
KINDS_OF_READS = (
    ("GET", "/api/v1/occupations/4-01-06-02"),
    ("GET", "/api/v1/occupations/4-01-06-02?on=2023-{1:02}-{0:02}"),
    ("HEAD", "/api/v1/occupations?page_size={0}&q=%E7%BD%91"),
    ("GET", "/api/v1/eligibility?occupation=4-01-06-02&region=440000&insured_months={0}"),
    ("GET", "/admin/login/?next={0}"),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with own_registry(tmp_path_factory.mktemp("registry")) as registry, registry.served(WORKERS="2") as address:
        yield address


def ask(server, method, path, body=None, **headers):
    """Status, headers and body."""
    place = urlsplit(server)
    with closing(http.client.HTTPConnection(place.hostname, place.port, timeout=attack.WAIT)) as connection:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def migrate(server):
    return ask(server, "POST", MIGRATE, LINE, Content_Type="application/x-ndjson")


def sign_in(server):
    """The status that a clerk's sign-in is answered with: 302 leads to the desk."""
    _status, headers, page = ask(server, "GET", "/admin/login/")
    cookie = headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = urlencode({"csrfmiddlewaretoken": token, "username": "admin", "password": PASSWORD, "next": "/admin/"})
    return ask(server, "POST", "/admin/login/", form, Content_Type="application/x-www-form-urlencoded", Cookie=cookie)[
        0
    ]


def until(found, wanted):
    """What a server finds out by itself, such as that somebody is gone, takes it a moment."""
    ends = time.monotonic() + attack.WAIT
    while (got := found()) != wanted and time.monotonic() < ends:
        time.sleep(0.05)
    assert got == wanted


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
