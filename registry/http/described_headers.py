"""What the OpenAPI document says of headers: those of the answers, 304, and those that ask for it.

HEAD is not described: it is GET without the body, and every generated client would have each function twice.
"""

from __future__ import annotations

from typing import Any

Described = dict[str, Any]

_ETAG = r'^"[!#-~]+"$'
_HTTP_DATE = r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$"
HEADERS: dict[str, tuple[str, Described]] = {
    "X-Request-ID": (
        "The id that was sent, or one of ours. Tell it to us with a question.",
        {"type": "string", "minLength": 1, "maxLength": 100},
    ),
    "Content-Language": ("The language of remarks and problems.", {"type": "string", "enum": ["zh-hans", "en"]}),
    "ETag": ("Names these bytes. Send it back as If-None-Match.", {"type": "string", "pattern": _ETAG}),
    "Last-Modified": (
        "The later of the revision and the last midnight in Shanghai.",
        {"type": "string", "pattern": _HTTP_DATE},
    ),
    "Cache-Control": (
        "How long it may be kept: ten seconds, thirty days where `on` and `known_at` pin it, or `no-store`.",
        {"type": "string"},
    ),
    "Age": (
        "While the database does not answer: how many seconds ago it was known that this holds.",
        {"type": "integer", "minimum": 0},
    ),
    "Cache-Status": (
        "While the database does not answer: that this is from memory (RFC 9211). It may have changed since.",
        {"type": "string", "pattern": "^occupation-registry; hit; ttl=-?[0-9]+; detail=database-away$"},
    ),
    "Vary": ("Which headers of the request choose the answer.", {"type": "string"}),
    "Link": ("Where the pages before and after are, and the first (RFC 8288).", {"type": "string"}),
    "Content-Disposition": ("The name of a file, for a browser that saves it.", {"type": "string"}),
    "Registry-Edition": ("The edition that a file is of; JSON says so in `meta`.", {"type": "string"}),
    "Registry-On": ("The day that a file is of.", {"type": "string", "format": "date"}),
    "Registry-Revision": ("The revision that a file is of.", {"type": "integer", "minimum": 1}),
    "Accept-Ranges": ("Parts may be asked for.", {"type": "string", "enum": ["bytes"]}),
    "Content-Range": ("Which part it is, and of how many bytes.", {"type": "string"}),
    "Deprecation": (
        "Since when the operation is deprecated (RFC 9745): a Unix time after an @.",
        {"type": "string", "pattern": "^@[0-9]+$"},
    ),
    "Sunset": ("From when on it answers 410 (RFC 8594).", {"type": "string", "pattern": _HTTP_DATE}),
}
CONDITIONS: dict[str, str] = {
    "If-None-Match": "The ETag of the copy you hold, or several by commas; 304 where it is still right.",
    "If-Modified-Since": "The Last-Modified of the copy you hold. A first minute after a change is answered in full.",
}
ALWAYS = frozenset({"X-Request-ID", "Content-Language", "ETag", "Last-Modified", "Cache-Control", "Vary"})
"""Where one of these is described, it is always sent; the others, where there is something to say."""
_OF_A_KEPT_ANSWER = ("ETag", "Last-Modified")
_WHILE_AWAY = ("Age", "Cache-Status")
_OF_FILES = ("Content-Disposition", "Registry-Edition", "Registry-On", "Registry-Revision")
NOT_MODIFIED = "The copy you hold is still right; there is no body."


def describe_headers(operation: Described, view: Any, method: str) -> None:
    """What an operation sends where all goes well, and what may be sent to it to get 304."""
    responses = operation["responses"]
    kept: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    if method == "GET" and view.versioned:
        kept, conditions = _OF_A_KEPT_ANSWER, tuple(CONDITIONS)
    elif "206" in responses:  # a file, which names its bytes itself
        kept, conditions = ("ETag",), ("If-None-Match",)
    if conditions:
        operation.setdefault("parameters", []).extend(
            {"$ref": f"#/components/parameters/{name}"} for name in conditions
        )
        responses["304"] = {"description": NOT_MODIFIED}
    if kept == _OF_A_KEPT_ANSWER:
        _add(responses["200"], *_WHILE_AWAY)
    for status in responses.keys() & {"200", "206", "304"}:
        _add(responses[status], *kept)
        if view.action in view.paged_actions:
            _add(responses[status], "Link")
        if len(view.formats()) > 1 and status == "200":
            _add(responses[status], *_OF_FILES)
    if "206" in responses:
        _add(responses["200"], "Accept-Ranges", "Content-Disposition")
        _add(responses["206"], "Accept-Ranges", "Content-Range")
        _add(responses["416"], "Content-Range")


def describe_every_header(result: Described, generator: Any, **kwargs: Any) -> Described:
    """drf-spectacular hook: what every answer carries, and what the references lead to."""
    every = [item for methods in result["paths"].values() for item in methods.items()]
    for method, operation in every:
        for response in operation["responses"].values():
            if "$ref" in response:
                continue
            _add(response, "X-Request-ID", "Content-Language", "Vary")
            if method == "get":
                _add(response, "Cache-Control")
            if operation.get("deprecated") or any(p.get("deprecated") for p in operation.get("parameters", [])):
                _add(response, "Deprecation", "Sunset", "Link")
        operation["responses"] = dict(sorted(operation["responses"].items()))
    components = result["components"]
    for response in components.get("responses", {}).values():
        _add(response, "X-Request-ID", "Content-Language", "Vary", "Cache-Control")
    components["headers"] = components.get("headers", {}) | {
        name: {"description": text, "required": name in ALWAYS, "schema": schema}
        for name, (text, schema) in HEADERS.items()
    }
    components["parameters"] = {
        name: {"name": name, "in": "header", "description": text, "schema": {"type": "string"}}
        for name, text in CONDITIONS.items()
    }
    return result


def _add(response: Described, *names: str) -> None:
    headers = response.setdefault("headers", {})
    for name in names:
        headers[name] = {"$ref": f"#/components/headers/{name}"}
