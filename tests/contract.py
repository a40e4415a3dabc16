"""Holds an answer against the OpenAPI document: its status, media type and body must be described there."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from jsonschema_rs import Draft202012Validator

from tests.served import Client


@dataclass
class Contract:
    document: dict[str, Any]
    validators: dict[tuple[Any, ...], Draft202012Validator] = field(default_factory=dict)

    @classmethod
    def of_server(cls) -> Contract:
        return cls(json.loads(Client().get("/openapi.json").content))

    def operation(self, path: str, method: str = "get") -> dict[str, Any] | None:
        """The operation of a path; a template with fewer parameters wins."""
        for template in sorted(self.document["paths"], key=lambda template: template.count("{")):
            pattern = re.sub(r"\\{[a-z_]+\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path):
                return self.document["paths"][template].get(method)
        return None

    def check(self, path: str, response: Any, method: str = "get") -> None:
        operation = self.operation(path, method)
        if operation is None:
            assert response.status_code in (404, 308, 405), f"{path} is not in the OpenAPI document"
            return
        described = operation["responses"].get(str(response.status_code))
        assert described is not None, f"{path}: {response.status_code} is not described"
        if "$ref" in described:
            described = self.document["components"]["responses"][described["$ref"].rpartition("/")[2]]
        media_type = response["content-type"].partition(";")[0]
        assert media_type in described["content"], f"{path}: {media_type} is not described"
        if not media_type.endswith(("/json", "+json")):
            return
        body = response.json()
        schema = described["content"][media_type]["schema"]
        # What ``fields`` may leave out is there where nothing is chosen.
        asked = getattr(response, "wsgi_request", None)
        whole = asked is None or not {"fields", "cursor"} & asked.GET.keys()
        validator = self._validator((operation["operationId"], response.status_code, media_type, whole), schema)
        errors = [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(body)]
        assert not errors, f"{path}: {errors[:5]}"
        if response.status_code == 200:
            self._nothing_undescribed(schema, body, path)

    def _validator(self, key: tuple[Any, ...], schema: dict[str, Any]) -> Draft202012Validator:
        if key not in self.validators:
            schema = {**schema, "components": self.document["components"]}
            if key[-1]:
                schema = json.loads(json.dumps(schema), object_hook=_always)
            self.validators[key] = Draft202012Validator(schema, validate_formats=True)
        return self.validators[key]

    def _nothing_undescribed(self, schema: dict[str, Any], value: Any, where: str) -> None:
        """No member of an answer may be missing from the schema."""
        schema = self._resolve(schema)
        if isinstance(value, dict) and "properties" in schema:
            extra = set(value) - set(schema["properties"])
            assert not extra, f"{where}: not described: {sorted(extra)}"
            for name, part in value.items():
                self._nothing_undescribed(schema["properties"][name], part, f"{where}.{name}")
        kinds = schema.get("anyOf") or [kind for kind in schema.get("oneOf", []) if kind.get("type") != "null"]
        if kinds:
            known = {name for kind in kinds for name in self._resolve(kind).get("properties", {})}
            assert not (known and isinstance(value, dict) and set(value) - known), f"{where}: not described"
        if isinstance(value, list) and "items" in schema:
            for part in value:
                self._nothing_undescribed(schema["items"], part, f"{where}[]")

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            return self._resolve(self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        for word in ("allOf", "oneOf"):
            references = [part for part in schema.get(word, []) if "$ref" in part]
            if len(references) == 1:
                return self._resolve(references[0])
        return schema


def _always(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema as strict as it is today: without what leaves room for days to come, or for ``fields``."""
    if isinstance(always := schema.get("x-always"), list):
        schema = {**schema, "required": [*schema.get("required", []), *always]}
    if isinstance(words := schema.get("x-extensible-enum"), list):
        schema = {**schema, "enum": [*words, None]}
    if isinstance(kinds := schema.get("anyOf"), list):
        schema = {**schema, "anyOf": [kind for kind in kinds if kind.get("$ref") != OTHER_ROW]}
    return schema


OTHER_ROW = "#/components/schemas/OtherRow"
