"""GET /sources and /sources/{id}."""

from urllib.parse import urlsplit

import pytest


def test_it_works(api):
    body = api.get("/sources/batch-6")
    assert (body["kind"], body["document_number"], body["issued_on"]) == (
        "announcement",
        "人社厅发〔2024〕36号",
        "2024-07-25",
    )
    assert body["issuers_zh"] == ["人力资源社会保障部", "国家市场监督管理总局", "国家统计局"]


def test_all_of_them_in_order(api):
    rows = api.get("/sources")["results"]
    ids = [row["id"] for row in rows]
    assert ids == sorted(ids)
    assert len(ids) == 13
    for row in rows:
        detail = api.get(f"/sources/{row['id']}")
        assert {name: detail[name] for name in row} == row


def test_links_lead_to_official_hosts_only(api):
    urls = [row["url"] for row in api.get("/sources")["results"] if row["url"]]
    assert len(urls) == 7
    assert all(urlsplit(url).hostname.endswith(".gov.cn") for url in urls)


@pytest.mark.parametrize(
    ("parameters", "ids"),
    [
        ({"q": "48号"}, {"batch-1"}),
        ({"q": "%"}, set()),
        ({"q": "BATCH 1"}, {"batch-1"}),
        ({"kind": "press"}, {"press-batch-4"}),
        ({"kind": "dictionary"}, {"dictionary-2015", "dictionary-2022"}),
        ({"kind": "dictionary", "edition": "2022"}, {"dictionary-2022"}),
        ({"kind": "announcement", "on": "2020-01-01"}, {"batch-1", "batch-7", "batch-8"}),
        ({"kind": "announcement", "edition": "2022"}, {"batch-6", "batch-7", "batch-8"}),
        ({"edition": "2022-draft"}, {"dictionary-2022-draft"}),
    ],
)
def test_filters(api, parameters, ids):
    assert {row["id"] for row in api.get("/sources", **parameters)["results"]} == ids


@pytest.mark.parametrize("path", ["/occupations/4-01-06-02", "/batches/3", "/editions/2022", "/concepts/C0005947"])
def test_what_is_cited_is_there(api, path):
    body = api.get(path, on="2026-11-21")
    cited = body.get("sources") or body["current"]["sources"]
    for citation in cited:
        source = api.get(f"/sources/{citation['id']}")
        assert (source["title_zh"], source["issued_on"]) == (citation["title_zh"], citation["issued_on"])


@pytest.mark.parametrize(
    ("path", "parameters", "slug"),
    [
        ("/nothing", {}, "unknown-source"),
        ("/" + "a" * 60, {}, "unknown-source"),
        ("/" + "a" * 61, {}, "malformed-parameter"),
        ("/Batch-6", {}, "malformed-parameter"),
        ("/第六批", {}, "malformed-parameter"),
        ("", {"kind": "book"}, "malformed-parameter"),
        ("", {"q": "x" * 101}, "malformed-parameter"),
        ("", {"ordering": "id"}, "unknown-parameter"),
        ("", {"edition": "2023"}, "unknown-edition"),
    ],
)
def test_what_is_not_there(api, path, parameters, slug):
    api.problem(f"/sources{path}", slug, **parameters)
