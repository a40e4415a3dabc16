"""GET /policies and /policies/{id}, and the loading of the policies' data file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER, Conflict
from occupations.models import Revision
from policies.actions import publish_policies
from policies.loading.load import load, read
from policies.models import PolicyRecord
from tests.conftest import without_links


@pytest.fixture(autouse=True)
def _loaded() -> None:
    with time_machine.travel("2026-11-20T10:00:00+08:00"):
        load(read(), say=lambda line: None)


def test_it_works(api):
    body = api.get("/policies/gd-training-subsidy-2023")
    assert (body["valid_from"], body["valid_to"]) == ("2023-08-15", "2026-01-01")
    assert body["region"] == {"code": "440000", "name_zh": "广东省"}
    assert [source["id"] for source in body["sources"]] == ["policy-gd-training-subsidy-2023"]


def test_all_of_the_file_is_found(api):
    policies = read()
    assert len(policies) == 53
    for policy, _source in policies:
        assert api.get(f"/policies/{policy.slug}")["title_zh"] == policy.title_zh


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
    ("filters", "count"), [({"kind": "special_fund"}, 1), ({"q": "新职业"}, 2), ({"region": "990000"}, 0)]
)
def test_filters(api, filters, count):
    assert api.get("/policies", on="2021-06-01", **filters)["count"] == count


def test_what_is_not_there(api):
    api.problem("/policies/nothing", "unknown-policy")
    api.problem("/policies/Nothing!", "malformed-parameter")
    api.problem("/policies", "malformed-parameter", region="44")


@pytest.mark.parametrize(
    "statement", ["DELETE FROM policies_policyrecord", "UPDATE policies_policyrecord SET region_code = '100000'"]
)
def test_the_database_refuses_to_change_what_is_published(statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_loading_again_changes_nothing(run):
    before = Revision.objects.count()
    assert "nothing to do" in run("load_policies")
    assert Revision.objects.count() == before


def first(**values):
    """The file with its first policy told otherwise."""
    [(policy, source), *rest] = read()
    return [(replace(policy, **values), replace(source, document_number="1号")), *rest]


def test_a_changed_line_becomes_a_correction(api):
    load(first(title_zh="通知", valid_to=date(2031, 1, 1)), say=lambda line: None)
    assert Revision.objects.latest("number").act == "correct"
    body = api.get("/policies/cn-new-occupation-training-2021")
    assert (body["title_zh"], body["valid_to"]) == ("通知", "2031-01-01")
    assert body["sources"][0]["document_number"] == "1号"


def test_what_a_clerk_wrote_is_kept(api):
    row = PolicyRecord.objects.current().get(policy="cn-new-occupation-training-2021")
    clerk = get_user_model().objects.create_user("wang")
    correct(corrections=[Correction(row, {"title_zh": "关于新职业的通知"})], by=clerk, reason="misprint")
    said = []
    load(read(), say=said.append)
    assert any("kept as a clerk left it" in line for line in said)
    assert api.get("/policies/cn-new-occupation-training-2021")["title_zh"] == "关于新职业的通知"


def test_a_published_line_cannot_be_left_out():
    with pytest.raises(ValidationError):
        load(read()[1:], say=lambda line: None)


@pytest.mark.parametrize("today", ["2026-11-21", "2027-01-02", "2028-01-02"])
def test_a_replay_equals_the_original_after_policies_have_ended(api, today):
    with time_machine.travel(f"{today}T12:00:00+08:00", tick=False):
        original = api.get("/policies", page_size=10)
        on, known_at = original["meta"]["on"], original["meta"]["known_at"]
        replay = api.get("/policies", page_size=10, on=on, known_at=known_at)
        assert without_links(replay) == without_links(original)
        following = api.raw(original["next"].removeprefix("http://testserver/api/v1")).json()
        assert following["count"] == original["count"]


def test_a_policy_is_published_once():
    [(policy, source), *_rest] = read()
    with pytest.raises(Conflict):
        publish_policies(policies=[policy], sources=[source], by=LOADER, reason="again")
