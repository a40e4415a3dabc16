"""Answers as CSV (RFC 4180, UTF-8): exact for programs, and with ``bom=1`` safe for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Any

from rest_framework.renderers import BaseRenderer

from registry.http import tables
from registry.http.pagination import MAX_PAGE_SIZE

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CSVRenderer(BaseRenderer):
    """One line for each result, with the columns that the serializer declares."""

    media_type = "text/csv"
    format = "csv"
    page_size = MAX_PAGE_SIZE
    """A file has no ``next`` to follow but in the Link header: as much as possible at once."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        view = renderer_context["view"]
        spreadsheet = "bom" in view.parameters
        columns = list(tables.columns(view.result_serializer(), view.chosen))
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([column.title for column in columns])
        for result in view.table_rows(data):
            cells = [tables.text(tables.value(result, column.path)) for column in columns]
            writer.writerow(map(_for_spreadsheets, cells, columns) if spreadsheet else cells)
        return out.getvalue().encode("utf-8-sig" if spreadsheet else "utf-8")


def _for_spreadsheets(cell: str, column: tables.Column) -> str:
    """A code as a formula that yields it, or 4-01 would be shown as a day; and no other cell as a formula.

    Without ``bom=1`` a cell holds what the JSON answer holds and nothing else: programs read that form.
    """
    if column.is_code and cell:
        return '="{}"'.format(cell.replace('"', '""'))
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell
