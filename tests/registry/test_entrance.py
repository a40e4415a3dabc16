"""What every answer carries, what is kept in memory and when, and that it is never another answer than Django's."""

from __future__ import annotations

import gzip
import json
import time
from datetime import timedelta
from email.utils import formatdate, parsedate_to_datetime
from types import SimpleNamespace

import brotli
import pytest
import time_machine

from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Item, Revision
from registry.http import origins
from registry.http.representations import KEPT_FOR, best_encoding
from registry.http.views import FOR_EVER, RegistryViewSet
from tests.registry.entrance import Visitor

pytestmark = pytest.mark.django_db

ONE = "/occupations/4-01-06-02"
PINNED = f"{ONE}?on=2024-01-01&known_at=2026-11-20T10:00:00%2B08:00"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-11-22T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def ask():
    return Visitor()


def rename(text: str) -> Revision:
    row = Item.objects.current().get(edition="2022", code="4-01-06-02", valid_to=None)
    return correct(corrections=[Correction(row, {"name_en": text})], by=LOADER, reason="test")


def test_it_works(ask, django_assert_max_num_queries):
    first, asked = ask(ONE), len(ask.asked)
    with django_assert_max_num_queries(1):  # the revision, which a mark spares
        second = ask(ONE)
    assert (first.status, second.status) == (200, 200)
    assert second.body == first.body
    assert json.loads(second.body)["name_zh"] == "互联网营销师"
    assert len(ask.asked) == asked == 1
    same = {name: value for name, value in first.headers.items() if name not in ("x-request-id", "ratelimit")}
    assert same.items() <= second.headers.items()


@pytest.mark.parametrize("path", [ONE, "", "/tree", "/occupations?page_size=5", "/occupations/4-07-03-06/history"])
def test_the_bytes_are_those_of_django(ask, api, path):
    plain = api.client.get(f"/api/v1{path}", headers={"host": "localhost"})
    for _time in range(3):
        answer = ask(path, accept_language="en")
        assert answer.body == plain.content
        assert answer["content-type"] == plain["content-type"]
        assert answer.headers.get("link") == plain.headers.get("link")


# --- validators -------------------------------------------------------------------------------


@pytest.mark.parametrize("held", ["{}", "W/{}", '"a", {}', '"a,b", W/{} , "c"', "*"])
@pytest.mark.parametrize("path", [ONE, "/occupations?q=%E5%91%98"])
def test_what_is_held_already_is_not_sent(ask, path, held):
    etag = ask(path)["etag"]
    assert etag.startswith('"')
    for _time in range(3):
        answer = ask(path, if_none_match=held.format(etag))
        assert (answer.status, answer.body) == (304, b"")
        assert answer["etag"] == etag
        assert {"cache-control", "vary", "last-modified", "access-control-allow-origin"} <= answer.headers.keys()
        assert "content-type" not in answer.headers


@pytest.mark.parametrize("held", ['"a"', 'W/"a"', "", "nonsense", '"{}x"'])
def test_what_is_not_held_is_sent(ask, held):
    etag = ask(ONE)["etag"]
    assert ask(ONE, if_none_match=held.format(etag.strip('"'))).status == 200


def test_an_etag_outweighs_a_date(ask):
    first = ask(ONE)
    assert ask(ONE, if_none_match='"a"', if_modified_since=first["last-modified"]).status == 200
    assert ask(ONE, if_none_match=first["etag"], if_modified_since=formatdate(0, usegmt=True)).status == 304


def test_an_answer_is_dated_by_the_revision_or_by_midnight(ask):
    assert parsedate_to_datetime(ask(ONE)["last-modified"]).isoformat() == "2026-11-21T16:00:00+00:00"
    with time_machine.travel("2026-11-22T11:50:00.300+08:00", tick=False):
        rename("Marketer")
    # Rounded up: a copy made before it, in the same second, bears an earlier date.
    assert parsedate_to_datetime(ask(ONE)["last-modified"]).isoformat() == "2026-11-22T03:50:01+00:00"


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (0, 304), (60, 304)])
def test_what_is_not_modified_since_is_not_sent(ask, seconds, status):
    modified = parsedate_to_datetime(ask(ONE)["last-modified"]) + timedelta(seconds=seconds)
    for _time in range(2):
        assert ask(ONE, if_modified_since=formatdate(modified.timestamp(), usegmt=True)).status == status


@pytest.mark.parametrize("date", ["nonsense", "", "Thu, 99 Foo 2026 00:00:00 GMT", "Sun, 22 Nov 2099 00:00:00 GMT"])
def test_a_date_that_cannot_be_is_ignored(ask, date):
    assert ask(ONE, if_modified_since=date).status == 200


def test_a_date_is_no_validator_within_a_minute_of_a_change(ask):
    """Two revisions may share a second; nobody may hold the first for the second."""
    with time_machine.travel("2026-11-22T12:00:00.200+08:00", tick=False):
        rename("First")
        first = ask(ONE)
        rename("Second")
        assert ask(ONE, if_modified_since=first["last-modified"]).status == 200
    for seconds in (1, 30, 59, 60, 61, 3600):
        with time_machine.travel(f"2026-11-22T{12 + seconds // 3600}:00:00+08:00", tick=False) as clock:
            clock.shift(seconds % 3600)
            answer = ask(ONE, if_modified_since=first["last-modified"])
            assert answer.status == 200
            assert b"Second" in answer.body
            own = ask(ONE, if_modified_since=formatdate(time.time(), usegmt=True))
            assert own.status == (200 if seconds <= 60 else 304)
    with time_machine.travel("2026-11-22T12:05:00+08:00", tick=False):
        settled = ask(ONE)["last-modified"]
        assert settled > first["last-modified"]
        assert ask(ONE, if_modified_since=settled).status == 304


# --- how long others may keep it ------------------------------------------------------------------


def test_what_answers_for_today_is_kept_for_seconds(ask):
    for path in (ONE, f"{ONE}?on=2024-01-01", f"{ONE}?known_at=2026-11-20T10:00:00%2B08:00"):
        assert ask(path)["cache-control"] == f"public, max-age={KEPT_FOR}, stale-if-error=60"


def test_nobody_keeps_it_over_midnight(ask):
    with time_machine.travel("2026-11-22T23:59:49+08:00", tick=False):
        assert ask(ONE)["cache-control"] == f"public, max-age={KEPT_FOR}, stale-if-error=60"
    with time_machine.travel("2026-11-22T23:59:50+08:00", tick=False):
        assert ask(ONE)["cache-control"] == "public, max-age=0, stale-if-error=60"


@pytest.mark.parametrize("known_at", ["2026-11-20T10:00:00%2B08:00", "3"])
def test_what_is_pinned_in_both_times_is_kept_for_ever(ask, known_at):
    assert ask(f"{ONE}?on=2024-01-01&known_at={known_at}").headers["cache-control"] in (
        FOR_EVER,
        "no-store",  # revision 3 knew no such code
    )
    assert ask(f"/editions?on=2024-01-01&known_at={known_at}")["cache-control"] == FOR_EVER


def test_a_page_is_pinned_by_its_cursor(ask):
    following = json.loads(ask("/occupations").body)["next"].partition("/api/v1")[2]
    assert ask(following)["cache-control"] == FOR_EVER


@pytest.mark.parametrize("known_at", ["11", "2026-11-22T11:30:00%2B08:00"])
def test_what_may_still_change_is_not_pinned(ask, known_at):
    """The latest revision has days to come; an instant just past may still get a revision that is being written."""
    assert "immutable" not in ask(f"/editions?on=2024-01-01&known_at={known_at}")["cache-control"]


def test_the_number_of_a_revision_is_pinned_once_its_last_day_is_over(ask):
    rename("Marketer")
    assert "immutable" not in ask(f"{ONE}?on=2024-01-01&known_at=11")["cache-control"]
    with time_machine.travel("2026-11-23T00:00:01+08:00", tick=False):
        assert ask(f"{ONE}?on=2024-01-01&known_at=11")["cache-control"] == FOR_EVER


@pytest.mark.parametrize("path", ["/nothing", "/occupations/4-77-77-77", "/occupations?foo=1"])
def test_nobody_keeps_a_problem(ask, path):
    for _time in range(2):
        answer = ask(path)
        assert answer["cache-control"] == "no-store"
        assert "etag" not in answer.headers
    assert len(ask.memory) == 0


# --- forms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("gzip;q=0.5, identity", ""),
        ("GZIP ; q=1.0", "gzip"),
        ("*", ""),
        ("gzip;q=x", ""),
        ("deflate, zstd", ""),
    ],
)
def test_the_encoding_is_the_best_of_those_accepted(accepted, encoding):
    assert best_encoding(accepted) == encoding


@pytest.mark.parametrize(("encoding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_compressed_it_is_the_same_under_another_etag(ask, encoding, unpack):
    plain = ask("/occupations?page_size=20")
    for _time in range(3):
        packed = ask("/occupations?page_size=20", accept_encoding=encoding)
        assert packed["content-encoding"] == encoding
        assert unpack(packed.body) == plain.body
        assert int(packed["content-length"]) == len(packed.body) < len(plain.body) / 5
        assert packed["etag"] != plain["etag"]
        assert "Accept-Encoding" in packed["vary"]
    assert len(ask.asked) == 2
    assert ask("/occupations?page_size=20", accept_encoding=encoding, if_none_match=packed["etag"]).status == 304
    assert ask("/occupations?page_size=20", accept_encoding=encoding, if_none_match=plain["etag"]).status == 200


def test_what_is_small_is_not_compressed(ask):
    answer = ask("/problems/not-held", accept_encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert len(answer.body) < 500


@pytest.mark.parametrize("path", [ONE, "/occupations?q=%E5%91%98", "/nothing", "/openapi.json", "/tree"])
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_head_has_the_headers_of_get(ask, path, encoding):
    for _time in range(3):
        head, get = ask(path, "HEAD", accept_encoding=encoding), ask(path, accept_encoding=encoding)
        assert head.body == b""
        assert get.body != b""
        for answer in (head, get):
            del answer.headers["x-request-id"], answer.headers["ratelimit"]
        assert head.status == get.status
        assert head.headers == get.headers


def test_languages_do_not_mix(ask):
    texts = {}
    for _time in range(2):
        for headers, query in [({"accept_language": "en"}, ""), ({}, "?lang=en"), ({"accept_language": "zh"}, "")]:
            answer = ask(f"/batches/8{query}", **headers)
            texts.setdefault((str(headers), query), set()).add(answer.body)
            assert answer["content-language"] == ("zh-hans" if "zh" in headers.values() else "en")
            assert "Accept-Language" in answer["vary"]
    english, asked_for, chinese = texts.values()
    assert english == asked_for != chinese
    assert len(english) == len(chinese) == 1


def test_a_cookie_does_not_choose_the_language(ask):
    for _time in range(2):
        assert ask("/batches/8", cookie="django_language=en")["content-language"] == "zh-hans"


def test_media_types_do_not_mix(ask):
    path = "/occupations/4-07-03-06/history"
    for _time in range(3):
        assert ask(path)["content-type"] == "application/json"
        assert ask(path, accept="image/svg+xml")["content-type"].startswith("image/svg+xml")
        assert ask(f"{path}?format=svg")["content-type"].startswith("image/svg+xml")
        assert ask(path, accept="text/plain").status == 406


def test_links_name_the_host_that_was_asked(ask, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _time in range(3):
        for host, scheme in [("a.example", "http"), ("b.example", "http"), ("a.example", "https")]:
            answer = ask("", host=host, x_forwarded_proto=scheme)
            assert json.loads(answer.body)["links"]["tree"].startswith(f"{scheme}://{host}/")


# --- what is kept -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ways",
    [
        ["/occupations?on=2024-01-01&page_size=2", "/occupations?page_size=2&on=2024-01-01"],
        ["/occupations?q=%E5%91%98", "/occupations?q=%e5%91%98"],
        ["/occupations?code=4-01-06-02", "/occupations?%63ode=4%2D01-06-02", "/occupations?code=4-01-06-02&"],
        ["/occupations/4-01-06-02", "/occupations/4%2D01-06-02", "/occupations/4-01-06-02?"],
        ["/occupations?q=a+b", "/occupations?q=a%20b"],
    ],
)
def test_the_same_thing_written_otherwise_is_one_answer(ask, ways):
    ask(ways[0])
    ask(ways[0])
    asked = len(ask.asked)
    bodies = {ask(way).body for way in ways}
    assert (len(bodies), len(ask.asked), len(ask.memory)) == (1, asked, 1)


@pytest.mark.parametrize("query", ["foo=1", "on=2024-01-01&on=2024-01-01", "on=", "q=%00"])
def test_what_is_refused_is_not_kept(ask, query):
    for _time in range(3):
        assert ask(f"/occupations?{query}").status == 400
    assert (len(ask.asked), len(ask.memory)) == (3, 0)


def test_the_openapi_document_is_kept_without_parameters_only(ask):
    plain = ask("/openapi.json")
    for number in range(3):
        assert ask(f"/openapi.json?x={number}").body == plain.body
        assert ask("/openapi.json")["etag"] == plain["etag"]
    assert (len(ask.asked), len(ask.memory)) == (4, 1)


def test_text_that_is_searched_once_is_not_kept(ask):
    for number in range(20):
        ask(f"/occupations?q=x{number}")
    assert len(ask.memory) == 0
    ask("/occupations?q=x7")
    assert len(ask.memory) == 1


def test_memory_is_bounded():
    ask = Visitor(most=60_000)
    for number in range(1, 10):
        for _time in range(2):
            ask(f"/occupations?page_size={number}")
    assert ask.memory.size <= 60_000
    assert 3 < len(ask.memory) < 20
    ask.asked.clear()
    for _time in range(3):  # larger than a quarter of the memory
        ask("/occupations?page_size=300")
    assert len(ask.asked) == 3
    assert len(ask.memory) > 3


@pytest.mark.parametrize(("attribute", "value"), [("versioned", False)])
def test_what_is_not_versioned_is_not_kept(ask, monkeypatch, attribute, value):
    monkeypatch.setattr(RegistryViewSet, attribute, value)
    for _time in range(3):
        answer = ask(ONE)
        assert (answer.status, answer["cache-control"]) == (200, "no-store")
        assert "etag" not in answer.headers
    assert (len(ask.asked), len(ask.memory)) == (3, 0)


def test_the_admin_and_the_documentation_are_not_kept(ask):
    for path in ("/docs", "/admin/login/"):
        for _time in range(2):
            answer = ask(path)
            assert answer.status == 200
            assert "access-control-allow-origin" not in answer.headers
            assert answer["x-request-id"]
    assert len(ask.memory) == 0


# --- changes ----------------------------------------------------------------------------------------


def test_a_change_is_seen_at_once(ask):
    before = [ask(ONE, accept_encoding=encoding) for encoding in ("", "gzip", "br")]
    revision = rename("Marketer of the internet")
    for old in before:
        encoding = old.headers.get("content-encoding", "")
        answer = ask(ONE, accept_encoding=encoding, if_none_match=old["etag"])
        assert answer.status == 200
        assert answer["etag"] != old["etag"]
    body = json.loads(ask(ONE).body)
    assert (body["name_en"], body["meta"]["revision"]) == ("Marketer of the internet", revision.number)


def test_midnight_is_a_change(ask):
    for day in (22, 23, 24):
        for clock in ("00:00:00", "23:59:59"):
            with time_machine.travel(f"2026-11-{day}T{clock}+08:00", tick=False):
                answer = ask(ONE)
                assert json.loads(answer.body)["meta"]["on"] == f"2026-11-{day}"
                midnight = f"2026-11-{day - 1}T16:00:00+00:00"
                if clock != "00:00:00":
                    assert parsedate_to_datetime(answer["last-modified"]).isoformat() == midnight
    assert len(ask.asked) == 3


def test_what_changes_while_it_is_answered_is_not_kept(ask, monkeypatch):
    original, turns = ask.django, iter(["One", "Two"])

    def meanwhile(environ, start_response):
        response = original(environ, start_response)
        if text := next(turns, None):
            rename(text)
        return response

    monkeypatch.setattr(ask, "django", meanwhile)
    first, second, third = ask(ONE), ask(ONE), ask(ONE)
    assert b'"name_en":"One"' not in first.body
    assert b'"name_en":"One"' in second.body
    assert b'"name_en":"Two"' in third.body
    assert len(ask.memory) == 1
    assert ask(ONE).body == third.body
    assert len(ask.asked) == 3


# --- request ids, other sites -----------------------------------------------------------------------


@pytest.mark.parametrize("given", ["a", "0af7651916cd43dd8448eb211c80319c", "job:7/part=2", "x" * 100])
@pytest.mark.parametrize("path", [ONE, "/nothing", "/docs"])
def test_a_request_id_is_given_back(ask, path, given):
    for _time in range(2):
        assert ask(path, x_request_id=given)["x-request-id"] == given


@pytest.mark.parametrize("given", [None, "", "x" * 101, "a b", "a\r\nSet-Cookie: b", "号"])
def test_else_one_is_made(ask, given):
    headers = {} if given is None else {"x_request_id": given}
    made = {ask(path, **headers)["x-request-id"] for path in (ONE, ONE, "/nothing", "/docs")}
    assert len(made) == 4
    assert all(len(one) == 16 for one in made)


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        (ONE, "GET", 200),
        (ONE, "HEAD", 200),
        ("/nothing", "GET", 404),
        (ONE, "POST", 405),
        ("/codes/migrate", "POST", 415),
    ],
)
def test_every_site_may_read_it(ask, path, method, status):
    for _time in range(2):
        answer = ask(path, method, origin="https://app.example")
        assert (answer.status, answer["access-control-allow-origin"]) == (status, "*")
        assert {"ETag", "Link", "Retry-After", "X-Request-ID"} <= set(
            answer["access-control-expose-headers"].split(", ")
        )
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    ("path", "methods"),
    [(ONE, "GET, HEAD"), ("/codes/migrate", "POST"), ("/eligibility", "GET, HEAD, POST"), ("/nothing", "GET, HEAD")],
)
def test_a_browser_is_told_what_it_may_send(ask, path, methods):
    answer = ask(
        path,
        "OPTIONS",
        origin="https://app.example",
        access_control_request_method="POST",
        access_control_request_headers="content-type, x-request-id",
    )
    assert (answer.status, answer.body) == (204, b"")
    assert answer["access-control-allow-origin"] == "*"
    assert answer["access-control-allow-methods"] == methods
    assert answer["access-control-allow-headers"] == "content-type, x-request-id"
    assert ask.asked == []


def test_a_post_that_changes_something_is_not_for_other_sites(monkeypatch):
    view = SimpleNamespace(actions={"get": "list", "post": "create"}, cls=SimpleNamespace(writes=True))
    monkeypatch.setattr(origins, "resolve", lambda path: SimpleNamespace(func=view))
    assert origins.methods("/api/v1/proposals") == ["GET", "HEAD"]


def test_options_of_other_kinds_is_refused(ask):
    assert ask(ONE, "OPTIONS").status == 405


# --- behind the proxy of deploy/nginx.conf --------------------------------------------------------------


def test_the_proxy_keeps_it_to_the_end_of_the_second_it_was_asked_in(ask, settings):
    assert "x-accel-expires" not in ask(ONE).headers
    settings.BEHIND_PROXY = True
    with time_machine.travel("2026-11-22T12:00:00.900+08:00", tick=False):
        asked_at = int(time.time())
        for _time in range(2):
            assert ask(ONE)["x-accel-expires"] == f"@{asked_at}"
        assert ask(ONE, if_none_match=ask(ONE)["etag"])["x-accel-expires"] == f"@{asked_at}"
        # nginx 1.22 reads stale-if-error only if it comes first.
        names = list(ask(ONE).headers)
        assert names.index("cache-control") < names.index("x-accel-expires")


@pytest.mark.parametrize("path", ["/nothing", "/editions?on=2024-01-01&known_at=2026-11-20T10:00:00%2B08:00", "/dumps"])
def test_what_is_not_of_the_moment_says_for_itself(ask, settings, path):
    settings.BEHIND_PROXY = True
    assert "x-accel-expires" not in ask(path).headers
