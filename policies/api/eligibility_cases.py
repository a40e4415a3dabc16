"""The cases of a POST to /eligibility: a JSON array, of which each member is read for itself."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from policies.answers.cases import CODE_OR_CONCEPT_PATTERN, Question, Refused, in_language, read_question
from policies.rules.inputs import DAY_PATTERN, INPUTS, Input
from registry.http.bodies import read_body
from registry.http.problems import Problem

MOST_CASES = 1000


def input_schema(given: Input) -> dict[str, Any]:
    """What the OpenAPI document says of the form of an input."""
    if given.kind == "yes_no":
        return {"type": "boolean"}
    if given.words:
        return {"type": "string", "enum": [*given.words, *given.also]}
    if given.bounds:
        return {"type": "integer", "minimum": given.bounds[0], "maximum": given.bounds[1]}
    if given.kind == "day":
        return {"type": "string", "format": "date", "pattern": DAY_PATTERN}
    return {"type": "string", "pattern": given.pattern}


def input_text(given: Input) -> str:
    return " ".join(part for part in (f"{given.label[1].capitalize()}.", given.help[1]) if part)


CASE_SCHEMA = {
    "type": "object",
    "title": "Case",
    "required": ["occupation"],
    "additionalProperties": False,
    "properties": {
        "occupation": {"type": "string", "pattern": CODE_OR_CONCEPT_PATTERN},
        "on": {"type": "string", "format": "date", "pattern": DAY_PATTERN},
        **{given.name: {**input_schema(given), "description": input_text(given)} for given in INPUTS.values()},
    },
}
CASES_SCHEMA = {
    "type": "array",
    "examples": [[{"occupation": "4-01-06-02", "level": "level3", "region": "530100", "on": "2025-07-01"}]],
    "maxItems": MOST_CASES,
    # One bad case never fails the others: it is answered as invalid, so anything is let through here.
    "items": {"anyOf": [CASE_SCHEMA, {"description": "Anything else is answered as an invalid case."}]},
}


def read_cases(request: Request, on: date) -> list[Question | Refused]:
    """Each case, or why it cannot be answered. Raises Problem for a body that is no array of up to 1,000."""
    body = read_body(request)
    if not isinstance(body, list):
        detail = _("A JSON array of cases is expected.")
        raise Problem("malformed-body", detail, errors=[{"pointer": "", "detail": detail}])
    if len(body) > MOST_CASES:
        detail = _("At most %(most)s cases are taken at once.") % {"most": MOST_CASES}
        raise Problem("malformed-body", detail, errors=[{"pointer": "", "detail": detail}])
    return [_question_or_refusal(case, on) for case in body]


def _question_or_refusal(case: Any, on: date) -> Question | Refused:
    try:
        return _question(case, on)
    except Refused as refused:
        return refused


def _question(case: Any, on: date) -> Question:
    if not isinstance(case, dict):
        raise Refused("malformed-body", _("A case is an object."))
    told = {name: _text(name, value) for name, value in case.items() if value is not None}
    if unknown := [name for name in told if name not in INPUTS and name not in ("occupation", "on")]:
        raise Refused("unknown-parameter", _("unknown"), *map(_printable, unknown))
    if "occupation" not in told:
        raise Refused("malformed-parameter", _("required"), "occupation")
    occupation = check_occupation(told.pop("occupation"))
    if "on" in told:
        on = _day(told.pop("on"))
    return read_question(occupation, on, told)


def check_occupation(text: str) -> str:
    if not re.fullmatch(CODE_OR_CONCEPT_PATTERN.removesuffix("$"), text, re.ASCII):
        detail = _("something like %(example)s is expected") % {"example": "4-01-06-02"}
        raise Refused("malformed-parameter", detail, "occupation")
    return text


def _text(name: str, value: Any) -> str:
    """A value of JSON as it would stand in an address."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | str):
        return str(value)
    given = INPUTS.get(name)
    detail = in_language(given.expected) if given else _("text is expected")
    raise Refused("malformed-parameter", detail, _printable(name))


def _day(text: str) -> date:
    try:
        if re.fullmatch(DAY_PATTERN.removesuffix("$"), text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused("malformed-parameter", _("a day such as 2024-07-31 is expected"), "on")


def _printable(name: str) -> str:
    """A name that was given, fit for an answer: half of a surrogate pair cannot be encoded."""
    return name[:100].encode("utf-8", "replace").decode()
