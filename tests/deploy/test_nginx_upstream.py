"""deploy/nginx.conf before a server that answers as the test wants: what is of one asker alone, and failures."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from registry.http.problems import CATALOGUE
from tests.ports import free_port
from tests.proxy import CONFIGURATION, NGINX, proxied
from tests.waiting import LIMIT

pytestmark = pytest.mark.skipif(NGINX is None, reason="NO NGINX IS INSTALLED: the tests of the proxy did not run")
ONE = "/api/v1/one"


class Registry:
    """Answers as told; it may be away."""

    def __init__(self) -> None:
        self.port = free_port()
        self.status, self.headers, self.asked = 200, {}, []
        self.server: ThreadingHTTPServer | None = None
        self.begin()

    def begin(self) -> None:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                registry.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
                length = int(self.headers.get("Content-Length") or 0)
                self.rfile.read(length)
                body = f"answer {len(registry.asked)}, {length}".encode()
                self.send_response(registry.status)
                told = registry.headers | {"Content-Length": str(len(body))}
                told.setdefault("Cache-Control", "public, max-age=10")
                for name, value in told.items():
                    self.send_header(name, value() if callable(value) else value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_HEAD = do_GET  # noqa: N815

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,)).start()

    def end(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None

    @property
    def last(self) -> dict[str, str]:
        return self.asked[-1][2]


@pytest.fixture
def registry():
    registry = Registry()
    yield registry
    registry.end()


@pytest.fixture
def ask(registry, tmp_path):
    with proxied(tmp_path, f"http://127.0.0.1:{registry.port}") as proxy:
        registry.asked.clear()
        yield proxy


OVER = {"X-Accel-Expires": lambda: f"@{int(time.time()) - 60}"}
"""Kept, and over since a minute."""


def test_it_works(ask, registry):
    assert [ask(ONE).body for _time in range(3)] == [b"answer 1, 0"] * 3
    assert len(registry.asked) == 1


def test_nobody_waits_for_the_copy_of_another():
    """With nginx's own lock who asks for the same at once would look only every half second whether it is there."""
    assert not re.search(r"^\s*proxy_cache_lock", CONFIGURATION.read_text(encoding="utf-8"), re.MULTILINE)


# --- of one asker alone -----------------------------------------------------------------------------


def test_limits_are_told_only_to_whom_they_were_counted(ask, registry):
    registry.headers = {"RateLimit": '"anonymous";r=41;t=60', "RateLimit-Policy": '"anonymous";q=60;w=60'}
    first = ask(ONE)
    assert (first["ratelimit"], first["ratelimit-policy"]) == tuple(registry.headers.values())
    second = ask(ONE)
    assert second.cache == "HIT"
    assert {"ratelimit", "ratelimit-policy"}.isdisjoint(second.headers)
    uncached = ask(ONE, "POST", b"x")
    assert uncached["ratelimit"] == '"anonymous";r=41;t=60'


def test_limits_of_a_revalidation_are_not_told_either(ask, registry):
    registry.headers = {**OVER, "RateLimit": '"a";r=41;t=60', "ETag": '"x"'}
    ask(ONE)
    registry.status = 304
    second = ask(ONE)
    assert (second.status, second.cache, second.body) == (200, "REVALIDATED", b"answer 1, 0")
    assert registry.last["if-none-match"] == '"x"'
    assert "ratelimit" not in second.headers


def test_too_many_requests_is_told_and_not_kept(ask, registry):
    registry.status = 429
    registry.headers = {"Cache-Control": "no-store", "Retry-After": "7", "RateLimit": '"a";r=0;t=7'}
    refused = ask(ONE)
    assert (refused.status, refused["retry-after"], refused["ratelimit"]) == (429, "7", '"a";r=0;t=7')
    registry.status, registry.headers = 200, {}
    assert ask(ONE).status == 200


def test_what_sets_a_cookie_is_not_kept(ask, registry):
    registry.headers = {"Set-Cookie": "a=b"}
    assert [ask(ONE).body for _time in range(2)] == [b"answer 1, 0", b"answer 2, 0"]


@pytest.mark.parametrize("stated", ["no-store", "private, max-age=60", "no-cache", "max-age=0"])
def test_what_may_not_be_kept_is_not(ask, registry, stated):
    registry.headers = {"Cache-Control": stated}
    assert [ask(ONE).body for _time in range(2)] == [b"answer 1, 0", b"answer 2, 0"]


def test_the_word_for_the_proxy_stays_there(ask, registry):
    registry.headers = OVER
    assert "x-accel-expires" not in ask(ONE).headers


def test_a_question_has_a_name_of_its_own(ask, registry):
    registry.headers = {"X-Request-ID": "of-the-first"}
    named = [ask(ONE, X_Request_ID="mine")["x-request-id"], ask(ONE, X_Request_ID="yours")["x-request-id"]]
    assert named == ["mine", "yours"]
    assert registry.last["x-request-id"] == "mine"
    for nonsense in ("a b", "x" * 101, "<script>"):
        own = ask(f"{ONE}/{len(nonsense)}", X_Request_ID=nonsense)["x-request-id"]
        assert own == registry.last["x-request-id"] != nonsense
    assert ask(ONE)["x-request-id"] != ask(ONE)["x-request-id"]


def test_the_registry_hears_who_asks_and_not_who_he_says_he_is(ask, registry):
    ask(ONE, X_Forwarded_For="10.1.2.3", X_Forwarded_Proto="https", X_API_Key="k", Cookie="a=b")
    assert (registry.last["x-forwarded-for"], registry.last["x-forwarded-proto"]) == ("127.0.0.1", "http")
    assert registry.last["host"] == ask.address.removeprefix("http://")
    assert (registry.last["x-api-key"], registry.last["cookie"]) == ("k", "a=b")


@pytest.mark.parametrize("path", ["/admin/", "/docs", "/", "/static/x", "/api", "/healthz", "/admin/../api/v1/one"])
def test_outside_the_api_nothing_is_kept_whatever_is_said_of_it(ask, registry, path):
    bodies = [ask(path).body for _time in range(2)]
    assert bodies == ([b"answer 1, 0", b"answer 2, 0"] if ".." not in path else [b"answer 1, 0"] * 2)
    assert registry.asked[0][1] == path  # which is nothing there


@pytest.mark.parametrize("method", ["POST"])
def test_a_body_is_passed_on_whole(ask, registry, method):
    assert ask(ONE, method, b"x" * 3_000_000).body == b"answer 1, 3000000"
    assert registry.last["content-length"] == "3000000"


def test_who_asks_by_date_alone_is_led_to_the_registry(ask, registry):
    registry.headers = {"Last-Modified": "Sun, 22 Nov 2026 09:53:54 GMT", "ETag": '"x"'}
    ask(ONE)
    date = {"If_Modified_Since": "Sun, 22 Nov 2026 09:53:54 GMT"}
    assert ask(ONE, **date).cache is None
    assert registry.last["if-modified-since"] == date["If_Modified_Since"]
    assert ask(ONE, **date, If_None_Match='"x"').status == 304
    assert len(registry.asked) == 2


# --- failures ---------------------------------------------------------------------------------------


def test_while_the_registry_is_away_what_is_kept_is_sent_for_so_long(ask, registry):
    """Of copies that are over since a minute, one that may be sent for a day longer, and one for three seconds."""
    for path, seconds in (("/api/v1/one", 86_400), ("/api/v1/two", 3)):
        registry.headers = {"Cache-Control": f"public, max-age=10, stale-if-error={seconds}", **OVER}
        assert ask(path).status == 200
    registry.end()
    kept = ask("/api/v1/one")
    assert (kept.status, kept.body, kept.cache) == (200, b"answer 1, 0", "STALE")
    assert ask("/api/v1/two").status == 503
    registry.begin()
    assert ask("/api/v1/two").body == b"answer 3, 0"


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_what_the_registry_answers_is_sent_and_not_what_it_answered_before(ask, registry, status):
    registry.headers = {"Cache-Control": "public, max-age=10, stale-if-error=86400", **OVER}
    ask(ONE)
    registry.status, registry.headers = status, {"Cache-Control": "no-store"}
    answer = ask(ONE)
    assert (answer.status, answer.body) == (status, b"answer 2, 0")


def test_what_the_registry_sends_without_its_database_is_passed_on_with_its_mark_and_not_kept(ask, registry):
    registry.headers = {"Cache-Control": "public, max-age=10, stale-if-error=86400", "ETag": '"x"', **OVER}
    ask(ONE)
    mark = "occupation-registry; hit; ttl=-7; detail=database-away"
    registry.headers = {"Cache-Control": "no-store", "Age": "7", "Cache-Status": mark}
    for turn in (2, 3):
        answer = ask(ONE)
        assert (answer.status, answer.body, answer["age"]) == (200, b"answer %d, 0" % turn, "7")
        assert (answer["cache-status"], answer["cache-control"]) == (mark, "no-store")
    registry.end()
    kept = ask(ONE)
    assert (kept.body, kept.cache, kept.headers.get("cache-status")) == (b"answer 1, 0", "STALE", None)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "The registry cannot answer at present"), ("zh", "本系统暂时无法应答")]
)
def test_an_absent_registry_is_a_problem_too(ask, registry, language, title):
    registry.end()
    for answer in (ask(f"{ONE}?lang={language}"), ask(ONE, Accept_Language=language), ask(ONE, "POST", b"x")):
        assert answer.status == 503
        assert answer["content-type"] == "application/problem+json"
        assert (answer["cache-control"], answer["retry-after"]) == ("no-store", "5")
        assert answer["access-control-allow-origin"] == "*"
        assert answer["x-request-id"]
        problem = json.loads(answer.body)
        assert problem["type"].rpartition("/")[2] == "unavailable"
        assert CATALOGUE["unavailable"].status == problem["status"] == 503
        assert problem["instance"].startswith(ONE)
    assert json.loads(ask(f"{ONE}?lang={language}").body)["title"] == title


def test_a_body_that_is_too_large_is_a_problem(ask, registry):
    answer = ask(ONE, "POST", b"x" * 70_000_000, Accept_Language="en")
    problem = json.loads(answer.body)
    assert (answer.status, problem["status"], problem["title"]) == (413, 413, "Content too large")
    assert problem["most"] == 64 * 1024 * 1024
    assert registry.asked == []


RAW = [
    b"NONSENSE\r\n\r\n",
    b"GET /api/v1 HTTP/1.1\r\n\r\n",
    b"GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /api/v1/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"TRACE /api/v1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /api/v1/" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /api/v1 HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 33_000 + b"\r\n\r\n",
    b'GET /api/v1/"q\\" HTTP/1.1\r\nHost: x"y\r\nTransfer-Encoding: gzip\r\n\r\n',
]


@pytest.mark.parametrize("sent", RAW)
def test_nonsense_is_a_problem(ask, registry, sent):
    place = ask.address.removeprefix("http://").split(":")
    with socket.create_connection((place[0], int(place[1])), timeout=LIMIT) as connection:
        connection.sendall(sent)
        received = b""
        while b"}" not in received and (part := connection.recv(65536)):
            received += part
    head, _blank, body = received.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    problem = json.loads(body)
    assert head.split()[1] == b"400"
    assert (problem["type"], problem["status"]) == ("/api/v1/problems/malformed-request", 400)
    assert registry.asked == []
