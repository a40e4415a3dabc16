"""Any earlier answer can be had again by its ``known_at``, whatever has been corrected since."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from occupations.actions.batches import announce_batch
from occupations.actions.corrections import Correction, correct, edit_text
from occupations.actions.revise import LOADER
from occupations.models import BatchRecord, Change, EditionRecord, Item, SourceRecord, WorkType
from tests import world
from tests.conftest import without_links

CONCEPT = "C0005947"  # 互联网营销师


def item(code: str) -> Item:
    return Item.objects.current().get(edition="2022", code=code, valid_to=None)


CORRECTIONS = {
    "a name": lambda: Correction(item("4-01-06-02"), {"name_zh": "网络营销师"}),
    "a mark": lambda: Correction(item("4-01-06-02"), {"green": True}),
    "a parent's name": lambda: Correction(item("4-01-06"), {"name_zh": "电商人员"}),
    "a work type": lambda: Correction(
        WorkType.objects.current().get(name_zh="直播销售员", valid_to=None), {"name_zh": "直播推销员"}
    ),
    "a source": lambda: Correction(SourceRecord.objects.current().get(source="batch-3"), {"title_zh": "通知"}),
    "a period": lambda: Correction(item("4-01-06-02"), {"valid_to": date(2026, 1, 1)}),
    "a batch": lambda: Correction(BatchRecord.objects.current().get(batch=3), {"published_on": date(2020, 7, 7)}),
    "a change": lambda: Correction(
        Change.objects.current().get(batch=3, concept=CONCEPT), {"code": "4-01-02-08", "known_gap_en": "doubtful"}
    ),
    "an edition": lambda: Correction(
        EditionRecord.objects.current().get(edition="2022"),
        {"title_zh": "大典", "official_counts": {"occupations": 1640}},
    ),
}
# For each correction, an answer that must show it; all of them are replayed after each.
SHOWN = {
    "a name": "/occupations/4-01-06-02",
    "a mark": "/occupations/4-01-06-02",
    "a parent's name": "/occupations/4-01-06-02",
    "a work type": "/occupations/4-01-06-02",
    "a source": "/occupations/4-01-06-02",
    "a period": f"/concepts/{CONCEPT}",
    "a batch": "/batches/3",
    "a change": "/batches/3/changes",
    "an edition": "/editions/2022",
}
ANSWERS = [
    *dict.fromkeys(SHOWN.values()),
    *("", "/occupations", "/occupations?code=4-01-06-02,4-01-02-07", "/groups/4-01-06", "/tree?under=4-01"),
    *("/work-types?under=4-01-06-02", "/work-types?q=直播", "/sources", "/batches", "/editions"),
    *("/occupations?q=营销", "/occupations?under=4-01&digital=true", "/occupations/4-01-02-07?on=2021-01-01"),
]


@pytest.mark.parametrize("name", CORRECTIONS)
@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_a_replay_equals_the_original(api, name):
    before = {path: api.get(path) for path in ANSWERS}
    correct(corrections=[CORRECTIONS[name]()], by=LOADER, reason="misprint")
    changed = api.raw(SHOWN[name]).json()
    assert {**changed, "meta": None} != {**before[SHOWN[name]], "meta": None}
    for path, original in before.items():
        for known_at in (original["meta"]["known_at"], original["meta"]["revision"]):
            replay = api.get(path + ("&" if "?" in path else "?") + f"known_at={known_at}")
            assert without_links(replay) == without_links(original), path


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_an_edited_text_is_replayed_too(api):
    before = api.get("/occupations/4-01-06-02")
    edit_text(texts=[Correction(item("4-01-06-02"), {"definition_en": "Sells online."})], by=LOADER, reason="text")
    assert api.get("/occupations/4-01-06-02")["definition_en"] == "Sells online."
    replay = api.get("/occupations/4-01-06-02", known_at=before["meta"]["revision"])
    assert without_links(replay) == without_links(before)


def test_an_instant_stands_for_the_revision_known_then(api):
    before = api.get("/occupations/4-01-06-02")
    correct(corrections=[CORRECTIONS["a name"]()], by=LOADER, reason="misprint")
    replay = api.get("/occupations/4-01-06-02", known_at=before["meta"]["known_at"])
    assert replay["name_zh"] == "互联网营销师"


def test_what_was_not_recorded_yet_is_not_known(api):
    assert api.get("/occupations", known_at=1)["meta"]["edition"] == "2015"
    assert api.get("/batches", known_at=3)["count"] == 2
    assert [e["edition"] for e in api.get("/editions", known_at=5)["results"]] == ["2015"]
    api.problem("/batches/6", "unknown-batch", known_at=8)
    api.problem("/sources/batch-8", "unknown-source", known_at=8)


def test_an_answer_given_before_a_scheduled_change_is_replayed_after_it(api):
    """What shows from a day on must not show in the replay of an answer given before that day."""
    paths = ["/occupations/4-01-06-02", "/occupations/4-01-06-02?on=2025-01-01", "/occupations?q=营销", "/batches"]
    day = date(2026, 12, 1)
    change = world.change("renamed", CONCEPT, "网络营销师", former_name_zh="互联网营销师")
    with time_machine.travel("2026-11-21T12:00:00+08:00", tick=False):
        batch = world.batch(9, day, edition="2022")
        announce_batch(batch=batch, changes=[change], sources=[world.BOOK], by=LOADER, reason="scheduled")
        before = {path: api.get(path) for path in paths}
        assert before[paths[0]]["name_zh"] == "互联网营销师"
        assert before[paths[0]]["valid_to"] is None
        scheduled = api.get(paths[0], include="scheduled")
        assert scheduled["valid_to"] == "2026-12-01"
        assert api.get(paths[0], on="2026-12-01", include="scheduled")["name_zh"] == "网络营销师"
        assert api.get(paths[0], on="2026-12-01")["name_zh"] == "互联网营销师"
    with time_machine.travel("2026-12-01T00:00:00+08:00", tick=False):
        after = api.get(paths[0])
        assert (after["name_zh"], after["meta"]["known_at"]) == ("网络营销师", "2026-11-30T16:00:00Z")
        assert after["meta"]["revision"] == before[paths[0]]["meta"]["revision"]
        assert api.get(paths[1])["valid_to"] == "2026-12-01"
        for path, original in before.items():
            known_at, on = original["meta"]["known_at"], original["meta"]["on"]
            pinned = path if "on=" in path else path + ("&" if "?" in path else "?") + f"on={on}"
            replay = api.get(f"{pinned}&known_at={known_at}")
            assert without_links(replay) == without_links(original), path


def test_the_number_of_a_superseded_revision_stands_for_the_days_on_which_it_was_the_latest(api):
    path = "/occupations/4-01-06-02"
    change = world.change("mark_changed", "C0003179", "网络主播", digital=False)
    with time_machine.travel("2026-11-21T12:00:00+08:00", tick=False):
        batch = world.batch(9, date(2026, 12, 1), edition="2022")
        announce_batch(batch=batch, changes=[change], sources=[world.BOOK], by=LOADER, reason="scheduled")
        number = api.get(path)["meta"]["revision"]
    with time_machine.travel("2026-11-25T12:00:00+08:00", tick=False):
        correct(corrections=[CORRECTIONS["a name"]()], by=LOADER, reason="misprint")
    with time_machine.travel("2026-12-02T12:00:00+08:00", tick=False):
        by_number = api.get(path, known_at=number, on="2026-12-02")
        assert (by_number["name_zh"], by_number["meta"]["revision"]) == ("互联网营销师", number)
        again = api.get(path, known_at=by_number["meta"]["known_at"], on="2026-12-02")
        assert without_links(again) == without_links(by_number)
        assert api.get("/occupations/4-13-01-10", known_at=number)["digital"] is True
        assert api.get("/occupations/4-13-01-10")["digital"] is False
        first = api.get("/occupations", known_at=number, page_size=5)
        second = api.raw(first["next"].removeprefix("http://testserver/api/v1")).json()
        assert second["meta"] == first["meta"]


def test_a_scheduled_edition_is_hidden_until_its_day(api):
    def publish_next():
        return world.publish("world-next", date(2027, 6, 1), scheme="cn")

    with time_machine.travel("2026-11-21T12:00:00+08:00", tick=False):
        publish_next()
        api.problem("/occupations", "unknown-edition", edition="world-next")
        assert "world-next" not in [e["edition"] for e in api.get("/editions")["results"] + api.get("")["editions"]]
        assert api.problem("/occupations", "outside-edition", edition="2022", on="2020-01-01")["valid_to"] is None
        assert api.get("/editions/2022")["valid_to"] is None
        seen = api.get("/occupations", edition="world-next", include="scheduled")
        assert (seen["count"], seen["meta"]["include"]) == (3, ["scheduled"])
    with time_machine.travel("2027-06-01T00:00:00+08:00", tick=False):
        assert api.get("/occupations")["meta"]["edition"] == "world-next"
