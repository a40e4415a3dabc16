"""publish_policies and amend_policies: what they refuse, and what they leave behind."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from occupations.actions.inputs import SourceContent
from occupations.actions.revise import LOADER, Conflict
from occupations.models import Revision
from policies.actions import amend_policies, publish_policies
from policies.inputs import BenefitContent, LinkContent, PolicyContent, RegionContent, TermContent
from policies.models import Benefit, Policy, Term

pytestmark = pytest.mark.usefixtures("policies_loaded")
SOURCE = SourceContent(slug="policy-x", kind="policy", title_zh="通知", confidence="high")
EVIDENCE = {"source": "policy-x", "confidence": "high"}


def policy(**values):
    content = {
        "slug": "x",
        "kind": "other",
        "title_zh": "通知",
        "region_code": "100000",
        "region_name_zh": "全国",
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
    }
    return PolicyContent(**{**content, **EVIDENCE, **values})


def benefit(**values):
    content = {"policy": "x", "number": 1, "role": "rate", "name_zh": "补贴", "name_en": "Subsidy", "amount": 1}
    return BenefitContent(**{**content, **EVIDENCE, **values})


def term(rule, value="", **values):
    return TermContent(**{"policy": "x", "number": 1, "rule": rule, "value": value, **EVIDENCE, **values})


def publish(*statements, policies=None, **values):
    content = {"sources": [SOURCE], "by": LOADER, "reason": "new"} | values
    return publish_policies(policies=[policy()] if policies is None else policies, statements=statements, **content)


def test_it_works(api):
    publish(
        benefit(unit="CNY", per="person", beneficiary="person"), term("work_type_named", "C0002414|直播销售员|seller")
    )
    case = {"occupation": "4-01-06-02", "on": "2026-10-01"}

    def line(**facts):
        return next(row for row in api.get("/eligibility", **case, **facts)["decisions"] if row["policy"] == "x")

    assert (line()["decision"], line()["missing"]) == ("needs_information", ["work_type"])
    assert (line(work_type="C0002414")["decision"], line(work_type="C0002414")["amount"]) == ("granted", 1)
    assert line(work_type="C0003744")["decision"] == "not_applicable"


@pytest.mark.parametrize(
    "statement",
    [
        term("no_such_rule"),
        term("insured_months", "twelve"),
        term("insured_months", "12", alters="nothing"),
        term("insured_months", "12", policy="nothing"),
        benefit(amount=None),
        benefit(no_amount="not_money"),
        benefit(applies_if="nothing"),
        benefit(role="gift"),
        benefit(unit="EUR"),
        LinkContent(policy="x", number=1, kind="replaces", other="nothing", **EVIDENCE),
        LinkContent(policy="x", number=1, kind="likes", other="x", **EVIDENCE),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_trace(statement):
    before = Revision.objects.count()
    with pytest.raises(ValidationError):
        publish(statement)
    assert Revision.objects.count() == before
    assert not Policy.objects.filter(slug="x").exists()


def test_a_start_is_known_or_lies_between_two_days():
    with pytest.raises(ValidationError):
        publish(policies=[policy(earliest_start=date(2026, 1, 1))])


def test_a_number_is_given_once():
    with pytest.raises(Conflict):
        publish(benefit(), benefit(name_zh="另一项"))


def test_a_region_hangs_under_one_that_is_held():
    region = {"code": "999900", "level": "prefecture", "name_zh": "某市", "parent_code": "990000", **EVIDENCE}
    with pytest.raises(ValidationError):
        publish(regions=[RegionContent(**region)])
    with pytest.raises(Conflict):
        publish(regions=[RegionContent(**{**region, "code": "440100", "parent_code": "440000"})])
    publish(regions=[RegionContent(**{**region, "parent_code": "440000"})])


def test_a_policy_is_published_once(policy_data):
    published, source = policy_data.policies[0]
    with pytest.raises(Conflict):
        publish_policies(policies=[published], sources=[source], by=LOADER, reason="again")


def test_statements_are_added_and_withdrawn_in_one_revision():
    publish(benefit(), term("union_member"))
    revision = amend_policies(
        add=[benefit(number=2)], withdraw=Term.objects.current().filter(policy="x"), by=LOADER, reason="misread"
    )
    assert Benefit.objects.get(policy="x", number=2).recorded_from == revision
    assert Term.objects.get(policy="x").recorded_to == revision
    with pytest.raises(Conflict):
        amend_policies(withdraw=Term.objects.filter(policy="x"), by=LOADER, reason="twice")


def test_a_reason_is_wanted():
    with pytest.raises(ValidationError):
        publish(reason=" ")
