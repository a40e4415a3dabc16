"""GET /eligibility: one case."""

from __future__ import annotations

import pytest
import time_machine

from tests.conftest import without_links

pytestmark = pytest.mark.usefixtures("policies_loaded")
CASE = {"occupation": "4-01-06-02", "level": "3", "region": "530100", "on": "2025-07-01"}
PERSON = {"employment": "employed", "insured_months": 12, "certificate_on": "2025-05-10"}


def line(body, policy):
    return next(line for line in body["decisions"] if line["policy"] == policy)


def test_it_works(api):
    body = api.get("/eligibility", **CASE, **PERSON)
    assert body["case"]["occupation"]["name_zh"] == "互联网营销师"
    assert body["case"]["region"] == {"code": "530100", "name_zh": "昆明市"}
    assert body["case"]["told"] == {"level": "level3", **PERSON}
    granted = line(body, "yn-skills-upgrading-2025")
    assert (granted["decision"], granted["amount"], granted["currency"]) == ("granted", 2000, "CNY")
    assert granted["document"]["document_number"] == "云社险通〔2025〕3号"
    assert granted["document"]["last_day"] == "2025-12-31"


def test_each_condition_is_told_with_its_reason_in_both_languages(api):
    body = api.get("/eligibility", **CASE, **PERSON)
    conditions = {c["rule"]: c for c in line(body, "yn-skills-upgrading-2025")["conditions"]}
    months = conditions["insured_months"]
    assert months["status"] == "met"
    assert months["reason_zh"] == "累计缴纳失业保险费不少于12个月。累计缴纳失业保险费月数：12。"
    assert months["reason_en"].startswith("Unemployment insurance was paid for at least 12 months in all. Told: ")
    times = conditions["upgrading_times_a_year"]
    assert (times["status"], times["limit"], times["missing"]) == ("unknown", True, ["claimed_this_year"])
    assert conditions["employment_among"]["alternative"] == conditions["draws_unemployment_benefit"]["alternative"]


def test_a_policy_that_does_not_apply_says_only_why(api):
    replaced = line(api.get("/eligibility", **CASE), "cn-skills-upgrading-2017")
    assert (replaced["decision"], replaced["amount"], len(replaced["conditions"])) == ("not_applicable", None, 1)
    [why] = replaced["conditions"]
    assert why["rule"] == "not_replaced"
    assert "cn-skills-upgrading-2025" in why["reason_zh"]
    assert "until 2025-12-31" in why["reason_en"]


def test_what_ended_says_what_stands_instead(api):
    body = api.get("/eligibility", **{**CASE, "on": "2026-10-01"})
    ended = {row["policy"]: row for row in body["ended"]}
    assert ended["cn-skills-upgrading-2025"]["stands_again"] == ["cn-skills-upgrading-2017"]
    assert "2025-12-31 was its last day" in ended["cn-skills-upgrading-2025"]["reason_en"]
    assert "cn-skills-upgrading-2017" in ended["cn-skills-upgrading-2025"]["reason_zh"]
    # The day after the first of the two measures, the second one had its turn.
    in_2025 = {row["policy"]: row for row in api.get("/eligibility", **CASE)["ended"]}
    assert in_2025["cn-skills-upgrading-2024"]["stands_again"] == []


def test_policies_of_other_regions_are_counted_and_not_listed(api):
    everywhere = api.get("/eligibility", occupation="4-01-06-02", on="2025-07-01")
    yunnan = api.get("/eligibility", **CASE)
    assert everywhere["elsewhere"] == 0
    assert len(yunnan["decisions"]) + yunnan["elsewhere"] == len(everywhere["decisions"])
    assert {row["region"]["code"] for row in yunnan["decisions"]} == {"100000", "530000"}


def test_a_supplement_says_whether_it_applies(api):
    case = {"occupation": "4-01-06-02", "level": "3", "region": "350200", "on": "2025-07-01"}
    body = line(api.get("/eligibility", **case, shortage_occupation="true"), "xiamen-training-subsidy")
    assert [(s["amount"], s["unit"], s["status"]) for s in body["supplements"]] == [
        (20, "percent", "met"),
        (30, "percent", "unknown"),
    ]


def test_an_occupation_may_be_given_by_its_concept(api):
    by_concept = api.get("/eligibility", **{**CASE, "occupation": "C0005947"})
    assert by_concept["decisions"] == api.get("/eligibility", **CASE)["decisions"]
    # One of batch 8, of which no code is known.
    [unplaced] = api.get("/occupations", batch="8", page_size=1)["results"]
    body = api.get("/eligibility", occupation=unplaced["concept"])
    assert body["case"]["occupation"]["code"] is None
    assert line(body, "cn-new-occupation-training-2021")["decision"] == "needs_information"


@pytest.mark.parametrize(
    ("parameters", "slug", "named"),
    [
        ({"occupation": None}, "malformed-parameter", "occupation"),
        ({"occupation": "4-01-06"}, "malformed-parameter", "occupation"),
        ({"occupation": "互联网营销师"}, "malformed-parameter", "occupation"),
        ({"level": "6"}, "malformed-parameter", "level"),
        ({"level": "level6"}, "malformed-parameter", "level"),
        ({"region": "44"}, "malformed-parameter", "region"),
        ({"insured_months": "-1"}, "malformed-parameter", "insured_months"),
        ({"insured_months": "1.5"}, "malformed-parameter", "insured_months"),
        ({"insured_months": "0012"}, "malformed-parameter", "insured_months"),
        ({"insured_months": "999999999999"}, "malformed-parameter", "insured_months"),
        ({"certificate_on": "2025-02-30"}, "malformed-parameter", "certificate_on"),
        ({"certificate_on": "２０２５-01-01"}, "malformed-parameter", "certificate_on"),
        ({"employment": "boss"}, "malformed-parameter", "employment"),
        ({"union_member": "1"}, "malformed-parameter", "union_member"),
        ({"region": "110100"}, "not-held", "region"),
        ({"region": "999999"}, "not-held", "region"),
        ({"occupation": "C0000018"}, "unknown-concept", "occupation"),
        ({"certificate_on": "2025-07-02"}, "contradictory-case", "certificate_on"),
        ({"employment": "employed", "unemployment_benefit": "true"}, "contradictory-case", "employment"),
        ({"employment": "flexible", "enterprise_apprentice": "true"}, "contradictory-case", "employment"),
        ({"employment": "employed", "priority_group": "registered_unemployed"}, "contradictory-case", "employment"),
        ({"age": "20", "insured_months": "300"}, "contradictory-case", "age"),
        ({"foo": "1"}, "unknown-parameter", "foo"),
        ({"edition": "2022"}, "unknown-parameter", "edition"),
    ],
)
def test_what_cannot_be_answered_is_named(api, parameters, slug, named):
    given = {name: value for name, value in {**CASE, **parameters}.items() if value is not None}
    problem = api.problem("/eligibility", slug, **given)
    assert problem["errors"][0]["parameter"] == named
    assert problem["status"] == {"not-held": 404, "unknown-concept": 404, "contradictory-case": 409}.get(slug, 400)


def test_a_county_that_no_policy_names_is_held_each_time(api):
    counties = {"330106": "西湖区", "440304": "福田区"}
    for code, name in [*counties.items()] * 2:
        case = api.get("/eligibility", occupation="4-01-06-02", region=code)["case"]
        assert case["region"] == {"code": code, "name_zh": name}


def test_a_region_that_is_not_held_says_of_when_the_list_is(api):
    assert api.problem("/eligibility", "not-held", **{**CASE, "region": "110100"})["list_of"] == "2026-09"


def test_an_occupation_that_is_not_valid_is_the_registrys_own_problem(api):
    problem = api.problem("/eligibility", "not-valid", **{**CASE, "occupation": "4-01-02-07"})
    assert problem["successors"][0]["code"] == "4-01-06-02"
    assert problem["periods"][0]["valid_to"] == "2022-09-28"
    api.problem("/eligibility", "unknown-code", **{**CASE, "occupation": "4-77-77-77"})
    api.problem("/eligibility", "not-held", **{**CASE, "occupation": "1-01-00-01", "on": "2020-01-01"})
    ended = api.problem("/eligibility", "not-valid", occupation="C0005947", on="2020-01-01")
    assert ended["periods"][0]["code"] == "4-01-02-07"


def test_a_day_outside_is_refused(api):
    api.problem("/eligibility", "outside-period", **{**CASE, "on": "2014-12-31"})


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_a_replay_equals_the_original(api):
    original = api.get("/eligibility", occupation="4-01-06-02", level="3")
    with time_machine.travel("2028-01-02T12:00:00+08:00", tick=False):
        meta = original["meta"]
        replay = api.get("/eligibility", occupation="4-01-06-02", level="3", on=meta["on"], known_at=meta["known_at"])
    assert without_links(replay) == without_links(original)


def test_before_the_policies_were_known_there_were_none(api):
    body = api.get("/eligibility", occupation="4-01-06-02", known_at=11)
    assert (body["decisions"], body["ended"]) == ([], [])


def test_a_level_that_the_standard_does_not_have_is_refused(api):
    problem = api.problem("/eligibility", "level-not-in-standard", **{**CASE, "level": "junior"})
    assert problem["status"] == 404
    assert problem["levels"] == ["apprentice", *(f"level{n}" for n in (5, 4, 3, 2, 1)), "special-grade", "chief"]
    assert api.get("/eligibility", **CASE)["case"]["told"]["level"] == "level3"


@pytest.mark.parametrize(
    ("code", "why"),
    [("4-02-07-10", "the levels of its skill standard are not known"), ("1-01-00-01", "no skill standard of it")],
)
def test_where_the_levels_of_an_occupation_are_not_known_nothing_is_granted_by_level(api, code, why):
    """国际快递业务师: its standard of 2026 is held, its levels are not; of 中国共产党机关负责人 there is none."""
    case = {**CASE, "occupation": code, "on": "2025-07-01", "region": "530000", "certificate_on": "2025-05-10"}
    decisions = {line["policy"]: line for line in api.get("/eligibility", **case)["decisions"]}
    line = decisions["yn-skills-upgrading-2025"]
    [condition] = [condition for condition in line["conditions"] if condition["rule"] == "level_in_standard"]
    assert (condition["status"], line["decision"]) == ("unknown", "needs_information")
    assert code == "4-02-07-10" or why in condition["reason_en"]


@pytest.mark.parametrize(("region", "decision"), [({}, "needs_information"), ({"region": "440000"}, "granted")])
def test_no_yes_where_a_local_rule_may_stand_in(api, region, decision):
    case = {"occupation": "4-01-06-02", "level": "3", "employment": "employed", "insured_months": 40}
    case |= {"certificate_on": "2025-03-01", "on": "2025-12-15", **region}
    decisions = {line["policy"]: line for line in api.get("/eligibility", **case)["decisions"]}
    line = decisions["cn-skills-upgrading-2025"]
    assert line["decision"] == decision
    assert ("region" in line["missing"]) == (not region)


@pytest.mark.parametrize(("certificate", "decision"), [("2024-01-10", "granted"), ("2023-01-10", "needs_information")])
def test_whether_an_old_certificate_will_do_is_not_in_our_sources(api, certificate, decision):
    case = {"occupation": "4-01-06-02", "level": "3", "employment": "employed", "insured_months": 40}
    case |= {"region": "440000", "on": "2024-10-01", "certificate_on": certificate}
    decisions = {line["policy"]: line for line in api.get("/eligibility", **case)["decisions"]}
    assert decisions["cn-skills-upgrading-2024"]["decision"] == decision


def test_a_level_may_be_named_by_its_number_and_is_answered_by_its_id(api):
    by_number, by_id = api.get("/eligibility", **CASE), api.get("/eligibility", **{**CASE, "level": "level3"})
    assert by_number["decisions"] == by_id["decisions"]
    assert by_number["case"] == by_id["case"]
    assert {line["level"] for line in by_id["decisions"] if line["level"]} == {"level3"}


SELLER, LIVESTREAMER = "C0002414", "C0005947"


def test_a_work_type_is_one_of_the_occupation_on_that_day(api):
    assert api.get("/eligibility", **CASE, work_type=SELLER)["case"]["told"]["work_type"] == SELLER
    problem = api.problem(
        "/eligibility", "work-type-of-another", **{**CASE, "occupation": "4-13-01-10"}, work_type=SELLER
    )
    assert problem["errors"][0]["parameter"] == "work_type"
    assert SELLER not in [work_type["concept"] for work_type in problem["work_types"]]
    api.problem("/eligibility", "unknown-concept", **CASE, work_type="C0000018")
    problem = api.problem("/eligibility", "unknown-concept", **CASE, work_type=LIVESTREAMER)
    assert "no work type" in problem["detail"]
    partial = {"occupation": "4-01-02-07", "on": "2021-01-01", "work_type": "C0003744"}
    assert "partial" in api.problem("/eligibility", "not-held", **partial)["detail"]


def test_a_concept_that_is_no_occupation_says_what_it_is(api):
    work_type = api.problem("/eligibility", "unknown-concept", occupation=SELLER)
    assert (
        work_type["detail"] == f"{SELLER} is a work type; give its occupation, {LIVESTREAMER}, and it as `work_type`."
    )
    group = api.get("/groups/4-01-06")["concept"]
    assert "is a group" in api.problem("/eligibility", "unknown-concept", occupation=group)["detail"]


def test_a_concept_that_has_ended_says_what_became_of_it(api):
    ended = api.get("/occupations/4-01-02-07", on="2021-01-01")["concept"]
    assert ended == LIVESTREAMER
    problem = api.problem("/eligibility", "not-valid", occupation="C0003179", on="2024-01-01")
    assert problem["periods"][0]["valid_from"] > "2024-01-01"


def test_a_grant_says_what_may_have_replaced_it_already(api):
    case = {"occupation": "4-01-06-02", "level": "3", "region": "440000", "employment": "employed"}
    case |= {"insured_months": 40, "certificate_on": "2025-03-10", "training_subsidy_drawn": "false"}

    def base(on):
        lines = api.get("/eligibility", **case, on=on)["decisions"]
        return next(line for line in lines if line["policy"] == "cn-skills-upgrading-2017")

    april = base("2025-04-10")
    assert (april["decision"], april["perhaps_replaced_by"]) == ("granted", ["cn-skills-upgrading-2025"])
    assert "cn-skills-upgrading-2025" in april["note_en"]
    assert "cn-skills-upgrading-2025" in april["note_zh"]
    before, after = base("2025-03-31"), base("2025-04-22")
    assert (before["decision"], before["perhaps_replaced_by"], before["note_en"]) == ("granted", [], None)
    assert (after["decision"], after["perhaps_replaced_by"]) == ("not_applicable", [])
