"""policies/loading/known_gaps.py: what our sources do not tell is listed by name, row by row, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from policies.loading import check as checking
from policies.loading.check import check, findings
from policies.loading.known_gaps import KNOWN_GAPS
from policies.loading.load import load
from policies.models import PolicyRecord

pytestmark = pytest.mark.usefixtures("policies_loaded")


def test_the_files_are_sound(policy_data):
    assert check(policy_data) == []
    assert len(KNOWN_GAPS) == len([*findings(policy_data)])
    assert all(gap.zh and gap.en and "*" not in gap.key for gap in KNOWN_GAPS)


def test_a_gap_that_is_not_listed_fails(policy_data, monkeypatch):
    monkeypatch.setattr(checking, "KNOWN_GAPS", KNOWN_GAPS[1:])
    [problem] = check(policy_data)
    assert problem.startswith("not in policies/loading/known_gaps.py")


def test_an_entry_that_matches_nothing_fails(policy_data, monkeypatch):
    monkeypatch.setattr(checking, "KNOWN_GAPS", [*KNOWN_GAPS, KNOWN_GAPS[0]._replace(field="colour")])
    [problem] = check(policy_data)
    assert "matches nothing" in problem


def test_a_start_that_becomes_known_makes_its_entry_stale_and_nothing_is_loaded(policy_data):
    rows = [
        (replace(policy, valid_from=policy.latest_start), source)
        if policy.slug == "cn-skills-upgrading-2025"
        else (policy, source)
        for policy, source in policy_data.policies
    ]
    with pytest.raises(ValidationError, match="matches nothing: policies cn-skills-upgrading-2025 valid_from"):
        load(replace(policy_data, policies=rows), say=lambda line: None)
    assert PolicyRecord.objects.current().get(policy="cn-skills-upgrading-2025").valid_from is None


def test_the_api_tells_them(api):
    body = api.get("/policies/cn-skills-upgrading-2025")
    assert body["known_gap"] == "Since when it holds is not known."
    term = next(t for t in api.get("/policies/cn-new-occupation-training-2021")["terms"] if t["rule"] == "other_terms")
    assert term["known_gap"] == "What these terms are is not in our sources."
    source = api.get("/sources/policy-cn-skills-upgrading-2025")
    assert "number was not found" in source["known_gap"]
