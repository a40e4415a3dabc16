"""Every kind of change: in the words of the module, and brought about once for real along both times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from occupations import transitions
from occupations.actions.batches import announce_batch
from occupations.actions.corrections import Correction, correct, edit_text
from occupations.actions.revise import LOADER
from occupations.models import Act, ChangeKind, Item, Relation, Revision
from tests import world
from tests.world import NEW, OTHER, change

DAY = date(2026, 11, 2)
MARKETER, STREAMER = "C0005947", "C0003179"
"""4-01-06-02 互联网营销师 and 4-13-01-10 网络主播."""


@dataclass(frozen=True)
class State:
    code: str | None = "4-01-06-02"
    name_zh: str | None = "互联网营销师"
    above: str | None = "C0000001"
    marks: tuple[bool | None, bool | None] = (True, False)


def test_a_state_does_not_differ_from_itself():
    assert transitions.differences(State(), State()) == []


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (State(name_zh="网络营销师"), ["renamed"]),
        (State(code="4-01-02-07"), ["recoded"]),
        (State(above="C0000002"), ["moved"]),
        (State(marks=(False, False)), ["marks_changed"]),
        (State(marks=(True, True)), ["marks_changed"]),
        (State(marks=(False, True)), ["marks_changed"]),
        (State("4-02-01-01", "网", "C2", (False, True)), ["renamed", "recoded", "moved", "marks_changed"]),
        (State(None, None, None, (None, None)), []),
        (State(name_zh=""), ["renamed"]),
        (State(marks=(None, True)), ["marks_changed"]),
        (State(marks=(None, False)), []),
    ],
)
def test_what_differs_is_named(after, kinds):
    assert transitions.differences(State(), after) == kinds
    assert transitions.differences(after, State()) == kinds


mark = st.sampled_from([True, False, None])
word = st.sampled_from(["a", "b", None])
states = st.builds(State, word, word, word, st.tuples(mark, mark))


@given(states, states)
def test_a_difference_is_the_same_both_ways_and_never_one_from_what_is_unknown(before, after):
    found = transitions.differences(before, after)
    assert found == transitions.differences(after, before)
    assert set(found) <= set(transitions.KINDS)
    assert (transitions.RENAMED in found) == (
        None not in (before.name_zh, after.name_zh) and before.name_zh != after.name_zh
    )
    assert transitions.differences(before, before) == []


def test_what_reads_backwards_reads_forwards_again():
    for kind, reversed_kind in transitions.REVERSED.items():
        assert transitions.REVERSED[reversed_kind] == kind
    assert set(transitions.REVERSED) == set(Relation.values) - {"raised"}
    assert set(Relation.values) <= set(transitions.KINDS)


# --- each kind, brought about --------------------------------------------------------------------


def announce(*changes):
    return announce_batch(
        batch=world.batch(9, DAY, edition="2022"), changes=changes, sources=[world.BOOK], by=LOADER, reason="a test"
    )


def marketer() -> Item:
    return Item.objects.current().get(concept=MARKETER, edition="2022", valid_to=None)


def parts():
    return (
        change("new_occupation", NEW, "甲营销师", 2, code="4-01-06-91"),
        change("new_occupation", OTHER, "乙营销师", 3, code="4-01-06-92"),
    )


MADE = {
    "renamed": lambda: announce(change("renamed", MARKETER, "网络营销师", former_name_zh="互联网营销师")),
    "recoded": lambda: announce(
        change("recoded", MARKETER, "互联网营销师", code="4-01-06-90", former_code="4-01-06-02")
    ),
    "moved": lambda: announce(change("moved", MARKETER, "互联网营销师", code="4-13-01-90", former_code="4-01-06-02")),
    "marks_changed": lambda: announce(change("mark_changed", MARKETER, "互联网营销师", digital=False, green=True)),
    "redefined": lambda: announce(change("redefined", MARKETER, "互联网营销师")),
    "split": lambda: announce(change("split", MARKETER, "互联网营销师", successors=(NEW, OTHER)), *parts()),
    "merged": lambda: announce(
        change("merged", MARKETER, "互联网营销师", successors=(NEW,)),
        change("merged", STREAMER, "网络主播", 3, successors=(NEW,)),
        change("new_occupation", NEW, "网络从业者", 2, code="4-01-06-91"),
    ),
    "replaced": lambda: announce(
        change("abolished", MARKETER, "互联网营销师", successors=(NEW,)),
        change("new_occupation", NEW, "网络营销师", 2, code="4-01-06-91"),
    ),
    "ended": lambda: announce(change("abolished", MARKETER, "互联网营销师")),
}
ALSO = {"moved": ["recoded", "moved"]}
# Of the real registry, along its days: the concept of one such event.
LOADED = {"added": ("2020-07-06", MARKETER), "first_held": ("2022-09-28", None), "raised": ("2022-09-28", None)}
LOADED["kept"] = ("2022-09-28", None)
OF_THE_RECORD = {
    "corrected": lambda: correct(corrections=[Correction(marketer(), {"green": True})], by=LOADER, reason="misprint"),
    "edited": lambda: edit_text(
        texts=[Correction(marketer(), {"definition_en": "Sells online."})], by=LOADER, reason="a text"
    ),
}


@pytest.mark.parametrize("kind", MADE)
@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_a_batch_brings_it_about_along_both_times(api, kind):
    before = api.get("/changes?since=0&page_size=1")["meta"]["revision"]
    MADE[kind]()
    for axis in ({"since": before}, {"from": "2026-11-02", "to": "2026-11-03"}):
        [event] = api.get("/changes", concept=MARKETER, resource="item", **axis)["results"]
        assert event["kinds"] == ALSO.get(kind, [kind]), axis
        assert (event["effective_on"], event["batch"], event["concept"]) == ("2026-11-02", 9, MARKETER)
        assert event["before"][0]["name_zh"] == "互联网营销师"
        assert [source["id"] for source in event["sources"]] == ["world-book"]
        assert event in api.get("/changes", kind=kind, **axis)["results"]


@pytest.mark.parametrize("kind", LOADED)
def test_the_real_registry_has_it_along_both_times(api, kind):
    day, concept = LOADED[kind]
    for axis in ({"from": day, "to": day[:-1] + str(int(day[-1]) + 1)}, {"since": 0}):
        found = api.client.get("/api/v1/changes", {"kind": kind, "page_size": 5000, **axis}).json()["results"]
        assert found
        assert all(event["kinds"] == [kind] for event in found)
        assert concept is None or concept in {event["concept"] for event in found}


@pytest.mark.parametrize("kind", OF_THE_RECORD)
@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_what_happens_to_the_record_alone_is_no_event_of_the_days(api, kind):
    along_days = api.get("/changes", concept=MARKETER)
    before = along_days["meta"]["revision"]
    OF_THE_RECORD[kind]()
    [event] = api.get("/changes", since=before)["results"]
    assert (event["kinds"], event["concept"], event["effective_on"]) == ([kind], MARKETER, None)
    assert event["act"] == {"corrected": Act.CORRECT, "edited": Act.EDIT_TEXT}[kind]
    after = api.get("/changes", concept=MARKETER)
    assert [(e["id"], e["kinds"]) for e in after["results"]] == [(e["id"], e["kinds"]) for e in along_days["results"]]


def test_every_kind_is_brought_about_by_a_test():
    assert {*MADE, *LOADED, *OF_THE_RECORD} == set(transitions.KINDS)


def test_every_kind_of_announced_change_has_been_seen_to_become_one():
    """An announcement knows more words than the log; each of them leads to a kind."""
    seen = {"renamed", "recoded", "moved", "mark_changed", "redefined", "split", "merged", "abolished"}
    assert set(ChangeKind.values) - seen == {"new_occupation", "new_work_type", "work_type_removed"}


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_work_types_come_and_go_with_the_batch_that_says_so(api):
    live = next(row for row in api.get("/work-types", q="直播销售员")["results"])
    announce(
        change("new_work_type", NEW, "虚拟主播", occupation=MARKETER),
        change("work_type_removed", live["concept"], "直播销售员", 2),
    )
    found = api.get("/changes", resource="work_type", batch=9)["results"]
    assert {(e["name_zh"], *e["kinds"]) for e in found} == {("虚拟主播", "added"), ("直播销售员", "ended")}


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_several_at_once_make_one_event(api):
    announce(
        change("renamed", MARKETER, "网络营销师", former_name_zh="互联网营销师"),
        change("recoded", MARKETER, "网络营销师", 2, code="4-01-06-90", former_code="4-01-06-02"),
        change("mark_changed", MARKETER, "网络营销师", 3, digital=False, green=False),
    )
    latest = Revision.objects.order_by("-number").values_list("number", flat=True)[0]
    for axis in ({"since": latest - 1}, {"from": "2026-11-02"}):
        [event] = api.get("/changes", concept=MARKETER, resource="item", **axis)["results"]
        assert event["kinds"] == ["renamed", "recoded", "marks_changed"]
