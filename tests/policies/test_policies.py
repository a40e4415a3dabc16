"""GET /policies and /policies/{id}, and the loading of the policies' data file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from occupations.actions.revise import LOADER, Conflict
from occupations.models import Revision
from policies.actions import publish_policies
from policies.loading.load import load, read


@pytest.fixture(autouse=True)
def _loaded() -> None:
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


def test_a_changed_line_becomes_a_correction(api):
    [(policy, source), *_rest] = read()
    load([(replace(policy, title_zh="通知"), source)], say=lambda line: None)
    assert Revision.objects.latest("number").act == "correct"
    assert api.get(f"/policies/{policy.slug}")["title_zh"] == "通知"


def test_a_policy_is_published_once():
    [(policy, source), *_rest] = read()
    with pytest.raises(Conflict):
        publish_policies(policies=[policy], sources=[source], by=LOADER, reason="again")
