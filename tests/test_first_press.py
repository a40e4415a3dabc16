"""Swagger at the first press: every operation, called with what Swagger UI fills in, answers and finds something."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
import time_machine

from tests import consultations, examples
from tests.swagger_ui import filled_in, filled_in_body, resolved

OPERATIONS = [*examples.REQUESTS]
# What is about a batch under public comment, or about a proposal, of which a registry that was just loaded has none.
OF_THE_PUBLIC = {
    *("consultations_list", "consultations_retrieve", "batches_comments_list", "batches_comments_create"),
    "proposals_retrieve",
}
# Lists without results, and why.
EMPTY = {"deprecations_list": "nothing is deprecated", "dumps_list": "a dump is made when it is first asked for"}


@pytest.fixture(autouse=True)
def loaded(policies_loaded, settings, tmp_path):
    """A registry that was just loaded, on the day of the examples."""
    settings.DATA_DIR = tmp_path
    with time_machine.travel(consultations.DURING, tick=False):
        yield


class Operation:
    """An operation as the registry describes it."""

    def __init__(self, api, name):
        self.api, self.document = api, api.contract.document
        [(self.path, self.method, self.described)] = [
            (path, method, described)
            for path, methods in self.document["paths"].items()
            for method, described in methods.items()
            if described["operationId"] == name
        ]
        self.parameters = [resolved(self.document, p) for p in self.described.get("parameters", [])]
        self.optional = [parameter for parameter in self.parameters if not parameter.get("required")]
        self.bodies = self.described.get("requestBody", {}).get("content", {})

    def filled_in(self, parameter):
        return filled_in(self.document, parameter)

    def press(self, *, without=(), **typed):
        """The answer to "Try it out" and "Execute", after fields were emptied or typed in."""
        values = {p["name"]: self.filled_in(p) for p in self.parameters if p["name"] not in without} | typed
        # Swagger UI sends nothing at all while a field that must be filled in is empty.
        empty = [p["name"] for p in self.parameters if p.get("required") and not values[p["name"]]]
        assert not empty, f"{self.path}: nothing is filled in for {empty}"
        query, headers = (
            {p["name"]: values[p["name"]] for p in self.parameters if p["in"] == place and values.get(p["name"])}
            for place in ("query", "header")
        )
        if self.method == "get":
            return self.api.raw(self.address(values), query, **headers)
        assert not query
        media_type = next(iter(self.bodies))
        return self.send(media_type, **headers)

    def send(self, media_type, **headers):
        if media_type.endswith("/json"):
            body = filled_in_body(self.document, self.bodies[media_type])
        else:  # Swagger UI would send any text as a JSON string
            [body] = re.findall("`(.+)`", self.bodies[media_type]["schema"]["description"])
        assert body is not None, f"{self.path}: no body is filled in for {media_type}"
        values = {p["name"]: self.filled_in(p) for p in self.parameters}
        return self.api.send(self.address(values), body, content_type=media_type, **headers)

    def address(self, values):
        path = self.path.removeprefix("/api/v1")
        for parameter in self.parameters:
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", quote(values[parameter["name"]]))
        return path


@pytest.fixture
def operation(api, request):
    return Operation(api, request.param)


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def finds_something(response):
    """Whether an answer is a 2xx that is not empty; a list is empty without results."""
    whole = content(response)
    assert response.status_code in (200, 201), whole.decode()
    if not response["content-type"].startswith("application/json"):
        return bool(whole)
    body = json.loads(whole)
    return body.get("results") != [] and bool(body)


@pytest.mark.parametrize(("operation", "name"), [(name, name) for name in OPERATIONS], indirect=["operation"])
def test_the_first_press_finds_something(operation, name):
    if name in OF_THE_PUBLIC:
        consultations.build_example()
    assert finds_something(operation.press()) == (name not in EMPTY)


@pytest.mark.parametrize("operation", sorted(OF_THE_PUBLIC), indirect=True)
def test_only_what_the_public_sent_must_be_there_first(operation):
    response = operation.press()
    assert response.status_code == 404 or not finds_something(response)


@pytest.mark.parametrize(("operation", "name"), [(name, name) for name in OPERATIONS], indirect=["operation"])
def test_nothing_is_filled_in_that_need_not_be_given(operation, name):
    """But for a ``default``, which says what holds without it: given, it changes nothing."""
    given = {p["name"]: operation.filled_in(p) for p in operation.optional if operation.filled_in(p)}
    assert given == {p["name"]: str(p["schema"].get("default")) for p in operation.optional if p["name"] in given}
    if given and name not in OF_THE_PUBLIC:
        with_it, without = (json.loads(content(operation.press(without=names))) for names in ((), given))
        assert with_it["results"] == without["results"]
        assert with_it["count"] == without["count"]


@pytest.mark.parametrize("operation", sorted({*OPERATIONS} - examples.BODIES.keys()), indirect=True)
def test_what_the_description_of_a_filter_names_is_found(operation):
    """Each example alone, as somebody would type it in."""
    for parameter in operation.optional:
        for example in parameter["schema"].get("examples", []):
            assert f"`{example}`" in parameter["description"]
            assert finds_something(operation.press(**{parameter["name"]: example})), parameter["name"]


@pytest.mark.parametrize(("operation", "name"), [(name, name) for name in examples.BODIES], indirect=["operation"])
def test_every_form_of_a_body_has_an_example_that_works(operation, name):
    if name in OF_THE_PUBLIC:
        consultations.build_example()
    for media_type in operation.bodies:
        response = operation.send(media_type)
        assert finds_something(response), media_type
        assert b'"invalid"' not in content(response), media_type
