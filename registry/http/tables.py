"""How results become the lines of a table: which columns there are, and what stands in each cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from rest_framework import serializers
from rest_framework.utils.encoders import JSONEncoder

from registry.http.fields import Chosen, fields_of, inner

CODES = ("code", "gbt6565", "parent_code", "document_number")
SEPARATOR = ";"
LISTS = (serializers.ListSerializer, serializers.ListField)


class Column(NamedTuple):
    path: tuple[str, ...]
    field: Any
    many: bool

    @property
    def title(self) -> str:
        return ".".join(self.path)

    @property
    def is_code(self) -> bool:
        """Whether a spreadsheet would take it for a date or a number."""
        return self.path[-1].endswith(CODES)

    @property
    def is_day(self) -> bool:
        return not self.many and isinstance(self.field, serializers.DateField)


def columns(serializer: Any, chosen: Chosen, above: tuple[str, ...] = (), *, many: bool = False) -> Iterator[Column]:
    """A nested object becomes columns with a dot; of a list, a column holds the values with semicolons."""
    known = fields_of(serializer)
    if not chosen:
        known = fields_of(getattr(serializer, "shown", serializer))
    below = getattr(inner(serializer), "same_below", None)
    for name in chosen or known:
        field, path = known[name], (*above, name)
        if name == below or (not chosen and _is_absent(field, serializer)):
            continue
        several = many or isinstance(field, LISTS) or getattr(field, "many", False)
        if fields_of(field):
            yield from columns(field, chosen.get(name, {}), path, many=several)
        else:
            yield Column(path, field, several)


def _is_absent(field: Any, serializer: Any) -> bool:
    """Whether it is there only where ``expand`` names it, and is not named."""
    return not field.required and field.field_name not in inner(serializer).context["view"].expanded


def value(result: Any, column: tuple[str, ...]) -> Any:
    """What stands in a column: None, a number, a truth or a text."""
    if isinstance(result, dict):
        return value(result.get(column[0]), column[1:]) if column else _json(result)
    if isinstance(result, list):
        if not column and any(isinstance(part, dict) for part in result):
            return _json(result)
        return SEPARATOR.join(text(value(part, column)) for part in result)
    return result


def _json(result: Any) -> str:
    return json.dumps(result, cls=JSONEncoder, ensure_ascii=False)


def text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)
