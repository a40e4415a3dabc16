"""GET /concepts/{id}."""

import pytest
import time_machine


def test_it_works(api):
    body = api.get("/concepts/C0005947", on="2026-11-21")
    assert body["kind"] == "occupation"
    assert body["current"]["code"] == "4-01-06-02"
    periods = [(p["edition"], p["code"], p["valid_from"], p["valid_to"]) for p in body["periods"]]
    assert periods == [
        ("2015", "4-01-02-07", "2020-07-06", "2022-09-28"),
        ("2022", "4-01-06-02", "2022-09-28", None),
        ("2022-draft", "4-01-06-02", "2022-07-11", "2022-07-22"),
    ]
    assert (body["introduced_by"]["batch"], body["introduced_by"]["code"]) == (3, "4-01-02-07")
    assert body["predecessors"] == body["successors"] == []


@pytest.mark.parametrize(
    ("on", "edition", "code"),
    [
        ("2020-07-05", None, None),
        ("2020-07-06", "2015", "4-01-02-07"),
        ("2022-09-27", "2015", "4-01-02-07"),
        ("2022-09-28", "2022", "4-01-06-02"),
    ],
)
def test_current_is_that_of_the_day(api, on, edition, code):
    current = api.get("/concepts/C0005947", on=on)["current"]
    assert (current and current["edition"], current and current["code"]) == (edition, code)


def test_a_draft_is_a_scheme_of_its_own(api):
    assert api.get("/concepts/C0005947", edition="2022-draft")["current"]["edition"] == "2022-draft"


def test_a_code_is_not_an_identity(api):
    courier = api.get("/occupations/4-02-07-10", on="2021-01-01")["concept"]
    express = api.get("/occupations/4-02-07-10", on="2026-11-21")["concept"]
    assert courier != express
    assert api.get(f"/concepts/{courier}", on="2026-11-21")["current"]["name_zh"] == "网约配送员"
    assert api.get(f"/concepts/{express}", on="2026-11-21")["current"]["name_zh"] == "国际快递业务师"


def test_an_ended_occupation_lives_on_in_its_successors(api):
    ended = api.get("/concepts/C0049079", on="2026-11-21")
    assert ended["current"] is None
    heirs = [link["concept"] for link in ended["successors"]]
    assert {(link["relation"], link["effective_on"]) for link in ended["successors"]} == {("replaced", "2020-07-06")}
    assert {api.get(f"/concepts/{heir}")["current"]["name_zh"] for heir in heirs} == {
        "防疫员",
        "消毒员",
        "公共场所卫生管理员",
    }
    assert all(
        [link["concept"] for link in api.get(f"/concepts/{heir}")["predecessors"]] == ["C0049079"] for heir in heirs
    )


def test_an_occupation_that_ended_without_a_successor_keeps_its_life(api):
    body = api.get("/concepts/C0038911", on="2026-11-21")
    assert body["current"] is None
    assert [(p["name_zh"], p["valid_to"]) for p in body["periods"]] == [("电气电子产品环保检测员", "2022-09-28")]


@pytest.mark.parametrize(
    ("concept", "kind", "level"),
    [("C0014499", "group", 1), ("C0002262", "work_type", None), ("C0003179", "occupation", 4)],
)
def test_groups_and_work_types_have_concepts_too(api, concept, kind, level):
    body = api.get(f"/concepts/{concept}", on="2026-11-21")
    assert (body["kind"], body["current"]["level"]) == (kind, level)
    assert (body["current"]["occupation"] is None) == (kind != "work_type")


def test_a_concept_without_a_code_says_why(api):
    current = api.get("/concepts/C0001680", on="2026-11-21")["current"]
    assert current["code"] is None
    assert current["known_gap"]


@pytest.mark.parametrize(
    ("id", "slug"),
    [
        ("C0005948", "unknown-concept"),
        ("C9999999", "unknown-concept"),
        ("c0005947", "malformed-parameter"),
        ("C000594", "malformed-parameter"),
        ("C00059470", "malformed-parameter"),
        ("C000594７", "malformed-parameter"),
        ("4-01-06-02", "malformed-parameter"),
        ("C000594\x00", "malformed-parameter"),
    ],
)
def test_an_id_that_is_none(api, id, slug):
    assert api.problem(f"/concepts/{id}", slug)["status"] == (404 if slug == "unknown-concept" else 400)


def test_a_concept_is_unknown_before_its_revision(api):
    api.problem("/concepts/C0001680", "unknown-concept", known_at=10)
    assert api.get("/concepts/C0001680", known_at=11)["concept"] == "C0001680"


def test_a_concept_is_hidden_until_its_day(api):
    with time_machine.travel("2026-09-08T23:59:59+08:00", tick=False):
        api.problem("/concepts/C0001680", "unknown-concept")
        assert api.get("/concepts/C0001680", include="scheduled", on="2026-09-09")["current"]
    with time_machine.travel("2026-09-09T00:00:00+08:00", tick=False):
        assert api.get("/concepts/C0001680")["current"]
