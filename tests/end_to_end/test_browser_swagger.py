"""Swagger UI in a real Chromium: what "Try it out" fills in, and that the first "Execute" finds something."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, sync_playwright

from tests.end_to_end.test_browser import CHROMIUM, QUIET, Visitor
from tests.processes import own_registry
from tests.swagger_ui import filled_in, filled_in_body, resolved

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO CHROMIUM IS INSTALLED: the browser tests did not run")
WORDS = {"type": "string", "enum": ["first", "second"]}
# Each way in which a document may say what a value looks like.
SCHEMAS: dict[str, dict[str, Any]] = {
    "nothing": {"schema": {"type": "string"}},
    "example": {"schema": {"type": "string"}, "example": "here"},
    "examples": {"schema": {"type": "string"}, "examples": {"one": {"value": "here"}, "two": {"value": "there"}}},
    "example_of_content": {"content": {"application/json": {"schema": {"type": "string"}, "example": "here"}}},
    "example_of_schema": {"schema": {"type": "string", "example": "here"}},
    "examples_of_schema": {"schema": {"type": "string", "examples": ["here"]}},
    "default": {"schema": {"type": "integer", "default": 50}},
    "all_of_it": {"schema": {"type": "string", "example": "there", "default": "nowhere"}, "example": "here"},
    "boolean": {"schema": {"type": "boolean", "example": True}},
    "words": {"schema": WORDS},
    "words_referred_to": {"schema": {"$ref": "#/components/schemas/Words"}},
    "words_with_a_description": {"schema": {"allOf": [{"$ref": "#/components/schemas/Words"}], "description": "?"}},
    "one_of": {"schema": {"oneOf": [{"type": "string", "example": "here"}, {"type": "integer", "example": 1}]}},
    "any_of": {"schema": {"anyOf": [{"type": "string", "default": "here"}, {"type": "integer"}]}},
}
BODIES: dict[str, dict[str, Any]] = {
    "body_example": {"schema": {"type": "array"}, "example": ["here"]},
    "body_examples": {"schema": {"type": "array"}, "examples": {"one": {"value": ["here"]}, "two": {"value": []}}},
    "body_example_of_schema": {"schema": {"type": "array", "example": ["here"]}},
    "body_examples_of_schema": {"schema": {"type": "array", "examples": [["here"], ["there"]]}},
    "body_referred_to": {"schema": {"$ref": "#/components/schemas/Body"}},
}
# Operation → what its first answer shows.
FOUND = {
    "occupations_list": "1-01-00-01",
    "occupations_retrieve": "互联网营销师",
    "batches_policies_list": "benefits",
    "codes_migrate": "recoded",
}


def every_way() -> dict[str, Any]:
    """A document that says it in each way, of what must be given and of what may."""
    parameters = [
        {"name": f"{name}_{required}", "in": "query", "required": required, **told}
        for required in (False, True)
        for name, told in SCHEMAS.items()
    ]
    answer = {"200": {"description": "?"}}
    paths: dict[str, Any] = {"/all": {"get": {"operationId": "all", "parameters": parameters, "responses": answer}}}
    for name, told in BODIES.items():
        body = {"content": {"application/json": told}}
        paths[f"/{name}"] = {"post": {"operationId": name, "requestBody": body, "responses": answer}}
    schemas = {"Words": WORDS, "Body": {"type": "object", "examples": [{"a": "here"}]}}
    about = {"title": "Every way", "version": "1"}
    return {"openapi": "3.1.1", "info": about, "paths": paths, "components": {"schemas": schemas}}


def condensed(document: dict[str, Any]) -> dict[str, Any]:
    """A document with every parameter of another in one operation, and every body: all at once is quick to draw."""
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    told = [resolved(document, p) for operation in operations for p in operation.get("parameters", [])]
    different = {json.dumps(parameter): parameter for parameter in told}.values()
    parameters = [{**parameter, "name": f"{parameter['name']}_{n}"} for n, parameter in enumerate(different)]
    answer = {"200": {"description": "?"}}
    paths: dict[str, Any] = {}
    for operation in operations:
        if "requestBody" in operation:
            name = operation["operationId"]
            body = {"operationId": name, "requestBody": operation["requestBody"], "responses": answer}
            paths[f"/{name}"] = {"post": body}
    # The last, as whatever is opened beside so many fields is slow to draw.
    path = "/".join(f"{{{parameter['name']}}}" for parameter in parameters if parameter["in"] == "path")
    paths[f"/{path}"] = {"get": {"operationId": "all", "parameters": parameters, "responses": answer}}
    return {**document, "paths": paths}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """One running registry, for all tests of this file."""
    with own_registry(tmp_path_factory.mktemp("registry")) as registry, registry.served() as address:
        yield address


@pytest.fixture
def visitor(address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield Visitor(browser, address, "en-US")
        browser.close()


def try_out(page: Page, operation: str) -> Locator:
    """The block of an operation, opened, after "Try it out"."""
    block = page.locator(f"[id$='-{operation}'].opblock")
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").wait_for()
    return block


def fields(block: Locator) -> dict[str, str]:
    """What stands in the fields of an operation."""
    found: dict[str, str] = block.evaluate(
        """block => Object.fromEntries(Array.from(block.querySelectorAll("tr[data-param-name]"), row => {
            const values = row.querySelectorAll(".parameters-col_description :is(input, select, textarea)");
            return [row.dataset.paramName, values[values.length - 1].value];
        }))"""
    )
    return found


def is_filled_in_as_told(visitor: Visitor, document: dict[str, Any]) -> None:
    """Each operation of a document has the fields that our words for Swagger UI's rules tell."""
    visitor.page.route("**/openapi.json", lambda route: route.fulfill(json=document))
    page = visitor.go("/docs")
    page.wait_for_selector(".opblock")
    for methods in document["paths"].values():
        for described in methods.values():
            name = described["operationId"]
            block = try_out(page, name)
            parameters = [resolved(document, parameter) for parameter in described.get("parameters", [])]
            assert fields(block) == {p["name"]: filled_in(document, p) for p in parameters}, name
            if "requestBody" in described:
                content = next(iter(described["requestBody"]["content"].values()))
                written = block.locator(".body-param__text").input_value()
                assert json.loads(written) == filled_in_body(document, content), name
            block.locator(".opblock-summary-control").click()
    assert visitor.complaints == []


def test_our_words_for_what_it_fills_in_are_its_rules(visitor):
    is_filled_in_as_told(visitor, every_way())


def test_every_parameter_of_ours_is_filled_in_so(visitor):
    document = visitor.page.request.get(f"{visitor.address}/openapi.json").json()
    is_filled_in_as_told(visitor, condensed(document))


def test_the_first_press_finds_something(visitor):
    """Without the network beyond the registry, of which the visitor would complain."""
    page = visitor.go("/docs")
    page.wait_for_selector(".opblock")
    assert page.locator(".opblock").count() >= 20
    for operation, found in FOUND.items():
        block = try_out(page, operation)
        block.get_by_role("button", name="Execute").click()
        answered = block.locator(".live-responses-table tbody .response-col_status")
        answered.or_(block.locator(".parameters .invalid")).first.wait_for()
        assert answered.count(), f"{operation}: a field that must be filled in is empty"
        assert answered.first.inner_text().startswith("200"), operation
        assert found in block.locator(".live-responses-table").inner_text(), operation
        block.locator(".opblock-summary-control").click()
    assert visitor.complaints == []
