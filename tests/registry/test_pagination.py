"""Pages: by `next` every row once and in order, on the day and at the revision of the first page."""

import base64
import json
import zlib

import pytest
import time_machine

from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Item
from registry.http.pagination import SnapshotPagination

WALKS = [
    ("/occupations", {"on": "2026-11-21"}, 400),
    ("/occupations", {"on": "2026-11-21", "ordering": "-code"}, 600),
    ("/occupations", {"edition": "2015", "ordering": "-name_zh"}, 7),
    ("/occupations", {"digital": "true", "green": "true", "q": "员"}, 3),
    ("/occupations", {"batch": "8", "on": "2026-11-21"}, 1),
    ("/occupations", {"code": "4-01-06-02,4-02*"}, 9),
    ("/groups", {"under": "4", "level": "3"}, 40),
    ("/work-types", {"under": "4-01", "ordering": "-valid_from"}, 4),
    ("/batches", {"edition": "2015", "ordering": "-number"}, 1),
    ("/editions", {}, 1),
    ("/sources", {}, 4),
    ("/batches", {}, 3),
    ("/batches/8/changes", {"status": "announced"}, 3),
    ("/sources", {"edition": "2022", "on": "2026-11-21"}, 2),
]


def follow(api, link):
    path = link.removeprefix("http://testserver/api/v1")
    assert path != link
    return api.raw(path)


def packed(*content):
    """A cursor of our own making."""
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(content).encode())).decode().rstrip("=")


PATH = "/api/v1/occupations"


def cursor_of(link):
    return link.partition("cursor=")[2].partition("&")[0]


def test_it_works(api):
    first = api.get("/occupations", page_size=2)
    second = follow(api, first["next"]).json()
    assert first["previous"] is None
    assert (second["count"], len(second["results"])) == (first["count"], 2)
    assert follow(api, second["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize(("path", "parameters", "size"), WALKS)
def test_every_row_comes_once_and_in_order(api, path, parameters, size):
    whole = api.get(path, page_size=5000, **parameters)
    page = api.get(path, page_size=size, **parameters)
    rows, sizes = page["results"], [len(page["results"])]
    while page["next"]:
        page = follow(api, page["next"]).json()
        assert page["count"] == whole["count"]
        rows += page["results"]
        sizes.append(len(page["results"]))
    assert rows == whole["results"]
    assert len(rows) == whole["count"]
    assert set(sizes[:-1]) == {size}


@pytest.mark.parametrize("path", ["/occupations", "/groups", "/work-types", "/batches", "/batches/8/changes"])
def test_every_page_answers_for_the_same_moment(api, path):
    first = api.get(path, page_size=1)
    assert follow(api, first["next"]).json()["meta"] == first["meta"]


@pytest.mark.parametrize(("path", "parameters", "size"), WALKS[2:])
def test_previous_leads_back_to_the_beginning(api, path, parameters, size):
    page = api.get(path, page_size=size, **parameters)
    there = [page["results"]]
    while page["next"]:
        page = follow(api, page["next"]).json()
        there.append(page["results"])
    back = [page["results"]]
    while page["previous"]:
        page = follow(api, page["previous"]).json()
        back.append(page["results"])
    assert back[::-1] == there
    assert len(there) > 1


def test_the_link_header_says_the_same(api):
    first = api.raw("/groups", {"page_size": 300})
    second = follow(api, first.json()["next"])
    assert first["link"] == f'<{first.json()["next"]}>; rel="next"'
    before = second.json()["previous"]
    assert second["link"] == f'<{before}>; rel="first", <{before}>; rel="prev"'
    assert "link" not in api.raw("/groups", {"page_size": 5000}).headers


def test_a_middle_page_links_both_ways(api):
    page = follow(api, api.get("/groups", page_size=10)["next"])
    body = page.json()
    [first, *others] = page["link"].split(", ")
    assert others == [f'<{body["previous"]}>; rel="prev"', f'<{body["next"]}>; rel="next"']
    assert first.endswith('; rel="first"')
    beginning = follow(api, first.partition(">")[0].strip("<")).json()
    assert beginning["results"] == api.get("/groups", page_size=10)["results"]
    assert beginning["previous"] is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("on", "2026-11-21"),
        ("known_at", "11"),
        ("edition", "2022"),
        ("include", "scheduled"),
        ("digital", "true"),
        ("q", "员"),
        ("ordering", "code"),
    ],
)
def test_a_cursor_goes_alone(api, name, value):
    cursor = cursor_of(api.get("/occupations", page_size=1)["next"])
    problem = api.problem("/occupations", "contradictory-parameters", cursor=cursor, **{name: value})
    assert problem["status"] == 409
    assert [error["parameter"] for error in problem["errors"]] == [name]


def test_page_size_and_lang_may_stand_beside_a_cursor(api):
    cursor = cursor_of(api.get("/occupations", page_size=1)["next"])
    page = api.raw("/occupations", {"cursor": cursor, "page_size": 3, "lang": "zh"})
    assert len(page.json()["results"]) == 3
    assert page["content-language"] == "zh-hans"
    assert "lang=zh" in page.json()["next"]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "A" * 1999,
        packed(),
        packed(PATH),
        packed(PATH, {}),
        packed(PATH, {}, 0, 0),
        packed(PATH, [], 0),
        packed(PATH, None, 0),
        packed(PATH, {}, -1),
        packed(PATH, {}, 10**9),
        packed(PATH, {}, 1.0),
        packed(PATH, {}, True),
        packed(PATH, {}, "1"),
        packed(PATH, {"foo": "1"}, 0),
        packed(PATH, {"on": 1}, 0),
        packed(PATH, {"q": ""}, 0),
        packed(PATH, {"q": "\x00"}, 0),
        packed(PATH, {"q": "\ud800"}, 0),
        packed(PATH, {"offset": "1"}, 0),
        packed(PATH, {"cursor": "x"}, 0),
        packed(PATH, {"page_size": "1"}, 0),
        packed("/api/v1/groups", {}, 0),
        packed(PATH, {"q": "x" * 10**6}, 0),
        base64.urlsafe_b64encode(zlib.compress(b"[" * 1400)).decode().rstrip("="),
        base64.urlsafe_b64encode(b"\xff\xfe").decode().rstrip("="),
    ],
)
def test_nonsense_is_no_cursor(api, cursor):
    assert api.problem("/occupations", "unknown-cursor", cursor=cursor)["status"] == 404


@pytest.mark.parametrize("cursor", ["*", "游标", "abc!!!", "a b", "A" * 4001])
def test_what_has_not_the_form_of_a_cursor_is_malformed(api, cursor):
    problem = api.problem("/occupations", "malformed-parameter", cursor=cursor)
    assert problem["errors"][0]["parameter"] == "cursor"


def test_a_cursor_belongs_to_its_list(api):
    cursor = cursor_of(api.get("/occupations", page_size=1)["next"])
    for path in ("/groups", "/work-types", "/batches/8/changes"):
        api.problem(path, "unknown-cursor", cursor=cursor)


def test_a_cursor_of_many_filters_is_as_long_as_a_cursor_may_be(api):
    listed = ",".join(row["code"] for row in api.get("/occupations", page_size=500)["results"] if row["code"])
    first = api.get("/occupations", code=listed, page_size=100)
    assert len(cursor_of(first["next"])) <= 4000
    assert follow(api, first["next"]).json()["count"] == first["count"] == 500


def test_the_preceding_page_does_not_overlap_when_the_size_changes(api):
    first = api.get("/occupations", page_size=10)
    link = first["next"].replace("page_size=10", "page_size=50")
    second = follow(api, link).json()
    before = follow(api, second["previous"]).json()
    assert [r["code"] for r in before["results"]] == [r["code"] for r in first["results"]]


@pytest.mark.parametrize(
    ("carried", "slug"),
    [
        ({"on": "2024-02-30"}, "malformed-parameter"),
        ({"on": "2014-12-31"}, "outside-period"),
        ({"known_at": "999"}, "unknown-revision"),
        ({"ordering": "concept"}, "malformed-parameter"),
        ({"edition": "2023"}, "unknown-edition"),
    ],
)
def test_what_a_cursor_carries_is_checked_like_the_rest(api, carried, slug):
    api.problem("/occupations", slug, cursor=packed(PATH, carried, 0))


def test_a_cursor_with_a_filter_that_a_list_does_not_know_is_not_its_own(api):
    cursor = cursor_of(api.get("/work-types", under="4-01", page_size=1)["next"])
    api.problem("/sources", "unknown-cursor", cursor=cursor)


def test_a_cursor_keeps_its_day(api):
    with time_machine.travel("2026-11-21T23:59:59+08:00", tick=False):
        first = api.get("/occupations", page_size=1)
    with time_machine.travel("2026-11-22T00:00:00+08:00", tick=False):
        second = follow(api, first["next"]).json()
        assert api.get("/occupations", page_size=1)["meta"]["on"] == "2026-11-22"
    assert second["meta"]["on"] == first["meta"]["on"] == "2026-11-21"
    assert second["count"] == first["count"]


def test_a_cursor_keeps_its_revision(api):
    first = api.get("/occupations", under="4-13-01", page_size=9, on="2026-11-21")
    row = Item.objects.current().get(edition="2022", code="4-13-01-10", valid_to=None)
    correct(corrections=[Correction(row, {"name_zh": "主播"})], by=LOADER, reason="a test")
    second = follow(api, first["next"]).json()
    assert second["meta"] == first["meta"]
    assert [r["name_zh"] for r in second["results"] if r["code"] == "4-13-01-10"] == ["网络主播"]
    assert api.get("/occupations/4-13-01-10")["name_zh"] == "主播"


def test_an_unordered_list_is_not_paged():
    with pytest.raises(AssertionError, match="unordered"):
        SnapshotPagination().paginate_queryset(Item.objects.order_by(), None)
