"""GET /indicators and /indicators/{id}."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("standards")


def test_it_works(api):
    body = api.get("/indicators/internet-marketer-talent-gap-2025")
    assert (body["value"], body["lower"], body["upper"]) == (None, 30_000_000, 40_000_000)
    assert (body["unit_en"], body["as_of"], body["attributed_to_en"]) == ("people", "2025", "MOHRSS forecast")
    assert body["check"] == "not_checked"
    assert body["occupation"]["code"] == "4-01-06-02"
    assert body["sources"][0]["id"] == "press-new-occupations-2021"


def test_every_figure_has_one_form(api):
    rows = api.get("/indicators", page_size=100)["results"]
    assert len(rows) == 54
    for row in rows:
        forms = [row["value"] is not None, row["lower"] is not None, row["text_en"] is not None]
        assert sum(forms) == 1, row["id"]
        assert bool(row["unit_en"]) is (row["text_en"] is None), row["id"]
        assert row["attributed_to_zh"]
        assert row["confidence"] == "low"


def test_a_figure_is_as_stated(api):
    assert api.get("/indicators/kuaishou-ecommerce-growth-2024")["value"] == 28.2
    nearly = api.get("/indicators/digital-talent-gap-2022")
    assert (nearly["value"], nearly["qualifier"], nearly["occupation"]) == (11_000_000, "nearly", None)


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"code": "4-01-06-02"}, 5),
        ({"code": "4-01-02-07", "on": "2021-12-01"}, 5),
        ({"concept": "C0005947"}, 5),
        ({"measure": "pay"}, 2),
        ({"theme": "short_video"}, 4),
        ({"check": "repeated"}, 2),
        ({"q": "人才缺口"}, 2),
        ({"q": "CAICT"}, 7),
        ({"code": "4-01-06-02", "measure": "talent_gap"}, 1),
    ],
)
def test_filters(api, filters, count):
    assert api.get("/indicators", **filters)["count"] == count


def test_they_are_in_the_order_of_their_ids(api):
    rows = [row["id"] for row in api.get("/indicators", page_size=100)["results"]]
    assert rows == sorted(rows)


def test_what_is_not_there(api):
    api.problem("/indicators/nothing", "unknown-indicator")
    api.problem("/indicators/Nothing!", "malformed-parameter")
    api.problem("/indicators", "malformed-parameter", measure="luck")
    api.problem("/indicators", "unknown-parameter", level="level3")
    assert api.get("/indicators", code="4-01-02-07")["meta"]["unmatched"][0]["reason"] == "not-valid"
    assert api.get("/indicators", known_at=11)["count"] == 0
