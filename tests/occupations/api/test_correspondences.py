"""GET /correspondences and /correspondences/{id}: pairs, relations, cardinalities, both ways round, and CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date

import pytest
import time_machine

from occupations.actions.batches import announce_batch
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Item
from tests import world
from tests.conftest import without_links
from tests.world import NEW, OTHER, change

DRAFT, OLD = "/correspondences/2022-draft-to-2022", "/correspondences/2015-to-2022"
MARKETER, DEALER = "C0005947", "C0008206"


def rows(api, table, /, **parameters):
    """All rows; not held against the contract where there are thousands."""
    body = api.client.get(f"/api/v1{table}", {"page_size": 5000, **parameters}).json()
    assert "results" in body, body
    assert body["next"] is None
    return body["results"]


def told(row):
    """A row as one compares it: from, to, relation, cardinality."""
    sides = [row[side] and (row[side]["concept"], row[side]["code"]) for side in ("source", "target")]
    return (*sides, row["relation"], row["cardinality"])


def turned(row):
    source, target, relation, cardinality = told(row)
    relation = {"broader": "narrower", "narrower": "broader"}.get(relation, relation)
    return target, source, relation, {"1:n": "n:1", "n:1": "1:n"}.get(cardinality, cardinality)


def test_it_works(api):
    body = api.get("/correspondences")
    assert [(t["id"], t["source"], t["target"]) for t in body["results"]] == [
        ("2015-to-2022", "2015", "2022"),
        ("2022-draft-to-2022", "2022-draft", "2022"),
    ]


def test_the_draft_against_the_published_edition(api):
    found = rows(api, DRAFT)
    assert Counter(row["relation"] for row in found) == {"exact": 2142 + 7 + 19, "narrower": 2, "none": 9}
    assert {
        (row["source"]["code"], row["target"]["code"], row["cardinality"])
        for row in found
        if row["relation"] == "narrower"
    } == {
        ("4-07-03-06", "4-07-03-06", "1:n"),
        ("4-07-03-06", "4-07-03-07", "1:n"),
    }
    assert {row["cardinality"] for row in found if row["relation"] == "exact"} == {"1:1"}
    assert {row["cardinality"] for row in found if row["relation"] == "none"} == {None}
    alone = [row["target"] or row["source"] for row in found if row["relation"] == "none"]
    assert {place["name_zh"] for place in alone if place["code"].count("-") == 3} == {
        *("碳管理工程技术人员", "康复技师", "版权运营专业人员", "检察辅助人员", "酱腌菜制作工"),
        *("网络安全等级保护测评师", "版权服务师", "康复治疗师"),
    }
    assert Counter(row["justification"] for row in found) == {
        "same_concept": 2142 + 7 + 19,
        "split": 2,
        "added": 6,
        "ended": 3,
    }


def test_every_item_of_both_editions_stands_in_it(api):
    found = rows(api, DRAFT)
    for side, edition in (("source", "2022-draft"), ("target", "2022")):
        places = {row[side]["concept"] for row in found if row[side]}
        held = Item.objects.current().filter(edition=edition)
        if edition == "2022":
            held = held.filter(valid_from=date(2022, 9, 28))
        assert places == set(held.values_list("concept", flat=True))


def test_2015_against_2022_says_what_it_cannot_compare(api):
    body = api.get(OLD, page_size=100)
    assert (body["count"], body["meta"]["not_comparable"]) == (78, 2099)
    [row] = api.get(OLD, source="4-01-02-07")["results"]
    assert told(row) == ((MARKETER, "4-01-02-07"), (MARKETER, "4-01-06-02"), "exact", "1:1")
    assert [source["id"] for source in row["sources"]] == ["batch-3", "dictionary-2022"]
    assert row["justification"] == "same_concept"


@pytest.mark.parametrize("table", [DRAFT, OLD])
def test_inverted_is_the_same_table_read_backwards(api, table):
    forwards, backwards = rows(api, table), rows(api, table, inverted="true")
    assert sorted(map(str, map(told, backwards))) == sorted(map(str, map(turned, forwards)))
    assert sorted(map(str, map(turned, backwards))) == sorted(map(str, map(told, forwards)))
    assert rows(api, table, inverted="false") == forwards
    metas = [api.get(table, page_size=1, inverted=way)["meta"] for way in ("false", "true")]
    assert (metas[0]["source"], metas[0]["target"]) == (metas[1]["target"], metas[1]["source"])


def test_rows_are_in_the_order_of_the_sources_codes(api):
    for inverted in ("false", "true"):
        codes = [row["source"]["code"] for row in rows(api, DRAFT, inverted=inverted) if row["source"]]
        assert codes == sorted(codes)


def test_each_filter_chooses_what_it_says(api):
    whole = rows(api, DRAFT)

    def code(row, side):
        return (row[side] or {}).get("code") or ""

    for given, chosen in [
        ({"source": "4-07-03-06"}, lambda r: code(r, "source") == "4-07-03-06"),
        ({"target": "4-07*"}, lambda r: code(r, "target").startswith("4-07")),
        ({"source": "4-13*,2-10*", "target": "4-13*"}, lambda r: code(r, "source")[:4] in ("4-13", "2-10")
            and code(r, "target")[:4] == "4-13"),
        ({"relation": "none"}, lambda r: r["relation"] == "none"),
        ({"relation": "none", "source": "4*"}, lambda r: r["relation"] == "none" and code(r, "source")[:1] == "4"),
        ({"relation": "overlapping"}, lambda r: False),
        ({"source": "8-99"}, lambda r: False),
    ]:  # fmt: skip
        assert rows(api, DRAFT, **given) == [row for row in whole if chosen(row)], given
    [row] = rows(api, DRAFT, inverted="true", source="4-13-01-08")
    assert (row["target"]["code"], row["target"]["name_zh"]) == ("2-10-05-02", "手语翻译")


def test_on_takes_the_edition_in_force_as_it_was_then(api):
    today = rows(api, OLD, on="2026-11-20")
    assert Counter(row["justification"] for row in today)["added"] == 19 + 44
    names = [rows(api, DRAFT, target="4-13-04-04", **day)[0]["target"]["name_zh"] for day in ({"on": "2026-11-20"}, {})]
    assert names == ["研学旅游指导师", "研学旅行指导师"]
    early = api.get(OLD, on="2019-06-01", page_size=100)
    assert early["meta"]["source"]["on"] == "2019-06-01"
    assert Counter(row["justification"] for row in early["results"])["same_concept"] == 13
    assert api.get(DRAFT, on="2026-11-20", target="4-05-02-01")["count"] == 1
    assert api.get(DRAFT, on="2022-09-28", target="4-05-02-01")["count"] == 0


def test_pages_together_are_the_whole(api):
    whole, link, seen = rows(api, OLD), f"{OLD}?page_size=20", []
    while link:
        body = api.raw(link.removeprefix("http://testserver/api/v1")).json()
        seen, link = seen + body["results"], body["next"]
    assert seen == whole


# --- more than the real registry has yet ---------------------------------------------------------


@pytest.fixture
def _reshaped():
    """Two occupations, one of which is split, the other merged into one of the parts; and one replaced."""
    with time_machine.travel("2026-11-21T12:00:00+08:00", tick=False):
        announce_batch(
            batch=world.batch(9, date(2026, 11, 2), edition="2022"),
            changes=[
                change("split", MARKETER, "互联网营销师", successors=(NEW, OTHER)),
                change("merged", DEALER, "电子商务师", 2, successors=(OTHER,)),
                change("new_occupation", NEW, "甲营销师", 3, code="4-01-06-91"),
                change("new_occupation", OTHER, "乙营销师", 4, code="4-01-06-92"),
            ],
            sources=[world.BOOK],
            by=LOADER,
            reason="a test",
        )
        yield


@pytest.mark.usefixtures("_reshaped")
def test_cardinalities_count_both_ends(api):
    found = rows(api, DRAFT, on="2026-11-20", target="4-01-06-91,4-01-06-92")
    assert {(r["source"]["concept"], r["target"]["concept"], r["relation"], r["cardinality"]) for r in found} == {
        (MARKETER, NEW, "narrower", "1:n"),
        (MARKETER, OTHER, "narrower", "n:m"),
        (DEALER, OTHER, "broader", "n:1"),
    }
    back = rows(api, DRAFT, on="2026-11-20", source="4-01-06-91,4-01-06-92", inverted="true")
    assert {told(row) for row in back} == {turned(row) for row in found}


@pytest.mark.usefixtures("_reshaped")
def test_the_table_is_of_where_the_editions_meet_unless_a_day_is_given(api):
    assert [told(r)[2:] for r in rows(api, DRAFT, source="4-01-06-02")] == [("exact", "1:1")]
    assert rows(api, DRAFT, target="4-01-06-91") == []


def test_what_is_scheduled_is_hidden_until_its_day(api):
    with time_machine.travel("2026-11-21T12:00:00+08:00", tick=False):
        before = api.get("/correspondences")
        world.publish("world-next", date(2027, 6, 1), scheme="cn")
        assert without_links({**api.get("/correspondences"), "meta": 0}) == without_links({**before, "meta": 0})
        api.problem("/correspondences/2022-to-world-next", "unknown-correspondence")
        seen = api.get("/correspondences", include="scheduled")
        assert "2022-to-world-next" in {t["id"] for t in seen["results"]}
        table = api.get("/correspondences/2022-to-world-next", include="scheduled", page_size=1)
        assert (table["meta"]["source"]["on"], table["meta"]["target"]["on"]) == ("2027-05-31", "2027-06-01")
    with time_machine.travel("2027-06-01T00:00:00+08:00", tick=False):
        assert "2022-to-world-next" in {t["id"] for t in api.get("/correspondences")["results"]}


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_a_replay_equals_the_original(api):
    before = api.get(DRAFT, source="4-01-06*")
    row = Item.objects.current().get(concept=MARKETER, edition="2022")
    correct(corrections=[Correction(row, {"name_zh": "网络营销师"})], by=LOADER, reason="misprint")
    assert api.get(DRAFT, source="4-01-06*")["results"] != before["results"]
    replay = api.get(DRAFT, source="4-01-06*", known_at=before["meta"]["revision"])
    assert without_links(replay) == without_links(before)
    assert api.get("/correspondences", known_at=1)["results"] == []


# --- CSV and nonsense ----------------------------------------------------------------------------


@pytest.mark.parametrize("inverted", ["false", "true"])
def test_csv_says_what_json_says(api, inverted):
    found = rows(api, DRAFT, inverted=inverted)
    answer = api.raw(DRAFT, {"format": "csv", "inverted": inverted})
    assert answer["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(lines) == len(found) == 2179
    for line, row in zip(lines, found, strict=True):
        for side in ("source", "target"):
            for name in ("concept", "code", "name_zh", "name_en"):
                assert line[f"{side}.{name}"] == ((row[side] or {}).get(name) or "")
        for name in ("relation", "cardinality", "justification"):
            assert line[name] == (row[name] or "")
        assert line["sources.id"] == ";".join(source["id"] for source in row["sources"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source", "9"),
        ("target", "4-07-03-06;4"),
        ("relation", "close"),
        ("inverted", "yes"),
        ("inverted", "True"),
        ("on", "2022"),
        ("format", "svg"),
    ],
)
def test_a_malformed_parameter_names_itself(api, name, value):
    body = api.problem(DRAFT, "malformed-parameter", **{name: value})
    assert [error["parameter"] for error in body["errors"]] == [name]


def test_what_is_not_there_helps(api):
    body = api.problem("/correspondences/2022-to-2015", "unknown-correspondence")
    assert (body["status"], body["correspondences"]) == (404, ["2015-to-2022", "2022-draft-to-2022"])
    body = api.problem(DRAFT, "outside-edition", on="2022-09-27")
    assert (body["valid_from"], body["valid_to"]) == ("2022-09-28", None)
    assert api.problem(DRAFT, "outside-period", on="2014-12-31")["first_day"] == "2015-01-01"
    assert api.problem("/correspondences/Nope_", "malformed-parameter")["errors"][0]["parameter"] == "id"
    assert api.problem("/correspondences", "unknown-parameter", source="4")["errors"][0]["parameter"] == "source"
    answer = api.raw(DRAFT, accept="image/svg+xml")
    offered = answer.json()["available"]
    assert (answer.status_code, offered[:2], offered[-2:]) == (
        406,
        ["application/json", "text/csv"],
        ["application/ld+json", "text/turtle"],
    )
