"""The check for breaking changes: each rule finds what breaks, and passes what only adds or widens."""

from __future__ import annotations

import copy
from datetime import date

import pytest
import yaml

from tests import breaking_changes as breaking
from tests.breaking_changes import breaking_changes

TODAY = date(2026, 11, 22)
DOCUMENT = yaml.safe_load("""
openapi: 3.1.1
info: {title: A registry, version: 1.0.0}
paths:
  /things:
    get:
      operationId: things_list
      parameters:
      - {in: query, name: size, schema: {type: integer, minimum: 1, maximum: 50, default: 10}}
      - {in: query, name: kind, schema: {$ref: '#/components/schemas/Kind'}}
      - {in: query, name: code, schema: {type: string, pattern: '^[1-8](-[0-9]{2})?$', maxLength: 10}}
      - {in: query, name: 'on', schema: {type: string, format: date}}
      - {in: query, name: at, schema: {oneOf: [{type: integer}, {type: string, format: date-time}]}}
      - {$ref: '#/components/parameters/If-None-Match'}
      responses:
        '200':
          description: Things.
          headers: {ETag: {$ref: '#/components/headers/ETag'}}
          content:
            application/json: {schema: {$ref: '#/components/schemas/Page'}}
            text/csv: {schema: {type: string}}
        '304': {description: Nothing new.}
        '404': {description: None., content: {application/problem+json: {schema: {type: object}}}}
    post:
      operationId: things_create
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/NewThing'}}
          application/x-ndjson: {schema: {type: string}}
      responses:
        '201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
  /old:
    get:
      operationId: old
      deprecated: true
      x-sunset: '2026-11-22'
      parameters: [{in: query, name: x, schema: {type: string}}]
      responses: {'200': {description: Old.}}
components:
  headers:
    ETag: {required: true, schema: {type: string}}
  parameters:
    If-None-Match: {in: header, name: If-None-Match, schema: {type: string}}
  schemas:
    Kind: {type: string, enum: [a, b]}
    Page:
      type: object
      required: [meta, results]
      properties:
        meta: {type: object, additionalProperties: {type: integer}}
        results: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    Thing:
      type: object
      x-always: [code, name, children]
      properties:
        code: {type: [string, 'null'], pattern: '^[1-8]$'}
        name: {type: string, maxLength: 20}
        born: {type: string, format: date}
        size: {type: integer, minimum: 0}
        kind: {oneOf: [{$ref: '#/components/schemas/Kind'}, {type: 'null'}]}
        rule: {type: string, x-extensible-enum: [one, two]}
        tags: {type: array, items: {type: string}}
        part: {anyOf: [{$ref: '#/components/schemas/Part'}, {$ref: '#/components/schemas/Whole'}]}
        home: {allOf: [{$ref: '#/components/schemas/Part'}], description: Where it is.}
        children: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    Part: {type: object, required: [id], properties: {id: {type: string}}}
    Alone: {type: object}
    Whole: {type: object, required: [ids], properties: {ids: {type: integer}}}
    NewThing:
      type: object
      required: [code]
      additionalProperties: false
      properties:
        code: {type: string}
        note: {type: [string, 'null'], maxLength: 100}
        kind: {type: string, enum: [a, b]}
webhooks:
  event:
    post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Part'}}}}}
""")
GET = "paths /things get"
THING = "components schemas Thing properties"
NEW = "components schemas NewThing"
NEW_PARAMETER = {"in": "query", "name": "new", "schema": {"type": "string"}}
GONE = object()


STATUSES = {"200", "201", "304", "404"}


def changed(document, place, value):
    """The document with one part set anew; GONE takes it away."""
    document = copy.deepcopy(document)
    part = document
    *way, last = [int(word) if word.isdigit() and word not in STATUSES else word for word in place.split()]
    for word in way:
        part = part[word]
    if value is GONE:
        del part[last]
    elif callable(value):
        part[last] = value(part[last])
    else:
        part[last] = value
    return document


def without(*names):
    return lambda found: [one for one in found if one.get("name") not in names]


def and_also(*more):
    return lambda found: [*found, *more]


def but(**members):
    return lambda found: {**found, **{name.rstrip("_"): value for name, value in members.items()}}


CONTENT = f"{GET} responses 200 content"
# What is changed, to what, and what the check says of it.
BREAKING = [
    ("paths /things", GONE, "GET /things: is gone"),
    ("paths /things post", GONE, "POST /things: is gone"),
    (f"{GET} operationId", "list_things", "operationId is not things_list any more"),
    # parameters
    (f"{GET} parameters", without("size"), "query size: is gone"),
    (f"{GET} parameters", lambda found: found[:-1], "header If-None-Match: is gone"),
    (
        f"{GET} parameters",
        and_also({"in": "query", "name": "new", "required": True, "schema": {}}),
        "must be given now",
    ),
    (f"{GET} parameters 0", but(required=True), "query size: must be given now"),
    (f"{GET} parameters 0", but(explode=False), "query size: explode is another"),
    (f"{GET} parameters 0 schema", but(maximum=40), "maximum is 40, not 50"),
    (f"{GET} parameters 0 schema", but(minimum=2), "minimum is 2, not 1"),
    (f"{GET} parameters 0 schema", but(default=20), "default is 20, not 10"),
    (f"{GET} parameters 0 schema type", "string", "integer before, string now"),
    (f"{GET} parameters 2 schema", but(pattern="^[1-7](-[0-9]{2})?$"), "'8' is not taken any more"),
    (f"{GET} parameters 2 schema", but(maxLength=5), "maxLength is 5, not 10"),
    (f"{GET} parameters 3 schema format", GONE, "format is None, not 'date'"),
    (f"{GET} parameters 3 schema", but(enum=["2026-01-01"]), "only some words are taken now"),
    (f"{GET} parameters 3 schema", but(pattern="^2"), "is not taken any more"),
    (f"{GET} parameters 4 schema oneOf", lambda found: found[1:], "integer before, string now"),
    ("components schemas Kind enum", ["a"], "Kind (sent): b: not taken any more"),
    # answers
    (f"{GET} responses 304", GONE, "304 is gone"),
    (f"{GET} responses 404", GONE, "404 is gone"),
    (f"{GET} responses", but(**{"202": {"description": "Later."}}), "may answer 202 now"),
    (f"{CONTENT} text/csv", GONE, "text/csv is gone"),
    (f"{CONTENT} application/json", GONE, "application/json is gone"),
    (CONTENT, lambda found: dict([*found.items()][::-1]), "the usual form is text/csv, not application/json"),
    (f"{GET} responses 200 headers ETag", GONE, "header ETag: is gone"),
    ("components headers ETag required", False, "header ETag: is not always there any more"),
    ("components headers ETag schema type", "integer", "string before, integer now"),
    ("components schemas Kind enum", ["a", "b", "c"], "Kind (answered): c: may come now"),
    ("components schemas Page required", ["meta"], "Page (answered).results: is not always there any more"),
    ("components schemas Page properties meta additionalProperties type", "string", "integer before, string now"),
    ("components schemas Page properties meta additionalProperties", GONE, "other members are of another type"),
    ("components schemas Thing x-always", ["name", "children"], "Thing (answered).code: is not always there any more"),
    (f"{THING} name", GONE, "Thing (answered).name: is gone"),
    (f"{THING} name", but(type="integer"), "string before, integer now"),
    (f"{THING} name", but(type=["string", "null"]), "string before, null or string now"),
    (f"{THING} name type", GONE, "string before, anything now"),
    (f"{THING} name", but(maxLength=30), "maxLength is 30, not 20"),
    (f"{THING} name maxLength", GONE, "maxLength is None, not 20"),
    (f"{THING} name", but(format="uri"), "format is 'uri', not None"),
    (f"{THING} born format", GONE, "format is None, not 'date'"),
    (f"{THING} size", but(type="number"), "integer before, number now"),
    (f"{THING} size minimum", GONE, "minimum is None, not 0"),
    (f"{THING} code pattern", "^[1-9]$", "'9' may come now"),
    (f"{THING} code pattern", GONE, "may come now"),
    (f"{THING} kind", {"type": ["string", "null"]}, "the alternative null or string is new"),
    (f"{THING} kind oneOf", and_also({"type": "integer"}), "the alternative integer is new"),
    (f"{THING} tags items", {"type": "integer"}, "tags[]: string before, integer now"),
    (f"{THING} tags items", GONE, "tags[]: string before, anything now"),
    (f"{THING} part anyOf", and_also({"$ref": "#/components/schemas/Thing"}), "the alternative Thing is new"),
    (f"{THING} home allOf", [{"$ref": "#/components/schemas/Whole"}], "home.id: is gone"),
    (f"{THING} children items", {"$ref": "#/components/schemas/Part"}, "is Part, not Thing"),
    (f"{THING} name", but(not_={"const": "x"}), "not is another, which this check does not understand"),
    ("components schemas Part required", [], "Part (answered).id: is not always there any more"),
    ("components schemas Part", but(type="string"), "Part (answered)"),
    # bodies
    ("paths /things post requestBody", GONE, "body: is gone"),
    ("paths /things post requestBody", but(required=True), "body: must be given now"),
    ("paths /old get", but(requestBody={"required": True, "content": {}}), "body: must be given now"),
    ("paths /things post requestBody content application/x-ndjson", GONE, "application/x-ndjson is gone"),
    (f"{NEW} required", ["code", "note"], "NewThing (sent).note: must be given now"),
    (f"{NEW} properties note", GONE, "NewThing (sent).note: is gone"),
    (f"{NEW} properties note type", "string", "null or string before, string now"),
    (f"{NEW} properties note", but(maxLength=50), "maxLength is 50, not 100"),
    (f"{NEW} properties kind enum", ["a"], "b: not taken any more"),
    # the rest
    ("security", [{"key": []}], "asks for another key"),
    ("webhooks event", GONE, "webhook event: is gone"),
    ("components schemas Alone", GONE, "schema Alone: is gone"),
]
COMPATIBLE = [
    ("paths", but(**{"/more": {"get": {"operationId": "more", "responses": {}}}})),
    ("paths /old", GONE),  # its sunset has come
    ("info version", "1.1.0"),
    (f"{GET} summary", "Other words"),
    (f"{GET} parameters", and_also(NEW_PARAMETER)),
    (f"{GET} parameters 0 schema", but(maximum=100)),
    (f"{GET} parameters 0 schema maximum", GONE),
    (f"{GET} parameters 0 schema", but(minimum=0)),
    (f"{GET} parameters 0 schema type", ["integer", "string"]),
    (f"{GET} parameters 0 schema type", "number"),
    (f"{GET} parameters 2 schema", but(pattern="^[1-9](-[0-9]{2}){0,3}$")),
    (f"{GET} parameters 2 schema", but(pattern="^[1-8](-[0-9][0-9])?$")),
    (f"{GET} parameters 2 schema pattern", GONE),
    (f"{GET} parameters 4 schema oneOf", and_also({"type": "boolean"})),
    (f"{GET} responses", but(**{"410": {"description": "It has ended."}})),
    (CONTENT, but(**{"text/turtle": {"schema": {"type": "string"}}})),
    (f"{GET} responses 200 headers", but(Link={"schema": {"type": "string"}})),
    ("components schemas Page properties", but(next={"type": "string"})),
    ("components schemas Page required", ["meta", "results", "next"]),
    ("components schemas Thing required", ["code", "name", "children"]),
    (THING, but(more={"type": "string"})),
    (f"{THING} name", but(maxLength=10)),
    (f"{THING} name", but(description="Other words", deprecated=True)),
    (f"{THING} code type", "string"),
    (f"{THING} code pattern", "^[1-7]$"),
    (f"{THING} size", but(minimum=1)),
    (f"{THING} rule x-extensible-enum", ["one", "two", "three"]),
    (f"{THING} kind", {"$ref": "#/components/schemas/Kind"}),
    (f"{THING} part anyOf", lambda found: found[:1]),
    ("components schemas", but(New={"type": "object"})),
    ("paths /things post requestBody content", but(**{"text/csv": {"schema": {"type": "string"}}})),
    (f"{NEW} properties", but(more={"type": "string"})),
    (f"{NEW} properties kind enum", ["a", "b", "c"]),
    (f"{NEW} required", []),
    (f"{NEW} additionalProperties", True),
    ("security", [{}, {"key": []}]),
    ("webhooks", but(more={"post": {}})),
]


@pytest.mark.parametrize(("place", "value", "said"), BREAKING)
def test_what_breaks_is_found(place, value, said):
    found = breaking_changes(DOCUMENT, changed(DOCUMENT, place, value), TODAY)
    assert any(said in finding for finding in found), found


@pytest.mark.parametrize(("place", "value"), COMPATIBLE)
def test_what_adds_or_widens_passes(place, value):
    assert breaking_changes(DOCUMENT, changed(DOCUMENT, place, value), TODAY) == []


def test_a_document_keeps_its_own_contract():
    assert breaking_changes(DOCUMENT, DOCUMENT, TODAY) == []


@pytest.mark.parametrize(("today", "ended"), [(date(2026, 11, 21), False), (date(2026, 11, 22), True)])
def test_what_is_deprecated_may_go_when_its_sunset_has_come(today, ended):
    found = breaking_changes(DOCUMENT, changed(DOCUMENT, "paths /old", GONE), today)
    assert found == ([] if ended else ["GET /old: is gone"])


@pytest.mark.parametrize(("today", "ended"), [(date(2026, 11, 21), False), (date(2026, 11, 22), True)])
def test_a_deprecated_parameter_may_go_when_its_sunset_has_come(today, ended):
    old = changed(DOCUMENT, f"{GET} parameters 0", but(deprecated=True, **{"x-sunset": "2026-11-22"}))
    found = breaking_changes(old, changed(old, f"{GET} parameters", without("size")), today)
    assert found == ([] if ended else ["GET /things, query size: is gone"])


def test_to_deprecate_breaks_nothing():
    new = changed(DOCUMENT, GET, but(deprecated=True, **{"x-sunset": "2027-11-22"}))
    assert breaking_changes(DOCUMENT, new, TODAY) == []


# --- releases -------------------------------------------------------------------------------------


def test_the_document_breaks_nothing_of_the_last_release():
    old, new = map(breaking._read, (breaking.last_release(), breaking.DOCUMENT))
    assert breaking_changes(old, new, date.today()) == []


@pytest.fixture
def project(tmp_path):
    """A document, a folder for releases, and a changelog."""
    document = tmp_path / "openapi.yaml"
    document.write_text(yaml.safe_dump(changed(DOCUMENT, f"{THING} name", but(examples=["x"]))))
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## 1.0.0 (unreleased)\n")
    return {"document": document, "folder": tmp_path / "releases", "changelog": changelog}


def test_a_release_is_the_document_without_its_examples(project):
    file = breaking.release(**project)
    assert file.name == "openapi-1.0.0.yaml"
    assert yaml.safe_load(file.read_text()) == DOCUMENT
    assert breaking.last_release(project["folder"]) == file


def test_a_release_may_be_made_anew_until_it_is_given_out(project):
    breaking.release(**project)
    breaking.release(**project)
    project["changelog"].write_text("# Changelog\n\n## 1.0.0 (2026-12-01)\n")
    with pytest.raises(SystemExit, match="is released already"):
        breaking.release(**project)
    project["document"].write_text(yaml.safe_dump(changed(DOCUMENT, "info version", "1.0.1")))
    assert breaking.release(**project).name == "openapi-1.0.1.yaml"


def test_the_last_release_is_the_highest_number(tmp_path):
    assert breaking.last_release(tmp_path) is None
    for version in ("1.2.0", "1.10.0", "1.9.9"):
        (tmp_path / f"openapi-{version}.yaml").touch()
    assert breaking.last_release(tmp_path).name == "openapi-1.10.0.yaml"
