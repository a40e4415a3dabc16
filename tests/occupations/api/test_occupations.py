"""GET /occupations and /occupations/{code}."""

import pytest
import time_machine

BATCH_8 = {
    "船舶岸基管理工程技术人员",
    "数字孪生工程技术人员",
    "具身智能机器人应用技术员",
    "工业产品数字建模师",
    "微电网管理员",
    "运动数据分析师",
    "氢燃料电池制造工",
    "电解水制氢工",
}


def test_it_works(api):
    body = api.get("/occupations/4-01-06-02")
    assert body["name_zh"] == "互联网营销师"
    assert body["digital"] is True
    assert body["green"] is False
    work_types = {w["name_zh"]: w for w in body["work_types"]}
    assert set(work_types) == {"商品选品员", "直播销售员", "视频创推员", "平台管理员", "生活服务体验员"}
    assert work_types["商品选品员"]["former_names_zh"] == ["选品员"]
    assert work_types["生活服务体验员"]["introduced_by"]["batch"] == 6
    assert work_types["直播销售员"]["introduced_by"]["batch"] == 3
    introduced = body["introduced_by"]
    assert (introduced["batch"], introduced["published_on"], introduced["code"]) == (3, "2020-07-06", "4-01-02-07")
    assert [p["code"] for p in body["previous_codes"]] == ["4-01-02-07"]
    assert [a["code"] for a in body["ancestors"]] == ["4", "4-01", "4-01-06"]
    assert body["parent"] == body["ancestors"][-1]


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_the_whole_list_of_today(api):
    body = api.get("/occupations", page_size=5000)
    assert body["count"] == len(body["results"]) == 1683
    assert body["meta"]["official"] == {"edition": 1639, "announced_since": 47, "total": 1686, "held": 1683}
    assert {row["level"] for row in body["results"]} == {4}


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 1639),
        ({"digital": "true"}, 97),
        ({"digital": "false"}, 1639 - 97),
        ({"green": "true"}, 134),
        ({"digital": "true", "green": "true"}, 23),
        ({"level": 4}, 1639),
        ({"under": "4"}, 356),
        ({"under": "2"}, 492),
        ({"batch": 5}, 18),
    ],
)
def test_the_2022_edition_as_published(api, filters, count):
    assert api.get("/occupations", edition="2022", on="2022-09-28", page_size=1, **filters)["count"] == count


@pytest.mark.parametrize(
    ("code", "on", "name_zh", "edition"),
    [
        ("4-02-07-10", "2021-01-01", "网约配送员", "2015"),
        ("4-02-07-10", "2022-09-27", "网约配送员", "2015"),
        ("4-02-07-10", "2022-09-28", "国际快递业务师", "2022"),
        ("4-13-04-04", "2024-07-30", "研学旅行指导师", "2022"),
        ("4-13-04-04", "2024-07-31", "研学旅游指导师", "2022"),
        ("2-02-32-00", "2024-07-30", "制药工程技术人员", "2022"),
        ("2-02-32-01", "2024-07-31", "制药工程技术人员", "2022"),
        ("4-13-01-10", "2024-07-31", "网络主播", "2022"),
    ],
)
def test_a_code_is_answered_for_the_day_asked(api, code, on, name_zh, edition):
    body = api.get(f"/occupations/{code}", on=on)
    assert (body["code"], body["name_zh"], body["edition"]) == (code, name_zh, edition)
    assert body["valid_from"] <= on
    assert body["valid_to"] is None or body["valid_to"] > on


def test_renaming_and_recoding_keep_the_concept(api):
    before, after = (api.get("/occupations/4-13-04-04", on=on) for on in ("2024-07-30", "2024-07-31"))
    assert before["concept"] == after["concept"] == "C0046738"
    assert before["valid_to"] == after["valid_from"] == "2024-07-31"
    old, new = api.get("/occupations/2-02-32-00", on="2024-07-30"), api.get("/occupations/2-02-32-01")
    assert old["concept"] == new["concept"]
    assert [(p["code"], p["valid_to"]) for p in new["previous_codes"]] == [("2-02-32-00", "2024-07-31")]


@pytest.mark.parametrize(
    ("code", "on", "slug", "successors"),
    [
        ("4-01-02-07", "2026-11-21", "not-valid", ["4-01-06-02"]),
        ("4-14-04-00", "2026-11-21", "not-valid", ["4-14-04-01", "4-14-04-02", "4-14-04-03"]),
        ("2-02-32-00", "2024-07-31", "not-valid", ["2-02-32-01"]),
        ("2-02-32-01", "2024-07-30", "not-valid", ["2-02-32-00"]),
        ("4-13-01-10", "2024-07-30", "not-valid", []),
        ("2-02-01-01", "2021-01-01", "not-held", []),
        ("4-77-77-77", "2021-01-01", "not-held", []),
        ("4-77-77-77", "2026-11-21", "unknown-code", []),
    ],
)
def test_a_code_that_holds_nothing_that_day(api, code, on, slug, successors):
    problem = api.problem(f"/occupations/{code}", slug, on=on)
    assert problem["status"] == 404
    assert problem["code"] == code
    assert sorted(s["code"] for s in problem["successors"]) == successors
    assert all(s in problem["detail"] for s in [code, *successors])
    assert bool(problem["periods"]) == (code != "4-77-77-77")


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_the_eight_of_batch_8_have_no_code_and_come_last(api):
    for ordering in ("code", "-code"):
        last = api.get("/occupations", ordering=ordering, page_size=5000)["results"][-9:]
        assert last[0]["code"] == {"code": "8-00-00-00", "-code": "1-01-00-01"}[ordering]
        assert {row["name_zh"] for row in last[1:]} == BATCH_8
        for row in last[1:]:
            assert (row["code"], row["parent"], row["ancestors"]) == (None, None, [])
            assert row["known_gap"]
            assert row["introduced_by"]["batch"] == 8
    assert {row["name_zh"] for row in api.get("/occupations", batch=8)["results"]} == BATCH_8


@pytest.mark.parametrize("name_zh", sorted(BATCH_8))
def test_what_has_no_code_is_found_by_its_name(api, name_zh):
    [row] = api.get("/occupations", q=name_zh, on="2026-11-21")["results"]
    assert row["name_zh"] == name_zh
    assert api.get(f"/concepts/{row['concept']}", on="2026-11-21")["current"]["name_zh"] == name_zh


def test_before_2022_marks_are_unknown_and_the_meta_says_so(api):
    body = api.get("/occupations", digital="true", on="2021-01-01")
    assert body["count"] == 0
    assert [remark["slug"] for remark in body["meta"]["remarks"]] == ["marks-not-recorded"]
    assert {row["digital"] for row in api.get("/occupations", on="2021-01-01")["results"]} == {None}
    assert api.get("/occupations", digital="true", on="2022-09-28")["meta"]["remarks"] == []


@pytest.mark.parametrize(
    ("parameters", "edition", "on", "count"),
    [
        ({"edition": "2015"}, "2015", "2022-09-27", 59),
        ({"edition": "2022"}, "2022", "2026-11-21", 1683),
        ({"edition": "2022-draft"}, "2022-draft", "2022-07-11", 1636),
        ({"edition": "2022-draft", "on": "2021-01-01"}, "2022-draft", "2022-07-11", 1636),
        ({"on": "2015-01-01"}, "2015", "2015-01-01", 1),
        ({"on": "2022-09-27"}, "2015", "2022-09-27", 59),
        ({"on": "2022-09-28"}, "2022", "2022-09-28", 1639),
        ({"on": "2031-11-21"}, "2022", "2031-11-21", 1683),
    ],
)
@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_which_edition_and_day_answer(api, parameters, edition, on, count):
    body = api.get("/occupations", page_size=1, **parameters)
    assert (body["meta"]["edition"], body["meta"]["on"], body["count"]) == (edition, on, count)


@pytest.mark.parametrize(
    ("parameters", "slug"),
    [
        ({"edition": "2022", "on": "2021-01-01"}, "outside-edition"),
        ({"edition": "2022", "on": "2022-09-27"}, "outside-edition"),
        ({"edition": "2015", "on": "2022-09-28"}, "outside-edition"),
        ({"edition": "2023"}, "unknown-edition"),
        ({"on": "2014-12-31"}, "outside-period"),
        ({"on": "2031-11-22"}, "outside-period"),
    ],
)
@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_days_and_editions_that_do_not_meet(api, parameters, slug):
    problem = api.problem("/occupations", slug, **parameters)
    assert problem["status"] == 404
    helpful = {"outside-edition": "valid_from", "unknown-edition": "editions", "outside-period": "last_day"}
    assert problem[helpful[slug]]
