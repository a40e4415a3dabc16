"""manage.py load_policies: the data files become acts; what differs is corrected, what is gone is withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from occupations import guards
from occupations.actions.corrections import Correction, correct
from occupations.models import Revision
from policies.loading.load import load
from policies.models import Benefit, PolicyRecord, Region, Term
from tests.clerks import signed

pytestmark = pytest.mark.usefixtures("policies_loaded")


def quietly(data, say=lambda line: None):
    load(data, say=say)


def test_it_works():
    assert Revision.objects.get(number=12).act == "publish_policies"
    assert (PolicyRecord.objects.count(), Region.objects.count()) == (53, 3215)


def test_the_guards_are_there():
    assert guards.missing(connection) == []


def test_loading_again_changes_nothing(run):
    before = Revision.objects.count()
    assert "nothing to do" in run("load_policies")
    assert Revision.objects.count() == before


def first(data, **values):
    """The files with their first policy told otherwise."""
    [(policy, source), *rest] = data.policies
    return replace(data, policies=[(replace(policy, **values), replace(source, document_number="1号")), *rest])


def test_a_changed_line_becomes_a_correction(api, policy_data):
    quietly(first(policy_data, title_zh="通知", valid_to=date(2031, 1, 1)))
    assert Revision.objects.latest("number").act == "correct"
    body = api.get("/policies/cn-new-occupation-training-2021")
    assert (body["title_zh"], body["valid_to"]) == ("通知", "2031-01-01")
    assert body["sources"][0]["document_number"] == "1号"


def test_what_a_clerk_wrote_is_kept(api, policy_data):
    row = PolicyRecord.objects.current().get(policy="cn-new-occupation-training-2021")
    clerk = signed("wang")
    correct(corrections=[Correction(row, {"title_zh": "关于新职业的通知"})], by=clerk, reason="misprint")
    said = []
    quietly(policy_data, say=said.append)
    assert any("kept as a clerk left it" in line for line in said)
    assert api.get("/policies/cn-new-occupation-training-2021")["title_zh"] == "关于新职业的通知"


def test_a_published_policy_or_region_cannot_be_left_out(policy_data):
    with pytest.raises(ValidationError):
        quietly(replace(policy_data, policies=policy_data.policies[1:]))
    with pytest.raises(ValidationError):
        quietly(replace(policy_data, regions=policy_data.regions[:-1]))


def altered(data, policy, number, kind, **values):
    """The files with one statement told otherwise, or without it."""

    def told(statement):
        if (statement.policy, statement.number, type(statement).__name__) != (policy, number, kind):
            return [statement]
        return [replace(statement, **values)] if values else []

    return replace(data, statements=[new for statement in data.statements for new in told(statement)])


def test_a_changed_amount_becomes_a_correction(api, policy_data):
    quietly(altered(policy_data, "yn-skills-upgrading-2025", 3, "BenefitContent", amount=2500))
    assert Revision.objects.latest("number").act == "correct"
    path = "/policies/yn-skills-upgrading-2025"
    assert api.get(path)["benefits"][2]["amount"] == 2500
    assert api.get(path, known_at=12)["benefits"][2]["amount"] == 2000


def test_a_statement_that_is_gone_is_withdrawn_and_one_that_is_new_added(api, policy_data):
    path, latest = "/policies/cn-skills-upgrading-2017", Revision.objects.latest("number").number
    before = len(api.get(path)["terms"])
    quietly(altered(policy_data, "cn-skills-upgrading-2017", 4, "TermContent"))
    assert len(api.get(path)["terms"]) == before - 1
    assert len(api.get(path, known_at=12)["terms"]) == before
    quietly(policy_data)
    assert len(api.get(path)["terms"]) == before
    assert Revision.objects.latest("number").number == latest + 2


def test_a_region_renamed_becomes_a_correction(api, policy_data):
    first_region, *rest = policy_data.regions
    quietly(replace(policy_data, regions=[replace(first_region, name_en="PRC"), *rest]))
    assert api.get("/regions/100000")["name_en"] == "PRC"
    assert api.get("/regions/100000", known_at=12)["name_en"] == "China"


def test_every_statement_of_the_files_is_held(policy_data):
    counts = [
        sum(type(s).__name__ == name for s in policy_data.statements) for name in ("BenefitContent", "TermContent")
    ]
    assert [Benefit.objects.count(), Term.objects.count()] == counts
