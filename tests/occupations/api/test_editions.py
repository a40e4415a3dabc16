"""GET /editions and /editions/{id}."""

import pytest


def test_it_works(api):
    body = api.get("/editions/2022")
    assert (body["status"], body["coverage"], body["valid_from"], body["valid_to"]) == (
        "published",
        "complete",
        "2022-09-28",
        None,
    )
    assert body["official_counts"] == {
        "major": 8,
        "medium": 79,
        "minor": 450,
        "occupations": 1639,
        "work_types": 2967,
        "digital": 97,
        "green": 134,
        "digital_and_green": 23,
    }


def test_all_of_them(api):
    rows = api.get("/editions")["results"]
    assert [(row["edition"], row["scheme"], row["status"], row["coverage"]) for row in rows] == [
        ("2015", "cn", "published", "partial"),
        ("2022", "cn", "published", "complete"),
        ("2022-draft", "cn-2022-draft", "draft", "complete"),
    ]
    for row in rows:
        detail = api.get(f"/editions/{row['edition']}")
        assert {name: detail[name] for name in row} == row


def test_one_edition_ends_where_the_next_begins(api):
    assert api.get("/editions/2015")["valid_to"] == api.get("/editions/2022")["valid_from"] == "2022-09-28"


def test_of_a_partial_edition_only_the_number_of_occupations_is_known(api):
    body = api.get("/editions/2015")
    assert {name for name, count in body["official_counts"].items() if count is not None} == {"occupations"}
    assert body["official_counts"]["occupations"] == 1481
    assert body["known_gap"]


@pytest.mark.parametrize(
    ("parameters", "editions"),
    [
        ({"on": "2015-01-01"}, ["2015"]),
        ({"on": "2022-07-10"}, ["2015"]),
        ({"on": "2022-07-11"}, ["2015", "2022-draft"]),
        ({"on": "2022-07-21"}, ["2015", "2022-draft"]),
        ({"on": "2022-07-22"}, ["2015"]),
        ({"status": "published"}, ["2015", "2022"]),
        ({"status": "published", "on": "2022-09-28"}, ["2022"]),
        ({"status": "draft"}, ["2022-draft"]),
        ({"edition": "2015"}, ["2015"]),
        ({"known_at": 1}, ["2015"]),
        ({"known_at": 6}, ["2015", "2022-draft"]),
    ],
)
def test_filters(api, parameters, editions):
    assert [row["edition"] for row in api.get("/editions", **parameters)["results"]] == editions


def test_before_its_revision_the_2015_edition_had_no_end(api):
    assert api.get("/editions/2015", known_at=6)["valid_to"] is None
    assert api.get("/editions/2015", known_at=7)["valid_to"] == "2022-09-28"


@pytest.mark.parametrize(
    ("path", "parameters", "slug"),
    [
        ("/2023", {}, "unknown-edition"),
        ("/2022", {"known_at": 6}, "unknown-edition"),
        ("/" + "a" * 31, {}, "malformed-parameter"),
        ("/2022-Draft", {}, "malformed-parameter"),
        ("/二〇二二", {}, "malformed-parameter"),
        ("", {"status": "old"}, "malformed-parameter"),
        ("", {"edition": "2022", "on": "2021-01-01"}, "outside-edition"),
        ("", {"ordering": "edition"}, "unknown-parameter"),
    ],
)
def test_what_is_not_there(api, path, parameters, slug):
    api.problem(f"/editions{path}", slug, **parameters)
