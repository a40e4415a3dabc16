"""The policies that GET /occupations/{code} and /batches/{number} show: the same as their own lists, in brief."""

from __future__ import annotations

import pytest

from policies.answers import told
from tests import served

pytestmark = pytest.mark.usefixtures("policies_loaded")


def ids(rows):
    return [row["id"] for row in rows]


def test_it_works(api):
    body = api.get("/occupations/4-01-06-02", on="2025-07-01")
    found = {policy["id"]: policy for policy in body["policies"]}
    assert found["yn-skills-upgrading-2025"] == {
        "id": "yn-skills-upgrading-2025",
        "title_zh": "关于2025年延续实施失业保险稳岗惠民政策措施做好经办服务工作的通知",
        "title_en": found["yn-skills-upgrading-2025"]["title_en"],
        "kind": "skills_upgrading_subsidy",
        "region": {"code": "530000", "name_zh": "云南省"},
        "valid_from": None,
        "last_day": "2025-12-31",
        "link": "http://testserver/api/v1/policies/yn-skills-upgrading-2025",
    }
    assert body["skill_standards"] != []
    assert api.get(found["yn-skills-upgrading-2025"]["link"].removeprefix("http://testserver/api/v1"))


@pytest.mark.parametrize("on", ["2020-07-10", "2022-09-27", "2022-09-28", "2025-12-31", "2026-01-01", "2029-01-01"])
@pytest.mark.parametrize("code", ["4-01-06-02", "4-01-02-07", "2-02-38-01", "4-08-10-05", "2-07-02-00", "6-31-01-10"])
def test_they_are_those_of_the_list(api, code, on):
    body = api.client.get(f"/api/v1/occupations/{code}?on={on}").json()
    listed = api.client.get(f"/api/v1/occupations/{code}/policies?on={on}&page_size=500").json()
    assert ids(body.get("policies", [])) == ids(listed.get("results", []))


@pytest.mark.parametrize("number", [1, 3, 5, 8])
def test_of_a_batch_too(api, number):
    body = api.get(f"/batches/{number}", on="2026-11-01")
    assert ids(body["policies"]) == ids(
        api.get(f"/batches/{number}/policies", on="2026-11-01", page_size=500)["results"]
    )
    assert "cn-new-occupation-training-2021" in ids(body["policies"])


def test_what_the_registry_did_not_know_yet_is_not_shown(api):
    assert api.get("/occupations/4-01-06-02")["policies"] != []
    assert api.get("/occupations/4-01-06-02", known_at="11")["policies"] == []


def test_no_policy_is_about_a_draft(api):
    assert api.get("/occupations/4-01-06-02", edition="2022-draft")["policies"] == []


def test_what_a_revision_told_is_read_once(api, django_assert_num_queries):
    with django_assert_num_queries(16):
        first = api.client.get("/api/v1/occupations/4-01-06-02").json()
    served.reset()
    with django_assert_num_queries(9):
        again = api.client.get("/api/v1/occupations/4-01-06-02").json()
    assert first["policies"] == again["policies"] != []
    assert told.told_at.cache_info().maxsize == told.KEPT_REVISIONS
