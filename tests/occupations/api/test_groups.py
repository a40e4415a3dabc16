"""GET /groups and /groups/{code}."""

import pytest


def test_it_works(api):
    body = api.get("/groups/4-01-06", on="2026-11-21")
    assert (body["level"], body["edition"], body["valid_from"]) == (3, "2022", "2022-09-28")
    assert [ancestor["code"] for ancestor in body["ancestors"]] == ["4", "4-01"]
    assert body["parent"]["code"] == "4-01"
    assert body["digital"] is None
    assert "work_types" not in body


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 537),
        ({"level": 1}, 8),
        ({"level": 2}, 79),
        ({"level": 3}, 450),
        ({"under": "4"}, 15 + 96),
        ({"under": "4", "level": 2}, 15),
        ({"under": "4-01"}, 7),
        ({"under": "4-01-06"}, 0),
        ({"digital": "true"}, 0),
        ({"digital": "false"}, 0),
        ({"batch": 8}, 0),
        ({"edition": "2015"}, 0),
        ({"edition": "2022-draft"}, 8 + 79 + 449),
        ({"on": "2022-09-27"}, 0),
    ],
)
def test_how_many_there_are(api, filters, count):
    assert api.get("/groups", page_size=1, **filters)["count"] == count


def test_every_group_hangs_below_its_parent(api):
    rows = api.get("/groups", on="2022-09-28", page_size=5000)["results"]
    for row in rows:
        parts = row["code"].split("-")
        assert row["level"] == len(parts)
        above = ["-".join(parts[:length]) for length in range(1, len(parts))]
        assert [ancestor["code"] for ancestor in row["ancestors"]] == above


def test_a_gbt6565_code_may_be_shared(api):
    assert api.get("/groups/1-01")["gbt6565"] == api.get("/groups/1-01-00")["gbt6565"]


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({"code": "4-01,4-02"}, ["4-01", "4-02"]),
        ({"code": "4-01*", "level": 2}, ["4-01"]),
        ({"q": "批发与零售"}, ["4-01", "4-01-99"]),
        ({"q": "4-01-0", "ordering": "-code", "page_size": 1}, ["4-01-06"]),
    ],
)
def test_filters(api, filters, codes):
    assert [row["code"] for row in api.get("/groups", **filters)["results"]] == codes


def test_a_code_that_no_group_has_is_listed(api):
    body = api.get("/groups", code="4-01,4-77")
    assert [unmatched["code"] for unmatched in body["meta"]["unmatched"]] == ["4-77"]


@pytest.mark.parametrize(
    ("ordering", "first", "last"),
    [
        ("code", "1", "8-00-00"),
        ("-code", "8-00-00", "1"),
        ("name_zh", "8-00", "2-08-01"),
        ("-name_zh", "2-08-01", "8"),
    ],
)
def test_orders_are_the_same_on_every_database(api, ordering, first, last):
    rows = api.get("/groups", ordering=ordering, page_size=5000)["results"]
    assert (rows[0]["code"], rows[-1]["code"]) == (first, last)
    key = ordering.removeprefix("-")
    assert [row[key] for row in rows] == sorted((row[key] for row in rows), reverse=ordering != key)


@pytest.mark.parametrize(
    ("code", "on", "slug"),
    [
        ("4-01", "2021-01-01", "not-held"),
        ("4-77", "2026-11-21", "unknown-code"),
        ("4-01-06-02", "2026-11-21", "malformed-parameter"),
        ("9", "2026-11-21", "malformed-parameter"),
        ("4-1", "2026-11-21", "malformed-parameter"),
        ("４", "2026-11-21", "malformed-parameter"),
    ],
)
def test_a_group_that_is_not_there(api, code, on, slug):
    problem = api.problem(f"/groups/{code}", slug, on=on)
    assert problem["status"] == (400 if slug == "malformed-parameter" else 404)


@pytest.mark.parametrize(("name", "value"), [("level", "0"), ("level", "4"), ("level", "1,2"), ("under", "4-01-06-02")])
def test_a_malformed_filter_is_named(api, name, value):
    problem = api.problem("/groups", "malformed-parameter", **{name: value})
    assert {error["parameter"] for error in problem["errors"]} == {name}


def test_the_draft_has_groups_without_names(api):
    body = api.get("/groups/4-01", edition="2022-draft")
    assert body["edition"] == "2022-draft"
    assert body["concept"] == api.get("/groups/4-01", edition="2022")["concept"]
    assert (body["name_zh"], bool(body["known_gap"])) == (None, True)
