"""/openapi.clients.yaml: what generated clients can use of the whole document, and nothing that is not in it."""

from __future__ import annotations

import pytest
import yaml
from openapi_spec_validator import validate

from tests.contract import Contract
from tests.served import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def documents(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        whole, own = (yaml.safe_load(Client().get(f"/openapi{name}.yaml").content) for name in ("", ".clients"))
    return whole, own


def operations(document):
    found = [(path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()]
    return {(path, method): operation for path, method, operation in found}


def test_it_is_valid(documents):
    validate(documents[1])


def test_every_operation_is_there_but_for_files_and_feeds(documents):
    whole, own = map(operations, documents)
    assert {one["operationId"] for one in (whole[key] for key in whole.keys() - own)} == {"feeds_atom", "dumps_file"}


def test_it_says_nothing_that_the_whole_one_does_not_say(documents):
    whole, own = map(operations, documents)
    for key, operation in own.items():
        beside = [p for p in whole[key].get("parameters", []) if p not in operation["parameters"]]
        assert {p.get("name", "header") for p in beside} <= {"fields", "format", "bom", "header"}
        assert [p for p in operation["parameters"] if p not in whole[key]["parameters"]] == []
        for status, response in operation["responses"].items():
            told = whole[key]["responses"][status]
            assert response.get("$ref") == told.get("$ref")
            assert [*response.get("content", {}).items()] == [*told.get("content", {}).items()][:1]


def test_what_is_always_there_is_required(documents):
    whole, own = (document["components"]["schemas"] for document in documents)
    assert "x-always" in whole["Occupation"]
    assert "required" not in whole["Occupation"]
    assert set(own["Occupation"]["required"]) == set(whole["Occupation"]["x-always"])
    assert "x-always" not in str(own)


@pytest.mark.parametrize(
    "address",
    [
        "/tree?depth=2",
        "/occupations?page_size=100&expand=work_types,skill_standards",
        "/occupations/4-01-06-02",
        "/concepts/C0005947",
        "/batches/8",
        "/changes?page_size=100&since=0",
        "/compare?from=2015&to=2022",
        "/problems",
    ],
)
def test_answers_without_fields_are_as_it_says(documents, address):
    response = Client().get(f"/api/v1{address}")
    assert response.status_code == 200
    Contract(documents[1]).check(f"/api/v1{address}".partition("?")[0], response)
