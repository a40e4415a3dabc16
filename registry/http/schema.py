"""How the API describes itself: what every operation shares is stated here once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from registry.http import as_of
from registry.http.deprecation import describe_deprecation
from registry.http.described_examples import show_examples
from registry.http.described_headers import describe_headers
from registry.http.fields import LONGEST, pattern
from registry.http.pagination import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from registry.http.parameters import CURSOR_PATTERN

SHARED_PARAMETERS = {
    "on": (
        {"type": "string", "format": "date", "pattern": as_of.DAY_PATTERN},
        "The day in Shanghai to answer for; today if not given. From 2015-01-01 to five years ahead.",
    ),
    "known_at": (
        {
            "oneOf": [
                {"type": "integer", "minimum": 1, "maximum": 999_999_999},
                {"type": "string", "format": "date-time", "pattern": as_of.INSTANT_PATTERN},
            ]
        },
        "Answer as the registry knew it then: a revision number, or an instant with its offset.",
    ),
    "edition": (
        {"type": "string", "pattern": r"^[a-z0-9-]{1,30}$"},
        "The edition to answer from. Alone: on its last day, at the latest today. Default: the one in force.",
    ),
    "include": (
        {"type": "string", "enum": ["scheduled"]},
        "`scheduled` shows changes that are announced and not yet in effect.",
    ),
    "lang": (
        {"type": "string", "enum": ["zh", "en"]},
        "The language of remarks and problems; else Accept-Language, else Chinese.",
    ),
    "page_size": (
        {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": DEFAULT_PAGE_SIZE},
        "How many results a page has.",
    ),
    "cursor": (
        {"type": "string", "pattern": CURSOR_PATTERN},
        "From a `next` or `previous` link. It carries day, revision, filters and order, and goes without them.",
    ),
}


BOM = "With `format=csv`: for spreadsheets. A byte order mark, codes as formulas of text, no other formulas."
FIELDS = "What to show, by commas, and in parentheses what of it, as in `code,parent(code)`. `meta` stays."


class RegistrySchema(AutoSchema):
    """Summary and description come from the method's docstring: its first line, and the rest."""

    def get_override_parameters(self) -> list[OpenApiParameter]:
        view = self.view
        names = list(view.every_parameters) if hasattr(view, "every_parameters") else []
        if view.action in getattr(view, "paged_actions", ()):
            names += ["page_size", "cursor"]
        parameters = [
            OpenApiParameter(name, SHARED_PARAMETERS[name][0], description=SHARED_PARAMETERS[name][1]) for name in names
        ]
        parameters += self._forms()
        if view.action == "retrieve":
            parameters.append(view.lookup_parameter)
        return parameters

    def _forms(self) -> list[OpenApiParameter]:
        """How the answer may be told to look."""
        view, found = self.view, []
        formats = [renderer.format for renderer in view.get_renderers()]
        if len(formats) > 1:
            schema: dict[str, Any] = {"type": "string", "enum": formats}
            found.append(
                OpenApiParameter("format", schema, description="The form of the answer, whatever Accept says.")
            )
        if "csv" in formats:
            found.append(OpenApiParameter("bom", {"type": "string", "enum": ["1"]}, description=BOM))
        if getattr(view, "selectable", False):
            schema = {"type": "string", "maxLength": LONGEST, "pattern": pattern(view.answer_serializer()())}
            found.append(OpenApiParameter("fields", schema, description=FIELDS))
        if words := getattr(view, "expandable", {}).get(view.action):
            one = f"({'|'.join(words)})"
            schema = {"type": "string", "pattern": f"^{one}(,{one}){{0,{len(words) - 1}}}$"}
            found.append(OpenApiParameter("expand", schema, description="What to show in full, by commas."))
        return found

    def get_operation(self, *arguments: Any) -> Any:
        operation = super().get_operation(*arguments)
        if operation is not None:
            show_examples(operation)
            describe_deprecation(operation, self.view)
            describe_headers(operation, self.view, self.method)
        return operation

    def get_response_serializers(self) -> Any:
        detailed = self.view.action == "retrieve" and getattr(self.view, "detail_serializer", None)
        return detailed or super().get_response_serializers()

    def get_summary(self) -> str:
        return self._docstring().partition("\n")[0].strip()

    def get_description(self) -> str:
        return "\n".join(line.strip() for line in self._docstring().partition("\n")[2].splitlines()).strip()

    def _docstring(self) -> str:
        return getattr(self.view, self.view.action).__doc__ or ""

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1").strip("/").partition("/")[0] or "root"]

    def _get_paginator(self) -> Any:
        if self.view.action not in getattr(self.view, "paged_actions", ()):
            return None
        paginator = super()._get_paginator()
        paginator.meta_schema = self.resolve_serializer(self.view.meta_serializer, "response").ref
        return paginator

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{serializer_name}Page"

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.view.action in getattr(self.view, "paged_actions", ())


PROBLEM_SCHEMA = {
    "type": "object",
    "description": "A problem document (RFC 9457). Further members depend on the type.",
    "required": ["type", "title", "status", "detail", "instance"],
    "additionalProperties": True,
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Where the type is described."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The address that was asked for."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "title": "ProblemError",
                "properties": {
                    "parameter": {"type": "string"},
                    "pointer": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
RESPONSES = {
    "400": "A parameter is unknown or malformed; `errors` names it.",
    "404": "Well-formed, but not there; further members say what may help.",
    "406": "Another form than those on offer; `available` names them.",
    "409": "Parameters that contradict each other.",
    "410": "It has ended; `instead` says what to use.",
    "413": "The body is larger than what is taken; `most` says how much.",
    "415": "The body is of another media type than those described.",
    "500": "Our fault.",
}


def describe_problems(result: dict[str, Any], generator: Any, **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular hook: the errors of every operation, and its example from a real answer."""
    schemas = result["components"]["schemas"]
    schemas["Problem"] = PROBLEM_SCHEMA
    for operations in result["paths"].values():
        for operation in operations.values():
            parameters = {p["name"] for p in operation.get("parameters", []) if "name" in p}
            statuses = ["400", "406", "500"]
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
                statuses += ["413", "415"]
            if parameters & {"on", "known_at", "slug", "cursor"}:
                statuses.append("404")
            if parameters & {"cursor", "edition", "fields", "bom"}:
                statuses.append("409")
            if operation.get("deprecated") or any(p.get("deprecated") for p in operation.get("parameters", [])):
                statuses.append("410")
            for status in sorted(statuses):
                if status in operation["responses"]:
                    continue  # the operation says more of it than we could here
                operation["responses"][status] = {
                    "description": RESPONSES[status],
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            _describe_other_forms(operation)
            _add_example(operation)
            if "fields" in parameters:
                [answer, *_other_forms] = operation["responses"]["200"]["content"].values()
                _make_optional(answer["schema"], schemas)
    return result


def _make_optional(schema: dict[str, Any], schemas: dict[str, Any]) -> None:
    """What ``fields`` may leave out is not required; ``x-always`` says what is there without it."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if schema.get("additionalProperties") is False:
        return  # a row, which is shown whole or not at all
    members = schema.get("properties", {})
    if "results" in members:
        _make_optional(members["results"], schemas)
        return
    if "required" in schema:
        schema["x-always"] = [name for name in schema.pop("required") if name != "meta"]
        if "meta" in members:
            schema["required"] = ["meta"]
    elif "properties" in schema:
        return  # it has been here before
    inside = [part for name, part in members.items() if name != "meta"]
    for word in ("allOf", "oneOf", "anyOf"):
        inside += schema.get(word, [])
    for part in [*inside, *([schema["items"]] if "items" in schema else [])]:
        _make_optional(part, schemas)


def problem_response(status: int, description: str = "") -> dict[Any, OpenApiResponse]:
    """For ``responses`` of an operation: a problem of that status, and what it means there."""
    schema = {"$ref": "#/components/schemas/Problem"}
    described = OpenApiResponse(schema, description or RESPONSES[str(status)])
    return {(status, "application/problem+json"): described}


def success(operation: dict[str, Any]) -> dict[str, Any]:
    """The answer of an operation that is no problem: 201 where something is made, else 200."""
    return operation["responses"].get("201") or operation["responses"]["200"]


def _describe_other_forms(operation: dict[str, Any]) -> None:
    """The schema of the JSON answer describes no other form."""
    for media_type, described in [*success(operation).get("content", {}).items()][1:]:
        described["schema"] = {"type": "object" if media_type.endswith("+json") else "string"}


def _add_example(operation: dict[str, Any]) -> None:
    file = Path(settings.API_EXAMPLES) / f"{operation['operationId']}.json"
    if not file.exists():
        return
    example = json.loads(file.read_text(encoding="utf-8"))
    [content, *_other_forms] = success(operation)["content"].values()
    content["examples"] = {
        "real": {"summary": example["request"], "description": "A real answer.", "value": example["response"]}
    }
