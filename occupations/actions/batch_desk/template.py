"""The file that is filled in for an import: empty, or with the changes a draft has, as XLSX and as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from occupations.actions.batch_desk.columns import COLUMNS, KINDS, LISTS, MARKS
from occupations.actions.batch_desk.form import MEMBERS, NEW, BatchDraft, DraftChange
from occupations.actions.batch_desk.sheets import REMARK, ROWS, letter
from occupations.models import ChangeKind, Item

WORDS = {kind: word for word, kind in KINDS.items()}


def template_csv(draft: BatchDraft) -> bytes:
    """UTF-8 with a mark at the beginning, so that spreadsheets read it as that."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"{REMARK} {COLUMNS[0].explanation_zh}", *(column.explanation_zh for column in COLUMNS[1:])])
    writer.writerow([column.heading for column in COLUMNS])
    writer.writerows(_rows(draft))
    return out.getvalue().encode("utf-8-sig")


def template_xlsx(draft: BatchDraft) -> bytes:
    """All cells are text, so that no code becomes a date; the second sheet explains."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = "变更"
    sheet.append([column.heading for column in COLUMNS])
    for row in _rows(draft):
        sheet.append(row)
    last = max(200, sheet.max_row + 50)
    for place, column in enumerate(COLUMNS, start=1):
        heading = sheet.cell(1, place)
        heading.font = Font(bold=True)
        heading.comment = Comment(f"{column.explanation_zh}\n{column.explanation_en}", "registry", width=320, height=90)
        sheet.column_dimensions[letter(place - 1)].width = 30 if column.member in (*LISTS, "name_zh", "name_en") else 16
        for row_number in range(2, last):
            sheet.cell(row_number, place).number_format = "@"
        if column.member == "kind" or column.member in MARKS:
            words = ",".join(KINDS) if column.member == "kind" else "是,否"
            choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            choice.add(f"{letter(place - 1)}2:{letter(place - 1)}{ROWS}")
            sheet.add_data_validation(choice)
    sheet.freeze_panes = "A2"
    _explain(book.create_sheet("说明"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(sheet: Any) -> None:
    sheet.append(["列", "说明", "Explanation"])
    for column in COLUMNS:
        sheet.append([column.heading, column.explanation_zh, column.explanation_en])
    sheet.append([])
    sheet.append(["变更类型", "必填的列", "可填的列"])
    headings = {column.member: column.heading for column in COLUMNS} | {"concept": "原代码或原名称"}
    for word, kind in KINDS.items():
        parts = (MEMBERS[kind].needed, MEMBERS[kind].optional)
        sheet.append([word, *("、".join(headings[member] for member in part) for part in parts)])
    for name, width in (("A", 16), ("B", 60), ("C", 60)):
        sheet.column_dimensions[name].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _rows(draft: BatchDraft) -> list[list[str]]:
    """The changes that are still part of it, as the file writes them."""
    mentioned = {m for change in draft.kept for m in change.mentions if not m.startswith(NEW)}
    held = Item.objects.current().filter(edition=draft.edition, concept__in=mentioned, valid_to=None)
    names = {
        concept: " ".join(filter(None, (code, name)))
        for concept, code, name in held.values_list("concept", "code", "name_zh")
    }
    names |= {f"{NEW}{change.id}": change.name_zh for change in draft.changes}
    return [[_cell(change, column.member, names) for column in COLUMNS] for change in draft.kept]


def _cell(change: DraftChange, member: str, names: dict[str, str]) -> str:
    value = getattr(change, member)
    if member == "kind":
        return WORDS[ChangeKind(value)] if value in MEMBERS else ""
    if member in MARKS:
        return {True: "是", False: "否", None: ""}[value]
    if member == "occupation":
        return names.get(value, value)
    if member == "successors":
        return "；".join(names.get(successor, successor) for successor in value)
    return "；".join(value) if member in LISTS else str(value)
