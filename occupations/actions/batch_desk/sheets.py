"""An uploaded or pasted file of rows → cells that know their place. Bounded; what it means is not known."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

BYTES = 2_000_000
UNPACKED = 50_000_000
ROWS, COLUMNS = 2_000, 40
REMARK = "#"
"""A row whose first cell begins so is a remark."""


@dataclass(frozen=True)
class CellError:
    """What is wrong with a file, and where: the row counted from 1, the column as the spreadsheet shows it."""

    message: str
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        if self.row is None:
            return self.message
        where = {"row": self.row, "column": self.column, "message": self.message}
        return (
            _("Row %(row)s, column %(column)s: %(message)s") if self.column else _("Row %(row)s: %(message)s")
        ) % where


class Unreadable(Exception):
    """Nothing of the file can be read; the message says why."""


@dataclass(frozen=True)
class Cell:
    text: str
    is_date: bool = False
    """The file itself holds a date here, not a text."""
    is_number: bool = False


EMPTY = Cell("")


@dataclass(frozen=True)
class SheetRow:
    number: int
    cells: list[Cell]

    def cell(self, place: int) -> Cell:
        return self.cells[place] if place < len(self.cells) else EMPTY


def letter(place: int) -> str:
    """A column counted from 0, as the spreadsheet shows it."""
    return str(get_column_letter(place + 1))


def read_sheet(data: bytes) -> list[SheetRow]:
    """The rows that hold anything, without remarks. Raises Unreadable."""
    if len(data) > BYTES:
        raise Unreadable(_("The file is larger than %(size)s MB.") % {"size": BYTES // 1_000_000})
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("An old or encrypted Excel file: save it as .xlsx without a password."))
    numbered = _read_workbook(data) if data.startswith(b"PK") else _read_text(data)
    rows = []
    for number, cells in enumerate(numbered, start=1):
        if number > ROWS:
            raise Unreadable(_("The file has more than %(rows)s rows.") % {"rows": ROWS})
        if any(cell.text for cell in cells) and not cells[0].text.startswith(REMARK):
            rows.append(SheetRow(number, cells))
    if not rows:
        raise Unreadable(_("There is nothing in the file."))
    return rows


def _read_workbook(data: bytes) -> Iterable[list[Cell]]:
    """The cells of the first sheet. What openpyxl may raise of a broken file is not documented, so all of it counts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise Unreadable(_("The file is too large once it is unpacked."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size need not be so
        return [
            [_cell(value) for value in row]
            for row in sheet.iter_rows(max_row=ROWS + 1, max_col=COLUMNS, values_only=True)
        ]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(_("This is not a workbook that can be read: save it as .xlsx again.")) from error


def _cell(value: Any) -> Cell:
    match value:
        case None:
            return EMPTY
        case bool():
            return Cell("yes" if value else "no")
        case date() | time():
            return Cell(str(value), is_date=True)
        case int() | float():
            return Cell(f"{value:g}" if isinstance(value, float) else str(value), is_number=True)
        case _:
            return Cell(_plain(str(value)))


def _read_text(data: bytes) -> list[list[Cell]]:
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith(REMARK)), "")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ","))
    except csv.Error as error:
        raise Unreadable(_("This is no table: %(error)s") % {"error": error}) from error
    return [[Cell(_plain(value)) for value in row[:COLUMNS]] or [EMPTY] for row in rows]


def _decoded(data: bytes) -> str:
    if b"\0" not in data:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                pass
    raise Unreadable(_("The text is neither UTF-8 nor GB 18030."))


def _plain(text: str) -> str:
    """Without the signs by which spreadsheets are told that a cell is text."""
    text = text.strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'").strip()
