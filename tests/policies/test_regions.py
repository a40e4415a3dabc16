"""GET /regions and /regions/{code}."""

from __future__ import annotations

from collections import Counter

import pytest

pytestmark = pytest.mark.usefixtures("policies_loaded")


def found(api, **filters):
    return [row["code"] for row in api.get("/regions", page_size=5000, **filters)["results"]]


def test_it_works(api):
    body = api.get("/regions/440106")
    assert (body["name_zh"], body["level"]) == ("天河区", "county")
    assert body["parent"] == {"code": "440100", "name_zh": "广州市"}
    assert [place["code"] for place in body["ancestors"]] == ["100000", "440000", "440100"]
    assert body["sources"][0]["id"] == "regions-2026-09"


def test_all_of_the_list_is_held(api, policy_data):
    body = api.get("/regions", page_size=5000)
    assert body["count"] == 3215
    levels = Counter(row["level"] for row in body["results"])
    assert levels == {"nation": 1, "province": 34, "prefecture": 333, "county": 2847}
    assert [row["code"] for row in body["results"]] == sorted(region.code for region in policy_data.regions)


def test_the_parent_is_as_stated_and_not_read_from_the_digits(api):
    body = api.get("/regions/419001")
    assert (body["parent"]["code"], body["notes"]) == ("410000", ["province-direct"])
    assert api.get("/regions/110101")["notes"] == ["municipality"]
    assert api.get("/regions/100000")["parent"] is None


def test_what_is_new_says_since_when(api):
    new = {row["code"]: row["since"] for row in api.get("/regions", page_size=5000)["results"] if row["since"]}
    assert new == {
        "653228": "2024",
        "653229": "2024",
        "500157": "2025-11",
        "653132": "2026-03",
        "659013": "2026-04",
    }


def test_other_names(api):
    assert api.get("/regions/540000")["other_names_en"] == ["Tibet"]
    assert api.get("/regions/440106")["name_en"] is None


def test_filters(api):
    assert found(api, level="nation") == ["100000"]
    assert len(found(api, parent="100000")) == 34
    assert "440106" not in found(api, parent="440000")
    assert {"440100", "440106"} <= set(found(api, under="440000"))
    assert "440000" not in found(api, under="440000")
    assert len(found(api, under="100000")) == 3214
    assert "419001" in found(api, under="410000")
    assert found(api, under="440000", level="prefecture") == found(api, parent="440000")
    assert found(api, q="天河区") == ["440106"]
    assert found(api, q="tibet") == ["540000"]
    assert set(found(api, q="4401")) >= {"440100", "440106"}


@pytest.mark.parametrize("path", ["/regions/110100", "/regions/999999"])
def test_a_code_that_is_not_held_may_have_been_retired(api, path):
    problem = api.problem(path, "not-held")
    assert "2026-09" in problem["detail"]
    assert (problem["code"], problem["list_of"]) == (path.rpartition("/")[2], "2026-09")


@pytest.mark.parametrize("name", ["parent", "under"])
def test_nothing_lies_below_what_is_not_held(api, name):
    api.problem("/regions", "not-held", **{name: "110100"})


def test_what_is_malformed(api):
    for code in ("44", "044000", "44000a", "4400000"):
        api.problem(f"/regions/{code}", "malformed-parameter")
        api.problem("/regions", "malformed-parameter", under=code)
    api.problem("/regions", "malformed-parameter", level="town")


def test_before_they_were_recorded_there_were_none(api):
    assert api.get("/regions", known_at=11)["count"] == 0
    api.problem("/regions/440000", "not-held", known_at=11)


def test_before_the_regions_were_held_that_is_what_is_said(api):
    for path in ("/regions/440000", "/regions?parent=440000", "/policies?region=440000"):
        path, _mark, query = path.partition("?")
        parameters = dict(part.split("=") for part in query.split("&") if part)
        problem = api.problem(path, "not-held", **parameters, known_at="11")
        assert problem["detail"] == "The registry held no regions yet at that revision."
