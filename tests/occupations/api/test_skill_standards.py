"""GET /skill-standards, /skill-standards/{id}, and the standards of an occupation and of a batch."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import time_machine

from occupations.models import SkillStandardRecord
from tests.conftest import without_links

pytestmark = pytest.mark.usefixtures("standards")
ALL = {"page_size": 500}


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-11-22T12:00:00+08:00", tick=False):
        yield


def everything(api: Any) -> list[dict[str, Any]]:
    return [
        standard
        for status in ("in_force", "superseded")
        for standard in api.get("/skill-standards", status=status, **ALL)["results"]
    ]


def ids(body: dict[str, Any]) -> list[str]:
    return [standard["id"] for standard in body["results"]]


def test_it_works(api):
    body = api.get("/skill-standards/hulianwangyingxiaoshi-2021")
    assert body["title_zh"] == "互联网营销师国家职业技能标准（2021年版）"
    assert (body["issued_on"], body["document_number"]) == ("2021-10-15", "人社厅发〔2021〕79号")
    assert body["issuers_zh"] == ["人力资源社会保障部", "中央网络安全和信息化委员会办公室", "国家广播电视总局"]
    assert body["levels"] == ["level5", "level4", "level3", "level2", "level1"]
    assert body["printed_code"] == "4-01-02-07"
    assert (body["occupation"]["code"], body["occupation"]["concept"]) == ("4-01-06-02", "C0005947")
    assert [(w["name_zh"], w["levels"]) for w in body["work_types"]] == [
        ("选品员", None),
        ("直播销售员", None),
        ("视频创推员", None),
        ("平台管理员", ["level5", "level4", "level3"]),
    ]
    assert body["sources"][0]["id"] == "standards-notice-2021-79"


def test_all_are_served_with_printed_code_and_concept(api):
    served = everything(api)
    assert len(served) == len({standard["id"] for standard in served}) == 185
    assert all(standard["occupation"]["concept"] for standard in served)
    assert Counter(standard["kind"] for standard in served) == {"vocational_skill": 172, "professional_technical": 13}
    assert Counter(standard["status"] for standard in served) == {"in_force": 184, "superseded": 1}
    assert sum(standard["levels"] is None for standard in served) == 146
    assert sum(standard["printed_code"] is None for standard in served) == 2
    present = [s for s in served if s["printed_code"] and s["occupation"]["code"]]
    assert sum(s["printed_code"] != s["occupation"]["code"] for s in present) == 27
    ended = [s["name_zh"] for s in served if s["occupation"]["code"] is None]
    assert ended == ["电气电子产品环保检测员"]


def test_what_is_not_known_is_said(api):
    for standard in everything(api):
        unknown = [name for name in ("levels", "edition_year", "issued_on", "printed_code") if standard[name] is None]
        assert not unknown or standard["known_gap"], standard["id"]


@pytest.mark.parametrize(
    ("code", "on"), [("4-01-06-02", None), ("4-01-02-07", "2021-12-01"), ("4-01-02-07", "2021-10-15")]
)
def test_an_occupation_has_it_under_the_code_of_the_day(api, code, on):
    body = api.get(f"/occupations/{code}/skill-standards", **({"on": on} if on else {}))
    assert ids(body) == ["hulianwangyingxiaoshi-2021"]
    assert body["results"][0]["occupation"]["code"] == code


def test_before_its_day_it_is_not_in_force(api):
    assert ids(api.get("/occupations/4-01-02-07/skill-standards", on="2021-10-14")) == []
    assert api.get("/occupations/4-01-02-07", on="2021-10-14")["skill_standards"] == []
    assert api.get("/skill-standards/hulianwangyingxiaoshi-2021", on="2021-10-14")["status"] == "not_issued"


def test_a_code_that_is_not_valid_that_day(api):
    problem = api.problem("/occupations/4-01-06-02/skill-standards", "not-held", on="2021-12-01")
    assert problem["successors"][0]["code"] == "4-01-02-07"
    assert api.problem("/occupations/4-01-02-07/skill-standards", "not-valid")["successors"][0]["code"] == "4-01-06-02"
    api.problem("/occupations/4-01/skill-standards", "malformed-parameter")


def test_a_standard_ends_on_the_day_of_its_successor(api):
    old = api.get("/skill-standards/xiaofangsheshicaozuoyuan-2019")
    assert (old["status"], old["valid_to"]) == ("superseded", "2026-04-16")
    assert old["superseded_by"] == "xiaofangsheshicaozuoyuan-2026"
    new = api.get("/skill-standards/xiaofangsheshicaozuoyuan-2026")
    assert (new["status"], new["supersedes"]) == ("in_force", "xiaofangsheshicaozuoyuan-2019")
    for on, expected in (("2026-04-15", "2019"), ("2026-04-16", "2026")):
        assert ids(api.get("/occupations/4-07-05-03/skill-standards", on=on)) == [
            f"xiaofangsheshicaozuoyuan-{expected}"
        ]
    assert ids(api.get("/occupations/4-07-05-03/skill-standards", status="superseded")) == [old["id"]]
    for on, count in (("2026-04-15", 0), ("2026-04-16", 1)):
        assert api.get("/skill-standards", status="superseded", on=on)["count"] == count


@pytest.mark.parametrize(("on", "listed"), [("2022-12-31", False), ("2023-01-01", True), ("2026-01-01", True)])
def test_of_an_unknown_day_of_issue_the_year_counts(api, on, listed):
    found = ids(api.get("/skill-standards", on=on, concept=robotics(), **ALL))
    assert ("jiqirengongchengjishurenyuan-2023" in found) is listed
    status = api.get("/skill-standards/jiqirengongchengjishurenyuan-2023", on=on)["status"]
    assert status == ("in_force" if listed else "not_issued")


def robotics() -> str:
    return SkillStandardRecord.objects.current().get(standard="jiqirengongchengjishurenyuan-2023").concept_id


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"kind": "professional_technical"}, 13),
        ({"level": "level3"}, 26),
        ({"level": "level5"}, 23),
        ({"level": "senior"}, 13),
        ({"level": "chief"}, 0),
        ({"issuer": "工业和信息化部"}, 14),
        ({"issuer": "工业"}, 14),
        ({"concept": "C0005947"}, 1),
        ({"concept": "C0035253"}, 1),
        ({"concept": "C0000017"}, 0),
        ({"code": "4-07-03-04"}, 5),
        ({"code": "2-02-38*"}, 12),
        ({"q": "平台管理员"}, 1),
        ({"q": "4-01-02"}, 2),
        ({"q": "2021〕79号"}, 1),
        ({"q": "%"}, 0),
        ({"batch": 3}, 13),
        ({"batch": 3, "level": "level3"}, 1),
        ({"batch": 8}, 0),
    ],
)
def test_filters(api, filters, count):
    assert api.get("/skill-standards", **filters)["count"] == count


def test_codes_that_hold_nothing_are_named(api):
    body = api.get("/skill-standards", code="4-01-06-02,4-01-02-07,4-01")
    assert [(u["code"], u["reason"]) for u in body["meta"]["unmatched"]] == [
        ("4-01-02-07", "not-valid"),
        ("4-01", "other-level"),
    ]


@pytest.mark.parametrize("name", ["id", "issued_on", "title_zh", "printed_code"])
def test_orders(api, name):
    rows = api.get("/skill-standards", ordering=name, **ALL)["results"]
    keys = [(row[name] is None, (row[name] or "").encode(), row["id"]) for row in rows]
    assert keys == sorted(keys)
    turned = api.get("/skill-standards", ordering=f"-{name}", **ALL)["results"]
    known = [row[name].encode() for row in turned if row[name] is not None]
    assert known == sorted(known, reverse=True)
    assert len(turned) == len(rows)


def test_pages_hold_each_once(api):
    seen, body = [], api.get("/skill-standards", ordering="issued_on", page_size=37)
    while True:
        seen += ids(body)
        if body["next"] is None:
            break
        body = api.raw(body["next"].removeprefix("http://testserver/api/v1")).json()
    assert len(seen) == len(set(seen)) == 184


@pytest.mark.parametrize(
    ("parameters", "slug"),
    [
        ({"level": "level9"}, "malformed-parameter"),
        ({"status": "not_issued"}, "malformed-parameter"),
        ({"kind": "Vocational"}, "malformed-parameter"),
        ({"code": "x"}, "malformed-parameter"),
        ({"concept": "5947"}, "malformed-parameter"),
        ({"under": "4-01"}, "unknown-parameter"),
        ({"batch": 99}, "unknown-batch"),
    ],
)
def test_what_cannot_be_asked(api, parameters, slug):
    api.problem("/skill-standards", slug, **parameters)


def test_what_is_not_there(api):
    api.problem("/skill-standards/nothing", "unknown-standard")
    api.problem("/skill-standards/Nothing!", "malformed-parameter")
    api.problem("/skill-standards/hulianwangyingxiaoshi-2021", "unknown-standard", known_at=11)


def test_an_occupation_and_a_batch_show_theirs_in_brief(api):
    [brief] = api.get("/occupations/4-01-06-02")["skill_standards"]
    assert brief == {
        "id": "hulianwangyingxiaoshi-2021",
        "title_zh": "互联网营销师国家职业技能标准（2021年版）",
        "concept": "C0005947",
        "levels": ["level5", "level4", "level3", "level2", "level1"],
        "status": "in_force",
    }
    of_batch = api.get("/batches/3")["skill_standards"]
    assert {s["id"] for s in of_batch} == set(ids(api.get("/skill-standards", batch=3)))
    assert api.get("/batches/3", on="2020-12-31")["skill_standards"] == []
    assert "skill_standards" not in api.get("/occupations", code="4-01-06-02")["results"][0]


@pytest.mark.parametrize(("on", "names"), [("2021-10-14", 1), ("2021-10-15", 4), ("2022-09-27", 4)])
def test_the_work_types_that_it_brought_hold_from_its_day(api, on, names):
    rows = api.get("/work-types", under="4-01-02-07", on=on)["results"]
    assert len(rows) == names
    assert all(row["valid_to"] == "2022-09-28" for row in rows)


def test_they_keep_their_concept_in_the_edition(api):
    periods = api.get("/concepts/C0040284")["periods"]
    assert [
        (p["edition"], p["name_zh"], p["valid_from"], p["valid_to"]) for p in periods if p["edition"] != "2022-draft"
    ] == [
        ("2015", "选品员", "2021-10-15", "2022-09-28"),
        ("2022", "商品选品员", "2022-09-28", None),
    ]


def test_a_replay_equals_the_original(api):
    original = api.get("/skill-standards", page_size=20)
    meta = original["meta"]
    with time_machine.travel("2028-01-02T12:00:00+08:00", tick=False):
        replay = api.get("/skill-standards", page_size=20, on=meta["on"], known_at=meta["known_at"])
    assert without_links(replay) == without_links(original)


@pytest.mark.parametrize("path", ["/skill-standards", "/occupations/4-01-06-02/skill-standards"])
def test_a_level_may_be_named_by_its_number(api, path):
    by_number, by_id = api.get(path, level="3"), api.get(path, level="level3")
    assert by_number["results"] == by_id["results"] != []
    api.problem(path, "malformed-parameter", level="6")
