"""What the schemas of the OpenAPI document are called, so that generated clients have names that one can guess.

A schema with a title is a component of that name. An enumeration is one component wherever it stands: the roof names
it once, by one of its places (``ENUM_NAMES`` of the settings).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

Schema = dict[str, Any]
_NOT_SCHEMAS = frozenset({"example", "examples", "enum", "default"})


def name_schemas(result: Schema, generator: Any, **kwargs: Any) -> Schema:
    """drf-spectacular hook. Parts of the document may be constants of the program, so it works on a copy."""
    result = deepcopy(result)
    _name_titled(result)
    _name_enumerations(result)
    _state_security_once(result)
    return result


def _name_titled(result: Schema) -> None:
    schemas = result["components"]["schemas"]
    for schema in [*every_object(result["paths"]), *every_object(schemas)]:
        title = schema.get("title")
        if not isinstance(title, str) or schema.get("type") != "object":
            continue
        whole = {name: value for name, value in schema.items() if name != "title"}
        if schemas.setdefault(title, whole) != whole:
            raise AssertionError(f"two schemas are called {title}")
        schema.clear()
        schema["$ref"] = f"#/components/schemas/{title}"


def _name_enumerations(result: Schema) -> None:
    schemas = result["components"]["schemas"]
    everywhere = [schema for schema in [*every_object(result["paths"]), *every_object(schemas)] if "enum" in schema]
    asked = {id(schema) for schema in every_object(result["paths"])}
    named, components = {}, {}
    may_grow = import_string(settings.ENUMS_THAT_MAY_GROW)
    for name, place in import_string(settings.ENUM_NAMES).items():
        if (found := _at(result, place)) is not None:
            values = [value for value in found["enum"] if value is not None]
            named[frozenset(values)] = name
            components[name] = {"type": "string", "enum": values}
    for schema in everywhere:
        schema.pop("x-spec-enum-id", None)
        if (name := named.get(frozenset(schema["enum"]) - {None})) is not None:
            if name in may_grow and id(schema) not in asked:
                schema["x-extensible-enum"] = [value for value in schema.pop("enum") if value is not None]
                continue
            schemas[name] = components[name]
            reference = {"$ref": f"#/components/schemas/{name}"}
            values, _type = schema.pop("enum"), schema.pop("type", None)
            rest = dict(schema)
            schema.clear()
            if None in values:
                schema.update({"oneOf": [reference, {"type": "null"}], **rest})
            else:
                schema.update({"allOf": [reference], **rest} if rest else reference)
    result["components"]["schemas"] = dict(sorted(schemas.items()))


def _state_security_once(result: Schema) -> None:
    """What holds for every operation is said of all together; a client would take its own for a need of a key."""
    stated = [operation.get("security", []) for operation in every_operation(result)]
    if all(one == stated[0] for one in stated):
        for operation in every_operation(result):
            operation.pop("security", None)
        if any(stated[0]):
            result["security"] = stated[0]


def every_operation(result: Schema) -> Iterator[Schema]:
    for methods in result["paths"].values():
        yield from methods.values()


def _at(result: Schema, place: str) -> Schema | None:
    """The enumeration at ``Component.member`` or at ``operation?parameter``; None in a document that lacks it."""
    if "?" in place:
        operation, _question_mark, name = place.partition("?")
        parameters = [
            p for o in every_operation(result) if o["operationId"] == operation for p in o.get("parameters", [])
        ]
        return next((p["schema"] for p in parameters if p.get("name") == name), None)
    component, _dot, name = place.partition(".")
    found = result["components"]["schemas"].get(component, {}).get("properties", {}).get(name)
    return found.get("items", found) if found is not None else None


def every_object(part: Any) -> Iterator[Schema]:
    """Every object of a part of the document, but for what is shown as an example. The innermost come first."""
    if isinstance(part, dict):
        for name, value in [*part.items()]:
            # A member may be called "example" or "default" too; then it is described by an object.
            if name not in _NOT_SCHEMAS:
                yield from every_object(value)
        yield part
    elif isinstance(part, list):
        for value in part:
            yield from every_object(value)
