"""GET /: the links, the revision and the counts of a day."""

import pytest
import time_machine


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_it_works(api):
    body = api.get("")
    assert body["meta"]["edition"] == "2022"
    assert body["meta"]["on"] == "2026-11-21"
    assert body["meta"]["include"] == []
    assert body["official"] == {"edition": 1639, "announced_since": 47, "total": 1686, "held": 1683}
    assert body["counts"] == {
        "major_groups": 8,
        "medium_groups": 79,
        "minor_groups": 450,
        "occupations": 1683,
        "work_types": 3035,
        "batches": 8,
        "sources": 13,
    }
    assert [edition["edition"] for edition in body["editions"]] == ["2015", "2022", "2022-draft"]


@pytest.mark.parametrize(
    ("on", "edition", "occupations", "batches", "official_total"),
    [
        ("2015-01-01", "2015", 1, 0, None),
        ("2019-03-31", "2015", 1, 0, None),
        ("2019-04-01", "2015", 14, 1, None),
        ("2022-09-27", "2015", 59, 4, None),
        ("2022-09-28", "2022", 1639, 5, 1639),
        ("2024-07-30", "2022", 1639, 5, 1639),
        ("2024-07-31", "2022", 1658, 6, 1658),
        ("2025-07-22", "2022", 1675, 7, 1675),
        ("2026-09-08", "2022", 1675, 7, 1675),
        ("2026-09-09", "2022", 1683, 8, 1686),
    ],
)
def test_the_counts_are_those_of_the_day(api, on, edition, occupations, batches, official_total):
    body = api.get("", on=on)
    assert body["meta"]["edition"] == edition
    assert (body["counts"]["occupations"], body["counts"]["batches"]) == (occupations, batches)
    assert (body["official"]["held"], body["official"]["total"]) == (occupations, official_total)


def test_a_partial_edition_says_so(api):
    body = api.get("", on="2022-09-27")
    assert body["meta"]["coverage"] == "partial"
    assert body["counts"]["major_groups"] == 0
    assert body["official"]["edition"] == 1481


@pytest.mark.parametrize(
    "name", ["editions", "groups", "occupations", "tree", "work_types", "batches", "sources", "problems"]
)
def test_its_links_lead_somewhere(api, name):
    link = api.get("")["links"][name]
    assert link.startswith("http://testserver/api/v1/")
    assert api.raw(link.removeprefix("http://testserver/api/v1")).status_code == 200


def test_the_concept_link_is_a_template(api):
    link = api.get("")["links"]["concept"]
    assert api.get(link.removeprefix("http://testserver/api/v1").format(id="C0005947"))["concept"] == "C0005947"


@pytest.mark.parametrize(
    ("instant", "day"),
    [("2026-11-21T15:59:59Z", "2026-11-21"), ("2026-11-21T16:00:00Z", "2026-11-22")],
)
def test_today_is_a_day_in_shanghai(api, instant, day):
    with time_machine.travel(instant, tick=False):
        assert api.get("")["meta"]["on"] == day


@pytest.mark.parametrize(("known_at", "edition", "occupations"), [(1, "2015", 1), (5, "2015", 59), (7, "2022", 1639)])
def test_an_earlier_revision_knows_less(api, known_at, edition, occupations):
    body = api.get("", known_at=known_at)
    assert (body["meta"]["edition"], body["counts"]["occupations"]) == (edition, occupations)
    assert body["meta"]["revision"] == known_at


def test_pages_are_no_parameter_of_the_root(api):
    assert api.problem("", "unknown-parameter", page_size=1)["errors"][0]["parameter"] == "page_size"
