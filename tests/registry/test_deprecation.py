"""What is deprecated says so on every answer and in the OpenAPI document, and ends on the day it says."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
import time_machine
from drf_spectacular.views import SpectacularJSONAPIView

from occupations.api.occupations import OccupationViewSet
from registry.http.deprecation import Deprecation, deprecated
from tests.registry.entrance import Visitor
from tests.served import Client

pytestmark = pytest.mark.django_db

SINCE = f"@{int(datetime(2026, 10, 31, 16, tzinfo=UTC).timestamp())}"
"""2026-11-01 begins in Shanghai."""
SUNSET = "Fri, 31 Dec 2027 16:00:00 GMT"
POLICY = '<http://localhost/api/v1/deprecations>; rel="deprecation"; type="application/json"'
INSTEAD = '<http://localhost/api/v1/newer/7>; rel="successor-version"'


@pytest.fixture(autouse=True)
def _with_something_deprecated(settings, monkeypatch):
    settings.ROOT_URLCONF = settings.API_URLCONF = "tests.registry.deprecated_urls"
    monkeypatch.setattr(SpectacularJSONAPIView, "urlconf", settings.API_URLCONF)
    with time_machine.travel("2026-11-21T12:00:00+08:00"):
        yield


@pytest.fixture
def visitor():
    return Visitor()


def told(answer):
    return answer.headers.get("deprecation"), answer.headers.get("sunset")


# --- headers --------------------------------------------------------------------------------------


def test_an_answer_says_since_when_until_when_and_what_instead(visitor):
    answer = visitor("/older/7")
    assert answer.status == 200
    assert told(answer) == (SINCE, SUNSET)
    assert answer["link"] == f"{POLICY}, {INSTEAD}"


def test_the_policy_can_be_followed(visitor):
    link = visitor("/older/7")["link"].partition(">")[0].removeprefix("<http://localhost/api/v1")
    assert json.loads(visitor(link).body)["notice_months"] == 12


@pytest.mark.parametrize(
    ("address", "status"),
    [("/older/0", 404), ("/older/7?x=1", 400), ("/older/7?on=1999-01-01", 404), ("/older/7?format=pdf", 400)],
)
def test_an_error_says_so_too(visitor, address, status):
    answer = visitor(address)
    assert answer.status == status
    assert told(answer) == (SINCE, SUNSET)
    assert POLICY in answer["link"]


def test_another_form_refused_says_so_too(visitor):
    answer = visitor("/older/7", accept="application/pdf")
    assert (answer.status, *told(answer)) == (406, SINCE, SUNSET)


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_an_answer_from_memory_says_so_too(visitor, encoding):
    first, second = (visitor("/older/7", accept_encoding=encoding) for _time in range(2))
    assert visitor.asked == ["/api/v1/older/7"]
    assert told(first) == told(second) == (SINCE, SUNSET)
    assert second["link"] == f"{POLICY}, {INSTEAD}"
    body = gzip.decompress(second.body) if encoding else second.body
    assert json.loads(body)["results"][0] == {"number": "7"}


def test_304_says_so_too(visitor):
    held = visitor("/older/7")["etag"]
    for _time in range(2):
        answer = visitor("/older/7", if_none_match=held)
        assert (answer.status, *told(answer)) == (304, SINCE, SUNSET)
        assert answer["link"] == f"{POLICY}, {INSTEAD}"


def test_head_says_so_too(visitor):
    for _time in range(2):
        answer = visitor("/older/7", "HEAD")
        assert (answer.status, answer.body, *told(answer)) == (200, b"", SINCE, SUNSET)


def test_another_site_may_read_what_is_said(visitor):
    exposed = visitor("/older/7")["access-control-expose-headers"]
    assert {"Deprecation", "Sunset", "Link"} <= {*exposed.split(", ")}


def test_a_viewset_is_deprecated_as_a_whole(visitor):
    answer = visitor("/old-problems")
    assert answer.status == 200
    assert parsedate_to_datetime(answer["sunset"]) == datetime(2027, 10, 30, 16, tzinfo=UTC)
    assert answer["link"] == POLICY


def test_a_parameter_is_deprecated_where_it_is_given(visitor):
    assert told(visitor("/newer/7?new=1")) == (None, None)
    answer = visitor("/newer/7?old=1&new=1")
    assert (answer.status, answer["sunset"]) == (200, "Mon, 01 Nov 2027 16:00:00 GMT")


def test_what_is_not_deprecated_says_nothing(visitor):
    answer = visitor("/problems")
    assert told(answer) == (None, None)
    assert "link" not in answer.headers


def test_links_to_other_pages_stay(visitor, monkeypatch):
    day = datetime(2026, 11, 1, tzinfo=UTC).date()
    monkeypatch.setattr(
        OccupationViewSet, "deprecations", (Deprecation(day, day.replace(year=2028), ""),), raising=False
    )
    assert f'rel="next", {POLICY}' in visitor("/occupations?page_size=1")["link"]


def test_it_is_not_kept_for_ever(visitor):
    """Else a copy would hide the sunset."""
    pinned = "?on=2026-11-20&known_at=1"
    with time_machine.travel("2026-11-22T12:00:00+08:00"):
        assert "immutable" in visitor(f"/newer/7{pinned}")["cache-control"]
        assert "immutable" not in visitor(f"/older/7{pinned}")["cache-control"]
        assert "immutable" not in visitor(f"/newer/7{pinned}&old=1")["cache-control"]


# --- after the sunset -----------------------------------------------------------------------------


def test_it_ends_at_midnight_in_shanghai_out_of_memory_too(visitor):
    with time_machine.travel("2027-12-31T23:59:58+08:00", tick=False):
        assert [visitor("/older/7").status for _time in range(2)] == [200, 200]
    with time_machine.travel("2028-01-01T00:00:00+08:00", tick=False):
        answer = visitor("/older/7")
    assert answer.status == 410
    problem = json.loads(answer.body)
    assert problem["type"].endswith("/problems/gone")
    assert problem["sunset"] == "2028-01-01"
    assert problem["instead"] == "http://localhost/api/v1/newer/7"
    assert told(answer) == (SINCE, SUNSET)


@pytest.mark.parametrize(("lang", "title"), [("zh", "已停用"), ("en", "It has ended")])
@time_machine.travel("2028-01-01T12:00:00+08:00")
def test_that_it_ended_is_said_whatever_else_is_wrong(visitor, lang, title):
    for query in ("", "&x=1", "&on=nonsense", "&format=pdf"):
        answer = visitor(f"/older/7?lang={lang}{query}", accept="application/json")
        assert (answer.status, json.loads(answer.body)["title"]) == (410, title)
    assert visitor("/older/7", accept="application/pdf").status == 410


@time_machine.travel("2028-01-01T12:00:00+08:00")
def test_head_of_what_has_ended(visitor):
    answer = visitor("/older/7", "HEAD")
    assert (answer.status, answer.body) == (410, b"")


@time_machine.travel("2028-01-01T12:00:00+08:00")
def test_a_parameter_ends_and_the_operation_goes_on(visitor):
    assert visitor("/newer/7?new=1").status == 200
    answer = visitor("/newer/7?old=1&lang=en")
    assert (answer.status, json.loads(answer.body)["errors"]) == (410, [{"parameter": "old", "detail": "ended"}])


@pytest.mark.parametrize(
    ("since", "early", "sunset"),
    [
        ("2026-11-01", "2027-10-31", "2027-11-01"),
        ("2026-10-31", "2027-10-30", "2027-10-31"),
        ("2028-02-29", "2029-02-28", "2029-03-01"),
    ],
)
def test_twelve_months_are_promised(since, early, sunset):
    with pytest.raises(ValueError, match="twelve months"):
        deprecated(since=since, sunset=early)
    deprecated(since=since, sunset=sunset)


# --- the list and the document --------------------------------------------------------------------


def test_the_list_names_what_is_deprecated(visitor):
    assert json.loads(visitor("/deprecations").body)["results"] == [
        {
            "method": "GET",
            "path": "/api/v1/newer/{number}",
            "parameters": ["old"],
            "since": "2026-11-02",
            "sunset": "2027-11-02",
            "instead": None,
        },
        {
            "method": "GET",
            "path": "/api/v1/old-problems",
            "parameters": [],
            "since": "2026-10-31",
            "sunset": "2027-10-31",
            "instead": None,
        },
        {
            "method": "GET",
            "path": "/api/v1/older/{number}",
            "parameters": [],
            "since": "2026-11-01",
            "sunset": "2028-01-01",
            "instead": "/api/v1/newer/{number}",
        },
    ]


@pytest.fixture
def document():
    return json.loads(Client().get("/openapi.json").content)


def test_the_document_says_so(document):
    operation = document["paths"]["/api/v1/older/{number}"]["get"]
    assert operation["deprecated"] is True
    assert operation["x-sunset"] == "2028-01-01"
    said = "Deprecated since 2026-11-01; from 2028-01-01 on it answers 410. Instead: `/api/v1/newer/{number}`."
    assert operation["description"].endswith(said)
    for status in ("200", "304", "400", "404", "410", "500"):
        assert {"Deprecation", "Sunset", "Link"} <= operation["responses"][status]["headers"].keys(), status
    assert document["components"]["headers"]["Deprecation"]["schema"]["pattern"] == "^@[0-9]+$"


def test_the_document_names_a_deprecated_parameter(document):
    operation = document["paths"]["/api/v1/newer/{number}"]["get"]
    assert "deprecated" not in operation
    [old] = [p for p in operation["parameters"] if p.get("name") == "old"]
    assert (old["deprecated"], old["x-sunset"]) == (True, "2027-11-02")
    assert "410" in operation["responses"]


def test_nothing_else_is_deprecated_in_the_document(document):
    assert "deprecated" not in document["paths"]["/api/v1/problems"]["get"]
    assert "410" not in document["paths"]["/api/v1/problems"]["get"]["responses"]
