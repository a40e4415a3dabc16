"""GET /policies and /policies/{id}."""

from __future__ import annotations

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from tests.conftest import without_links

pytestmark = pytest.mark.usefixtures("policies_loaded")


def test_it_works(api):
    body = api.get("/policies/gd-training-subsidy-2023")
    assert (body["valid_from"], body["valid_to"]) == ("2023-08-15", "2026-01-01")
    assert body["region"] == {"code": "440000", "name_zh": "广东省"}
    assert [source["id"] for source in body["sources"]] == ["policy-gd-training-subsidy-2023"]


def test_all_of_the_file_is_found(api, policy_data):
    assert len(policy_data.policies) == 53
    for policy, source in policy_data.policies:
        body = api.get(f"/policies/{policy.slug}")
        assert (body["title_zh"], body["issuers_zh"]) == (policy.title_zh, list(source.issuers_zh))
        lines = body["benefits"] + body["supplements"] + body["programme"] + body["terms"]
        told = [s for s in policy_data.statements if s.policy == policy.slug and not hasattr(s, "other")]
        assert len(lines) == len(told) > 0


@pytest.mark.parametrize(("on", "listed"), [("2025-12-31", True), ("2026-01-01", False), ("2023-08-14", False)])
def test_the_last_day_is_inclusive_in_the_document(api, on, listed):
    found = [row["id"] for row in api.get("/policies", on=on, region="440000", page_size=100)["results"]]
    assert ("gd-training-subsidy-2023" in found) is listed


def test_an_unknown_start_is_said(api):
    row = api.get("/policies/cn-vocational-training-subsidy")
    assert row["valid_from"] is None
    assert row["known_gap"] == "Since when it holds is not known."
    assert "cn-vocational-training-subsidy" in [r["id"] for r in api.get("/policies", page_size=100)["results"]]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"kind": "special_fund"}, 1),
        ({"q": "新职业"}, 2),
        ({"issuer": "财政部", "kind": "skills_upgrading_subsidy"}, 1),
        ({"issuer": "财政局"}, 3),
        ({"region": "710000", "kind": "career_development"}, 1),
    ],
)
def test_filters(api, filters, count):
    assert api.get("/policies", on="2021-06-01", **filters)["count"] == count


def found(api, **filters):
    return {row["id"] for row in api.get("/policies", page_size=100, **filters)["results"]}


def test_a_region_is_reached_by_the_policies_above_it_and_not_by_those_below(api):
    nation, province = found(api, on="2025-10-01", region="100000"), found(api, on="2025-10-01", region="340000")
    city = found(api, on="2025-10-01", region="341702")
    assert nation < province < city
    assert province - nation == {"ah-skills-upgrading-2025"}
    assert city - province == {"chizhou-skills-upgrading-2025"}


def test_an_occupation_is_covered_by_name_group_mark_or_batch_or_may_be(api):
    marketer = found(api, on="2023-01-01", occupation="4-01-06-02")
    judge = found(api, on="2023-01-01", occupation="2-07-02-00")
    assert {"fuzhou-internet-marketer-fund", "cn-new-occupation-training-2021"} <= marketer - judge
    assert {"zj-digital-engineer-subsidy"} <= marketer - judge  # digital
    assert "cn-lifelong-training-2018" not in marketer | judge  # addressed to bodies
    assert "cn-vocational-training-subsidy" in judge  # a catalogue that is not held
    assert "cn-knowledge-renewal-2021" in judge  # under group 2


def test_an_occupation_is_known_by_its_concept_on_another_day(api):
    assert "fuzhou-internet-marketer-fund" in found(api, on="2021-01-01", occupation="4-01-02-07")
    problem = api.problem("/policies", "not-valid", occupation="4-01-02-07", on="2024-01-01")
    assert problem["successors"][0]["code"] == "4-01-06-02"


def test_an_occupation_is_named_by_its_code_or_its_concept(api):
    assert found(api, occupation="C0005947") == found(api, occupation="4-01-06-02") != set()
    assert found(api, occupation="C0005947", on="2021-12-01") == found(api, occupation="4-01-02-07", on="2021-12-01")
    assert "is a work type" in api.problem("/policies", "unknown-concept", occupation="C0002414")["detail"]
    problem = api.problem("/policies", "not-valid", occupation="C0003179", on="2024-01-01")
    assert problem["periods"] != []
    api.problem("/policies", "malformed-parameter", occupation="4-01")


def test_a_level_is_for_those_that_do_not_leave_it_out(api):
    chief, third = found(api, on="2024-06-01", level="chief"), found(api, on="2024-06-01", level="level3")
    assert found(api, on="2024-06-01", level="3") == third
    assert "xiaoshan-union-incentive-2025" in chief - third
    assert "cn-skills-upgrading-2024" in third - chief
    assert "cn-new-occupation-training-2021" in chief & third


def test_what_a_batch_introduced_is_covered(api):
    assert {"cn-new-occupation-training-2021", "fuzhou-internet-marketer-fund"} <= found(api, batch="3")
    assert "fuzhou-internet-marketer-fund" not in found(api, batch="6")
    api.problem("/policies", "unknown-batch", batch="6", on="2023-01-01")


def test_what_it_gives_is_structured(api):
    body = api.get("/policies/changshu-skills-upgrading-2019")
    assert [(b["level"], b["amount"], b["currency"], b["up_to"]) for b in body["benefits"]] == [
        ("level5", 1000, "CNY", False),
        ("level4", 1500, "CNY", False),
        ("level3", 2000, "CNY", False),
    ]
    [shortage] = body["supplements"]
    assert (shortage["amount"], shortage["unit"], shortage["rule"]) == (30, "percent", "shortage_occupation")


def test_how_policies_stand_to_each_other(api):
    base = api.get("/policies/cn-skills-upgrading-2017")
    assert base["replaced_by"] == ["cn-skills-upgrading-2024", "cn-skills-upgrading-2025"]
    assert base["altered_by"] == ["cn-skills-action-2019-2021"]
    assert api.get("/policies/cn-skills-upgrading-2024")["replaces"] == ["cn-skills-upgrading-2017"]
    measure = api.get("/policies/cn-skills-upgrading-2025")
    assert measure["carried_out_by"] == [f"{p}-skills-upgrading-2025" for p in ("ah", "js", "yn")]


def test_a_start_that_is_not_known_lies_between_two_days(api):
    body = api.get("/policies/cn-skills-upgrading-2025")
    assert (body["valid_from"], body["last_day"]) == (None, "2025-12-31")
    assert (body["earliest_start"], body["latest_start"]) == ("2025-04-01", "2025-04-22")
    assert "cn-skills-upgrading-2025" not in found(api, on="2025-03-31")
    assert "cn-skills-upgrading-2025" in found(api, on="2025-04-01")


def test_what_is_not_there(api):
    api.problem("/policies/nothing", "unknown-policy")
    api.problem("/policies/Nothing!", "malformed-parameter")
    api.problem("/policies", "malformed-parameter", region="44")
    api.problem("/policies", "malformed-parameter", level="6")
    api.problem("/policies", "not-held", region="110100")
    api.problem("/policies", "not-held", region="990000")


@pytest.mark.parametrize(
    "statement",
    [
        *(f"DELETE FROM policies_{name}" for name in ("policyrecord", "benefit", "term", "policylink", "region")),
        "UPDATE policies_policyrecord SET region_code = '100000'",
        "UPDATE policies_benefit SET amount = 1 WHERE amount = 1000",
        "UPDATE policies_term SET value = ''",
        "UPDATE policies_region SET name_zh = ''",
    ],
)
def test_the_database_refuses_to_change_what_is_published(statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("today", ["2026-11-21", "2027-01-02", "2028-01-02"])
def test_a_replay_equals_the_original_after_policies_have_ended(api, today):
    with time_machine.travel(f"{today}T12:00:00+08:00", tick=False):
        original = api.get("/policies", page_size=10)
        on, known_at = original["meta"]["on"], original["meta"]["known_at"]
        replay = api.get("/policies", page_size=10, on=on, known_at=known_at)
        assert without_links(replay) == without_links(original)
        following = api.raw(original["next"].removeprefix("http://testserver/api/v1")).json()
        assert following["count"] == original["count"]
