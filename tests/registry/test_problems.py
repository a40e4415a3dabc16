"""The catalogue of problem types, and every problem's way into it."""

import pytest
import time_machine

from registry.http.problems import CATALOGUE


def test_it_works(api):
    body = api.get("/problems/not-held")
    assert (body["slug"], body["status"]) == ("not-held", 404)
    assert body["type"] == "http://testserver/api/v1/problems/not-held"
    assert body["title"]
    assert body["advice"]


def test_the_list_is_the_whole_catalogue(api):
    body = api.get("/problems")
    assert [row["slug"] for row in body["results"]] == sorted(CATALOGUE)
    assert body["count"] == len(CATALOGUE)


@pytest.mark.parametrize("slug", sorted(CATALOGUE))
def test_a_type_is_served_at_its_own_address(api, slug):
    body = api.get(f"/problems/{slug}")
    assert body["slug"] == slug
    assert api.client.get(body["type"]).json() == body
    assert body in api.get("/problems")["results"]
    assert body["advice"] != body["title"]


SEEN = {
    "unknown-parameter": "/occupations?foo=1",
    "malformed-parameter": "/occupations?on=x",
    "not-found": "/nothing",
    "unknown-revision": "/occupations?known_at=999",
    "unknown-cursor": "/occupations?cursor=x",
    "contradictory-parameters": "/occupations?cursor=x&on=2024-07-31",
    "outside-period": "/occupations?on=2014-12-31",
    "unknown-edition": "/occupations?edition=2023",
    "outside-edition": "/occupations?edition=2022&on=2021-01-01",
    "not-held": "/occupations/2-02-01-01?on=2021-01-01",
    "not-valid": "/occupations/4-01-02-07?on=2026-11-21",
    "unknown-code": "/occupations/4-77-77-77?on=2026-11-21",
    "unknown-concept": "/concepts/C0000000",
    "unknown-batch": "/batches/99",
    "unknown-source": "/sources/nothing",
}


@pytest.mark.parametrize("slug", SEEN)
def test_a_problem_leads_to_its_type(api, slug):
    problem = api.problem(SEEN[slug], slug)
    kind = api.client.get(problem["type"]).json()
    assert kind["type"] == problem["type"]
    assert (kind["slug"], kind["status"], kind["title"]) == (slug, problem["status"], problem["title"])
    assert problem["instance"] == f"/api/v1{SEEN[slug]}"
    assert problem["detail"]


@pytest.mark.parametrize(
    ("method", "headers", "slug"),
    [("post", {}, "method-not-allowed"), ("get", {"accept": "text/html"}, "not-acceptable")],
)
def test_refusals_by_method_and_media_type_lead_there_too(api, method, headers, slug):
    problem = getattr(api.client, method)("/api/v1/occupations", headers=headers).json()
    assert api.client.get(problem["type"]).json()["slug"] == slug
    assert problem["status"] == CATALOGUE[slug].status


def test_a_failure_of_ours_is_a_problem_too(api, monkeypatch, caplog):
    monkeypatch.setattr("occupations.api.root.counts", lambda scope: 1 // 0)
    answer = api.raw("")
    assert (answer.status_code, answer["content-type"]) == (500, "application/problem+json")
    assert answer.json()["type"].endswith("/internal-error")
    assert "ZeroDivisionError" not in answer.content.decode()
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("slug", ["nothing", "NOT-HELD", "not_held", "没有", "x" * 3000])
def test_an_unknown_type_is_not_found(api, slug):
    api.problem(f"/problems/{slug}", "not-found")


@pytest.mark.parametrize("path", ["/problems", "/problems/not-held"])
@pytest.mark.parametrize("name", ["on", "known_at", "edition", "page_size"])
def test_the_catalogue_belongs_to_no_day_and_no_revision(api, path, name):
    api.problem(path, "unknown-parameter", **{name: "1"})


@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_slugs_and_members_are_the_same_in_every_language(api):
    for path in SEEN.values():
        english, chinese = (api.raw(f"{path}{'&' if '?' in path else '?'}lang={lang}").json() for lang in ("en", "zh"))
        assert english["type"] == chinese["type"]
        assert set(english) == set(chinese)
