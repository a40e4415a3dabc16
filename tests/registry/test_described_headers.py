"""The headers, the 304 and the conditions that the OpenAPI document describes are those that are really sent."""

from __future__ import annotations

import re

import pytest
from django.db import OperationalError, connection

from tests import examples
from tests.registry.entrance import Visitor

NOT_HELD = (*examples.NOT_VERSIONED, "dumps")
ASKED = [name for name in examples.REQUESTS if name not in examples.BODIES and not name.startswith(NOT_HELD)]
# What belongs to the connection, to browsers and to their protection; no operation says anything of its own there.
OF_EVERY_SITE = re.compile("access-control-|x-frame|x-content-type|referrer|cross-origin|content-security|allow$")
OF_THE_BODY = {"content-type", "content-length", "content-encoding"}

pytestmark = pytest.mark.usefixtures("policies_loaded")


@pytest.fixture(scope="module")
def visitor():
    return Visitor()


@pytest.fixture(scope="module")
def operations(contract):
    found = (one for methods in contract.document["paths"].values() for one in methods.values())
    return {operation["operationId"]: operation for operation in found}


def check(contract, described, answer):
    """Every header that must be there is, and is as described; none is sent that is not described."""
    headers = {
        name.lower(): contract.document["components"]["headers"][one["$ref"].rpartition("/")[2]]
        for name, one in described["headers"].items()
    }
    missing = [name for name, header in headers.items() if header.get("required") and name not in answer.headers]
    assert missing == []
    sent = {name for name in answer.headers if not OF_EVERY_SITE.match(name)} - OF_THE_BODY
    assert sent <= headers.keys()
    for name in sent:
        schema, value = headers[name]["schema"], answer.headers[name]
        assert re.search(schema.get("pattern", ""), value), (name, value)
        assert value in schema.get("enum", [value]), (name, value)


@pytest.mark.parametrize("operation", ASKED)
def test_an_answer_and_its_304_have_the_headers_described(contract, operations, visitor, operation):
    described = operations[operation]["responses"]
    address = examples.REQUESTS[operation].removeprefix("/api/v1")
    answer = visitor(address)
    assert answer.status == 200
    check(contract, described["200"], answer)
    unchanged = visitor(address, if_none_match=answer["etag"])
    assert (unchanged.status, unchanged.body) == (304, b"")
    check(contract, described["304"], unchanged)
    asked = {parameter["$ref"] for parameter in operations[operation]["parameters"] if "$ref" in parameter}
    assert asked == {f"#/components/parameters/{name}" for name in ("If-None-Match", "If-Modified-Since")}


@pytest.mark.parametrize("operation", ASKED)
@pytest.mark.parametrize(("wrong", "status"), [("x=1", "400"), ("accept", "406")])
def test_an_error_has_the_headers_described(contract, operations, visitor, operation, wrong, status):
    address = examples.REQUESTS[operation].removeprefix("/api/v1").partition("?")[0]
    accepted = {"accept": "application/pdf"} if wrong == "accept" else {}
    answer = visitor(address if accepted else f"{address}?{wrong}", **accepted)
    if accepted and operation.startswith("feeds"):
        return  # which have one form, whatever is accepted
    assert str(answer.status) in (status, "400")
    check(contract, operations[operation]["responses"][str(answer.status)], answer)


@pytest.mark.parametrize("form", ["csv", "xlsx", "ndjson", "ttl", "sdmx"])
def test_a_file_has_the_headers_described(contract, operations, visitor, form):
    answer = visitor(f"/occupations?page_size=2&format={form}")
    assert {"registry-edition", "registry-on", "registry-revision"} <= answer.headers.keys()
    check(contract, operations["occupations_list"]["responses"]["200"], answer)


def test_an_answer_while_the_database_is_away_has_the_headers_described(contract, operations):
    visitor = Visitor()
    assert visitor("/tree").status == 200
    with connection.execute_wrapper(gone):
        kept, refused = visitor("/tree"), visitor("/tree?depth=1")
    assert (kept.status, refused.status) == (200, 503)
    assert "cache-status" in kept.headers
    check(contract, operations["tree"]["responses"]["200"], kept)
    assert operations["tree"]["responses"]["503"] == {"$ref": "#/components/responses/Unavailable"}
    check(contract, contract.document["components"]["responses"]["Unavailable"], refused)


def gone(*_question):
    raise OperationalError("connection refused")


def test_what_is_not_described_is_found(contract, operations, visitor):
    described = operations["tree"]["responses"]["200"]
    without = {**described, "headers": {name: one for name, one in described["headers"].items() if name != "Vary"}}
    with pytest.raises(AssertionError, match="vary"):
        check(contract, without, visitor("/tree?depth=1"))
    more = {**described, "headers": {**described["headers"], "Link": {"$ref": "#/components/headers/ETag"}}}
    with pytest.raises(AssertionError, match="link"):
        check(contract, more, visitor("/tree?depth=1"))


def test_what_is_not_kept_says_so(contract, operations, visitor):
    answer = visitor("/consultations")
    assert (answer.status, answer["cache-control"]) == (200, "no-store")
    check(contract, operations["consultations_list"]["responses"]["200"], answer)
    assert "304" not in operations["consultations_list"]["responses"]


def test_a_post_has_the_headers_described(contract, operations, visitor):
    answer = visitor("/codes/migrate", "POST", b"[]", content_type="application/json")
    assert answer.status == 200
    check(contract, operations["codes_migrate"]["responses"]["200"], answer)
