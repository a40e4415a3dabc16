"""GET /occupations: its filters, its orders, and what is scheduled."""

from itertools import pairwise

import pytest
import time_machine


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_it_works(api):
    body = api.get("/occupations", q="主播")
    assert [row["code"] for row in body["results"]] == ["4-13-01-10"]


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({"q": "网络主播"}, ["4-13-01-10"]),
        ({"q": "选品员"}, ["4-01-06-02"]),
        ({"q": "LIVESTREAM HOST"}, ["4-13-01-10"]),
        ({"q": "4-01-06"}, ["4-01-06-01", "4-01-06-02", "4-01-06-03"]),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
        ({"q": "*"}, []),
        ({"q": "'"}, []),
        ({"q": "\n"}, []),
        ({"q": "😀"}, []),
        ({"q": "x" * 100}, []),
        ({"under": "4-01-06"}, ["4-01-06-01", "4-01-06-02", "4-01-06-03"]),
        ({"under": "4-01-06", "digital": "false"}, []),
        ({"under": "4-01-06", "batch": 7}, ["4-01-06-03"]),
        ({"code": "4-01-06-02,4-01-06-01"}, ["4-01-06-01", "4-01-06-02"]),
        ({"code": "4-01-06*"}, ["4-01-06-01", "4-01-06-02", "4-01-06-03"]),
        ({"code": "4-01-06*", "ordering": "-code"}, ["4-01-06-03", "4-01-06-02", "4-01-06-01"]),
        ({"code": "4-77*"}, []),
        ({"under": "4-01", "on": "2021-01-01"}, ["4-01-02-06", "4-01-02-07"]),
        ({"under": "4-02-07", "on": "2021-01-01"}, ["4-02-07-10"]),
        ({"under": "5", "on": "2021-01-01"}, ["5-05-01-02"]),
        ({"under": "1", "on": "2021-01-01"}, []),
    ],
)
def test_filters(api, filters, codes):
    body = api.get("/occupations", **{"on": "2026-11-21", **filters})
    assert [row["code"] for row in body["results"]] == codes


def test_under_follows_the_groups(api):
    rows = api.get("/occupations", under="4-01", on="2026-11-21", page_size=5000)["results"]
    assert len(rows) == 18
    assert {row["ancestors"][1]["code"] for row in rows} == {"4-01"}


@pytest.mark.parametrize(
    ("on", "code", "reason", "successors"),
    [
        ("2026-11-21", "4-01-02-07", "not-valid", ["4-01-06-02"]),
        ("2026-11-21", "4-77-77-77", "unknown-code", []),
        ("2021-01-01", "1-01-00-01", "not-held", []),
        ("2024-07-30", "2-02-32-01", "not-valid", ["2-02-32-00"]),
    ],
)
def test_codes_that_hold_nothing_that_day_are_listed(api, on, code, reason, successors):
    body = api.get("/occupations", code=f"4-02-07-10,{code}", on=on)
    assert [row["code"] for row in body["results"]] == ["4-02-07-10"]
    [unmatched] = body["meta"]["unmatched"]
    assert (unmatched["code"], unmatched["reason"]) == (code, reason)
    assert [s["code"] for s in unmatched["successors"]] == successors


def test_each_code_that_holds_nothing_is_listed_once_in_the_order_asked(api):
    body = api.get("/occupations", code="4-77-77-78,4-77-77-77,4-77-77-78")
    assert body["count"] == 0
    assert [unmatched["code"] for unmatched in body["meta"]["unmatched"]] == ["4-77-77-78", "4-77-77-77"]


@pytest.mark.parametrize(
    ("ordering", "first", "last"),
    [
        ("code", "1-01-00-01", None),
        ("-code", "8-00-00-00", None),
        ("name_zh", "6-18-01-10", "6-20-01-03"),
        ("-name_zh", "6-20-01-03", "6-18-01-10"),
        ("valid_from", "4-02-07-05", None),
        ("-valid_from", None, "6-05-01-06"),
    ],
)
def test_orders_are_the_same_on_every_database(api, ordering, first, last):
    rows = api.get("/occupations", ordering=ordering, on="2026-11-21", page_size=5000)["results"]
    assert (rows[0]["code"], rows[-1]["code"]) == (first, last)
    key = ordering.removeprefix("-")
    if key != "code":
        assert [row[key] for row in rows] == sorted((row[key] for row in rows), reverse=ordering != key)
    equals = [(a["concept"], b["concept"]) for a, b in pairwise(rows) if a[key] == b[key]]
    assert all(a < b for a, b in equals)


@pytest.mark.parametrize(
    ("parameters", "slug"),
    [
        ({"under": "4-77"}, "unknown-code"),
        ({"batch": 99}, "unknown-batch"),
        ({"batch": 5, "on": "2022-09-27"}, "unknown-batch"),
    ],
)
def test_filters_by_what_is_not_there(api, parameters, slug):
    assert api.problem("/occupations", slug, **parameters)["status"] == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("under", "4-01-06-02"),
        ("under", "9"),
        ("under", "4*"),
        ("under", "4-01\n"),
        ("batch", "0"),
        ("batch", "10000"),
        ("batch", "８"),
        ("batch", "1e3"),
        ("level", "3"),
        ("digital", "1"),
        ("digital", "TRUE"),
        ("green", "null"),
        ("code", "9-01-01-01"),
        ("code", "4-01-06-02,"),
        ("code", "4-01-06-02 "),
        ("code", ",".join(["4-01-06-02"] * 501)),
        ("ordering", "--code"),
        ("ordering", "concept"),
        ("ordering", "code,name_zh"),
        ("q", "x" * 101),
    ],
)
def test_a_malformed_filter_is_named(api, name, value):
    problem = api.problem("/occupations", "malformed-parameter", **{name: value})
    assert {error["parameter"] for error in problem["errors"]} == {name}
    assert name in problem["detail"]


@pytest.mark.parametrize("code", ["4-01-06", "4", "9-01-01-01", "4-01-06-2", "4-01-06-02 ", "４-01-06-02", "x" * 3000])
def test_a_malformed_code_in_the_path_is_named(api, code):
    assert api.problem(f"/occupations/{code}", "malformed-parameter")["errors"][0]["parameter"] == "code"


@pytest.mark.parametrize(
    ("instant", "parameters", "count"),
    [
        ("2024-07-30T23:59:59+08:00", {}, 1639),
        ("2024-07-31T00:00:00+08:00", {}, 1658),
        ("2024-07-30T23:59:59+08:00", {"on": "2024-07-31"}, 1639),
        ("2024-07-30T23:59:59+08:00", {"on": "2024-07-31", "include": "scheduled"}, 1658),
        ("2024-07-30T23:59:59+08:00", {"include": "scheduled"}, 1639),
    ],
)
def test_what_is_scheduled_is_hidden_until_midnight_in_china(api, instant, parameters, count):
    with time_machine.travel(instant, tick=False):
        body = api.get("/occupations", page_size=1, **parameters)
    assert body["count"] == body["meta"]["official"]["held"] == count
    assert body["meta"]["include"] == (["scheduled"] if "include" in parameters else [])


@time_machine.travel("2024-07-30T12:00:00+08:00", tick=False)
def test_a_scheduled_end_is_hidden_unless_asked_for(api):
    assert api.get("/occupations/2-02-32-00")["valid_to"] is None
    assert api.get("/occupations/2-02-32-00", include="scheduled")["valid_to"] == "2024-07-31"
