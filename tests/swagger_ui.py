"""What Swagger UI fills in when "Try it out" is pressed, told from an OpenAPI document alone.

tests/end_to_end/test_browser_swagger.py holds it against the installed Swagger UI in a real Chromium.
"""

from __future__ import annotations

from typing import Any

Described = dict[str, Any]


def resolved(document: Described, part: Described) -> Described:
    """What a reference leads to; anything else is what it is."""
    while "$ref" in part:
        found: Any = document
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def composed(document: Described, schema: Described) -> Described:
    """A schema with what it is made of: every part of ``allOf``, the first of ``oneOf`` and of ``anyOf``."""
    schema = resolved(document, schema)
    parts = [*schema.get("allOf", []), *schema.get("oneOf", [])[:1], *schema.get("anyOf", [])[:1]]
    for part in parts:
        schema = {**composed(document, part), **schema}
    return schema


def filled_in(document: Described, parameter: Described) -> str:
    """What stands in the field of a parameter; nothing is sent of an empty field.

    The ``examples`` of a schema, which JSON Schema has, are never filled in; its ``example`` is.
    """
    if named := parameter.get("examples"):
        return _text(next(iter(named.values()))["value"])
    [content] = [*parameter.get("content", {}).values()] or [{}]
    if "example" in content:
        return _text(content["example"])
    if "example" in parameter:
        return _text(parameter["example"])
    schema = composed(document, parameter.get("schema", content.get("schema", {})))
    for word in ("example", "default"):
        if word in schema:
            return _text(schema[word])
    if parameter.get("required") and "enum" in schema:
        return _text(schema["enum"][0])
    return ""


def filled_in_body(document: Described, content: Described) -> Any:
    """The body that is sent of a media type; None where Swagger UI makes one up from the schema."""
    if named := content.get("examples"):
        return next(iter(named.values()))["value"]
    schema = resolved(document, content["schema"])
    return content.get("example", schema.get("example", next(iter(schema.get("examples", [])), None)))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
