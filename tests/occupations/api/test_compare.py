"""GET /compare: editions and days side by side, in the real registry to the letter, and as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from occupations import transitions
from occupations.actions.batches import announce_batch
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.answers.comparison import Difference
from occupations.models import Item
from tests import world
from tests.conftest import without_links
from tests.world import NEW, OTHER, change

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFERED = ["application/json", "text/csv", XLSX, "application/x-ndjson"]
NOW = "2026-11-21T12:00:00+08:00"
MARKETER, STREAMER = "C0005947", "C0003179"
EVENT_KINDS = set(transitions.KINDS) - {"kept", "first_held", "corrected", "edited"}
# DECISIONS A6 and the facts it follows: draft code and name, published code and name.
RECODED = """
2-05-07-13 心理治疗技师 2-05-07-14 | 2-05-07-14 病案信息技师 2-05-07-15 | 2-05-07-15 中医技师 2-05-07-16
2-07-08-00 法律顾问 2-07-09-00 | 2-07-09-00 宗教教职人员 2-07-10-00 | 2-07-10-01 社会工作者 2-07-11-01
2-07-10-02 社会组织专业人员 2-07-11-02 | 2-07-10-03 心理咨询师 2-07-11-03 | 2-10-05-01 翻译 2-10-05-00
3-02-02-00 保卫管理员 3-02-02-01 | 4-01-04-01 再生物资回收挑选工 4-01-04-00 | 4-04-04-07 密码技术应用员 4-04-04-06
4-07-03-07 招聘师 4-07-03-08 | 4-13-01-07 档案数字化管理师 4-13-01-06 | 4-13-01-08 图书馆服务员 4-13-01-07
2-10-05-02 手语翻译 4-13-01-08
"""
RENAMED = """
1-04-03-00 民办非企业单位负责人 社会服务机构负责人 | 2-05-04-00 民族医医师 少数民族医医师
2-06-05-00 税务专业人员 涉税服务专业人员 | 2-06-12-05 版权专业人员 版权管理专业人员
3-01-04-01 村和社区工作者 村务和社区工作者 | 4-02-02-06 路况信息监控员 公路收费及监控员
6-02-01-01 糕点面包烘焙工 糕点面包烘焙师
"""


def listed(text):
    return {tuple(row.split()) for line in text.strip().splitlines() for row in line.split("|")}


def compared(api, before, after, **parameters):
    """The whole comparison; not held against the contract where it is long."""
    body = api.client.get("/api/v1/compare", {"from": before, "to": after, "page_size": 5000, **parameters}).json()
    assert "results" in body, body
    return body


def announce(*changes, on, number=9):
    announce_batch(
        batch=world.batch(number, on, edition="2022"), changes=changes, sources=[world.BOOK], by=LOADER, reason="a test"
    )


# --- the real registry ---------------------------------------------------------------------------


def test_the_draft_and_the_published_edition_of_2022_differ_as_the_facts_say(api):
    def found(kind, resource="occupation"):
        return api.get("/compare", page_size=100, kind=kind, resource=resource, **sides)["results"]

    sides = {"from": "2022-draft", "to": "2022"}
    told = [(d["before"], d["after"]) for d in found("recoded")]
    assert {(b["code"], a["name_zh"], a["code"]) for b, a in told} == listed(RECODED)
    assert all(b["name_zh"] == a["name_zh"] for b, a in told)
    told = [(d["before"], d["after"]) for d in found("renamed")]
    assert {(b["code"], b["name_zh"], a["name_zh"]) for b, a in told} == listed(RENAMED)
    assert all(b["code"] == a["code"] for b, a in told)
    assert [d["after"]["name_zh"] for d in found("moved")] == ["手语翻译"]
    assert {(d["after"]["code"], d["after"]["name_zh"]) for d in found("added")} == {
        ("2-02-27-07", "碳管理工程技术人员"),
        ("2-05-07-13", "康复技师"),
        ("2-06-12-09", "版权运营专业人员"),
        ("2-07-08-00", "检察辅助人员"),
        ("6-02-05-08", "酱腌菜制作工"),
    }
    assert {(d["before"]["code"], d["before"]["name_zh"]) for d in found("ended")} == {
        ("4-04-04-06", "网络安全等级保护测评师"),
        ("4-13-01-06", "版权服务师"),
        ("4-14-03-07", "康复治疗师"),
    }
    [split] = found("split")
    assert (split["before"]["code"], split["before"]["name_zh"], split["after"]) == (
        "4-07-03-06",
        "劳务外包管理员",
        None,
    )
    assert [(s["code"], s["name_zh"]) for s in split["successors"]] == [
        ("4-07-03-06", "劳务派遣管理员"),
        ("4-07-03-07", "劳务经纪人"),
    ]
    assert [d["after"]["code"] for d in found("added", "group")] == ["2-07-08"]
    assert [(d["before"]["code"], d["after"]["code"]) for d in found("recoded", "group")] == [
        ("2-07-08", "2-07-09"),
        ("2-07-09", "2-07-10"),
        ("2-07-10", "2-07-11"),
    ]
    for kind in ("merged", "replaced", "marks_changed"):
        assert found(kind) == []
    meta = compared(api, "2022-draft", "2022")["meta"]
    assert meta["official"] == {"before": 1636, "after": 1639, "net": 3}
    assert meta["not_comparable"] == 0
    assert compared(api, "2022-draft", "2022", resource="occupation")["meta"]["counts"] == {
        "added": 5,
        "kept": 1636 - 16 - 7 - 1 - 3,
        "renamed": 7,
        "recoded": 16,
        "moved": 1,
        "split": 1,
        "ended": 3,
    }


def test_2015_and_2022_are_compared_as_far_as_2015_is_held(api):
    body = api.get("/compare", page_size=100, **{"from": "2015", "to": "2022"})
    meta = body["meta"]
    assert (meta["not_comparable"], meta["official"]["net"]) == (2099, 158)
    assert [meta[side] for side in ("before", "after")] == [
        {"edition": "2015", "on": "2022-09-27", "coverage": "partial", "status": "published"},
        {"edition": "2022", "on": "2022-09-28", "coverage": "complete", "status": "published"},
    ]
    [ended] = [d["before"]["name_zh"] for d in body["results"] if d["kinds"] == ["ended"]]
    assert ended == "电气电子产品环保检测员"
    marketer = next(d for d in body["results"] if d["concept"] == MARKETER)
    assert (marketer["kinds"], marketer["before"]["code"], marketer["after"]["code"]) == (
        ["recoded"],
        "4-01-02-07",
        "4-01-06-02",
    )
    batch_5 = {c["name_zh"] for c in api.get("/batches/5/changes")["results"]}
    added = {d["after"]["name_zh"] for d in body["results"] if d["kinds"] == ["added"]}
    assert len(batch_5) == 18
    # What else is known to be new was a work type before.
    assert added - batch_5 == {"劳务派遣管理员"}
    assert batch_5 <= added
    assert meta["counts"]["kept"] + meta["counts"]["recoded"] + 1 == 59
    assert sum(meta["counts"].values()) - 1 + meta["not_comparable"] == 8 + 79 + 450 + 1639


@pytest.mark.parametrize("sides", [("2015", "2022-draft"), ("2022-draft", "2015")])
def test_what_a_partial_edition_cannot_say_is_not_comparable_with_a_draft_either(api, sides):
    meta = compared(api, *sides)["meta"]
    # Neither begun nor ended: 2015 is held in part, and the draft is later than it, whatever its days.
    assert meta["counts"].get("added", 0) + meta["counts"].get("ended", 0) < 25
    assert meta["not_comparable"] > 2000
    assert meta["official"]["net"] in (155, -155)


def test_one_edition_with_itself_is_what_its_batches_did(api):
    body = compared(api, "2022", "2022", kind="recoded")
    assert {(d["before"]["code"], d["after"]["code"]) for d in body["results"]} == {
        ("2-02-32-00", "2-02-32-01"),
        ("4-05-02-00", "4-05-02-01"),
    }
    assert body["meta"]["counts"]["added"] == 19 + 17 + 8
    assert (body["meta"]["before"]["on"], body["meta"]["not_comparable"]) == ("2022-09-28", 0)
    assert compared(api, "2022-draft", "2022-draft")["results"] == []


def test_a_day_is_compared_as_it_was(api):
    around = {"2024-07-30": 0, "2024-07-31": 19}
    for day, added in around.items():
        assert compared(api, "2022-09-28", day)["meta"]["counts"].get("added", 0) == added
    assert compared(api, "2024-07-31", "2024-07-31")["results"] == []


def test_kept_is_listed_only_where_it_is_asked_for(api):
    whole = compared(api, "2024-01-01", "2025-01-01")
    assert all("kept" not in d["kinds"] for d in whole["results"])
    kept = compared(api, "2024-01-01", "2025-01-01", kind="kept")
    assert kept["count"] == whole["meta"]["counts"]["kept"] == kept["meta"]["counts"]["kept"]
    assert all(d["before"]["code"] == d["after"]["code"] for d in kept["results"])


# --- properties ----------------------------------------------------------------------------------

days = st.dates(date(2019, 1, 1), date(2026, 11, 20)) | st.sampled_from(
    [date(2022, 9, 27), date(2022, 9, 28), date(2024, 7, 30), date(2024, 7, 31), date(2020, 7, 6), date(2026, 9, 9)]
)
OF_THE_DATABASE = settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@OF_THE_DATABASE
@given(days, days, st.sampled_from(["occupation", "group", "work_type"]))
def test_there_and_back_are_mirror_images(api, first, second, resource):
    there, back = (compared(api, *pair, resource=resource) for pair in ((first, second), (second, first)))
    assert there["meta"]["not_comparable"] == back["meta"]["not_comparable"]
    if "replaced" in {**there["meta"]["counts"], **back["meta"]["counts"]}:
        return
    swapped = {"added": "ended", "ended": "added"}
    mirrored = {
        d["concept"]: ([swapped.get(k, k) for k in d["kinds"]], d["after"], d["before"]) for d in back["results"]
    }
    assert {d["concept"]: (d["kinds"], d["before"], d["after"]) for d in there["results"]} == mirrored


@OF_THE_DATABASE
@given(days.filter(lambda day: day >= date(2022, 9, 28)), days.filter(lambda day: day >= date(2022, 9, 28)))
def test_the_log_of_the_days_between_explains_what_differs(api, first, second):
    first, second = sorted((first, second))
    period = {"from": first + timedelta(1), "to": second + timedelta(1), "page_size": 5000, "resource": "item"}
    log = api.client.get("/api/v1/changes", period).json()["results"]
    told = {(event["concept"], kind) for event in log for kind in event["kinds"]}
    differ = {(d["concept"], kind) for d in compared(api, first, second)["results"] for kind in d["kinds"]}
    assert differ == {(concept, kind) for concept, kind in told if kind in EVENT_KINDS and kind != "redefined"}


# --- what the real registry does not have yet ----------------------------------------------------

BEFORE, AFTER = "2026-11-01", "2026-11-03"
DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("kind", "backwards"), [("split", "merged"), ("merged", "split"), ("abolished", "replaced")], ids=str
)
@time_machine.travel(NOW, tick=False)
def test_one_lives_on_in_others(api, kind, backwards):
    announce(
        change(kind, MARKETER, "互联网营销师", successors=(NEW, OTHER)),
        change("new_occupation", NEW, "甲营销师", 2, code="4-01-06-91"),
        change("new_occupation", OTHER, "乙营销师", 3, code="4-01-06-92"),
        on=DAY,
    )
    there = api.get("/compare", **{"from": BEFORE, "to": AFTER})
    assert [(d["concept"], d["kinds"], [s["code"] for s in d["successors"]]) for d in there["results"]] == [
        (MARKETER, ["replaced" if kind == "abolished" else kind], ["4-01-06-91", "4-01-06-92"])
    ]
    back = api.get("/compare", **{"from": AFTER, "to": BEFORE})
    assert [(d["concept"], d["kinds"], [s["code"] for s in d["successors"]]) for d in back["results"]] == [
        (NEW, [backwards], ["4-01-06-02"]),
        (OTHER, [backwards], ["4-01-06-02"]),
    ]


@time_machine.travel(NOW, tick=False)
def test_one_merged_into_another_that_was_there_before_came_from_it_looking_back(api):
    announce(change("merged", STREAMER, "网络主播", successors=(MARKETER,)), on=DAY)
    [there] = api.get("/compare", **{"from": BEFORE, "to": AFTER})["results"]
    assert (there["concept"], there["kinds"], [s["concept"] for s in there["successors"]]) == (
        STREAMER,
        ["merged"],
        [MARKETER],
    )
    back = api.get("/compare", **{"from": AFTER, "to": BEFORE})["results"]
    assert "added" not in {kind for difference in back for kind in difference["kinds"]}


@time_machine.travel(NOW, tick=False)
def test_what_came_of_several_stands_beside_the_first_of_them(api):
    other = Item.objects.current().filter(edition="2022", level=4, concept__lt=MARKETER, code__gt="4-01-06-02")
    other = other.exclude(concept=STREAMER).order_by("code").first()
    announce(change("split", STREAMER, "网络主播", successors=(other.concept_id, MARKETER)), on=DAY)
    back = api.get("/compare", **{"from": AFTER, "to": BEFORE})["results"]
    beside = [d["concept"] for d in back if STREAMER in {s["concept"] for s in d["successors"]}]
    assert beside == [MARKETER]  # the first by code, not by concept


@pytest.mark.parametrize("sides", [("2015", "2022"), ("2022-09-28", "2025-12-31")])
def test_each_difference_is_looked_at_a_fixed_number_of_times(api, monkeypatch, sides):
    looks = Counter()
    lead = Difference.lead.fget

    def counted(difference):
        looks["all"] += 1
        return lead(difference)

    monkeypatch.setattr(Difference, "lead", property(counted))
    body = api.client.get("/api/v1/compare", {"from": sides[0], "to": sides[1], "page_size": 1}).json()
    counts = body["meta"]["counts"]
    assert sum(counts.values()) > 50
    assert looks["all"] < 6 * sum(counts.values())


@time_machine.travel(NOW, tick=False)
def test_a_successor_that_is_split_again_on_the_way_is_followed(api):
    announce(
        change("abolished", MARKETER, "互联网营销师", successors=(NEW,)),
        change("new_occupation", NEW, "甲营销师", 2, code="4-01-06-91"),
        on=date(2026, 10, 1),
    )
    announce(
        change("split", NEW, "甲营销师", successors=(OTHER, STREAMER)),
        change("new_occupation", OTHER, "乙营销师", 2, code="4-01-06-92"),
        on=DAY,
        number=10,
    )
    [found] = api.get("/compare", **{"from": "2026-09-30", "to": AFTER})["results"]
    assert (found["concept"], {s["concept"] for s in found["successors"]}) == (MARKETER, {OTHER, STREAMER})


def test_what_is_scheduled_is_compared_where_it_is_asked_for(api):
    with time_machine.travel(NOW, tick=False):
        announce(change("renamed", MARKETER, "网络营销师", former_name_zh="互联网营销师"), on=date(2026, 12, 1))
        sides = {"from": "2026-11-21", "to": "2026-12-01"}
        hidden = api.get("/compare", **sides)
        assert hidden["results"] == []
        [seen] = api.get("/compare", include="scheduled", **sides)["results"]
        assert (seen["kinds"], seen["after"]["name_zh"]) == (["renamed"], "网络营销师")
        assert api.get("/compare", include="scheduled", **{**sides, "to": "2026-11-30"})["results"] == []
        old = api.get("/compare", **{"from": "2022-01-01", "to": "2026-11-21", "page_size": 500})
        assert next(d for d in old["results"] if d["concept"] == MARKETER)["after"]["valid_to"] is None
    with time_machine.travel("2026-12-01T00:00:00+08:00", tick=False):
        assert api.get("/compare", **sides)["count"] == 1
        replay = api.get("/compare", known_at=hidden["meta"]["known_at"], **sides)
        assert without_links(replay) == without_links(hidden)


@time_machine.travel(NOW, tick=False)
def test_a_correction_is_compared_as_if_it_had_always_been_so_and_the_replay_is_not(api):
    sides = {"from": "2022-draft", "to": "2022"}
    before = api.get("/compare", **sides)
    row = Item.objects.current().get(concept=MARKETER, edition="2022")
    correct(corrections=[Correction(row, {"name_zh": "网络营销师"})], by=LOADER, reason="misprint")
    assert api.get("/compare", **sides)["meta"]["counts"]["renamed"] == before["meta"]["counts"]["renamed"] + 1
    replay = api.get("/compare", known_at=before["meta"]["revision"], **sides)
    assert without_links(replay) == without_links(before)


# --- pages, CSV, nonsense ------------------------------------------------------------------------


def test_pages_together_are_the_whole(api):
    sides = {"from": "2022-draft", "to": "2022"}
    whole = api.get("/compare", page_size=100, **sides)
    seen, body = [], api.get("/compare", page_size=7, **sides)
    seen += body["results"]
    while body["next"]:
        body = api.raw(body["next"].removeprefix("http://testserver/api/v1")).json()
        assert body["meta"] == whole["meta"]
        seen += body["results"]
    assert seen == whole["results"]


@pytest.mark.parametrize("parameters", [{}, {"kind": "kept", "resource": "group"}, {"kind": "split"}])
def test_csv_says_what_json_says(api, parameters):
    asked = {"from": "2022-draft", "to": "2022", **parameters}
    body = compared(api, asked["from"], asked["to"], **parameters)
    answer = api.raw("/compare", {**asked, "format": "csv"})
    assert answer["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(lines) == body["count"]

    def cell(value):
        return {None: "", True: "true", False: "false"}.get(value, value)

    for line, result in zip(lines, body["results"], strict=True):
        assert line["kinds"].split(";") == result["kinds"]
        assert (line["resource"], line["concept"]) == (result["resource"], result["concept"])
        for side in ("before", "after"):
            for name in ("code", "name_zh", "name_en", "above", "digital", "green", "valid_from", "valid_to"):
                assert line[f"{side}.{name}"] == (cell(result[side][name]) if result[side] else "")
        assert line["successors.code"] == ";".join(s["code"] or "" for s in result["successors"])
    assert api.raw("/compare", asked, accept="text/csv").content == answer.content


def test_the_pages_of_a_csv_follow_the_link_header(api):
    answer = api.raw("/compare", {"from": "2022-draft", "to": "2022", "format": "csv", "page_size": 30})
    link = answer["link"].partition(">")[0].strip("<")
    rest = api.raw(link.removeprefix("http://testserver/api/v1"))
    assert rest["content-type"].startswith("text/csv")
    assert answer.content.count(b"\r\n") + rest.content.count(b"\r\n") == 36 + 2


def test_what_is_not_on_offer_is_406_and_says_what_is(api):
    answer = api.raw("/compare", {"from": "2015", "to": "2022"}, accept="application/xml")
    body = answer.json()
    assert (answer.status_code, body["available"]) == (406, OFFERED)
    assert answer["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("from", "2022-13-01"),
        ("to", "2022-02-30"),
        ("to", "2022 "),
        ("from", "ÉDITION"),
        ("kind", "first_held"),
        ("kind", "new"),
        ("resource", "item"),
        ("format", "ttl"),
        ("include", "all"),
    ],
)
def test_a_malformed_parameter_names_itself(api, name, value):
    body = api.problem("/compare", "malformed-parameter", **{"from": "2015", "to": "2022", name: value})
    assert [error["parameter"] for error in body["errors"]] == [name]


@pytest.mark.parametrize("missing", ["from", "to"])
@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_both_sides_are_required(api, missing, accept):
    given = {"from": "2015", "to": "2022"}
    del given[missing]
    answer = api.raw("/compare", given, accept=accept)
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [missing]


def test_a_side_that_is_not_there_helps(api):
    body = api.problem("/compare", "unknown-edition", **{"from": "1999", "to": "2022"})
    assert body["editions"] == ["2015", "2022-draft", "2022"]
    body = api.problem("/compare", "outside-period", **{"from": "2014-12-31", "to": "2022"})
    assert body["first_day"] == "2015-01-01"
    assert api.problem("/compare", "unknown-parameter", **{"from": "2015", "to": "2022", "on": "2022-01-01"})
