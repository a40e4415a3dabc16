"""A file of changes beside the changes of a draft: what it would add and alter, and every error with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from occupations import codes
from occupations.actions import spelling
from occupations.actions.batch_desk.checks import day_of_effect
from occupations.actions.batch_desk.columns import CODES, COLUMNS, KINDS, LISTS, MARKS, NEEDED, PART, YES_NO, Column
from occupations.actions.batch_desk.form import (
    MEMBERS,
    NEW,
    BatchDraft,
    DraftChange,
    brings_a_concept,
    read_batch,
)
from occupations.actions.batch_desk.sheets import Cell, CellError, SheetRow, Unreadable, letter, read_sheet
from occupations.actions.contents import as_json
from occupations.actions.desk import Content, edit_draft
from occupations.characters import visible
from occupations.models import ChangeKind, Draft, Item, WorkType

NEW_ROW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True)
class ImportedRow:
    number: int
    status: str
    change: DraftChange
    before: DraftChange | None
    differing: tuple[str, ...]
    """The members that the file gives otherwise."""


@dataclass(frozen=True)
class Imported:
    """What a file would make of a draft. With an error anywhere, nothing."""

    rows: list[ImportedRow]
    missing: list[DraftChange]
    """What the draft has and the file has not; it stays."""
    errors: list[CellError]
    content: Content | None
    """The draft's content after it; None where there is an error."""

    @property
    def changes_nothing(self) -> bool:
        return not self.errors and all(row.status == UNCHANGED for row in self.rows)


def compare_file(content: Content, data: bytes, today: date) -> Imported:
    """A file beside the content of a draft. Nothing is saved."""
    draft = read_batch(content)
    try:
        heading, *rows = read_sheet(data)
    except Unreadable as error:
        return Imported([], [], [CellError(str(error))], None)
    reading = _Reading(draft, heading, day_of_effect(draft) or today)
    for row in rows:
        reading.read(row)
    reading.resolve()
    return reading.imported(content)


def import_changes(*, draft: int, version: int, data: bytes, today: date, by: User, reason: str = "") -> Draft:
    """Put what a file says into a draft: all of it or, where there is an error, nothing.

    Raises ValidationError with every error, and what edit_draft raises.
    """
    held = Draft.objects.get(pk=draft)
    found = compare_file(held.content, data, today)
    if found.content is None:
        raise ValidationError([ValidationError(str(error), code="file") for error in found.errors])
    reason = reason or _("Imported from a file")
    return edit_draft(draft=draft, version=version, content=found.content, by=by, reason=reason)


class _Reading:
    def __init__(self, draft: BatchDraft, heading: SheetRow, day: date) -> None:
        self.draft, self.day = draft, day
        self.errors: list[CellError] = []
        self.columns: dict[str, int] = {}
        """Of each member the file has, its column."""
        self.found: list[tuple[SheetRow, DraftChange, DraftChange | None]] = []
        self.width = len(heading.cells)
        known = {word: column for column in COLUMNS for word in (column.heading, column.member)}
        for place, cell in enumerate(heading.cells):
            column: Column | None = known.get(cell.text)
            if cell.text and column is None:
                self.error(heading, place, _("There is no such column: %(name)s") % {"name": cell.text})
            elif column and column.member in self.columns:
                self.error(heading, place, _("The column is there twice: %(name)s") % {"name": cell.text})
            elif column:
                self.columns[column.member] = place
        for column in COLUMNS:
            if column.member in NEEDED and column.member not in self.columns:
                told = _("The column %(name)s is missing.") % {"name": column.heading}
                self.errors.append(CellError(told, heading.number))
        self.next_number = int(draft.new_id()[1:])

    def error(self, row: SheetRow, place: int, message: str) -> None:
        self.errors.append(CellError(visible(message), row.number, letter(place)))

    def wrong(self, row: SheetRow, member: str, message: str) -> None:
        self.error(row, self.columns.get(member, 0), message)

    # --- one row after the other ----------------------------------------------------------------------

    def read(self, row: SheetRow) -> None:
        for place, cell in enumerate(row.cells):
            if cell.text and place not in self.columns.values():
                self.error(row, place, _("There is a value outside the columns."))
        told = {member: self.value(row, member, row.cell(place)) for member, place in self.columns.items()}
        if not told.get("kind") or not told.get("name_zh"):
            for member in NEEDED:
                if member in self.columns and not row.cell(self.columns[member]).text:
                    self.wrong(row, member, _("This may not be empty."))
            return
        before = self.before(row, told)
        key = before.id if before else f"c{self.next_number}"
        if before is None:
            self.next_number += 1
        change = replace(before, **{**told, "id": key}) if before else DraftChange(**{**told, "id": key})
        for other_row, other, _before in self.found:
            if other.id == change.id or (other.kind, other.name_zh) == (change.kind, change.name_zh):
                self.wrong(row, "name_zh", _("The same as row %(row)s.") % {"row": other_row.number})
                return
        self.found.append((row, change, before))

    def value(self, row: SheetRow, member: str, cell: Cell) -> Any:
        if member == "kind":
            kind = KINDS.get(cell.text) or (cell.text if cell.text in MEMBERS else None)
            if cell.text and kind is None:
                told = {"kind": cell.text, "known": "、".join(KINDS)}
                self.wrong(row, member, _("There is no such kind: %(kind)s. There are: %(known)s") % told)
            return str(kind) if kind else ""
        if member in MARKS:
            if cell.text and cell.text.lower() not in YES_NO:
                self.wrong(row, member, _("Neither yes nor no: %(value)s") % {"value": cell.text})
            return YES_NO.get(cell.text.lower())
        if member in CODES and (cell.is_date or cell.is_number or spelling.is_date_by_spreadsheet(cell.text)):
            message = _("The spreadsheet has made a date or a number of a code: %(value)s. Format the column as text.")
            self.wrong(row, member, message % {"value": cell.text})
        elif member in CODES and cell.text and not codes.is_code(cell.text):
            message = _("Not an occupation's code: %(code)s")
            self.wrong(row, member, message % {"code": cell.text})
        elif cell.is_date:
            self.wrong(row, member, _("A date does not belong here: %(value)s") % {"value": cell.text})
        if member in LISTS:
            return tuple(part.strip() for part in re.split(PART, cell.text) if part.strip())
        return cell.text

    def before(self, row: SheetRow, told: dict[str, Any]) -> DraftChange | None:
        """The change of the draft that a row is about: by its id, else by kind and name."""
        if key := told.get("id"):
            held = self.draft.change(key)
            if held is None:
                self.wrong(row, "id", _("The draft has no change %(id)s.") % {"id": key})
            return held
        same = [c for c in self.draft.changes if (c.kind, c.name_zh) == (told["kind"], told["name_zh"])]
        return same[0] if same else None

    # --- who is meant ----------------------------------------------------------------------------------

    def resolve(self) -> None:
        """Codes and names of occupations and work types become concepts, or changes of the same draft."""
        items = Item.objects.current().valid_on(self.day).filter(edition=self.draft.edition, level=codes.OCCUPATION)
        self.by_code, self.by_name = {}, {}
        for concept, code, name in items.values_list("concept", "code", "name_zh"):
            self.by_code[code], self.by_name[name] = concept, concept
        work_types = WorkType.objects.current().valid_on(self.day).filter(edition=self.draft.edition)
        self.work_types = dict(work_types.values_list("name_zh", "concept"))
        own = {change.id: change for change in self.draft.changes} | {c.id: c for _row, c, _before in self.found}
        for change in own.values():
            if brings_a_concept(change) and change.kind != ChangeKind.NEW_WORK_TYPE and not change.dropped:
                self.by_name[change.name_zh] = f"{NEW}{change.id}"
                if change.code not in self.by_code:
                    self.by_code[change.code] = f"{NEW}{change.id}"
        self.found = [(row, self.with_concepts(row, change), before) for row, change, before in self.found]

    def with_concepts(self, row: SheetRow, change: DraftChange) -> DraftChange:
        values: dict[str, Any] = {}
        if "occupation" in self.columns and change.occupation:
            values["occupation"] = self.mention(row, "occupation", change.occupation)
        if "successors" in self.columns:
            values["successors"] = tuple(self.mention(row, "successors", told) for told in change.successors)
        if not brings_a_concept(change) or (change.kind == ChangeKind.MOVED and change.former_code):
            values["concept"] = self.subject(row, change)
        return replace(change, **values)

    def mention(self, row: SheetRow, member: str, told: str) -> str:
        """An occupation by its code, its name, or both."""
        code, _space, name = told.partition(" ")
        found = self.by_code.get(code) or self.by_name.get(name or told)
        if found is None:
            self.wrong(row, member, _("No occupation in force is called %(name)s.") % {"name": told})
        return found or ""

    def subject(self, row: SheetRow, change: DraftChange) -> str:
        """What a change alters: known by its former code, by the code it keeps, or by its former name."""
        name = change.former_name_zh or change.name_zh
        if change.kind == ChangeKind.WORK_TYPE_REMOVED:
            if name not in self.work_types:
                self.wrong(row, "name_zh", _("No work type in force is called %(name)s.") % {"name": name})
            return self.work_types.get(name, "")
        recoded = change.kind in (ChangeKind.RECODED, ChangeKind.MOVED)
        code = change.former_code or ("" if recoded else change.code)
        by_code, by_name = self.by_code.get(code) if code else None, self.by_name.get(name)
        member = "former_code" if change.former_code else "code" if code else "name_zh"
        if code and by_code is None and not codes.is_code(code):
            return ""  # told already
        if code and by_code is None:
            self.wrong(row, member, _("No occupation in force has the code %(code)s.") % {"code": code})
        elif by_code and by_name and by_code != by_name:
            told = {"code": code, "name": name}
            self.wrong(row, member, _("%(code)s is not the code of %(name)s.") % told)
        elif not by_code and not by_name:
            self.wrong(row, "name_zh", _("No occupation in force is called %(name)s.") % {"name": name})
        return by_code or by_name or ""

    # --- together --------------------------------------------------------------------------------------

    def imported(self, content: Content) -> Imported:
        rows = []
        for row, change, before in self.found:
            members = [column.member for column in COLUMNS] + ["concept"]
            differing = tuple(m for m in members if before and getattr(before, m) != getattr(change, m))
            status = NEW_ROW if before is None else CHANGED if differing else UNCHANGED
            rows.append(ImportedRow(row.number, status, change, before, differing))
        given = {row.change.id: row.change for row in rows}
        missing = [change for change in self.draft.kept if change.id not in given]
        errors = sorted(self.errors, key=lambda error: (error.row or 0, len(error.column), error.column))
        if errors:
            return Imported(rows, missing, errors, None)
        held = [given.pop(change.id, change) for change in self.draft.changes]
        return Imported(rows, missing, [], as_json(self.draft.with_changes([*held, *given.values()])))
