"""How the API describes what is refused to any request, each stated once: the limits, the key, and their headers."""

from __future__ import annotations

from typing import Any

INTEGER = {"type": "integer", "minimum": 1}
HEADERS: dict[str, dict[str, Any]] = {
    "RateLimit-Policy": {
        "description": "The limits that the request falls under: of each its name, `q` requests in `w` seconds, or of "
        "what `qu` says. Not there where a cache answers.",
        "required": False,
        "schema": {"type": "string"},
        "example": '"anonymous-read-burst";q=300;w=10, "anonymous-read-hour";q=20000;w=3600',
    },
    "RateLimit": {
        "description": "Of each limit, how many requests it still takes (`r`) in the next `t` seconds, or of what "
        "its `qu` says. Not there where a cache answers.",
        "required": False,
        "schema": {"type": "string"},
        "example": '"anonymous-read-burst";r=299;t=10, "anonymous-read-hour";r=19999;t=2417',
    },
    "Retry-After": {"description": "Seconds to wait.", "required": True, "schema": INTEGER},
    "WWW-Authenticate": {"description": "In which header a key goes.", "required": True, "schema": {"type": "string"}},
}
ALWAYS = ("RateLimit", "RateLimit-Policy")
TO_WAIT = ("429", "503")
KEY = {
    "type": "apiKey",
    "in": "header",
    "name": "X-API-Key",
    "description": "Reading needs none; with a key one may ask more often.",
}


def _references(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _refusal(description: str, *headers: str) -> dict[str, Any]:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "description": description,
        "headers": _references(*ALWAYS, *headers),
        "content": {"application/problem+json": problem},
    }


REFUSALS = {
    "401": ("KeyNotValid", _refusal("The key is not known, or in force no more.", "WWW-Authenticate")),
    "503": ("Unavailable", _refusal("The database does not answer, or there is no room.", "Retry-After")),
    "429": ("TooManyRequests", _refusal("More than a limit takes; `violated-policies` names it.", "Retry-After")),
}


def describe_limits(result: dict[str, Any], generator: Any, **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular hook, after the one that describes problems."""
    components = result["components"]
    components["headers"] = {**components.get("headers", {}), **HEADERS}
    components["responses"] = {**components.get("responses", {}), **dict(REFUSALS.values())}
    components["securitySchemes"] = {"apiKey": KEY}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["security"] = [{}, {"apiKey": []}]
            responses = operation["responses"]
            for status, (name, _described) in REFUSALS.items():
                if status not in responses:
                    responses[status] = {"$ref": f"#/components/responses/{name}"}
            for status, described in responses.items():
                if "$ref" not in described:
                    waiting = ("Retry-After",) if status in TO_WAIT else ()
                    described["headers"] = {**described.get("headers", {}), **_references(*ALWAYS, *waiting)}
            operation["responses"] = dict(sorted(responses.items()))
    return result
