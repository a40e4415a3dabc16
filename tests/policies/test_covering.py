"""GET /occupations/{code}/policies and /batches/{number}/policies."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("policies_loaded")


def ids(body):
    return {row["id"] for row in body["results"]}


def test_it_works(api):
    body = api.get("/occupations/4-01-06-02/policies", on="2025-07-01", page_size=100)
    assert {"cn-skills-upgrading-2025", "fuzhou-internet-marketer-fund"} <= ids(body)
    assert body["count"] == len(body["results"])
    assert ids(api.get("/policies", occupation="4-01-06-02", on="2025-07-01", page_size=100)) == ids(body)


def test_of_a_batch(api):
    body = api.get("/batches/3/policies", page_size=100)
    assert "cn-new-occupation-training-2021" in ids(body)
    assert ids(api.get("/policies", batch="3", page_size=100)) == ids(body)


def test_filters_and_pages(api):
    body = api.get(
        "/occupations/4-01-06-02/policies", region="530000", kind="skills_upgrading_subsidy", on="2025-07-01"
    )
    assert ids(body) == {"cn-skills-upgrading-2017", "cn-skills-upgrading-2025", "yn-skills-upgrading-2025"}
    first = api.get("/batches/3/policies", page_size=2)
    following = api.raw(first["next"].removeprefix("http://testserver/api/v1")).json()
    assert following["count"] == first["count"]
    assert not ids(following) & ids(first)


def test_what_is_not_there(api):
    problem = api.problem("/occupations/4-01-02-07/policies", "not-valid")
    assert problem["successors"][0]["code"] == "4-01-06-02"
    api.problem("/occupations/4-01/policies", "malformed-parameter")
    api.problem("/batches/99/policies", "unknown-batch")
    api.problem("/batches/x/policies", "malformed-parameter")
    api.problem("/batches/6/policies", "unknown-batch", on="2020-01-01")
    api.problem("/occupations/4-01-06-02/policies", "unknown-parameter", occupation="4-01-06-02")
