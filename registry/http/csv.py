"""Lists as CSV (RFC 4180, UTF-8): one line for each result, with the columns that the serializer declares."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from rest_framework import serializers
from rest_framework.renderers import BaseRenderer

from registry.http.pagination import MAX_PAGE_SIZE


class CSVRenderer(BaseRenderer):
    """A nested object becomes columns with a dot; of a list of objects, a column holds the values with semicolons."""

    media_type = "text/csv"
    format = "csv"
    page_size = MAX_PAGE_SIZE
    """A file has no ``next`` to follow but in the Link header: as much as possible at once."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        columns = list(_columns(renderer_context["view"].get_serializer()))
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow([".".join(column) for column in columns])
        for result in data["results"]:
            writer.writerow([_cell(result, column) for column in columns])
        return text.getvalue().encode()


def _columns(serializer: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, field in serializer.fields.items():
        inner = field.child if isinstance(field, serializers.ListSerializer) else field
        if isinstance(inner, serializers.Serializer):
            yield from _columns(inner, (*above, name))
        else:
            yield (*above, name)


def _cell(value: Any, column: tuple[str, ...]) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(_cell(part, column) for part in value)
    if column:
        return _cell(value[column[0]], column[1:])
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
