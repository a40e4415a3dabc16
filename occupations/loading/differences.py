"""What newer data files say otherwise than the published rows.

A record that a clerk has written since is kept as it is and named in the report: the files are older than
the clerk's knowledge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from occupations import codes, validity
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
    Succession,
    WorkType,
)
from occupations.validity import Recorded

Say = Callable[[str], None]
# Of each kind of change, what the row that it opened has from it.
DECIDES: dict[str, tuple[str, ...]] = {
    ChangeKind.NEW_OCCUPATION: ("name_zh", "code", "digital", "green"),
    ChangeKind.MOVED: ("name_zh", "code", "digital", "green"),
    ChangeKind.RENAMED: ("name_zh",),
    ChangeKind.RECODED: ("code",),
    ChangeKind.MARK_CHANGED: ("digital", "green"),
    ChangeKind.REDEFINED: (),
    ChangeKind.NEW_WORK_TYPE: ("name_zh",),
}


def refused(data: RegistryData) -> list[str]:
    """What the files say otherwise and loading does not do: it is told, never passed over in silence.

    What a clerk has written since is not the files' to judge.
    """
    return [*_refused_editions(data), *_refused_batches(data), *_refused_successions(data)]


def _refused_editions(data: RegistryData) -> Iterator[str]:
    for record in EditionRecord.objects.current().filter(edition__in=data.editions):
        slug, edition = record.edition_id, data.editions[record.edition_id]
        first_day = edition.edition.valid_from
        stated = edition.edition.valid_to
        ended_otherwise = stated is not None and record.valid_to != stated
        if _is_loaded(record) and (not validity.begun_on(record, first_day) or ended_otherwise):
            yield f"editions.csv: the period of {slug} is published and cannot be changed"
        if record.scheme_id != edition.edition.scheme:
            yield f"editions.csv: the scheme of {slug} is published and cannot be changed"
        for model, contents in ((Item, edition.items), (WorkType, edition.work_types)):
            given = {content.concept for content in contents}
            rows = model.objects.current().filter(edition=slug)
            held = set(rows.values_list("concept_id", flat=True))
            opened = rows.filter(valid_from=first_day, recorded_from__origin=Origin.LOADED)
            for concept in set(opened.values_list("concept_id", flat=True)) - given - _opened_by_batches(data, slug):
                yield f"edition {slug}: {concept} is published and missing here"
            for concept in given - held:
                yield f"edition {slug}: {concept} cannot be added after publication"


def _opened_by_batches(data: RegistryData, slug: str) -> set[str]:
    """The concepts that batches of an edition bring; one of its first day may bring what the edition has not."""
    changes = [c for batch in data.batches.values() if batch.batch.edition == slug for c in batch.changes]
    return {c.concept for c in changes if c.concept} | {w for c in changes for w, _name in c.work_types}


def _refused_batches(data: RegistryData) -> Iterator[str]:
    for record in BatchRecord.objects.current().filter(batch__in=data.batches, recorded_from__origin=Origin.LOADED):
        batch = data.batches[record.batch_id].batch
        if (record.effective_on, record.edition_id) != (batch.effective_on, batch.edition):
            yield f"batches.csv: batch {record.batch_id} is announced for {record.effective_on} and {record.edition_id}"
    rows = Change.objects.current().filter(batch__in=data.batches, recorded_from__origin=Origin.LOADED)
    for row in rows:
        name = f"changes.csv: change {row.batch_id}/{row.number}"
        given = next((c for c in data.batches[row.batch_id].changes if c.number == row.number), None)
        if given is None:
            yield f"{name} is published and missing here"
            continue
        confirmed = row.status == ChangeStatus.UNCONFIRMED and given.status == ChangeStatus.ANNOUNCED
        said = (given.kind, given.status, given.concept)
        if not confirmed and said != (row.kind, row.status, row.concept_id):
            yield f"{name} is published as {row.kind} of {row.concept_id}; announce another change instead"
        elif row.status == ChangeStatus.ANNOUNCED and given.work_types:
            rows_held = WorkType.objects.current().filter(concept__in=dict(given.work_types))
            known = set(rows_held.values_list("concept", "name_zh"))
            clerks = set(rows_held.filter(recorded_from__origin=Origin.CLERK).values_list("concept", flat=True))
            if any(pair not in known and pair[0] not in clerks for pair in given.work_types):
                yield f"{name}: announce its work types, or correct their names, by themselves"


def _refused_successions(data: RegistryData) -> Iterator[str]:
    published = set(EditionRecord.objects.current().values_list("edition", flat=True))
    announced = set(Change.objects.current().values_list("batch", "number"))
    relations = {"split": "split", "merged": "merged", "abolished": "replaced"}
    given = {
        (link.predecessor, link.successor, link.relation)
        for slug, edition in data.editions.items()
        for link in edition.successions
        if slug in published
    } | {
        (change.concept or "", successor, relations[change.kind])
        for number, batch in data.batches.items()
        for change in batch.changes
        for successor in change.successors
        if (number, change.number) in announced
    }
    columns = ("predecessor", "successor", "relation")
    held = set(Succession.objects.current().values_list(*columns))
    loaded = set(Succession.objects.current().filter(recorded_from__origin=Origin.LOADED).values_list(*columns))
    for predecessor, successor, relation in (given - held) | (loaded - given):
        yield f"successions: {predecessor} {relation} {successor} cannot be added or removed after publication"


def _is_loaded(row: Recorded) -> bool:
    return row.recorded_from.origin == Origin.LOADED


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
    found = Corrections(say)
    for source in SourceRecord.objects.current().filter(source__in=data.sources):
        document = data.sources[source.source_id]
        lists = {"issuers_zh": list(document.issuers_zh), "seen_at": list(document.seen_at)}
        names = ("kind", "title_zh", "title_en", "document_number", "issued_on", "confidence")
        found.compare(source, _values(document, *names, "known_gap_zh", "known_gap_en") | lists)
    for record in EditionRecord.objects.current().filter(edition__in=data.editions):
        edition = data.editions[record.edition_id].edition
        values = _values(edition, "status", "coverage", "title_zh", "title_en", "official_counts")
        found.compare(record, values | evidence(edition))
    for row in BatchRecord.objects.current().filter(batch__in=data.batches):
        batch = data.batches[row.batch_id].batch
        days = ("document_date", "published_on", "comment_from", "comment_to")
        values = _values(batch, "title_zh", "document_number", *days, "official_counts")
        found.compare(row, values | {"agencies": list(batch.agencies)} | evidence(batch))
    _compare_changes(data, found)
    _compare_items(data, found)
    return found.all


def _values(content: object, *names: str) -> dict[str, Any]:
    return {name: getattr(content, name) for name in names}


def texts(data: RegistryData, say: Say) -> list[Correction]:
    """The English names that the files give otherwise."""
    found = Corrections(say)
    for model in (Item, Change):
        for row in model.objects.current().select_related("recorded_from").exclude(name_zh=None):
            found.compare(row, {"name_en": data.english_names.get((row.concept_id or "", row.name_zh))})
    return found.all


class Corrections:
    """The differences found so far, one correction for a record however often it was compared."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self._found: dict[tuple[type[Recorded], int], Correction] = {}

    @property
    def all(self) -> list[Correction]:
        return [*self._found.values()]

    def compare(self, row: Recorded, wanted: dict[str, Any]) -> dict[str, Any]:
        """Note what differs, unless a clerk wrote the row; returns the differences noted."""
        values = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        if not values:
            return {}
        if not _is_loaded(row):
            self.say(f"  kept as a clerk left it: {row} ({', '.join(sorted(values))})")
            return {}
        noted = self._found.setdefault((type(row), row.pk), Correction(row))
        noted.values.update(values)
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


def _compare_changes(data: RegistryData, found: Corrections) -> None:
    for row in Change.objects.current().select_related("recorded_from").filter(batch__in=data.batches):
        content = next((c for c in data.batches[row.batch_id].changes if c.number == row.number), None)
        if content is None:  # a clerk's own
            continue
        names = ("name_zh", "former_name_zh", "code", "former_code", "occupation_code", "digital", "green")
        values = _values(content, *names)
        found.compare(row, values | {"occupation_id": content.occupation} | evidence(content))


def _compare_items(data: RegistryData, found: Corrections) -> None:
    items = _by_concept(Item.objects.current().select_related("recorded_from").order_by("valid_from"))
    work_types = _by_concept(WorkType.objects.current().select_related("recorded_from").order_by("valid_from"))
    for slug, edition in data.editions.items():
        day = edition.edition.valid_from
        for item in edition.items:
            values = _values(item, "code", "gbt6565", "name_zh", "digital", "green") | evidence(item)
            values["parent_id"] = item.parent
            found.follow(items[slug, item.concept], day, values)
        for work_type in edition.work_types:
            values = {"name_zh": work_type.name_zh, "occupation_id": work_type.occupation} | evidence(work_type)
            values["former_names_zh"] = ";".join(work_type.former_names_zh)
            found.follow(work_types[slug, work_type.concept], day, values)
    for batch in data.batches.values():
        slug, day = batch.batch.edition, batch.batch.effective_on
        if not validity.is_later(day, data.editions[slug].edition.valid_from):
            continue  # its occupations are the edition's own rows, compared above
        parents = {item.code: item.concept for item in data.editions[slug].items}
        for change in batch.changes:
            if change.status != ChangeStatus.ANNOUNCED or not change.concept:
                continue
            parent = parents.get(codes.parent(change.code)) if change.code else None
            values = _values(change, *DECIDES.get(change.kind, ())) | evidence(change)
            if "code" in values:
                values["parent_id"] = parent
            if change.kind == ChangeKind.NEW_WORK_TYPE:
                values["occupation_id"] = change.occupation
                found.follow(work_types[slug, change.concept], day, values)
            elif change.kind in DECIDES:
                found.follow(items[slug, change.concept], day, values)


def _by_concept(rows: Iterable[Any]) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        found[row.edition_id, row.concept_id].append(row)
    return found
