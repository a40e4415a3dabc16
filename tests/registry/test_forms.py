"""The tables: CSV, XLSX and NDJSON, each read back by its own library, hold what the JSON answer holds."""

import csv
import io
import json
from datetime import datetime

import openpyxl
import pytest

from occupations.api.correspondences import CorrespondenceListViewSet
from tests.served import Client

pytestmark = pytest.mark.usefixtures("policies_loaded")
ON = {"on": "2026-11-21"}
LISTS = {
    "/occupations": {"under": "4-01", **ON},
    "/groups": {"level": 2, **ON},
    "/work-types": {"under": "4-01", **ON},
    "/editions": {},
    "/batches": ON,
    "/batches/6/changes": ON,
    "/skill-standards": {"kind": "professional_technical", **ON},
    "/occupations/4-01-06-02/skill-standards": ON,
    "/skill-levels": {},
    "/indicators": ON,
    "/sources": {},
    "/policies": ON,
    "/occupations/4-01-06-02/policies": ON,
    "/regions": {"parent": "440000", **ON},
    "/changes": {"from": "2024-07-31", "to": "2024-08-01"},
    "/compare": {"from": "2022-draft", "to": "2022"},
    "/correspondences": {},
    "/correspondences/2022-draft-to-2022": {"source": "4-07*"},
}
ITEMS = [
    *("/occupations/4-01-06-02", "/groups/4-01", "/work-types/C0040284", "/concepts/C0005947", "/batches/6"),
    *("/editions/2022", "/skill-standards/hulianwangyingxiaoshi-2021", "/indicators/internet-marketer-talent-gap-2025"),
    *("/sources/batch-6", "/policies/gd-training-subsidy-2023", "/regions/440100"),
]
QUESTIONS = [*LISTS.items(), *((path, ON) for path in ITEMS if path != "/editions/2022"), ("/editions/2022", {})]


def told(value, path=()):
    """What a cell must hold, worked out from the JSON answer."""
    if isinstance(value, list) and (path or not any(isinstance(part, dict) for part in value)):
        return ";".join(told(part, path) for part in value)
    if path and isinstance(value, dict):
        return told(value.get(path[0]), path[1:])
    if isinstance(value, dict | list):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def same(cell, value):
    return (json.loads(cell) if isinstance(value, dict | list) else cell) == value


def leaves(value, path=()):
    """Every path of a result that ends in a value."""
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            for name, within in part.items():
                yield from leaves(within, (*path, name)) if within else [(*path, name)]
        else:
            yield path


def body_of(api, path, parameters):
    return api.get(
        path, **{"page_size": 5000, **parameters} if path in LISTS and path != "/skill-levels" else parameters
    )


def read_csv(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"), newline="")))


@pytest.mark.parametrize(("path", "parameters"), QUESTIONS)
def test_csv_holds_what_json_holds(api, path, parameters):
    body = body_of(api, path, parameters)
    results = body.get("results", [{k: v for k, v in body.items() if k != "meta"}])
    answer = api.raw(path, {**parameters, "format": "csv"})
    lines = read_csv(answer)
    assert len(lines) == len(results) > 0
    for line, result in zip(lines, results, strict=True):
        for column, cell in line.items():
            value = told(result, tuple(column.split(".")))
            assert same(cell, value), column
    columns = set(lines[0])
    found = {".".join(leaf) for result in results for leaf in leaves(result)}
    for leaf in found:  # nothing of the answer is left out
        assert any(c == leaf or c.startswith(f"{leaf}.") or leaf.startswith(f"{c}.") for c in columns), leaf
    assert api.raw(path, parameters, accept="text/csv").content == answer.content


@pytest.mark.parametrize(("path", "parameters"), QUESTIONS)
def test_xlsx_holds_what_json_holds(api, path, parameters):
    body = body_of(api, path, parameters)
    results = body.get("results", [body])
    answer = api.raw(path, {**parameters, "format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["results", "about"]
    sheet = book["results"]
    assert sheet.freeze_panes == "A2"
    [names, *lines] = sheet.iter_rows()
    assert len(lines) == len(results)
    for line, result in zip(lines, results, strict=True):
        for name, cell in zip(names, line, strict=True):
            value, shown = told(result, tuple(name.value.split("."))), cell.value
            if isinstance(shown, datetime):
                shown = shown.date().isoformat()
            assert same(told(shown), value), name.value
            assert cell.data_type != "f"
            if name.value == "code" and shown is not None:
                assert (cell.data_type, cell.number_format) == ("s", "@")
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert path in about["question"]
    for name in ("edition", "on", "revision", "licence"):
        assert about.get(name, "") == told(body.get("meta", {}).get(name))


@pytest.mark.parametrize(("path", "parameters"), QUESTIONS)
def test_ndjson_holds_what_json_holds(api, path, parameters):
    body = body_of(api, path, parameters)
    answer = api.raw(path, {**parameters, "format": "ndjson"})
    assert [json.loads(line) for line in answer.content.splitlines()] == body.get("results", [body])


def test_no_line_is_an_answer_too(api):
    answer = api.raw("/batches", {"q": "网络主播", "format": "ndjson"})
    assert (answer.status_code, answer.content, answer["content-type"]) == (200, b"", "application/x-ndjson")


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_tree_has_a_line_for_every_node(api, form):
    tree, found = api.get("/tree", **ON)["results"], []
    open_ = tree[::-1]
    while open_:
        node = open_.pop()
        found.append({name: value for name, value in node.items() if name != "children"})
        open_ += node["children"][::-1]
    answer = api.raw("/tree", {**ON, "format": form})
    lines = read_csv(answer) if form == "csv" else [json.loads(line) for line in answer.content.splitlines()]
    assert lines == ([{k: told(v) for k, v in node.items()} for node in found] if form == "csv" else found)
    assert len(lines) == 8 + 79 + 450 + 1683 - 8


def test_the_whole_list_is_one_answer_unless_a_page_is_asked_for(api):
    whole = read_csv(api.raw("/occupations", {**ON, "format": "csv"}))
    assert len(whole) == 1683
    first = api.raw("/occupations", {**ON, "format": "csv", "bom": "1", "page_size": 1000})
    [following] = [link for link in first["link"].split(", ") if 'rel="next"' in link]
    rest = api.raw(following.partition(">")[0].strip("<").removeprefix("http://testserver/api/v1"))
    assert rest["content-type"] == "text/csv; charset=utf-8"
    assert rest.content.startswith(b"\xef\xbb\xbf")
    assert first.content.count(b"\r\n") + rest.content.count(b"\r\n") == 1683 + 2


def test_codes_stay_text_in_spreadsheets_and_exact_for_programs(api):
    plain = api.raw("/groups", {"format": "csv", "level": 2, **ON})
    spreadsheet = api.raw("/groups", {"format": "csv", "level": 2, "bom": "1", **ON})
    assert not plain.content.startswith(b"\xef\xbb\xbf")
    assert read_csv(plain)[0]["code"] == "1-01"
    assert spreadsheet.content.startswith(b"\xef\xbb\xbf")
    [line, *_rest] = csv.DictReader(io.StringIO(spreadsheet.content.decode("utf-8-sig"), newline=""))
    assert (line["code"], line["gbt6565"], line["parent.code"]) == ('="1-01"', '="10100"', '="1"')
    assert line["name_zh"] == read_csv(plain)[0]["name_zh"]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_becomes_a_formula(api, monkeypatch, begins):
    text = f"{begins}HYPERLINK(1)"
    described = [{"id": "x", "source": text, "target": "2022"}]
    monkeypatch.setattr(CorrespondenceListViewSet, "table_rows", lambda self, body: described)
    client = Client()
    rows = [
        client.get(f"/api/v1/correspondences?format=csv{bom}").content.decode("utf-8-sig") for bom in ("", "&bom=1")
    ]
    cells = [next(csv.DictReader(io.StringIO(row, newline="")))["source"] for row in rows]
    assert cells == [text, f"'{text}"]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/correspondences?format=xlsx").content))
    cell = book["results"]["B2"]
    assert (cell.data_type, cell.value.lstrip()) == ("s", text.lstrip())


def test_the_same_answer_is_the_same_bytes(api):
    asked = {"format": "xlsx", "under": "4-01", **ON}
    assert api.raw("/occupations", asked).content == api.raw("/occupations", asked).content


def test_a_file_says_what_it_is_of(api):
    answer = api.raw("/groups", {"format": "csv", "edition": "2022", **ON})
    meta = api.get("/groups", edition="2022", **ON)["meta"]
    assert answer["content-disposition"] == 'attachment; filename="groups-2026-11-21.csv"'
    named = [answer[f"registry-{name}"] for name in ("edition", "on", "revision")]
    assert named == [meta["edition"], meta["on"], str(meta["revision"])]


@pytest.mark.parametrize(
    ("path", "available"),
    [
        ("/occupations", 7),
        ("/tree", 7),
        ("/work-types", 6),
        ("/concepts/C0005947", 6),
        ("/regions", 5),
        ("/policies", 4),
        ("/changes", 4),
        ("/problems", 1),
    ],
)
def test_406_names_what_is_on_offer(api, path, available):
    answer = api.raw(path, {}, accept="application/pdf")
    assert answer.status_code == 406
    assert len(answer.json()["available"]) == available
    assert answer.json()["available"][0] == "application/json"
    for media_type in answer.json()["available"]:
        assert api.raw(path, {}, accept=media_type)["content-type"].startswith(media_type)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"bom": "1"}, ["bom"]),
        ({"bom": "1", "format": "xlsx"}, ["bom"]),
        ({"fields": "code", "format": "ttl"}, ["fields"]),
        ({"fields": "code", "bom": "1", "format": "sdmx"}, ["bom", "fields"]),
    ],
)
def test_what_goes_with_another_form_is_a_contradiction(api, given, names):
    problem = api.problem("/occupations", "contradictory-parameters", **given)
    assert [error["parameter"] for error in problem["errors"]] == names


@pytest.mark.parametrize(("name", "value"), [("bom", "0"), ("bom", "true"), ("format", "pdf"), ("format", "JSON")])
def test_a_malformed_form_names_itself(api, name, value):
    problem = api.problem("/occupations", "malformed-parameter", **{name: value})
    assert [error["parameter"] for error in problem["errors"]] == [name]
