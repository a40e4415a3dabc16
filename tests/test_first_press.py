"""Swagger at the first press: every operation, called with what Swagger UI fills in, answers and finds something."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
import yaml

from tests import consultations
from tests.swagger_ui import filled_in, filled_in_body, resolved

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
# What is about a batch under public comment, or about a proposal, of which a registry that was just loaded has none.
OF_THE_PUBLIC = {
    *("consultations_list", "consultations_retrieve", "batches_comments_list", "batches_comments_create"),
    "proposals_retrieve",
}
EMPTY = {"deprecations_list": "nothing is deprecated", "dumps_list": "a dump is made when it is first asked for"}


@pytest.fixture(autouse=True)
def loaded(policies_loaded, settings, tmp_path):
    """A registry that was just loaded, on the day of the examples."""
    settings.DATA_DIR = tmp_path
    with time_machine.travel(consultations.DURING, tick=False):
        yield


def parameters_of(operation):
    return [resolved(DOCUMENT, parameter) for parameter in operation.get("parameters", [])]


def press(api, operation, *, without=()):
    """The answer to "Try it out" and "Execute"."""
    method, path, described = OPERATIONS[operation]
    query, headers = {}, {}
    for parameter in parameters_of(described):
        name, value = parameter["name"], filled_in(DOCUMENT, parameter)
        if parameter["in"] == "path":
            # Swagger UI sends nothing at all while a field that must be filled in is empty.
            assert value, f"{path}: nothing is filled in for {name}"
            path = path.replace(f"{{{name}}}", quote(value))
        elif value and name not in without:
            (query if parameter["in"] == "query" else headers)[name] = value
        else:
            assert not parameter.get("required"), f"{path}: nothing is filled in for {name}"
    path = path.removeprefix("/api/v1")
    if method == "get":
        return api.raw(path, query, **headers)
    media_type, content = next(iter(described["requestBody"]["content"].items()))
    body = filled_in_body(DOCUMENT, content)
    assert body is not None, f"{path}: no body is filled in"
    assert not query
    return api.send(path, body, content_type=media_type, **headers)


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def finds_something(response):
    """Whether an answer is a 2xx that is not empty; a list is empty without results."""
    assert response.status_code in (200, 201), response.content.decode()
    whole = content(response)
    if not response["content-type"].startswith("application/json"):
        return bool(whole)
    body = json.loads(whole)
    return body.get("results") != [] and bool(body)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_first_press_finds_something(api, operation):
    if operation in OF_THE_PUBLIC:
        consultations.build_example()
    assert finds_something(press(api, operation)) == (operation not in EMPTY)


@pytest.mark.parametrize("operation", sorted(OF_THE_PUBLIC))
def test_only_what_the_public_sent_must_be_there_first(api, operation):
    response = press(api, operation)
    assert response.status_code == 404 or not finds_something(response)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_nothing_is_filled_in_that_need_not_be_given(api, operation):
    """But for a ``default``, which says what holds without it: given, it changes nothing."""
    _method, path, described = OPERATIONS[operation]
    given = [p for p in parameters_of(described) if not p.get("required") and filled_in(DOCUMENT, p)]
    for parameter in given:
        assert filled_in(DOCUMENT, parameter) == str(parameter["schema"].get("default")), (path, parameter["name"])
    if given and operation not in OF_THE_PUBLIC:
        names = {parameter["name"] for parameter in given}
        with_it, without = (json.loads(content(press(api, operation, without=left_out))) for left_out in ((), names))
        assert with_it["results"] == without["results"]
        assert with_it["count"] == without["count"]


@pytest.mark.parametrize("operation", [name for name, (_m, _p, one) in OPERATIONS.items() if "requestBody" in one])
def test_every_form_of_a_body_has_an_example_that_works(api, operation):
    if operation in OF_THE_PUBLIC:
        consultations.build_example()
    _method, path, described = OPERATIONS[operation]
    for media_type, told in described["requestBody"]["content"].items():
        body = filled_in_body(DOCUMENT, told)
        assert body is not None, f"{path}: {media_type}"
        for parameter in parameters_of(described):
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", filled_in(DOCUMENT, parameter))
        response = api.send(path.removeprefix("/api/v1"), body, content_type=media_type)
        assert response.status_code in (200, 201), content(response)
        assert b"invalid" not in content(response), media_type
