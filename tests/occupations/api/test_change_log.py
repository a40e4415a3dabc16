"""GET /changes: both axes, every filter, pages, schedules, replays and nonsense."""

from __future__ import annotations

import itertools
import json
from datetime import date

import pytest
import time_machine

from occupations.actions.batches import announce_batch, supplement_batch
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Change, Item, Succession
from tests import world
from tests.conftest import without_links
from tests.world import NEW, OTHER, change

MARKETER = "C0005947"  # 互联网营销师: 4-01-02-07 until 2022-09-28, 4-01-06-02 from then on
NOW = "2026-11-21T12:00:00+08:00"
SCHEDULED = date(2026, 12, 1)


def every(api, /, **parameters):
    """The results of all pages. Not held against the contract: that is slow for thousands of rows."""
    link, found = "/api/v1/changes", []
    while link:
        body = api.client.get(link, parameters).json()
        found += body["results"]
        link, parameters = body["next"], {}
    return found


def latest(api):
    return api.get("/changes", since=0, page_size=1)["meta"]["revision"]


def announce(*changes, on=SCHEDULED, number=9):
    return announce_batch(
        batch=world.batch(number, on, edition="2022"), changes=changes, sources=[world.BOOK], by=LOADER, reason="a test"
    )


def marketer(**values):
    return Item.objects.current().get(concept=MARKETER, edition="2022", valid_to=None, **values)


def rename(on=SCHEDULED):
    return announce(change("renamed", MARKETER, "网络营销师", former_name_zh="互联网营销师"), on=on)


def misprint(**values):
    return correct(corrections=[Correction(marketer(), values)], by=LOADER, reason="misprint")


# --- along the days ------------------------------------------------------------------------------


def test_it_works(api):
    body = api.get("/changes", kind="renamed")
    [event] = body["results"]
    assert (event["code"], event["name_zh"], event["effective_on"], event["batch"]) == (
        "4-13-04-04",
        "研学旅游指导师",
        "2024-07-31",
        6,
    )
    assert [row["name_zh"] for row in event["before"]] == ["研学旅行指导师"]
    assert [row["name_zh"] for row in event["after"]] == ["研学旅游指导师"]
    assert (event["before"][0]["valid_to"], event["after"][0]["valid_from"]) == ("2024-07-31", "2024-07-31")
    assert (event["act"], [source["id"] for source in event["sources"]]) == ("announce_batch", ["batch-6"])


@pytest.mark.parametrize(
    ("first", "end", "batches"),
    [
        ("2024-07-31", "2024-08-01", {6}),
        ("2024-07-30", "2024-07-31", set()),
        ("2024-08-01", "2025-07-22", set()),
        ("2024-07-31", "2024-07-31", set()),
        ("2024-07-31", "2025-07-22", {6}),
        ("2024-07-31", "2025-07-23", {6, 7}),
        ("2026-09-09", None, {8}),
        (None, "2019-04-02", {1, None}),
        (None, "2019-04-01", {None}),
    ],
)
def test_the_days_are_half_open(api, first, end, batches):
    given = {name: day for name, day in (("from", first), ("to", end)) if day}
    found = every(api, page_size=5000, **given)
    assert {event["batch"] for event in found if event["effective_on"] != "2015-01-01"} == batches - {None}


def test_neighbouring_periods_together_are_the_whole(api):
    days = ["2022-09-29", "2024-07-31", "2024-08-01", "2025-07-22", "2026-11-22"]
    whole = every(api, page_size=5000, **{"from": days[0], "to": days[-1]})
    parts = [every(api, page_size=5000, **{"from": a, "to": b}) for a, b in itertools.pairwise(days)]
    assert [event for part in parts for event in part] == whole


def test_today_is_the_last_day(api):
    with time_machine.travel("2026-11-30T12:00:00+08:00", tick=False):
        rename()
        assert api.get("/changes", batch=9)["count"] == 0
    with time_machine.travel("2026-11-30T15:59:59Z", tick=False):
        assert api.get("/changes", batch=9)["count"] == 0
    with time_machine.travel("2026-11-30T16:00:00Z", tick=False):  # midnight in Shanghai
        assert api.get("/changes", batch=9)["count"] == 1


@time_machine.travel(NOW, tick=False)
def test_what_is_scheduled_is_shown_where_it_is_asked_for(api):
    announce(
        change("renamed", MARKETER, "网络营销师", former_name_zh="互联网营销师"),
        change("new_occupation", NEW, "元宇宙向导", 2, code="4-13-01-90"),
    )
    for period in ({}, {"from": "2026-12-01"}, {"to": "2031-01-01"}, {"from": "2026-12-01", "to": "2026-12-02"}):
        assert api.get("/changes", batch=9, **period)["count"] == 0
        seen = api.get("/changes", batch=9, include="scheduled", **period)
        assert {(e["name_zh"], *e["kinds"], e["effective_on"]) for e in seen["results"]} == {
            ("网络营销师", "renamed", "2026-12-01"),
            ("元宇宙向导", "added", "2026-12-01"),
        }
        assert seen["meta"]["include"] == ["scheduled"]
    assert api.get("/changes", batch=9, include="scheduled", to="2026-12-01")["count"] == 0


@time_machine.travel(NOW, tick=False)
def test_the_rows_of_an_event_do_not_tell_of_an_end_that_is_only_scheduled(api):
    rename()
    [event] = api.get("/changes", concept=MARKETER, resource="item", **{"from": "2022-09-28"})["results"]
    assert [row["valid_to"] for row in event["after"]] == [None]
    shown = api.get("/changes", concept=MARKETER, resource="item", include="scheduled", **{"from": "2022-09-28"})
    assert shown["results"][0]["after"][0]["valid_to"] == "2026-12-01"


# --- along the revisions -------------------------------------------------------------------------


@time_machine.travel(NOW, tick=False)
def test_what_is_scheduled_stands_in_the_revisions_at_once(api):
    since = latest(api)
    rename()
    found = {event["resource"]: event for event in api.get("/changes", since=since)["results"]}
    assert set(found) == {"batch", "change", "item", "source"}
    assert (found["item"]["effective_on"], found["item"]["kinds"]) == ("2026-12-01", ["renamed"])
    before, after = found["item"]["before"], found["item"]["after"]
    assert [(row["name_zh"], row["valid_from"], row["valid_to"]) for row in before] == [
        ("互联网营销师", "2022-09-28", None)
    ]
    assert [(row["name_zh"], row["valid_from"], row["valid_to"]) for row in after] == [
        ("互联网营销师", "2022-09-28", "2026-12-01"),
        ("网络营销师", "2026-12-01", None),
    ]


@pytest.mark.parametrize("kind", ["split", "merged"])
def test_a_scheduled_succession_is_named_at_once_and_stays_so(api, kind):
    with time_machine.travel(NOW, tick=False):
        since = latest(api)
        announce(
            change(kind, MARKETER, "互联网营销师", successors=(NEW, OTHER)),
            change("new_occupation", NEW, "甲营销师", 2, code="4-01-06-91"),
            change("new_occupation", OTHER, "乙营销师", 3, code="4-01-06-92"),
        )
        [at_once] = api.get("/changes", since=since, concept=MARKETER, resource="item")["results"]
    with time_machine.travel("2026-12-02T12:00:00+08:00", tick=False):
        [later] = api.get("/changes", since=since, concept=MARKETER, resource="item")["results"]
    assert (at_once["kinds"], later["kinds"]) == ([kind], [kind])
    assert at_once == later


def test_every_revision_tells_all_that_it_wrote(api):
    """Whoever applies before and after in order holds the rows of the registry."""
    found = every(api, since=0, page_size=1000)
    assert [event["revision"] for event in found] == sorted(event["revision"] for event in found)
    assert {event["revision"] for event in found} == set(range(1, latest(api) + 1))
    held: dict[str, list[str]] = {}
    for event in found:
        about = event["resource"]
        rows = held.setdefault(about, [])
        for row in event["before"]:
            assert row["recorded_to"] == event["revision"]
            rows.remove(json.dumps({**row, "recorded_to": None}, sort_keys=True))
        for row in event["after"]:
            assert (row["recorded_from"], row["recorded_to"]) == (event["revision"], None)
            rows.append(json.dumps(row, sort_keys=True))
    assert len(held["item"]) == Item.objects.current().count()
    assert len(held["succession"]) == Succession.objects.current().count()


def test_since_goes_on_where_it_stopped(api):
    whole = every(api, since=7, page_size=5000)
    for since in (8, 10):
        assert every(api, since=since, page_size=5000) == [event for event in whole if event["revision"] > since]
    assert api.get("/changes", since=latest(api))["results"] == []


@time_machine.travel(NOW, tick=False)
def test_a_correction_is_one_along_the_revisions_and_history_along_the_days(api):
    since = latest(api)
    misprint(name_zh="网络营销师")
    [event] = api.get("/changes", since=since)["results"]
    assert (event["kinds"], event["effective_on"]) == (["corrected"], None)
    assert (event["before"][0]["name_zh"], event["after"][0]["name_zh"]) == ("互联网营销师", "网络营销师")
    along = api.get("/changes", concept=MARKETER, resource="item", **{"from": "2022-01-01"})["results"]
    assert [(e["effective_on"], e["kinds"]) for e in along] == [("2022-09-28", ["renamed", "recoded"])]
    assert along[0]["after"][0]["name_zh"] == "网络营销师"


@time_machine.travel(NOW, tick=False)
def test_what_was_unconfirmed_and_is_confirmed_later(api):
    since, name = latest(api), "动物实验工程技术人员"
    row = Change.objects.current().get(batch=8, name_zh=name)
    confirmed = change("new_occupation", NEW, name, row.number)
    supplement_batch(number=8, changes=[confirmed], sources=[world.BOOK], by=LOADER, reason="the list was found")
    found = {event["resource"]: event for event in api.get("/changes", since=since, batch=8)["results"]}
    assert {resource: event["kinds"] for resource, event in found.items() if resource != "source"} == {
        "item": ["added"],
        "change": ["corrected"],
    }
    assert found["item"]["effective_on"] == "2026-09-09"
    along = api.get("/changes", batch=8, **{"from": "2026-09-09"})["results"]
    assert (name, ["added"]) in [(event["name_zh"], event["kinds"]) for event in along]
    assert name not in str(api.get("/changes", batch=8, known_at=since, **{"from": "2026-09-09"})["results"])


# --- replay --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/changes?from=2024-07-31", f"/changes?concept={MARKETER}", "/changes?since=9"])
@pytest.mark.parametrize("event", [misprint, lambda name_zh: rename()])
@time_machine.travel(NOW, tick=False)
def test_a_replay_equals_the_original(api, path, event):
    original = api.client.get(f"/api/v1{path}&page_size=5000").json()
    event(name_zh="网络营销师")
    for known_at in (original["meta"]["known_at"], original["meta"]["revision"]):
        replay = api.client.get(f"/api/v1{path}&page_size=5000&known_at={known_at}").json()
        assert without_links(replay) == without_links(original)


def test_a_replay_does_not_know_what_took_effect_since(api):
    with time_machine.travel(NOW, tick=False):
        rename()
        original = api.get("/changes", concept=MARKETER)
    with time_machine.travel("2026-12-02T12:00:00+08:00", tick=False):
        assert api.get("/changes", concept=MARKETER)["count"] == original["count"] + 1
        replay = api.get("/changes", concept=MARKETER, known_at=original["meta"]["known_at"])
        assert without_links(replay) == without_links(original)


def test_what_was_not_recorded_yet_is_not_known(api):
    assert {e["batch"] for e in every(api, known_at=2)} <= {None, 1}
    assert api.get("/changes", known_at=5, batch=6)["count"] == 0
    found = every(api, since=3, known_at=4)
    assert {event["revision"] for event in found} == {4}
    assert api.problem("/changes", "unknown-revision", since=5, known_at=4)["latest_revision"] == 4


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("axis", [{"from": "2022-09-29"}, {"since": 7}])
@time_machine.travel(NOW, tick=False)
def test_pages_give_every_event_once_while_a_revision_is_made(api, axis):
    whole = every(api, batch=6, **axis)
    first = api.get("/changes", page_size=7, batch=6, **axis)
    misprint(name_zh="网络营销师")
    seen, body = first["results"], first
    while link := body["next"]:
        body = api.raw(link.removeprefix("http://testserver/api/v1")).json()
        assert (body["meta"], body["count"]) == (first["meta"], first["count"])
        seen += body["results"]
    assert seen == whole
    assert len({event["id"] for event in seen}) == len(seen) == first["count"]


def test_ids_are_unique_and_stay(api):
    for axis in ({}, {"since": 0}):
        found = every(api, page_size=5000, **axis)
        assert len({event["id"] for event in found}) == len(found)
    assert every(api, page_size=2500, **axis) == found


# --- filters and nonsense ------------------------------------------------------------------------

# After the edition of 2022, so that it is quick; all filters have something to choose there.
AXES = [{"from": "2022-09-29"}, {"since": 7}]


@pytest.mark.parametrize("axis", AXES)
def test_each_filter_alone_chooses_what_it_says(api, axis):
    whole = every(api, page_size=5000, **axis)

    def codes(event):
        return {row.get("code") for row in (*event["before"], *event["after"])}

    told = {
        ("kind", "recoded"): lambda e: "recoded" in e["kinds"],
        ("kind", "added"): lambda e: "added" in e["kinds"],
        ("resource", "work_type"): lambda e: e["resource"] == "work_type",
        ("batch", "6"): lambda e: e["batch"] == 6,
        ("code", "4-05-02-00"): lambda e: "4-05-02-00" in codes(e),
        ("code", "4-05-02-01,4-13*"): lambda e: any(c and (c == "4-05-02-01" or c[:4] == "4-13") for c in codes(e)),
        ("code", "4-0"): lambda e: False,
        ("concept", "C0022208"): lambda e: "C0022208" in str((e["before"], e["after"])),
    }
    for (name, value), chosen in told.items():
        assert (value == "4-0") != any(map(chosen, whole)), (name, value)
        assert every(api, page_size=5000, **axis, **{name: value}) == [e for e in whole if chosen(e)], (name, value)


@pytest.mark.parametrize("axis", AXES)
def test_filters_together_choose_what_all_of_them_say(api, axis):
    given = {"kind": "recoded", "resource": "item", "batch": 6, "code": "4-05*", "concept": "C0022208"}
    sets = {
        name: {event["id"] for event in every(api, page_size=5000, **axis, **{name: value})}
        for name, value in given.items()
    }
    for names in itertools.combinations(given, 3):
        found = every(api, **axis, **{name: given[name] for name in names})
        assert {event["id"] for event in found} == set.intersection(*(sets[name] for name in names)), names


@pytest.mark.parametrize("axis", [{"from": "2026-11-02"}, {"since": 11}])
@time_machine.travel(NOW, tick=False)
def test_the_old_and_the_new_group_see_a_move_as_it_is(api, axis):
    groups = [api.get(f"/groups/{code}")["concept"] for code in ("4-01-06", "4-13-01")]
    announce(
        change("moved", MARKETER, "互联网营销师", code="4-13-01-90", former_code="4-01-06-02"), on=date(2026, 11, 2)
    )
    whole = api.get("/changes", concept=MARKETER, resource="item", **axis)["results"]
    assert [event["kinds"] for event in whole] == [["recoded", "moved"]]
    for group in groups:
        seen = [e for e in api.get("/changes", concept=group, **axis)["results"] if e["concept"] == MARKETER]
        assert seen in ([], whole)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("from", day)
            for day in ("2024", "2024-02-30", "20240731", "today", "２０２４-07-31", "2024-07-31T00:00:00Z")
        ),
        *(("to", day) for day in ("0000-00-00", "2022-draft")),
        *(("since", text) for text in ("-1", "01", "1.0", "1e3", "x", "١", "9999999999")),
        *(("kind", text) for text in ("Renamed", "new_occupation", "renamed,recoded")),
        *(("resource", text) for text in ("items", "revision", "Item", "auth_user")),
        *(("batch", text) for text in ("0", "-1", "six", "10000")),
        *(("code", text) for text in ("9", "4_01", "*", "4-01,", "4-01 ", "4-01\n")),
        *(("concept", text) for text in ("5947", "C000594", "C0005947,C0003179", "c0005947", "C0005947\n")),
        ("include", "everything"),
        ("known_at", "now"),
        ("page_size", "0"),
        ("format", "svg"),
    ],
)
def test_a_malformed_parameter_names_itself(api, name, value):
    body = api.problem("/changes", "malformed-parameter", **{name: value})
    assert (body["status"], [error["parameter"] for error in body["errors"]]) == (400, [name])


@pytest.mark.parametrize("name", ["on", "edition", "q", "ordering", "until"])
def test_an_unknown_parameter_is_refused(api, name):
    body = api.problem("/changes", "unknown-parameter", **{name: "x"})
    assert [error["parameter"] for error in body["errors"]] == [name]


def test_days_and_revisions_contradict_each_other(api):
    given = {"from": "2024-01-01", "to": "2025-01-01", "include": "scheduled"}
    body = api.problem("/changes", "contradictory-parameters", since=0, **given)
    assert {error["parameter"] for error in body["errors"]} == set(given)
    cursor = api.get("/changes", page_size=1)["next"].partition("cursor=")[2].partition("&")[0]
    body = api.problem("/changes", "contradictory-parameters", cursor=cursor, batch=6)
    assert [error["parameter"] for error in body["errors"]] == ["batch"]


def test_a_period_that_ends_before_it_begins_contradicts_itself(api):
    body = api.problem("/changes", "contradictory-parameters", **{"from": "2025-01-01", "to": "2024-01-01"})
    assert {error["parameter"] for error in body["errors"]} <= {"from", "to"}
    assert body["status"] == 409


def test_a_revision_to_come_is_not_there_yet(api):
    number = latest(api)
    body = api.problem("/changes", "unknown-revision", since=number + 1)
    assert (body["status"], body["latest_revision"]) == (404, number)


def test_what_a_standard_brought_takes_effect_on_the_day_of_the_standard(api, standards):
    events = [e for e in every(api, since=11) if e["act"] == "publish_standards"]
    brought = {e["name_zh"]: e["effective_on"] for e in events if e["resource"] == "work_type"}
    assert brought == dict.fromkeys(["视频创推员", "选品员", "平台管理员"], "2021-10-15")
    assert {e["effective_on"] for e in events if e["resource"] == "skill_standard"} == {None}
