"""``fields=code,parent(code)``: which members of a result are shown, as one asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from registry.http.problems import Problem, parameter_error

LONGEST = 1000
Chosen = dict[str, "Chosen"]
"""Name → what is chosen within it; nothing within means all of it."""


def read_fields(text: str, serializer: Any) -> Chosen:
    """What is chosen of what a serializer shows. Raises Problem, which names what is not there and what is."""
    if len(text) > LONGEST:
        raise parameter_error("fields", _("at most %(most)s characters") % {"most": LONGEST})
    chosen, rest = _parse(text, 0)
    if rest != len(text):
        raise _malformed()
    errors = list(_unknown(chosen, serializer, ""))
    if errors:
        raise Problem("malformed-parameter", "; ".join(f"fields: {error['detail']}" for error in errors), errors=errors)
    return chosen


def pattern(serializer: Any) -> str:
    """What may be chosen of what a serializer shows, as a regular expression for the OpenAPI document."""
    return f"^{_list_pattern(serializer)}$"


def choose(value: Any, chosen: Chosen, serializer: Any) -> Any:
    """The chosen members of a value, in the order in which they were asked for."""
    if not chosen or value is None:
        return value
    if isinstance(value, list):
        return [choose(part, chosen, serializer) for part in value]
    below = getattr(inner(serializer), "same_below", None)
    shown = {
        name: choose(value[name], within, inner_field(serializer, name))
        for name, within in chosen.items()
        if name in value
    }
    if below is not None and below in value:
        shown[below] = choose(value[below], chosen, serializer)
    return shown


def fields_of(serializer: Any) -> Mapping[str, Any]:
    """The members that a serializer declares; none of what is not made of members."""
    found = getattr(inner(serializer), "fields", None)
    return {name: field for name, field in found.items() if name != "meta"} if found is not None else {}


def inner_field(serializer: Any, name: str) -> Any:
    return fields_of(serializer).get(name)


def inner(serializer: Any) -> Any:
    """The serializer of one, of a serializer of many."""
    return serializer.child if isinstance(serializer, serializers.ListSerializer) else serializer


def _list_pattern(serializer: Any) -> str:
    known = fields_of(serializer).items()
    names = [rf"{name}(\({_list_pattern(field)}\))?" if fields_of(field) else name for name, field in known]
    one = f"({'|'.join(names)})"
    return f"{one}(,{one})*"


def _parse(text: str, place: int) -> tuple[Chosen, int]:
    """The names from a place on, and where they end."""
    chosen: Chosen = {}
    while True:
        end = place
        while end < len(text) and text[end] not in ",()":
            end += 1
        name, place = text[place:end], end
        if not name:
            raise _malformed()
        chosen[name] = {}
        if text[place : place + 1] == "(":
            chosen[name], place = _parse(text, place + 1)
            if text[place : place + 1] != ")":
                raise _malformed()
            place += 1
        if text[place : place + 1] != ",":
            return chosen, place
        place += 1


def _unknown(chosen: Chosen, serializer: Any, above: str) -> Iterator[dict[str, Any]]:
    known = fields_of(serializer)
    for name, within in chosen.items():
        whole = f"{above}{name}"
        if name not in known:
            detail = _("{name} is not there; there are: {known}").format(name=whole, known=", ".join(known) or "-")
            yield {"parameter": "fields", "detail": detail, "unknown": whole, "known": list(known)}
        elif within:
            yield from _unknown(within, known[name], f"{whole}.")


def _malformed() -> Problem:
    return parameter_error("fields", _("something like {example} is expected").format(example="code,parent(code)"))
