"""GET /batches/{number}/changes."""

from collections import Counter

import pytest


def test_it_works(api):
    rows = api.get("/batches/6/changes", kind="new_occupation")["results"]
    assert len(rows) == 19
    [host] = [row for row in rows if row["name_zh"] == "网络主播"]
    assert (host["code"], host["concept"], host["status"], host["batch"]) == ("4-13-01-10", "C0003179", "announced", 6)
    assert [source["id"] for source in host["sources"]] == ["batch-6"]


def test_the_first_four_batches_announced_56_occupations(api):
    counts = [
        api.get(f"/batches/{number}/changes", kind="new_occupation", status="announced")["count"]
        for number in (1, 2, 3, 4)
    ]
    assert counts == [13, 16, 9, 18]
    assert sum(counts) == 56


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        (1, {"new_occupation": 13}),
        (3, {"new_occupation": 9, "new_work_type": 5, "moved": 3, "abolished": 1}),
        (4, {"new_occupation": 18, "redefined": 1}),
        (6, {"new_work_type": 28, "new_occupation": 19, "recoded": 2, "renamed": 1}),
        (7, {"new_work_type": 42, "new_occupation": 17}),
        (8, {"new_occupation": 12, "new_work_type": 5, "redefined": 1}),
    ],
)
def test_the_kinds_of_a_batch(api, number, kinds):
    body = api.get(f"/batches/{number}/changes", on="2026-11-21", page_size=500)
    assert Counter(row["kind"] for row in body["results"]) == kinds
    assert [row["number"] for row in body["results"]] == list(range(1, body["count"] + 1))


def test_of_batch_8_eight_are_confirmed_and_four_are_not(api):
    rows = api.get("/batches/8/changes", kind="new_occupation", on="2026-11-21")["results"]
    assert len(rows) == 12
    announced = [row for row in rows if row["status"] == "announced"]
    assert len(announced) == 8
    for row in announced:
        assert row["concept"]
        assert row["code"] is None
        assert row["known_gap"]
    for row in rows:
        if row not in announced:
            assert (row["status"], row["concept"], row["code"]) == ("unconfirmed", None, None)


def test_a_change_keeps_the_code_of_its_day(api):
    [row] = api.get("/batches/3/changes", q="互联网营销师", on="2026-11-21")["results"]
    assert row["code"] == "4-01-02-07"


@pytest.mark.parametrize(
    ("kind", "former", "present"),
    [
        ("renamed", ("4-13-04-04", "研学旅行指导师"), ("4-13-04-04", "研学旅游指导师")),
        ("recoded", ("2-02-32-00", None), ("2-02-32-01", "制药工程技术人员")),
    ],
)
def test_a_change_tells_what_was_before(api, kind, former, present):
    rows = api.get("/batches/6/changes", kind=kind)["results"]
    told = [((row["former_code"] or row["code"], row["former_name_zh"]), (row["code"], row["name_zh"])) for row in rows]
    assert (former, present) in told


def test_a_work_type_tells_where_it_belongs(api):
    [row] = api.get("/batches/3/changes", q="直播销售员")["results"]
    assert row["occupation"] == {"concept": "C0005947", "code": "4-01-02-07"}


@pytest.mark.parametrize(
    ("number", "filters", "count"),
    [
        (8, {"status": "announced"}, 10),
        (8, {"status": "unconfirmed"}, 8),
        (8, {"green": "true"}, 2),
        (8, {"digital": "true"}, 0),
        (7, {"digital": "true", "green": "true"}, 1),
        (8, {"q": "氢"}, 2),
        (6, {"q": "研学旅行指导师"}, 1),
        (6, {"q": "livestream HOST"}, 1),
        (6, {"kind": "abolished"}, 0),
        (6, {"q": "_"}, 0),
    ],
)
def test_filters(api, number, filters, count):
    assert api.get(f"/batches/{number}/changes", on="2026-11-21", **filters)["count"] == count


@pytest.mark.parametrize(
    ("number", "parameters", "slug"),
    [
        ("9", {}, "unknown-batch"),
        ("6", {"on": "2024-07-30"}, "unknown-batch"),
        ("x", {}, "malformed-parameter"),
        ("6", {"kind": "new"}, "malformed-parameter"),
        ("6", {"status": "confirmed"}, "malformed-parameter"),
        ("6", {"digital": "yes"}, "malformed-parameter"),
        ("6", {"ordering": "number"}, "unknown-parameter"),
    ],
)
def test_what_is_not_there(api, number, parameters, slug):
    api.problem(f"/batches/{number}/changes", slug, **parameters)


def test_a_change_has_no_address_of_its_own(api):
    api.problem("/batches/6/changes/1", "not-found")
