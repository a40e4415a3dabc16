"""GET /concepts/{id}/history and /occupations/{code}/history: a whole life, as data and as a drawing."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
import time_machine

from occupations.actions.batches import announce_batch
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Item
from tests import world
from tests.conftest import without_links
from tests.world import NEW, OTHER, change

MARKETER, STREAMER, DISPATCHER = "C0005947", "C0003179", "C0012155"
NOW = "2026-11-21T12:00:00+08:00"
SVG = "{http://www.w3.org/2000/svg}"


def announce(*changes, on):
    announce_batch(
        batch=world.batch(9, on, edition="2022"), changes=changes, sources=[world.BOOK], by=LOADER, reason="a test"
    )


def drawing(api, path, **parameters):
    answer = api.raw(path, {"format": "svg", **parameters})
    assert (answer.status_code, answer["content-type"].partition(";")[0]) == (200, "image/svg+xml")
    return answer.content


def parsed(text):
    return ElementTree.fromstring(text)  # noqa: S314 - our own answer


def bars(svg):
    """The titles of the bars."""
    root = parsed(svg)
    return [title.text for rect in root.iter(f"{SVG}rect") if (title := rect.find(f"{SVG}title")) is not None]


def stretches(body):
    """What a drawing shows of an answer: drafts only where there is nothing else."""
    lines = [[p for p in line["periods"] if not p["draft"]] or line["periods"] for line in body["lines"]]
    return [period for line in lines for period in line]


def test_it_works(api):
    body = api.get(f"/concepts/{MARKETER}/history")
    assert (body["concept"], body["kind"]) == (MARKETER, "occupation")
    [line] = body["lines"]
    assert [(p["code"], p["valid_from"], p["valid_to"], p["edition"], p["draft"]) for p in line["periods"]] == [
        ("4-01-02-07", "2020-07-06", "2022-09-28", "2015", False),
        ("4-01-06-02", "2022-07-11", "2022-07-22", "2022-draft", True),
        ("4-01-06-02", "2022-09-28", None, "2022", False),
    ]
    own = [event for event in body["changes"] if event["concept"] == MARKETER]
    assert [(e["effective_on"], e["kinds"], e["batch"]) for e in own] == [
        ("2020-07-06", ["added"], 3),
        ("2022-09-28", ["recoded"], None),
    ]
    assert [[source["id"] for source in e["sources"]] for e in own] == [["batch-3"], ["dictionary-2022"]]


def test_its_changes_are_those_of_the_change_log(api):
    for concept in (MARKETER, "C0022208"):
        body = api.get(f"/concepts/{concept}/history")
        assert body["changes"] == api.get("/changes", concept=concept, page_size=500)["results"]


def test_what_it_came_from_stands_with_it(api):
    body = api.get("/occupations/4-07-03-06/history")
    links = {(s["predecessor"], s["successor"], s["relation"]) for s in body["successions"]}
    assert links >= {
        ("C0036029", DISPATCHER, "split"),
        ("C0036029", "C0021125", "split"),
        ("C0010342", DISPATCHER, "raised"),
    }
    lines = {line["concept"]: line for line in body["lines"]}
    assert set(lines) == {concept for link in links for concept in link[:2]}
    assert lines["C0010342"]["resource"] == "work_type"
    assert [p["draft"] for p in lines["C0036029"]["periods"]] == [True]
    assert [p["name_zh"] for p in lines[DISPATCHER]["periods"]] == ["劳务派遣管理员"]
    # From whichever end it is asked for, it is the same family.
    for other in lines:
        assert {line["concept"] for line in api.get(f"/concepts/{other}/history")["lines"]} == set(lines)


def test_the_code_of_a_day_is_the_occupation_of_that_day(api):
    courier = api.get("/occupations/4-02-07-10/history", on="2021-01-01")
    postal = api.get("/occupations/4-02-07-10/history")
    assert courier["lines"][0]["periods"][0]["name_zh"] == "网约配送员"
    assert postal["lines"][0]["periods"][-1]["name_zh"] == "国际快递业务师"
    assert courier["concept"] != postal["concept"]
    by_concept = api.get(f"/concepts/{postal['concept']}/history")
    assert by_concept == postal
    assert api.get("/occupations/4-07-03-06/history", edition="2022-draft")["concept"] == "C0036029"


def test_a_group_has_a_history_too(api):
    concept = api.get("/groups/2-07-08")["concept"]
    body = api.get(f"/concepts/{concept}/history")
    assert (body["kind"], body["lines"][0]["resource"]) == ("group", "group")
    assert [e["concept"] for e in body["changes"] if e["concept"] == concept] == [concept]


def test_a_life_is_told_whole_whichever_of_its_codes_is_asked_for(api):
    former, present = (api.get(f"/occupations/{code}/history", on=on) for code, on in
                       (("4-01-02-07", "2021-01-01"), ("4-01-06-02", "2026-11-21")))  # fmt: skip
    assert (former["lines"], former["changes"]) == (present["lines"], present["changes"])
    assert (former["until"], present["until"]) == ("2022-09-28", "2026-11-21")


def test_what_is_scheduled_is_hidden_until_its_day(api):
    path = f"/concepts/{MARKETER}/history"
    with time_machine.travel(NOW, tick=False):
        before = api.get(path)
        announce(
            change("split", MARKETER, "互联网营销师", successors=(NEW, OTHER)),
            change("new_occupation", NEW, "甲营销师", 2, code="4-01-06-91"),
            change("new_occupation", OTHER, "乙营销师", 3, code="4-01-06-92"),
            on=date(2026, 12, 1),
        )
        hidden = api.get(path)
        assert (hidden["lines"], hidden["successions"]) == (before["lines"], [])
        assert [event["id"] for event in hidden["changes"]] == [event["id"] for event in before["changes"]]
        shown = api.get(path, include="scheduled", on="2026-12-01")
        assert {line["concept"] for line in shown["lines"]} == {MARKETER, NEW, OTHER}
        assert shown["changes"][-1]["effective_on"] == "2026-12-01"
        assert len(bars(drawing(api, path))) == len(stretches(before))
        assert len(bars(drawing(api, path, include="scheduled", on="2026-12-01"))) == len(stretches(shown)) == 4
    with time_machine.travel("2026-12-01T00:00:00+08:00", tick=False):
        assert {line["concept"] for line in api.get(path)["lines"]} == {MARKETER, NEW, OTHER}
        replay = api.get(path, on=hidden["meta"]["on"], known_at=hidden["meta"]["known_at"])
        assert without_links(replay) == without_links(hidden)


@pytest.mark.parametrize("asked", [{}, {"edition": "2022-draft"}, {"edition": "2022"}, {"on": "2026-12-24"}])
@time_machine.travel(NOW, tick=False)
def test_whatever_is_asked_no_schedule_shows_through(api, asked):
    announce(change("renamed", MARKETER, "网络营销师", former_name_zh="互联网营销师"), on=date(2026, 12, 1))
    body = api.get("/occupations/4-01-06-02/history", **asked)
    assert "网络营销师" not in str(body)
    assert "2026-12-01" not in str(body)


@time_machine.travel(NOW, tick=False)
def test_a_replay_equals_the_original(api):
    path = f"/concepts/{MARKETER}/history"
    original, drawn = api.get(path), drawing(api, path)
    row = Item.objects.current().get(concept=MARKETER, edition="2022")
    correct(corrections=[Correction(row, {"name_zh": "网络营销师"})], by=LOADER, reason="misprint")
    changed = api.get(path)
    assert [p["name_zh"] for p in changed["lines"][0]["periods"]] == ["互联网营销师", "互联网营销师", "网络营销师"]
    replay = api.get(path, known_at=original["meta"]["revision"])
    assert without_links(replay) == without_links(original)
    assert drawing(api, path, known_at=original["meta"]["revision"]) == drawn


# --- the drawing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [f"/concepts/{MARKETER}/history", "/occupations/4-07-03-06/history", "/concepts/C0036029/history"]
)
def test_a_drawing_has_one_bar_for_each_stretch_and_an_arrow_for_each_succession(api, path):
    body = api.get(path)
    svg = drawing(api, path)
    assert len(bars(svg)) == len(stretches(body))
    for told, period in zip(
        sorted(bars(svg)), sorted(f"{p['code'] or '–'} {p['name_zh']}" for p in stretches(body)), strict=True
    ):
        assert told.startswith(period)
    root = parsed(svg)
    assert root.tag == f"{SVG}svg"
    assert len(list(root.iter(f"{SVG}path"))) == len(body["successions"])
    assert root.find(f"{SVG}title").text.startswith(body["concept"])
    assert drawing(api, path) == svg
    assert api.raw(path, accept="image/svg+xml").content == svg


def test_nothing_lies_outside_a_drawing(api):
    root = parsed(drawing(api, "/occupations/4-07-03-06/history"))
    _x, _y, width, height = map(float, root.get("viewBox").split())
    for rect in list(root.iter(f"{SVG}rect"))[1:]:
        x, y, wide, high = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= y + high <= height


@pytest.mark.parametrize("name", ['<&">', "</svg><script>alert(1)</script>", "]]>", "&amp;", "\U0001f35e"])
@time_machine.travel(NOW, tick=False)
def test_a_name_is_text_whatever_it_looks_like(api, name):
    row = Item.objects.current().get(concept=MARKETER, edition="2022")
    correct(corrections=[Correction(row, {"name_zh": name})], by=LOADER, reason="nonsense")
    svg = drawing(api, f"/concepts/{MARKETER}/history")
    assert any(name in told for told in bars(svg))
    root = parsed(svg)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "g", "title", "rect", "text", "line", "path", "polygon")
    }
    assert api.get(f"/concepts/{MARKETER}/history")["lines"][0]["periods"][-1]["name_zh"] == name


def test_a_drawing_speaks_the_language_asked_for(api):
    path = f"/concepts/{MARKETER}/history"
    assert "until further notice" in drawing(api, path, lang="en").decode()
    assert "until further notice" not in drawing(api, path, lang="zh").decode()


def test_every_concept_can_be_told_and_drawn(api):
    """A sample of all kinds, among them items without a code and those that a draft alone held."""
    ids = sorted(Item.objects.current().values_list("concept", flat=True).distinct())
    ids = [*ids[::300], *Item.objects.current().filter(code=None).values_list("concept", flat=True)[:3]]
    for concept in ids:
        body = api.get(f"/concepts/{concept}/history")
        assert len(bars(drawing(api, f"/concepts/{concept}/history"))) == len(stretches(body)) > 0


# --- nonsense ------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["json", "svg"])
def test_what_is_not_there_helps(api, format):
    assert api.problem("/concepts/C9999999/history", "unknown-concept", format=format)["status"] == 404
    body = api.problem("/occupations/4-01-02-07/history", "not-valid", format=format)
    assert [s["code"] for s in body["successors"]] == ["4-01-06-02"]
    assert api.problem("/occupations/4-01-02-99/history", "unknown-code", format=format)["status"] == 404
    assert api.problem("/occupations/4-01-01-01/history", "not-held", on="2021-01-01", format=format)["status"] == 404


@pytest.mark.parametrize(
    ("path", "name"),
    [("/concepts/5947/history", "id"), ("/concepts/C000594٧/history", "id"), ("/occupations/4-01/history", "code")],
)
def test_a_malformed_address_names_its_part(api, path, name):
    assert api.problem(path, "malformed-parameter")["errors"][0]["parameter"] == name


def test_parameters_are_strict(api):
    path = f"/concepts/{MARKETER}/history"
    assert api.problem(path, "malformed-parameter", format="png")["errors"][0]["parameter"] == "format"
    assert api.problem(path, "unknown-parameter", page_size=1)["errors"][0]["parameter"] == "page_size"
    answer = api.raw(path, accept="text/csv")
    assert (answer.status_code, answer.json()["available"]) == (406, ["application/json", "image/svg+xml"])
