"""``fields`` and ``expand``: exactly what was asked for, everywhere; what is not there is named."""

import csv
import io
import re

import pytest

from tests.registry.test_query_counts import BUDGETS

pytestmark = pytest.mark.usefixtures("policies_loaded")
ON = {"on": "2026-11-21"}
PLACE = {"concept", "code", "name_zh", "name_en"}


def test_it_works(api):
    whole = api.get("/occupations", page_size=20, **ON)
    body = api.get("/occupations", page_size=20, fields="code,name_zh,parent(code,name_zh)", **ON)
    assert body["meta"] == whole["meta"]
    assert body["results"] == [
        {
            "code": row["code"],
            "name_zh": row["name_zh"],
            "parent": row["parent"] and {name: row["parent"][name] for name in ("code", "name_zh")},
        }
        for row in whole["results"]
    ]


@pytest.mark.parametrize(
    ("path", "fields", "shown"),
    [
        ("/occupations/4-01-06-02", "code,ancestors(code)", {"code", "ancestors"}),
        ("/groups/4-01", "gbt6565", {"gbt6565"}),
        ("/concepts/C0005947", "periods(code,sources(id)),successors", {"periods", "successors"}),
        ("/batches/6", "official_counts,skill_standards(id)", {"official_counts", "skill_standards"}),
        ("/policies/gd-training-subsidy-2023", "id,benefits(amount)", {"id", "benefits"}),
        ("/regions/440100", "ancestors(name_zh)", {"ancestors"}),
        ("/occupations/4-01-06-02/history", "until,lines(periods(code))", {"until", "lines"}),
        ("/editions/2022", "title_zh", {"title_zh"}),
    ],
)
def test_of_one(api, path, fields, shown):
    body = api.get(path, fields=fields)
    assert body.keys() == {"meta", *shown}
    whole = api.get(path)
    assert body["meta"] == whole["meta"]
    for name in shown:
        within(body[name], whole[name])


def within(part, whole):
    """Whether the one is the other with members left out, and nothing else."""
    if isinstance(part, dict):
        assert part.keys() <= whole.keys()
        for name, value in part.items():
            within(value, whole[name])
    elif isinstance(part, list):
        assert len(part) == len(whole)
        for one, other in zip(part, whole, strict=True):
            within(one, other)
    else:
        assert part == whole


def test_in_a_tree_it_holds_for_every_node(api):
    [top] = api.get("/tree", under="4-01", fields="code,level", **ON)["results"]
    assert top.keys() == {"code", "level", "children"}
    assert all(node.keys() == {"code", "level", "children"} for node in top["children"])


@pytest.mark.parametrize("form", ["csv", "ndjson", "xlsx"])
def test_tables_have_the_columns_in_the_order_asked_for(api, form):
    answer = api.raw("/occupations", {"fields": "name_zh,parent(code),code", "format": form, "page_size": 2, **ON})
    assert answer.status_code == 200
    if form == "csv":
        [heading, *_rest] = csv.reader(io.StringIO(answer.content.decode(), newline=""))
        assert heading == ["name_zh", "parent.code", "code"]


def test_the_next_page_shows_the_same(api):
    first = api.get("/occupations", page_size=2, fields="code")
    second = api.raw(first["next"].removeprefix("http://testserver/api/v1")).json()
    assert [row.keys() for row in second["results"]] == [{"code"}] * 2


@pytest.mark.parametrize(
    ("path", "fields", "unknown"),
    [
        ("/occupations", "code,nonsense", ["nonsense"]),
        ("/occupations", "parent(code,a,b)", ["parent.a", "parent.b"]),
        ("/occupations", "code(x)", ["code.x"]),
        ("/occupations", "meta", ["meta"]),
        ("/changes", "before(code)", ["before.code"]),
        ("/groups/4-01", "work_types", ["work_types"]),
    ],
)
def test_what_is_not_there_is_named_with_what_is(api, path, fields, unknown):
    problem = api.problem(path, "malformed-parameter", fields=fields)
    assert [(error["parameter"], error["unknown"]) for error in problem["errors"]] == [("fields", u) for u in unknown]
    if unknown == ["parent.a", "parent.b"]:
        assert set(problem["errors"][0]["known"]) == PLACE


@pytest.mark.parametrize(
    "fields", ["(", ")", "code,", ",code", "code()", "parent(code", "parent(code))", "a b", "*", "码", "code" * 400]
)
def test_nonsense_is_malformed(api, fields):
    assert api.problem("/occupations", "malformed-parameter", fields=fields)["errors"][0]["parameter"] == "fields"


def test_the_schema_forbids_what_is_refused(openapi):

    [schema] = [
        p["schema"] for p in openapi["paths"]["/api/v1/occupations"]["get"]["parameters"] if p.get("name") == "fields"
    ]
    for fields in ("code", "code,code", "parent(code,name_zh),digital", "sources(id)", "skill_standards(id,issued_on)"):
        assert re.fullmatch(schema["pattern"], fields), fields
    for fields in ("foo", "code,", "parent(foo)", "code(x)", "parent(code", ""):
        assert not re.fullmatch(schema["pattern"], fields), fields


# --- expand ---------------------------------------------------------------------------------------


def test_work_types_in_full_are_those_of_the_list(api):
    body = api.get("/occupations/4-01-06-02", expand="work_types", **ON)
    listed = api.get("/work-types", under="4-01-06-02", page_size=100, **ON)["results"]
    assert body["work_types"] == sorted(listed, key=lambda row: row["concept"])
    brief = api.get("/occupations/4-01-06-02", **ON)
    assert [row["concept"] for row in brief["work_types"]] == [row["concept"] for row in body["work_types"]]
    assert {k: v for k, v in body.items() if k != "work_types"} == {k: v for k, v in brief.items() if k != "work_types"}


def test_skill_standards_in_full_are_those_of_their_pages(api):
    [one] = api.get("/occupations", code="4-01-06-02", expand="skill_standards", **ON)["results"]
    assert (
        one["skill_standards"] == api.get("/occupations/4-01-06-02", expand="skill_standards", **ON)["skill_standards"]
    )
    for standard in one["skill_standards"]:
        page = api.get(f"/skill-standards/{standard['id']}", **ON)
        assert standard == {name: value for name, value in page.items() if name != "meta"}
    brief = api.get("/occupations/4-01-06-02", **ON)["skill_standards"]
    assert [row["id"] for row in brief] == [row["id"] for row in one["skill_standards"]]
    assert "skill_standards" not in api.get("/occupations", code="4-01-06-02", **ON)["results"][0]


@pytest.mark.parametrize("path", ["/batches", "/batches/6"])
def test_the_changes_of_a_batch(api, path):
    body = api.get(path, expand="changes", **ON)
    for batch in body.get("results", [body]):
        listed = api.get(f"/batches/{batch['number']}/changes", page_size=500, **ON)["results"]
        assert batch["changes"] == listed
    assert "changes" not in api.get("/batches/6", **ON)


@pytest.mark.parametrize("size", [1, 50, 500])
@pytest.mark.parametrize(
    ("path", "expand", "more"),
    [
        ("/occupations?under=4-01", "work_types", 5),
        ("/occupations?under=4-01", "skill_standards", 4),
        ("/occupations?under=4-01", "work_types,skill_standards", 9),
        ("/batches", "changes", 2),
    ],
)
def test_it_costs_the_same_however_many_there_are(api, django_assert_max_num_queries, path, expand, more, size):
    # What a page has none of is not asked for: these are bounds.
    with django_assert_max_num_queries(BUDGETS[path] + more):
        answer = api.client.get(f"/api/v1{path}{'&' if '?' in path else '?'}expand={expand}&page_size={size}")
    assert answer.status_code == 200


@pytest.mark.parametrize("expand", ["parent", "work_types,parent", "work_types,", "", "WORK_TYPES"])
def test_what_cannot_be_expanded_is_refused(api, expand):
    assert api.problem("/occupations", "malformed-parameter", expand=expand)["errors"][0]["parameter"] == "expand"


@pytest.mark.parametrize("path", ["/groups", "/work-types", "/policies"])
def test_where_there_is_nothing_to_expand_it_is_unknown(api, path):
    api.problem(path, "unknown-parameter", expand="work_types")


def test_fields_choose_of_what_is_expanded(api):
    body = api.get("/occupations/4-01-06-02", expand="work_types", fields="work_types(name_zh,edition)", **ON)
    assert body["work_types"][0].keys() == {"name_zh", "edition"}
    answer = api.raw("/occupations", {"expand": "work_types", "format": "csv", "under": "4-01-06", **ON})
    heading = answer.content.decode().splitlines()[0].split(",")
    assert "work_types.sources.id" in heading
    assert "skill_standards.id" not in heading
