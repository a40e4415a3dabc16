"""POST /eligibility: many cases at once; one bad case never fails the others."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.usefixtures("policies_loaded")
CASE = {"occupation": "4-01-06-02", "level": "3", "region": "530100", "on": "2025-07-01", "insured_months": 12}


def send(api, body, content_type="application/json", status=400):
    response = api.client.post("/api/v1/eligibility", body, content_type=content_type)
    api.contract.check("/api/v1/eligibility", response, "post")
    assert response.status_code == status, response.content
    return response.json()


def test_it_works(api):
    body = api.post("/eligibility", [CASE, {"occupation": "C0005947"}], on="2025-06-01")
    assert (body["count"], [r["status"] for r in body["results"]]) == (2, ["answered", "answered"])
    assert [r["case"]["on"] for r in body["results"]] == ["2025-07-01", "2025-06-01"]
    alone = api.get("/eligibility", **CASE)
    assert body["results"][0]["decisions"] == alone["decisions"]
    assert body["results"][0]["ended"] == alone["ended"]


def test_no_cases_are_no_error(api):
    assert api.post("/eligibility", [])["results"] == []


@pytest.mark.parametrize(
    ("case", "slug", "pointer"),
    [
        (1, "malformed-body", "/1"),
        (None, "malformed-body", "/1"),
        ([CASE], "malformed-body", "/1"),
        ({}, "malformed-parameter", "/1/occupation"),
        ({"occupation": None}, "malformed-parameter", "/1/occupation"),
        ({"occupation": ["4-01-06-02"]}, "malformed-parameter", "/1/occupation"),
        ({**CASE, "foo": 1}, "unknown-parameter", "/1/foo"),
        ({**CASE, "a/b~c": 1}, "unknown-parameter", "/1/a~1b~0c"),
        ({**CASE, "\ud800": 1}, "unknown-parameter", "/1/?"),
        ({**CASE, "\x00": 1}, "unknown-parameter", "/1/\x00"),
        ({**CASE, "insured_months": 12.5}, "malformed-parameter", "/1/insured_months"),
        ({**CASE, "insured_months": True}, "malformed-parameter", "/1/insured_months"),
        ({**CASE, "insured_months": 10**400}, "malformed-parameter", "/1/insured_months"),
        ({**CASE, "level": "\ud800"}, "malformed-parameter", "/1/level"),
        ({**CASE, "on": "2025-02-30"}, "malformed-parameter", "/1/on"),
        ({**CASE, "on": "2014-12-31"}, "outside-period", "/1/on"),
        ({**CASE, "region": "110100"}, "not-held", "/1/region"),
        ({**CASE, "occupation": "4-01-02-07"}, "not-valid", "/1/occupation"),
        ({**CASE, "occupation": "4-77-77-77"}, "unknown-code", "/1/occupation"),
        ({**CASE, "occupation": "C0000018"}, "unknown-concept", "/1/occupation"),
        ({**CASE, "certificate_on": "2026-01-01"}, "contradictory-case", "/1/certificate_on"),
    ],
)
def test_a_bad_case_is_answered_as_invalid_and_leaves_the_others_alone(api, case, slug, pointer):
    body = api.post("/eligibility", [CASE, case, CASE])
    first, bad, last = body["results"]
    assert (bad["status"], bad["case"], bad["decisions"]) == ("invalid", None, [])
    assert (bad["errors"][0]["type"], bad["errors"][0]["pointer"]) == (slug, pointer)
    assert first["status"] == last["status"] == "answered"
    assert first["decisions"] == last["decisions"] != []


def test_null_is_not_told(api):
    with_null, without = api.post("/eligibility", [{**CASE, "age": None}, CASE])["results"]
    assert with_null["decisions"] == without["decisions"]


def test_an_invalid_code_says_when_it_was_valid(api):
    [result] = api.post("/eligibility", [{**CASE, "occupation": "4-01-02-07"}])["results"]
    assert result["errors"][0]["periods"][0]["valid_to"] == "2022-09-28"


@pytest.mark.parametrize("body", ["{}", "null", "1", '"x"', "[", "[NaN]", "\xff", "[" * 100_000 + "]" * 100_000])
def test_a_body_that_is_no_array_is_refused(api, body):
    assert send(api, body)["type"].endswith("/malformed-body")


def test_at_most_a_thousand(api):
    assert send(api, json.dumps([{}] * 1001))["errors"][0]["pointer"] == ""
    assert api.post("/eligibility", [{}] * 1000)["count"] == 1000


def test_a_body_that_is_too_large_is_refused(api):
    assert send(api, "[" + " " * (4 * 1024 * 1024) + "]", status=413)["type"].endswith("/content-too-large")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_only_json_is_taken(api, content_type):
    assert send(api, "[]", content_type, 415)["type"].endswith("/unsupported-media-type")


def test_the_facts_are_in_the_body_and_not_in_the_address(api):
    response = api.client.post("/api/v1/eligibility?level=3", "[]", content_type="application/json")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "level"


def test_the_methods_are_get_head_and_post(api):
    assert api.client.put("/api/v1/eligibility").headers["allow"] == "GET, HEAD, POST"
    assert api.client.head("/api/v1/eligibility?occupation=4-01-06-02").status_code == 200


@pytest.mark.parametrize("count", [1, 200])
def test_the_number_of_cases_costs_no_query(api, django_assert_num_queries, count):
    days = [f"2025-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(count)]
    codes = ["4-01-06-02", "4-10-08-01", "2-07-02-00", "4-01-02-07", "C0000018"]
    regions = ["530102", "440000", "341702", "110100"]
    cases = [{"occupation": codes[n % 5], "on": day, "region": regions[n % 4]} for n, day in enumerate(days)]
    # The county is asked for apart. Two more where an occupation is not there, for what became of it.
    with django_assert_num_queries(16 if count == 1 else 18):
        api.client.post("/api/v1/eligibility", json.dumps(cases), content_type="application/json")


def test_many_cases_are_sent_as_they_are_decided(api):
    parts = [*api.client.parts("/api/v1/eligibility", json.dumps([CASE] * 3), "application/json")]
    assert len(parts) == 1 + 3 + 1
    body = json.loads(b"".join(parts))
    assert [*body] == ["meta", "count", "results"]
    assert (body["count"], [result["index"] for result in body["results"]]) == (3, [0, 1, 2])


def test_an_error_helps_as_the_problem_of_a_single_case_does(api):
    former = {**CASE, "occupation": "4-01-02-07"}
    other = {**CASE, "occupation": "2-02-38-01", "level": "chief"}
    results = api.post("/eligibility", [former, other, {**CASE, "region": "110100"}, {**CASE, "on": "2014-01-01"}])
    errors = [result["errors"][0] for result in results["results"]]
    alone = api.problem("/eligibility", "not-valid", **former)
    assert errors[0]["detail"] == alone["detail"]
    for member in ("code", "periods", "successors"):
        assert errors[0][member] == alone[member] != []
    assert errors[0]["successors"][0]["code"] == "4-01-06-02"
    levels = api.problem("/eligibility", "level-not-in-standard", **other)["levels"]
    assert errors[1]["levels"] == levels == ["junior", "intermediate", "senior"]
    assert errors[2]["list_of"] == "2026-09"
    assert errors[3]["first_day"] == "2015-01-01"


def test_a_level_may_be_named_by_its_number_and_is_answered_by_its_id(api):
    cases = [{**CASE, "level": level} for level in (3, "3", "level3")]
    results = api.post("/eligibility", cases)["results"]
    assert [result["case"]["told"]["level"] for result in results] == ["level3"] * 3
    assert results[0]["decisions"] == results[1]["decisions"] == results[2]["decisions"] != []
