"""GET /batches and /batches/{number}."""

import pytest
import time_machine

AGENCIES = ["人力资源社会保障部", "国家市场监督管理总局", "国家统计局"]


def test_it_works(api):
    body = api.get("/batches/6")
    assert (body["number"], body["edition"], body["state"]) == (6, "2022", "announced")
    assert body["document_number"] == "人社厅发〔2024〕36号"
    assert (body["document_date"], body["published_on"], body["effective_on"]) == (
        "2024-07-25",
        "2024-07-31",
        "2024-07-31",
    )
    assert (body["comment_from"], body["comment_to"]) == ("2024-05-24", "2024-06-07")
    assert [agency["name_zh"] for agency in body["agencies"]] == AGENCIES
    assert body["official_counts"]["new_occupations"] == body["held_counts"]["new_occupation"] == 19


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_all_batches_in_order(api):
    rows = api.get("/batches")["results"]
    assert [(row["number"], row["edition"], row["effective_on"]) for row in rows] == [
        (1, "2015", "2019-04-01"),
        (2, "2015", "2020-03-02"),
        (3, "2015", "2020-07-06"),
        (4, "2015", "2021-03-18"),
        (5, "2022", "2022-09-28"),
        (6, "2022", "2024-07-31"),
        (7, "2022", "2025-07-22"),
        (8, "2022", "2026-09-09"),
    ]
    assert [row["official_counts"]["new_occupations"] for row in rows] == [13, 16, 9, 18, 18, 19, 17, 11]
    assert [row["held_counts"]["new_occupation"] for row in rows] == [13, 16, 9, 18, 18, 19, 17, 8]
    assert {row["state"] for row in rows} == {"announced"}


def test_what_is_not_known_of_batch_8_is_said(api):
    body = api.get("/batches/8", on="2026-11-21")
    assert body["document_number"] is None
    assert body["held_counts"] == {"new_occupation": 8, "new_work_type": 2}
    assert (body["official_counts"]["new_occupations"], body["official_counts"]["proposed_occupations"]) == (11, 12)
    assert body["known_gap"]


def test_a_detail_tells_what_the_list_tells(api):
    listed = api.get("/batches", on="2026-11-21")["results"]
    for row in listed:
        detail = api.get(f"/batches/{row['number']}", on="2026-11-21")
        assert {name: detail[name] for name in row} == row


@pytest.mark.parametrize(
    ("parameters", "numbers"),
    [
        ({"on": "2018-12-31"}, []),
        ({"on": "2019-04-01"}, [1]),
        ({"on": "2022-09-27"}, [1, 2, 3, 4]),
        ({"on": "2022-09-28"}, [1, 2, 3, 4, 5]),
        ({"edition": "2015"}, [1, 2, 3, 4]),
        ({"edition": "2022", "on": "2026-11-21"}, [5, 6, 7, 8]),
        ({"edition": "2022-draft"}, []),
        ({"q": "36号"}, [6]),
        ({"q": "人工智能", "on": "2026-11-21"}, [1]),
        ({"q": "%"}, []),
        ({"ordering": "-number", "edition": "2015"}, [4, 3, 2, 1]),
        ({"known_at": 3}, [1, 2]),
    ],
)
def test_filters(api, parameters, numbers):
    assert [row["number"] for row in api.get("/batches", **parameters)["results"]] == numbers


@pytest.mark.parametrize(
    ("instant", "parameters", "known"),
    [
        ("2024-07-30T23:59:59+08:00", {}, False),
        ("2024-07-30T23:59:59+08:00", {"on": "2024-07-31"}, False),
        ("2024-07-30T23:59:59+08:00", {"on": "2024-07-31", "include": "scheduled"}, True),
        ("2024-07-31T00:00:00+08:00", {}, True),
    ],
)
def test_a_batch_is_hidden_until_its_day(api, instant, parameters, known):
    with time_machine.travel(instant, tick=False):
        answer = api.raw("/batches/6", parameters)
    assert answer.status_code == (200 if known else 404)


@pytest.mark.parametrize(
    ("number", "parameters", "slug"),
    [
        ("9", {}, "unknown-batch"),
        ("9999", {}, "unknown-batch"),
        ("8", {"on": "2026-09-08"}, "unknown-batch"),
        ("8", {"edition": "2015"}, "unknown-batch"),
        ("0", {}, "malformed-parameter"),
        ("08", {}, "malformed-parameter"),
        ("10000", {}, "malformed-parameter"),
        ("-1", {}, "malformed-parameter"),
        ("six", {}, "malformed-parameter"),
    ],
)
def test_a_batch_that_is_not_there(api, number, parameters, slug):
    assert number in str(api.problem(f"/batches/{number}", slug, **parameters))


@pytest.mark.parametrize(("name", "value"), [("ordering", "published_on"), ("q", "x" * 101)])
def test_a_malformed_filter_is_named(api, name, value):
    assert api.problem("/batches", "malformed-parameter", **{name: value})["errors"][0]["parameter"] == name


@pytest.mark.parametrize(("lang", "words"), [("zh", "已确认8个"), ("en", "Eleven new occupations")])
def test_known_gaps_are_told_in_the_language_asked_for(api, lang, words):
    answer = api.raw("/batches/8", {"on": "2026-11-21", "lang": lang})
    assert answer["content-language"] == {"zh": "zh-hans", "en": "en"}[lang]
    assert words in answer.json()["known_gap"]
