"""An Excel workbook: a sheet of results, and a sheet that says what was asked and what it rests on."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from registry.http import tables

LONGEST_CELL = 32_767
WIDTHS = {"name_zh": 28, "name_en": 28, "title_zh": 40, "known_gap": 40}
USUAL_WIDTH = 14


def write(data: Any, view: Any, request: Any) -> bytes:
    """Texts are texts, codes among them; numbers, days and truths are what they are."""
    book = Workbook(write_only=True)
    columns = list(tables.columns(view.result_serializer(), view.chosen))
    sheet = book.create_sheet("results")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column.path[-1], USUAL_WIDTH)
    sheet.append([_heading(sheet, column.title) for column in columns])
    for result in view.table_rows(data):
        sheet.append([_cell(sheet, tables.value(result, column.path), column) for column in columns])
    about = book.create_sheet("about")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 80
    for name, told in _about(data, request):
        about.append([_heading(about, name), _text(about, tables.text(told))])
    return _without_clock(book)


def _about(data: Any, request: Any) -> Any:
    """What was asked, and what the answer is valid for."""
    yield "question", request.build_absolute_uri()
    for name in ("count", "next", "previous"):
        if name in data:
            yield name, data[name]
    for name, told in data.get("meta", {}).items():
        if isinstance(told, dict):
            yield from ((f"{name}.{part}", tables.value(value, ())) for part, value in told.items())
        else:
            yield name, tables.value(told, ())


def _cell(sheet: Any, value: Any, column: tables.Column) -> Any:
    if isinstance(value, str):
        if column.is_day and value:
            cell = WriteOnlyCell(sheet, date.fromisoformat(value))
            cell.number_format = "yyyy-mm-dd"
            return cell
        return _text(sheet, value, as_code=column.is_code)
    return value


def _text(sheet: Any, value: str, *, as_code: bool = False) -> Any:
    """A cell that is text whatever it begins with: nothing of ours is a formula."""
    plain = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value[:LONGEST_CELL])
    if not as_code and not plain.startswith("="):
        return plain
    cell = WriteOnlyCell(sheet, plain)
    cell.data_type = "s"
    if as_code:
        cell.number_format = "@"  # it stays text when somebody edits it
    return cell


def _heading(sheet: Any, title: str) -> Any:
    cell = WriteOnlyCell(sheet, title)
    cell.font = Font(bold=True)
    return cell


def _without_clock(book: Workbook) -> bytes:
    """The same answer is the same bytes, whenever it is written."""
    book.properties.created = book.properties.modified = _Undated.DAY
    file = io.BytesIO()
    ExcelWriter(book, _Undated(file, "w", ZIP_DEFLATED)).save()
    return file.getvalue()


class _Undated(ZipFile):
    """A ZIP whose members bear no time of writing."""

    DAY = datetime(1980, 1, 1)

    def writestr(self, name: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        super().writestr(_undated(name), data, ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        with open(filename, "rb") as file:  # noqa: PTH123 (a name of openpyxl's own temporary file)
            self.writestr(arcname, file.read())


def _undated(name: Any) -> ZipInfo:
    info = ZipInfo(getattr(name, "filename", name))
    info.external_attr = 0o600 << 16
    return info
