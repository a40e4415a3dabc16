"""Invariants across the data files: what must hold, and every place where something is missing or differs.

A *finding* is a fact that is missing, or two statements that differ. Each must be accepted by name in
known_gaps.py, and each entry there must match a finding. An *error* cannot be accepted. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from occupations import codes, validity
from occupations.loading.known_gaps import KNOWN_GAPS, KnownGap
from occupations.loading.read import EditionData, RegistryData

WORK_TYPE_CHANGES = ("new_work_type", "work_type_removed")


@dataclass(frozen=True, order=True)
class Finding:
    table: str
    key: str
    field: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.table} {self.key} {self.field}: {self.detail or 'not known'}"


def check(data: RegistryData) -> list[str]:
    """What is wrong with the data, in words; empty if it may be loaded."""
    return [*errors(data), *unaccounted(findings(data), KNOWN_GAPS, "known_gaps.py")]


def unaccounted(findings: Iterable[Finding], gaps: Sequence[KnownGap], file: str) -> Iterator[str]:
    """Every finding that the file does not accept, and every entry of it that matches none or stands twice."""
    accepted = {(gap.table, gap.key, gap.field) for gap in gaps}
    if len(accepted) != len(gaps):
        yield f"{file} lists an entry twice"
    found = list(findings)
    yield from (f"not in {file}: {f}" for f in found if (f.table, f.key, f.field) not in accepted)
    stale = accepted - {(f.table, f.key, f.field) for f in found}
    yield from (f"{file}: matches nothing: {' '.join(entry)}" for entry in sorted(stale))


# --- errors -----------------------------------------------------------------------------------------


def errors(data: RegistryData) -> Iterator[str]:
    yield from _concept_errors(data)
    for slug, source in data.sources.items():
        if not source.title_zh:
            yield f"sources {slug}: no title"
    for file, contents in _cited(data):
        for content in contents:
            if content.source not in data.sources:
                yield f"{file}: cites an unknown source: {content.source}"
    for edition in data.editions.values():
        yield from _edition_errors(edition)
    names = {(item.concept, item.name_zh) for e in data.editions.values() for item in e.items}
    changes = [c for b in data.batches.values() for c in b.changes]
    names |= {(c.concept or "", c.name_zh) for c in changes} | {(c.concept or "", c.former_name_zh) for c in changes}
    for concept, name_zh in data.english_names:
        if (concept, name_zh) not in names:
            yield f"english-names.csv: names nothing: {concept} {name_zh}"
    announced = 0
    for number, batch in sorted(data.batches.items()):
        announced += batch.batch.official_counts["new_occupations"] or 0
        stated = batch.batch.official_counts["cumulative_occupations"]
        if stated != announced:
            yield f"batches.csv: {announced} new occupations up to batch {number}, the ministry counts {stated}"


def _cited(data: RegistryData) -> Iterator[tuple[str, list]]:
    for slug, edition in data.editions.items():
        yield f"items-{slug}.csv", [edition.edition, *edition.items]
        yield f"work-types-{slug}.csv", edition.work_types
        yield "successions.csv", edition.successions
    for batch in data.batches.values():
        yield "batches.csv", [batch.batch]
        yield "changes.csv", batch.changes


def _concept_errors(data: RegistryData) -> Iterator[str]:
    used: dict[str, str] = {}
    for edition in data.editions.values():
        used |= {i.concept: "occupation" if i.level == codes.OCCUPATION else "group" for i in edition.items}
        used |= {w.concept: "work_type" for w in edition.work_types}
    for batch in data.batches.values():
        for change in batch.changes:
            used |= {concept: "work_type" for concept, _name in change.work_types}
            if change.concept:
                used[change.concept] = "work_type" if change.kind in WORK_TYPE_CHANGES else "occupation"
    for concept, kind in used.items():
        if not codes.is_concept_id(concept):
            yield f"concept {concept}: its check digit is wrong"
        elif int(concept[1:7]) not in codes.DATA_NUMBERS:
            yield f"concept {concept}: its number is not one of those that data files may give"
        elif concept not in data.concepts:
            yield f"concept {concept}: not in concepts.csv"
        elif data.concepts[concept][0] != kind:
            yield f"concept {concept}: a {data.concepts[concept][0]} in concepts.csv, used as a {kind}"
    for concept in data.concepts.keys() - used.keys():
        yield f"concepts.csv: {concept} is used nowhere"


def _edition_errors(edition: EditionData) -> Iterator[str]:
    slug = edition.edition.slug
    named: dict[str, list[str | None]] = {
        "code": [i.code for i in edition.items],
        "concept": [*(i.concept for i in edition.items), *(w.concept for w in edition.work_types)],
        "work type": [*(w.name_zh for w in edition.work_types)],
    }
    for name, values in named.items():
        for value, times in Counter(values).items():
            if times > 1:
                yield f"edition {slug}: {name} {value} stands {times} times"
    code_of = {item.concept: item.code for item in edition.items}
    for item in edition.items:
        if not item.code or not codes.is_code(item.code) or codes.level(item.code) != item.level:
            yield f"edition {slug}: {item.code} is no code of level {item.level}"
        elif item.parent and code_of[item.parent] != codes.parent(item.code):
            yield f"edition {slug}: {item.code} does not lie under {code_of[item.parent]}"


# --- findings ---------------------------------------------------------------------------------------


def findings(data: RegistryData) -> Iterator[Finding]:
    for slug, source in data.sources.items():
        for name in ("document_number", "issuers_zh", "issued_on", "seen_at"):
            if not getattr(source, name):
                yield Finding("sources", slug, name)
    for edition in data.editions.values():
        yield from _edition_findings(edition)
    for batch in data.batches.values():
        yield from _batch_findings(data, batch.batch.number)
    yield from _between_sources(data)


def held_counts(edition: EditionData) -> dict[str, int]:
    """The counts that the files themselves give, by the names the ministry's counts have."""
    levels = Counter(item.level for item in edition.items)
    occupations = [item for item in edition.items if item.level == codes.OCCUPATION]
    return {
        "major": levels[codes.MAJOR],
        "medium": levels[codes.MEDIUM],
        "minor": levels[codes.MINOR],
        "occupations": levels[codes.OCCUPATION],
        "work_types": len(edition.work_types),
        "digital": sum(item.digital is True for item in occupations),
        "green": sum(item.green is True for item in occupations),
        "digital_and_green": sum(item.digital is True and item.green is True for item in occupations),
    }


def _edition_findings(edition: EditionData) -> Iterator[Finding]:
    slug = edition.edition.slug
    if not validity.is_later(edition.edition.valid_from, validity.EARLIEST_DAY):
        yield Finding("editions", slug, "valid_from", "stands for an unknown first day")
    held = held_counts(edition)
    for name, official in edition.edition.official_counts.items():
        if official is None:
            yield Finding("editions", slug, name)
        elif official != held[name]:
            yield Finding("editions", slug, name, f"{official} officially, {held[name]} held")
    for name in edition.left_out_work_types:
        yield Finding("work_types", f"{slug}/{name}", "occupation", "left out")
    for item in edition.items:
        key = f"{slug}/{item.code}"
        if item.name_zh is None:
            yield Finding("items", key, "name_zh")
        if item.parent is None and item.level > codes.MAJOR:
            yield Finding("items", key, "parent")
        marks_expected = item.level == codes.OCCUPATION and edition.edition.coverage == "complete"
        if marks_expected and (item.digital is None or item.green is None):
            yield Finding("items", key, "marks")


def _batch_findings(data: RegistryData, number: int) -> Iterator[Finding]:
    batch, changes = data.batches[number].batch, data.batches[number].changes
    marked = validity.marks_exist_on(batch.effective_on)
    for name in ("title_zh", "document_number", "document_date", "comment_from", "comment_to"):
        if getattr(batch, name) is None:
            yield Finding("batches", str(number), name)
    confirmed = Counter(change.kind for change in changes if change.status == "announced")
    held = {
        "new_occupations": confirmed["new_occupation"],
        "new_work_types": confirmed["new_work_type"],
        "adjustments": sum(confirmed.values()) - confirmed["new_occupation"] - confirmed["new_work_type"],
    }
    for name, count in held.items():
        official = batch.official_counts[name]
        if official is None:
            yield Finding("batches", str(number), name)
        elif official != count:
            yield Finding("batches", str(number), name, f"{official} officially, {count} held")
    for change in changes:
        key = f"{number}/{change.number}"
        if change.status == "unconfirmed":
            yield Finding("changes", key, "status", f"{change.name_zh}: unconfirmed")
            continue
        if change.kind in ("new_occupation", "moved"):
            if change.code is None:
                yield Finding("changes", key, "code", change.name_zh)
            if marked and (change.digital is None or change.green is None):
                yield Finding("changes", key, "marks", change.name_zh)
        if change.kind == "new_work_type" and change.occupation is None:
            yield Finding("changes", key, "occupation", change.name_zh)


def _between_sources(data: RegistryData) -> Iterator[Finding]:
    """Where the batches up to a complete edition and that edition say different things."""
    for edition in data.editions.values():
        if edition.edition.coverage == "complete" and edition.edition.status == "published":
            yield from _between(data, edition)


def _between(data: RegistryData, edition: EditionData) -> Iterator[Finding]:
    slug = edition.edition.slug
    items = {item.concept: item for item in edition.items}
    work_types = {row.concept: row for row in edition.work_types}
    raised = {s.predecessor for s in edition.successions}
    for number, batch in data.batches.items():
        if validity.is_later(batch.batch.effective_on, edition.edition.valid_from):
            continue
        for change in batch.changes:
            key = f"{number}/{change.number}"
            named = [] if change.kind != "new_work_type" else [(change.concept, change.occupation)]
            for concept, occupation in named + [(c, change.concept) for c, _name in change.work_types]:
                later = work_types.get(concept or "")
                if later is None and concept not in raised:
                    yield Finding("changes", key, f"in_{slug}", f"{change.name_zh}: no work type of the edition")
                elif later is not None and occupation is not None and later.occupation != occupation:
                    yield Finding("changes", key, f"occupation_{slug}", f"{change.name_zh}: under another occupation")
            if change.kind not in ("new_occupation", "moved") or change.concept is None:
                continue
            later_item = items.get(change.concept)
            if later_item is None:
                yield Finding("changes", key, f"in_{slug}", f"{change.name_zh}: no occupation of the edition")
                continue
            same_day = not validity.is_later(edition.edition.valid_from, batch.batch.effective_on)
            pairs: dict[str, tuple[object, object]] = {"name_zh": (change.name_zh, later_item.name_zh)}
            if change.digital is not None or same_day:
                pairs["digital"] = (change.digital, later_item.digital)
            if change.green is not None or same_day:
                pairs["green"] = (change.green, later_item.green)
            if same_day:
                pairs["code"] = (change.code, later_item.code)
            for field, (announced, published) in pairs.items():
                if announced != published:
                    yield Finding("changes", key, f"{field}_{slug}", f"{announced} announced, {published} published")
