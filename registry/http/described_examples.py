"""Where the OpenAPI document shows an example: what must be given has one that can be sent as it stands.

A view states an example as one of the ``examples`` of a schema. Swagger UI fills in the ``example`` of a parameter or
of a body, and never the ``examples`` of a parameter's schema. So what must be given gets an ``example``; what may be
left out keeps its ``examples``, which are also told in its description, or a first press would filter by all of them.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter


def in_path(name: str, schema: dict[str, Any], example: str | int, description: str) -> OpenApiParameter:
    """A part of an address; the example is one that is there in a registry that was just loaded, if anything is."""
    return OpenApiParameter(name, {**schema, "examples": [example]}, OpenApiParameter.PATH, description=description)


def show_examples(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if parameter.get("required"):
            _move(parameter)
        elif examples := parameter["schema"].get("examples"):
            parameter["description"] += f" For example `{examples[0]}`."
    for content in operation.get("requestBody", {}).get("content", {}).values():
        _move(content)


def _move(described: dict[str, Any]) -> None:
    """The schema may be a constant of the program, so it is not altered."""
    schema = described["schema"]
    if "examples" in schema:
        described["schema"] = {name: value for name, value in schema.items() if name != "examples"}
        [described["example"]] = schema["examples"]
