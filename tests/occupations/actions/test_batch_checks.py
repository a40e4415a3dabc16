"""The checks of a drafted batch: every finding, at its place, in both languages."""

from __future__ import annotations

import csv
from datetime import date

import pytest
import time_machine
from django.utils import translation

from occupations.actions.batch_desk.checks import findings
from occupations.actions.spelling import wrong_in_name
from occupations.loading.read import DATA
from occupations.models import Concept, Revision
from tests import drafts, world
from tests.drafts import HOST, MARKETER, content

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
NEW = {"kind": "new_occupation", "name_zh": "测试技术员", "code": "4-01-06-81", "digital": True, "green": False}
CODER, SELLER = "C0009557", "直播销售员"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(drafts.NOW, tick=False):
        yield


def found(told: dict, *, errors: bool = True) -> dict[str, str]:
    with translation.override("en"):
        return {f.place: f.message for f in findings(told, TODAY) if f.error == errors}


def of(*changes: dict, errors: bool = True, **members) -> dict[str, str]:
    named = [{"id": f"c{place}", **change} for place, change in enumerate(changes)]
    return {place: m for place, m in found(content(*named, **members), errors=errors).items() if "changes" in place}


def test_nothing_is_wrong_and_nothing_is_left_behind():
    before = Revision.objects.count(), Concept.objects.count()
    assert found(content()) == {}
    assert found(content(), errors=False) == {}
    assert (Revision.objects.count(), Concept.objects.count()) == before


def test_an_empty_batch():
    assert set(found({})) == {"number", "edition", "comment_from", "comment_to", "changes"}
    assert {"title_zh", "effective_on", "agencies"} <= set(found({}, errors=False))


@pytest.mark.parametrize(
    ("change", "place", "told"),
    [
        ({**NEW, "kind": ""}, "kind", "what kind"),
        ({**NEW, "kind": "invented"}, "kind", "what kind"),
        ({**NEW, "code": ""}, "code", "Still to be filled in: code."),
        ({**NEW, "successors": [HOST]}, "successors", "no such thing"),
        ({**NEW, "name_zh": "测试 技术员"}, "name_zh", "spaces in it: 测试[U+0020]技术员"),
        ({**NEW, "name_zh": "测试\u200b技术员"}, "name_zh", "invisible characters in it: 测试[U+200B]技术员"),
        ({**NEW, "name_zh": "测试ＡＩ员"}, "name_zh", "ＡＩ; write AI"),
        ({**NEW, "code": "4-01-06-８１"}, "code", "write 4-01-06-81"),
        ({**NEW, "code": "4–01–06–81"}, "code", "write 4-01-06-81"),
        ({**NEW, "code": "4-01-06"}, "code", "Not an occupation's code"),
        ({**NEW, "code": "4-99-06-81"}, "code", "No group to lie under"),
        ({**NEW, "code": "4-01-06-02"}, "code", "The code 4-01-06-02 is taken: 互联网营销师."),
        ({**NEW, "name_zh": "互联网营销师"}, "name_zh", "is taken: 4-01-06-02 互联网营销师."),
        ({**NEW, "name_zh": SELLER}, "name_zh", f"is taken: {SELLER}."),
        ({**NEW, "work_types": [SELLER]}, "work_types.0", f"is taken: {SELLER}."),
        ({**NEW, "work_types": [""]}, "work_types.0", "has no name"),
        ({"kind": "abolished", "concept": "C0000017", "name_zh": "x"}, "concept", "not in force"),
        ({"kind": "abolished", "concept": "C9999999", "name_zh": "x"}, "concept", "not in force"),
        ({"kind": "abolished", "name_zh": "x"}, "concept", "Still to be filled in"),
        ({"kind": "renamed", "concept": HOST, "name_zh": "y", "former_name_zh": "z"}, "former_name_zh", "not named z"),
        (
            {
                "kind": "recoded",
                "concept": HOST,
                "name_zh": "网络主播",
                "code": "4-01-06-83",
                "former_code": "4-01-06-84",
            },
            "former_code",
            "Its code is not 4-01-06-84.",
        ),
        ({"kind": "split", "concept": HOST, "name_zh": "x", "successors": [MARKETER]}, "successors", "at least two"),
        ({"kind": "merged", "concept": HOST, "name_zh": "x", "successors": ["#c7"]}, "successors", "not in the draft"),
        ({"kind": "merged", "concept": HOST, "name_zh": "x", "successors": ["C1"]}, "successors", "not in force"),
        ({"kind": "new_work_type", "name_zh": "x", "occupation": "C0000025"}, "occupation", "not in force"),
        (
            {"kind": "moved", "name_zh": "甲", "code": "4-01-06-81", "former_code": "4-01-06-02"},
            "former_code",
            "raised",
        ),
    ],
)
def test_what_is_wrong_with_one_change(change, place, told):
    messages = of(change)
    assert list(messages) == [f"changes.0.{place}"]
    assert told in messages[f"changes.0.{place}"]
    with translation.override("zh-hans"):
        [chinese] = [f.message for f in findings(content({"id": "c0", **change}), TODAY) if f.error]
    assert chinese != messages[f"changes.0.{place}"]


def test_all_are_found_not_only_the_first():
    messages = of(
        NEW,
        {**NEW, "name_zh": "测试二员"},
        {"kind": "renamed", "concept": HOST, "name_zh": "甲", "former_name_zh": "乙"},
        {"kind": "abolished", "concept": "C0000017", "name_zh": "丙"},
    )
    assert {place: message[:12] for place, message in messages.items()} == {
        "changes.0.code": "The code 4-0",
        "changes.1.code": "The code 4-0",
        "changes.2.former_name_zh": "It is not na",
        "changes.3.concept": "丙 is not in ",
    }


def test_changes_that_are_at_odds():
    renamed = {"kind": "renamed", "concept": HOST, "name_zh": "甲", "former_name_zh": "网络主播"}
    assert set(of(renamed, {**renamed, "name_zh": "乙"})) == {"changes.0.concept", "changes.1.concept"}
    assert set(of(renamed, {"kind": "abolished", "concept": HOST, "name_zh": "网络主播"})) == {
        "changes.0.concept",
        "changes.1.concept",
    }
    recoded = {"kind": "recoded", "concept": HOST, "name_zh": "甲", "code": "4-01-06-83", "former_code": "4-13-01-10"}
    assert of(renamed, recoded) == {}


def test_codes_may_rotate():
    codes = {MARKETER: ("互联网营销师", "4-01-06-02"), HOST: ("网络主播", "4-13-01-10")}
    [(a, (name_a, code_a)), (b, (name_b, code_b))] = codes.items()
    changes = [
        {"kind": "recoded", "concept": a, "name_zh": name_a, "code": code_b, "former_code": code_a},
        {"kind": "recoded", "concept": b, "name_zh": name_b, "code": code_a, "former_code": code_b},
    ]
    assert of(*changes) == {}
    assert "was that of 网络主播" in of(*changes, errors=False)["changes.0.code"]


def test_a_code_that_was_another_s_is_pointed_out():
    assert "4-07-03-06" in of({**NEW, "code": "4-07-03-06"})["changes.0.code"]
    ended = {"kind": "abolished", "concept": MARKETER, "name_zh": "互联网营销师"}
    assert "was that of 互联网营销师" in of(ended, {**NEW, "code": "4-01-06-02"}, errors=False)["changes.1.code"]


def test_a_dropped_change_is_not_mentioned():
    told = content({**drafts.CHANGES[0], "dropped": "why"}, drafts.CHANGES[2])
    assert found(told) == {"changes.1.occupation": "It mentions 测试技术员, which was dropped."}


def test_a_work_type_is_raised_to_an_occupation():
    raised = {"kind": "moved", "name_zh": SELLER, "code": "4-01-06-81"}
    assert of(raised) == {}


def test_a_later_change_of_the_same(standards):
    later = world.change("renamed", HOST, "甲", former_name_zh="网络主播")
    batch = world.batch(9, date(2027, 1, 1), edition="2022")
    world.announce_batch(batch=batch, changes=[later], sources=[world.BOOK], by=world.LOADER, reason="later")
    ended = {"kind": "abolished", "concept": HOST, "name_zh": "网络主播"}
    assert "changed again on a later day" in of(ended, number=10)["changes.0"]
    assert found(content())["number"] == "Batch 9 is announced already."


def test_standards_left_in_the_air(standards):
    ended = {"kind": "abolished", "concept": MARKETER, "name_zh": "互联网营销师"}
    message = of(ended, errors=False)["changes.0.concept"]
    assert "互联网营销师 ends, and the skill standard" in message
    recoded = {"kind": "recoded", "concept": MARKETER, "name_zh": "互联网营销师", "code": "4-01-06-83"}
    assert of({**recoded, "former_code": "4-01-06-02"}) == {}


def test_days_and_counts():
    told = content(effective_on="2026-11-20", comment_to="2026-11-20", comment_from="2026-11-21")
    assert set(found(told)) == {"effective_on", "comment_to"}
    past = content(effective_on="2026-11-22", published_on="2026-11-23", document_date="2026-11-24")
    assert found(past) == {}
    assert set(found(past, errors=False)) == {"effective_on", "published_on", "document_date"}
    assert set(found(content(effective_on="2040-01-01"))) == {"effective_on"}
    counts = content(official_counts={"new_occupations": 2, "new_work_types": 1, "cakes": 1})
    assert found(counts, errors=False) == {"official_counts.new_occupations": "Announced: 2. Entered: 1."}
    assert set(found(counts)) == {"official_counts.cakes"}
    assert set(found(content(edition="2015"))) >= {"edition"}
    assert found(content(number=12), errors=False) == {"number": "The latest batch is number 8."}


def test_every_name_of_the_classification_is_spelt_right():
    for file in ("items-2022.csv", "work-types-2022.csv", "changes.csv"):
        with (DATA / file).open(encoding="utf-8") as rows:
            assert [row["name_zh"] for row in csv.DictReader(rows) if wrong_in_name(row["name_zh"])] == []
