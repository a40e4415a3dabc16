"""CSV → typed rows. Reads occupations/data and nothing else; a malformed cell names its file and line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from occupations import codes
from occupations.actions.inputs import (
    BatchContent,
    ChangeContent,
    EditionContent,
    ItemContent,
    SourceContent,
    SuccessionContent,
    WorkTypeContent,
)
from occupations.loading.cells import Row, rows_of
from occupations.loading.known_gaps import gap_texts

DATA = Path(__file__).resolve().parent.parent / "data"
Cell = TypeVar("Cell")


@dataclass(frozen=True)
class EditionData:
    edition: EditionContent
    items: list[ItemContent]
    work_types: list[WorkTypeContent]
    successions: list[SuccessionContent]
    left_out_work_types: list[str]


@dataclass(frozen=True)
class BatchData:
    batch: BatchContent
    changes: list[ChangeContent]


@dataclass(frozen=True)
class RegistryData:
    digest: str
    concepts: dict[str, tuple[str, str]]
    """Concept id → kind and a Chinese label (an aid for the reader of the files, not its name)."""
    sources: dict[str, SourceContent]
    editions: dict[str, EditionData]
    batches: dict[int, BatchData]
    english_names: dict[tuple[str, str], str]
    """Our English name of a concept under a Chinese name; "" for a candidate that has no concept yet."""


def _mark(text: str) -> bool:
    return {"yes": True, "no": False}[text]


def _gaps(table: str, key: str) -> dict[str, str]:
    zh, en = gap_texts(table, key)
    return {"known_gap_zh": zh, "known_gap_en": en}


def digest(folder: Path = DATA) -> str:
    """SHA-256 over the data files and the known gaps: the state of what is to be loaded."""
    state = hashlib.sha256()
    for file in [*sorted(folder.glob("*.csv")), Path(__file__).parent / "known_gaps.py"]:
        state.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return state.hexdigest()


def read(folder: Path = DATA) -> RegistryData:
    """All of the registry's data. Raises MalformedData."""
    english = {(r.text("concept"), r.text("name_zh")): r.text("name_en") for r in rows_of(folder, "english-names.csv")}
    agencies = {r.text("name_zh"): r.text("name_en") for r in rows_of(folder, "agencies.csv")}
    editions = {}
    for row in rows_of(folder, "editions.csv"):
        edition = _edition(row)
        items = _items(folder, edition.slug, english)
        editions[edition.slug] = EditionData(
            edition,
            items,
            _work_types(folder, edition.slug, items),
            [_succession(r) for r in rows_of(folder, "successions.csv") if r.text("edition") == edition.slug],
            [
                r.text("name_zh")
                for r in rows_of(folder, "work-types-left-out.csv")
                if r.text("edition") == edition.slug
            ],
        )
    changes = [(r.need("batch", int), _change(r, english)) for r in rows_of(folder, "changes.csv")]
    batches = {
        batch.number: BatchData(batch, [change for number, change in changes if number == batch.number])
        for batch in (_batch(row, agencies) for row in rows_of(folder, "batches.csv"))
    }
    return RegistryData(
        digest=digest(folder),
        concepts={r.text("concept"): (r.text("kind"), r.text("label_zh")) for r in rows_of(folder, "concepts.csv")},
        sources={r.text("source"): _source(r) for r in rows_of(folder, "sources.csv")},
        editions=editions,
        batches=batches,
        english_names=english,
    )


def _source(row: Row) -> SourceContent:
    return SourceContent(
        slug=row.text("source"),
        kind=row.text("kind"),
        title_zh=row.text("title_zh"),
        title_en=row.text("title_en"),
        document_number=row.optional("document_number"),
        issuers_zh=row.many("issuers_zh"),
        issued_on=row.get("issued_on", date.fromisoformat),
        seen_at=row.many("seen_at"),
        confidence=row.text("confidence"),
        **_gaps("sources", row.text("source")),
    )


BATCH_COUNTS = (
    "new_occupations",
    "new_work_types",
    "adjustments",
    "proposed_occupations",
    "cumulative_occupations",
)
COUNTS = ("major", "medium", "minor", "occupations", "work_types", "digital", "green", "digital_and_green")


def _edition(row: Row) -> EditionContent:
    return EditionContent(
        slug=row.text("edition"),
        scheme=row.text("scheme"),
        status=row.text("status"),
        coverage=row.text("coverage"),
        title_zh=row.text("title_zh"),
        title_en=row.text("title_en"),
        valid_from=row.need("valid_from", date.fromisoformat),
        valid_to=row.get("valid_to", date.fromisoformat),
        official_counts={name: row.get(name, int) for name in COUNTS},
        **row.evidence(),
        **_gaps("editions", row.text("edition")),
    )


def _items(folder: Path, edition: str, english: dict[tuple[str, str], str]) -> list[ItemContent]:
    rows = list(rows_of(folder, f"items-{edition}.csv"))
    concept_of = {row.text("code"): row.text("concept") for row in rows}
    return [
        ItemContent(
            concept=row.text("concept"),
            level=row.need("level", int),
            code=row.text("code"),
            parent=row.get("parent_code", concept_of.__getitem__),
            gbt6565=row.optional("gbt6565"),
            name_zh=row.optional("name_zh"),
            name_en=english.get((row.text("concept"), row.text("name_zh"))),
            digital=row.get("digital", _mark),
            green=row.get("green", _mark),
            **row.evidence(),
            **_gaps("items", f"{edition}/{row.text('code')}"),
        )
        for row in rows
    ]


def _work_types(folder: Path, edition: str, items: list[ItemContent]) -> list[WorkTypeContent]:
    if not (folder / f"work-types-{edition}.csv").exists():
        return []
    concept_of = {item.code: item.concept for item in items if item.level == codes.OCCUPATION}
    return [
        WorkTypeContent(
            concept=row.text("concept"),
            name_zh=row.text("name_zh"),
            occupation=row.need("occupation_code", concept_of.__getitem__),
            former_names_zh=row.many("former_names_zh"),
            **row.evidence(),
            **_gaps("work_types", f"{edition}/{row.text('name_zh')}"),
        )
        for row in rows_of(folder, f"work-types-{edition}.csv")
    ]


def _succession(row: Row) -> SuccessionContent:
    return SuccessionContent(
        predecessor=row.text("predecessor"),
        successor=row.text("successor"),
        relation=row.text("relation"),
        **row.evidence() | {"seen_at": ""},
    )


def _batch(row: Row, agencies: dict[str, str]) -> BatchContent:
    return BatchContent(
        number=row.need("batch", int),
        edition=row.text("edition"),
        title_zh=row.optional("title_zh"),
        document_number=row.optional("document_number"),
        document_date=row.get("document_date", date.fromisoformat),
        published_on=row.need("published_on", date.fromisoformat),
        effective_on=row.need("effective_on", date.fromisoformat),
        comment_from=row.get("comment_from", date.fromisoformat),
        comment_to=row.get("comment_to", date.fromisoformat),
        agencies=tuple({"name_zh": name, "name_en": agencies[name]} for name in row.many("agencies_zh")),
        official_counts={name: row.get(name, int) for name in BATCH_COUNTS},
        **row.evidence(),
        **_gaps("batches", row.text("batch")),
    )


def _change(row: Row, english: dict[tuple[str, str], str]) -> ChangeContent:
    # "C0001235 数据标注员": the id counts, the name beside it is for the reader and, of work types, their name.
    work_types = tuple((part[:8], part[9:]) for part in row.many("work_types"))
    return ChangeContent(
        number=row.need("number", int),
        kind=row.text("kind"),
        status=row.text("status"),
        concept=row.optional("concept"),
        name_zh=row.text("name_zh"),
        name_en=english.get((row.text("concept"), row.text("name_zh"))),
        former_name_zh=row.optional("former_name_zh"),
        code=row.optional("code"),
        former_code=row.optional("former_code"),
        occupation=row.optional("occupation"),
        occupation_code=row.optional("occupation_code"),
        work_types=work_types,
        successors=tuple(part[:8] for part in row.many("successors")),
        digital=row.get("digital", _mark),
        green=row.get("green", _mark),
        **row.evidence(),
        **_gaps("changes", f"{row.text('batch')}/{row.text('number')}"),
    )


def cited(data: RegistryData, contents: list[object]) -> list[SourceContent]:
    """The documents that some contents cite."""
    slugs = {getattr(content, "source", None) for content in contents}
    return [source for slug, source in data.sources.items() if slug in slugs]
