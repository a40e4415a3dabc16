"""Bodies that are one flat object of texts: each field stated once, checked and documented alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from registry.http.bodies import read_body
from registry.http.problems import Problem

Text = Any  # str, or a lazy translation


@dataclass(frozen=True, kw_only=True)
class Field:
    description: str
    """For the OpenAPI document."""
    most: int
    """Characters."""
    pattern: str
    is_sound: Callable[[str], bool]
    """The same as the pattern."""
    expected: Text
    """What to tell who sends something else."""
    words: tuple[str, ...] = ()
    required: bool = False
    example: str = ""

    def schema(self) -> dict[str, Any]:
        form: dict[str, Any] = {"type": "string", "description": self.description}
        form |= (
            {"enum": list(self.words)}
            if self.words
            else {"minLength": 1, "maxLength": self.most, "pattern": self.pattern}
        )
        return form

    def fault(self, value: Any) -> Text | None:
        if not isinstance(value, str):
            return _("text is expected")
        if self.words:
            return None if value in self.words else _("one of {words} is expected").format(words=", ".join(self.words))
        if len(value) > self.most:
            return _("at most %(most)s characters") % {"most": self.most}
        return None if self.is_sound(value) else self.expected


def form_schema(title: str, fields: Mapping[str, Field]) -> dict[str, Any]:
    """What the OpenAPI document says of such a body."""
    return {
        "type": "object",
        "title": title,
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
        "properties": {name: field.schema() for name, field in fields.items()},
        "examples": [{name: field.example for name, field in fields.items() if field.example}],
    }


def read_form(request: Request, fields: Mapping[str, Field]) -> dict[str, str]:
    """The fields that were sent. Raises Problem, which names every one that is wrong."""
    body = read_body(request)
    if not isinstance(body, dict):
        raise _malformed([{"pointer": "", "detail": _("an object is expected")}])
    errors = [
        {"pointer": _pointer(name), "detail": _("unknown; known are: %(known)s") % {"known": ", ".join(fields)}}
        for name in body
        if name not in fields
    ]
    for name, field in fields.items():
        fault = field.fault(body[name]) if name in body else field.required and _("required")
        if fault:
            errors.append({"pointer": _pointer(name), "detail": str(fault)})
    if errors:
        raise _malformed(errors)
    return body


def _malformed(errors: list[dict[str, str]]) -> Problem:
    detail = "; ".join(f"{error['pointer']} {error['detail']}".strip() for error in errors)
    return Problem("malformed-body", detail, errors=errors)


def _pointer(name: str) -> str:
    """Of a member, as RFC 6901 has it; half of a surrogate pair cannot be written back."""
    return "/" + name.encode(errors="replace").decode().replace("~", "~0").replace("/", "~1")
