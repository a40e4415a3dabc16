"""/openapi.clients.yaml: the OpenAPI document as generated clients can use it, drawn from the whole one.

It says nothing that the whole one does not say, and leaves out what a generated client has no use for or stumbles
over: files and the other forms beside JSON, 304, and ``fields``. Without ``fields``, what is always there is required.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.views import SpectacularYAMLAPIView

from registry.http.described_headers import CONDITIONS
from registry.http.schema import success
from registry.http.schema_names import every_object, every_operation

LEFT_OUT = frozenset({"fields", "format", "bom"})


class ClientDocumentView(SpectacularYAMLAPIView):
    custom_settings: ClassVar[dict[str, Any]] = {
        "POSTPROCESSING_HOOKS": [
            *settings.SPECTACULAR_SETTINGS["POSTPROCESSING_HOOKS"],
            "registry.http.client_document.for_clients",
        ]
    }


def for_clients(result: dict[str, Any], generator: Any, **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular hook."""
    for path, methods in [*result["paths"].items()]:
        result["paths"][path] = {method: operation for method, operation in methods.items() if _gives_json(operation)}
    result["paths"] = {path: methods for path, methods in result["paths"].items() if methods}
    for operation in every_operation(result):
        described = [p for p in operation.get("parameters", []) if p.get("name") not in LEFT_OUT and "$ref" not in p]
        operation["parameters"] = described
        operation["responses"].pop("304", None)
        for part in (operation.get("requestBody", {}), *operation["responses"].values()):
            if "content" in part:
                part["content"] = dict([*part["content"].items()][:1])
    for name in CONDITIONS:
        del result["components"]["parameters"][name]
    for schema in every_object(result["components"]["schemas"]):
        if isinstance(always := schema.get("x-always"), list):
            del schema["x-always"]
            schema["required"] = [*schema.get("required", []), *always]
    return result


def _gives_json(operation: dict[str, Any]) -> bool:
    """Whether the usual form of the answer is JSON, and no file beside it."""
    usual = next(iter(success(operation).get("content", {})), "")
    return usual.endswith("json") and "206" not in operation["responses"]
