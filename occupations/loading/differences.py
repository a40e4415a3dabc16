"""What newer data files say otherwise than the published rows.

A record that a clerk has written since is kept as it is and named in the report: the files are older than
the clerk's knowledge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from occupations import validity
from occupations.actions.corrections import Correction
from occupations.actions.inputs import ChangeContent
from occupations.actions.revise import evidence
from occupations.loading.read import RegistryData
from occupations.models import (
    BatchRecord,
    Change,
    ChangeKind,
    ChangeStatus,
    EditionRecord,
    Item,
    Origin,
    SourceRecord,
    WorkType,
)
from occupations.validity import Recorded

Say = Callable[[str], None]
OPENING = (ChangeKind.NEW_OCCUPATION, ChangeKind.MOVED)


def removed(data: RegistryData) -> list[str]:
    """Published lines that the files no longer have: what was published cannot be unsaid by leaving it out."""
    problems = []
    numbers = {(number, change.number) for number, batch in data.batches.items() for change in batch.changes}
    for batch, number in Change.objects.current().values_list("batch_id", "number"):
        if (batch, number) not in numbers:
            problems.append(f"changes.csv: change {batch}/{number} is published and missing here")
    for slug, edition in data.editions.items():
        for model, contents in ((Item, edition.items), (WorkType, edition.work_types)):
            given = {content.concept for content in contents}
            rows = model.objects.current().filter(edition=slug, valid_from=edition.edition.valid_from)
            held = set(rows.values_list("concept_id", flat=True))
            if not held:
                continue
            problems += [f"edition {slug}: {concept} is published and missing here" for concept in held - given]
            problems += [f"edition {slug}: {concept} cannot be added afterwards" for concept in given - held]
    return problems


def supplements(data: RegistryData) -> Iterator[tuple[int, list[ChangeContent]]]:
    """The changes of announced batches that are new in the files, or confirmed there for the first time."""
    for number, batch in data.batches.items():
        held = {row.number: row.status for row in Change.objects.current().filter(batch=number)}
        fresh = [
            change
            for change in batch.changes
            if change.number not in held
            or (held[change.number] == ChangeStatus.UNCONFIRMED and change.status == ChangeStatus.ANNOUNCED)
        ]
        if fresh and held:
            yield number, fresh


def corrections(data: RegistryData, say: Say) -> list[Correction]:
    """A correction for every published record that the files put otherwise."""
    found = _Corrections(say)
    for source in SourceRecord.objects.current():
        content = data.sources[source.source_id]
        names = ("kind", "title_zh", "title_en", "document_number", "issued_on", "confidence")
        values = {name: getattr(content, name) for name in (*names, "known_gap_zh", "known_gap_en")}
        found.compare(source, values | {"issuers_zh": list(content.issuers_zh), "seen_at": list(content.seen_at)})
    for edition in EditionRecord.objects.current():
        content = data.editions[edition.edition_id].edition
        names = ("status", "coverage", "title_zh", "title_en", "official_counts")
        found.compare(edition, {name: getattr(content, name) for name in names} | evidence(content))
    for batch in BatchRecord.objects.current().filter(batch__in=data.batches):
        content = data.batches[batch.batch_id].batch
        names = ("title_zh", "document_number", "document_date", "published_on", "comment_from", "comment_to")
        values = {name: getattr(content, name) for name in (*names, "official_counts")}
        found.compare(batch, values | {"agencies": list(content.agencies)} | evidence(content))
    _compare_changes(data, found)
    _compare_items(data, found)
    return found.list


def texts(data: RegistryData, say: Say) -> list[Correction]:
    """The English names that the files give otherwise."""
    found = _Corrections(say)
    for model in (Item, Change):
        for row in model.objects.current().exclude(name_zh=None):
            if name_en := data.english_names.get((row.concept_id or "", row.name_zh)):
                found.compare(row, {"name_en": name_en})
    return found.list


class _Corrections:
    def __init__(self, say: Say) -> None:
        self.list: list[Correction] = []
        self.say = say

    def compare(self, row: Recorded, wanted: dict[str, Any]) -> dict[str, Any]:
        """Note what differs, unless a clerk wrote the row; returns the differences noted."""
        values = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        if not values:
            return {}
        if row.recorded_from.origin != Origin.LOADED:
            self.say(f"  kept as a clerk left it: {row} ({', '.join(sorted(values))})")
            return {}
        self.list.append(Correction(row, values))
        return values

    def follow(self, rows: list[Any], day: date, wanted: dict[str, Any]) -> None:
        """Compare the row that begins on a day, and the later ones as far as they merely inherited from it."""
        first = next((row for row in rows if validity.begun_on(row, day)), None)
        if first is None:
            return
        values = self.compare(first, wanted)
        before = {name: getattr(first, name) for name in values}
        for row in rows[rows.index(first) + 1 :]:
            values = {name: value for name, value in values.items() if getattr(row, name) == before[name]}
            self.compare(row, values)


def _compare_changes(data: RegistryData, found: _Corrections) -> None:
    for row in Change.objects.current().select_related("recorded_from").filter(batch__in=data.batches):
        content = next(c for c in data.batches[row.batch_id].changes if c.number == row.number)
        names = ("name_zh", "former_name_zh", "code", "former_code", "occupation_code", "digital", "green")
        values = {name: getattr(content, name) for name in names}
        found.compare(row, values | {"occupation_id": content.occupation} | evidence(content))


def _compare_items(data: RegistryData, found: _Corrections) -> None:
    items = _by_concept(Item.objects.current().select_related("recorded_from").order_by("valid_from"))
    work_types = _by_concept(WorkType.objects.current().select_related("recorded_from").order_by("valid_from"))
    for slug, edition in data.editions.items():
        day = edition.edition.valid_from
        for item in edition.items:
            names = ("code", "gbt6565", "name_zh", "digital", "green")
            values = {name: getattr(item, name) for name in names} | {"parent_id": item.parent} | evidence(item)
            found.follow(items[slug, item.concept], day, values)
        for work_type in edition.work_types:
            values = {"name_zh": work_type.name_zh, "occupation_id": work_type.occupation} | evidence(work_type)
            values["former_names_zh"] = list(work_type.former_names_zh)
            found.follow(work_types[slug, work_type.concept], day, values)
    for batch in data.batches.values():
        edition, day = batch.batch.edition, batch.batch.effective_on
        if not validity.is_later(day, data.editions[edition].edition.valid_from):
            continue  # its occupations are the edition's own rows, compared above
        parents = {item.code: item.concept for item in data.editions[edition].items}
        for change in batch.changes:
            if change.kind in OPENING and change.status == ChangeStatus.ANNOUNCED and change.concept:
                names = ("code", "name_zh", "digital", "green")
                values = {name: getattr(change, name) for name in names} | evidence(change)
                values["parent_id"] = parents.get(change.code.rpartition("-")[0]) if change.code else None
                found.follow(items[edition, change.concept], day, values)
            elif change.kind == ChangeKind.NEW_WORK_TYPE and change.concept:
                values = {"name_zh": change.name_zh, "occupation_id": change.occupation} | evidence(change)
                found.follow(work_types[edition, change.concept], day, values)


def _by_concept(rows: Iterable[Any]) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        found[row.edition_id, row.concept_id].append(row)
    return found
