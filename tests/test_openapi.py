"""The OpenAPI document: committed as served, valid, and every operation fully described with a real example."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml
from openapi_spec_validator import validate

from tests import consultations, examples
from tests.contract import Contract
from tests.served import Client

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))


def operations(document):
    return [(path, operation) for path, methods in document["paths"].items() for operation in methods.values()]


def parameters(document, operation):
    """Those of an operation, and those it refers to."""
    components = document["components"]["parameters"]
    return [components[p["$ref"].rpartition("/")[2]] if "$ref" in p else p for p in operation.get("parameters", [])]


def operations_by_method(document):
    return [(path, method, op) for path, methods in document["paths"].items() for method, op in methods.items()]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_it_is_committed_as_served(language):
    served = Client(headers={"accept-language": language}).get("/openapi.yaml").content.decode()
    assert served == (ROOT / "openapi.yaml").read_text(encoding="utf-8")


def test_json_and_yaml_say_the_same(document):
    assert json.loads(Client().get("/openapi.json").content) == document


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_operation_is_described(document):
    for path, operation in operations(document):
        assert operation.get("summary"), path
        for parameter in parameters(document, operation):
            assert parameter.get("description"), f"{path}: {parameter['name']} is not described"
            if parameter["in"] == "path":
                assert "example" in parameter, f"{path}: {parameter['name']} has no example"
        assert {"400", "406", "500"} <= operation["responses"].keys(), path
        [success] = operation["responses"].keys() & {"200", "201"}
        [content, *_other_forms] = operation["responses"][success]["content"].values()
        assert content["examples"]["real"]["value"], path


@pytest.mark.parametrize("address", ["/openapi.yaml", "/openapi.clients.yaml"])
def test_it_says_where_it_is_served_and_under_which_licence(address, api):
    document = yaml.safe_load(Client().get(address).content)
    assert document["info"]["license"]["url"] in (ROOT / "LICENSE").read_text(encoding="utf-8")
    [server] = document["servers"]
    base = urljoin(f"http://testserver{address}", server["url"]).rstrip("/")
    assert api.client.get(f"{base}/api/v1").status_code == 200
    assert document["paths"].keys() >= {"/api/v1"}


def test_a_parameter_of_generated_clients_is_described_as_in_the_whole_document(document):
    for_clients = yaml.safe_load(Client().get("/openapi.clients.yaml").content)
    whole = {(path, op["operationId"]): parameters(document, op) for path, op in operations(document)}
    for path, operation in operations(for_clients):
        for parameter in operation["parameters"]:
            [same] = [p for p in whole[path, operation["operationId"]] if p["name"] == parameter["name"]]
            assert parameter == same, path


def test_every_parameter_that_a_view_knows_is_described(document, api):
    for path, method, operation in operations_by_method(document):
        if "{" not in path:
            body = getattr(api.client, method)(f"{path}?nonsense=1").json()
            known = set(body["detail"].rpartition("Known are: ")[2].rstrip(".").split(", "))
            assert known == {p["name"] for p in parameters(document, operation) if p["in"] == "query"}, path


def test_there_is_an_example_for_every_operation(document):
    assert {operation["operationId"] for _path, operation in operations(document)} == examples.REQUESTS.keys()
    assert {file.stem for file in examples.FOLDER.glob("*.json")} == examples.REQUESTS.keys()


@pytest.mark.parametrize("operation", examples.REQUESTS)
def test_every_example_is_a_real_answer(policies_loaded, operation):
    example = json.loads((examples.FOLDER / f"{operation}.json").read_text(encoding="utf-8"))
    assert (example["request"], example.get("body")) == examples.asked(operation)
    if operation.startswith(examples.NOT_VERSIONED):
        consultations.build_example()
    with examples.on_the_day(operation):
        assert examples.answer(Client(), *examples.asked(operation)) == example["response"]


def test_the_contract_check_can_fail(api):
    """The check that every test's answers go through refuses what is not described."""
    contract = Contract({**api.contract.document, "paths": {}})
    response = api.client.get("/api/v1/occupations/4-01-06-02")
    with pytest.raises(AssertionError, match="is not in the OpenAPI document"):
        contract.check("/api/v1/occupations/4-01-06-02", response)
    stricter = json.loads(json.dumps(api.contract.document))
    del stricter["components"]["schemas"]["OccupationDetail"]["properties"]["concept"]
    with pytest.raises(AssertionError, match="not described"):
        Contract(stricter).check("/api/v1/occupations/4-01-06-02", response)
