"""POST /codes/impact."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from occupations.actions.batches import announce_batch
from occupations.actions.revise import LOADER
from tests import world

HOST, MARKETER, GUIDE = "C0003179", "C0005947", "C0046738"
DAY = date(2026, 12, 24)


@pytest.fixture
def scheduled():
    """A batch of this test, announced and still to come: one recoded, one renamed, one split in two."""
    parts = tuple(world.concept(number) for number in (60, 61))
    changes = [
        world.change("recoded", HOST, "网络主播", 1, former_code="4-13-01-10", code="4-13-01-77"),
        world.change("renamed", MARKETER, "网络营销师", 2, former_name_zh="互联网营销师"),
        world.change("new_occupation", parts[0], "甲导师", 3, code="4-13-04-91"),
        world.change("new_occupation", parts[1], "乙导师", 4, code="4-13-04-92"),
        world.change("split", GUIDE, "研学旅游指导师", 5, code="4-13-04-04", successors=parts),
    ]
    with time_machine.travel("2026-11-21T12:00:00+08:00", tick=False):
        batch = world.batch(9, DAY, edition="2022")
        announce_batch(batch=batch, changes=changes, sources=[world.BOOK], by=LOADER, reason="scheduled")
        yield


def test_it_works(api, scheduled):
    codes = ["4-13-01-10", "4-01-06-02", "4-13-04-04", "4-02-07-10", "4-10-08-01"]
    answer = api.post("/codes/impact?lang=en", [{"code": code, "on": "2026-11-21"} for code in codes])
    told = [(r["outcome"], r["breaks_on"], [t["code"] for t in r["targets"]]) for r in answer["results"]]
    assert told == [
        ("recoded", "2026-12-24", ["4-13-01-77"]),
        ("renamed", None, ["4-01-06-02"]),
        ("split", "2026-12-24", ["4-13-04-91", "4-13-04-92"]),
        ("kept", None, ["4-02-07-10"]),
        ("kept", None, ["4-10-08-01"]),
    ]
    assert answer["counts"] == {"kept": 2, "renamed": 1, "recoded": 1, "split": 1}
    assert answer["days"] == [{"effective_on": "2026-12-24", "batch": 9, "scheduled": True, "records": 3}]
    assert answer["meta"]["include"] == ["scheduled"]
    assert all(step["scheduled"] and step["batch"] == 9 for r in answer["results"] for step in r["path"])


def test_what_has_happened_since_a_code_was_stored_counts_too(api, scheduled):
    answer = api.post("/codes/impact", [{"code": "4-01-02-07", "on": "2021-01-01"}])
    [result] = answer["results"]
    assert (result["outcome"], result["breaks_on"]) == ("recoded", "2022-09-28")
    assert [(d["effective_on"], d["batch"], d["scheduled"]) for d in answer["days"]] == [
        ("2022-09-28", None, False),
        ("2026-12-24", 9, True),
    ]


def test_one_batch_alone(api, scheduled):
    records = [{"code": "4-02-07-10", "on": "2021-01-01"}, {"code": "4-13-01-10", "on": "2026-11-21"}]
    records += [{"code": "4-01-02-07", "on": "2021-01-01"}]
    answer = api.post("/codes/impact?batch=9", records)
    told = [(r["input"]["code"], r["outcome"], r["breaks_on"]) for r in answer["results"]]
    assert told == [
        ("4-02-07-10", "kept", None),  # recoded long ago, and nothing of this batch
        ("4-13-01-10", "recoded", "2026-12-24"),
        ("4-01-02-07", "renamed", None),
    ]
    assert [(d["batch"], d["records"]) for d in answer["days"]] == [(9, 2)]


def test_a_batch_without_records_tells_which_codes_it_touches(api, scheduled):
    answer = api.post("/codes/impact?batch=9", [])
    assert [(r["input"]["code"], r["input"]["on"], r["outcome"]) for r in answer["results"]] == [
        ("4-13-01-10", "2026-12-23", "recoded"),
        ("4-01-06-02", "2026-12-23", "renamed"),
        ("4-13-04-04", "2026-12-23", "split"),
    ]


def test_a_past_batch_is_told_too(api):
    answer = api.post("/codes/impact?batch=6", [])
    told = {r["input"]["code"]: (r["outcome"], r["breaks_on"]) for r in answer["results"]}
    assert told == {
        "4-13-04-04": ("renamed", None),
        "2-02-32-00": ("recoded", "2024-07-31"),
        "4-05-02-00": ("recoded", "2024-07-31"),
    }


def test_no_records_and_no_batch_is_nothing(api):
    assert api.post("/codes/impact", []) | {"meta": None} == {"meta": None, "counts": {}, "days": [], "results": []}


def test_what_cannot_be_read_is_told_and_harms_no_other(api):
    bad, unknown, good = api.post("/codes/impact", [7, {"code": "4-02-07-10"}, {"code": "4-01"}])["results"]
    assert (bad["outcome"], unknown["outcome"], good["outcome"]) == ("invalid", "ambiguous", "kept")
    assert bad["breaks_on"] is unknown["breaks_on"] is None


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("batch=99", 404, "unknown-batch"),
        ("batch=0", 400, "malformed-parameter"),
        ("batch=x", 400, "malformed-parameter"),
        ("to=2022", 400, "unknown-parameter"),
        ("include=scheduled", 400, "unknown-parameter"),
        ("known_at=99", 404, "unknown-revision"),
    ],
)
def test_a_bad_parameter_is_named(api, query, status, slug):
    answer = api.send(f"/codes/impact?{query}", [])
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, slug)


def test_a_batch_not_known_yet_is_unknown(api):
    assert api.send("/codes/impact?batch=8&known_at=5", []).status_code == 404


def test_lines_are_not_taken_here(api):
    assert api.send("/codes/impact", "{}", content_type="application/x-ndjson").status_code == 415


@pytest.mark.parametrize("records", [1, 1000])
def test_the_number_of_records_costs_no_query(api, django_assert_num_queries, records):
    with django_assert_num_queries(9):
        api.client.post("/api/v1/codes/impact", [{"code": "4-01"}] * records, content_type="application/json")
