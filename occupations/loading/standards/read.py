"""skill-standards.csv, indicators.csv and standards-sources.csv → what the actions are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from occupations.actions.indicators import IndicatorContent
from occupations.actions.inputs import SourceContent
from occupations.actions.standards import CoveredWorkType, StandardContent
from occupations.loading.cells import Row, rows_of
from occupations.loading.read import DATA
from occupations.loading.standards.known_gaps import gap_texts


@dataclass(frozen=True)
class StandardsData:
    sources: dict[str, SourceContent]
    described_sources: frozenset[str]
    """Those whose own title is not known: what stands in its place is our description."""
    standards: dict[str, StandardContent]
    doubtful: dict[str, tuple[str, ...]]
    """Of a standard: the fields that are from memory or inferred."""
    indicators: dict[str, IndicatorContent]
    doubtful_indicators: frozenset[str]

    def cited(self, contents: list[StandardContent] | list[IndicatorContent]) -> list[SourceContent]:
        slugs = {content.source for content in contents}
        return [source for slug, source in self.sources.items() if slug in slugs]


def read(folder: Path = DATA) -> StandardsData:
    """All that stands in the three files. Raises MalformedData."""
    sources = [*rows_of(folder, "standards-sources.csv")]
    standards = [*rows_of(folder, "skill-standards.csv")]
    indicators = [*rows_of(folder, "indicators.csv")]
    return StandardsData(
        sources={row.text("source"): _source(row) for row in sources},
        described_sources=frozenset(row.text("source") for row in sources if not row.text("title_zh")),
        standards={row.text("standard"): _standard(row) for row in standards},
        doubtful={row.text("standard"): row.many("doubtful") for row in standards},
        indicators={row.text("indicator"): _indicator(row) for row in indicators},
        doubtful_indicators=frozenset(row.text("indicator") for row in indicators if row.text("doubtful")),
    )


def _gaps(table: str, key: str) -> dict[str, str]:
    zh, en = gap_texts(table, key)
    return {"known_gap_zh": zh, "known_gap_en": en}


def _source(row: Row) -> SourceContent:
    number = row.optional("document_number")
    return SourceContent(
        slug=row.text("source"),
        kind=row.text("kind"),
        title_zh=row.text("title_zh") or f"颁布国家职业标准的通知（{number}）",
        title_en=row.text("title_en"),
        document_number=number,
        issuers_zh=row.many("issuers_zh"),
        issued_on=row.get("issued_on", date.fromisoformat),
        seen_at=row.many("seen_at"),
        confidence=row.text("confidence"),
        **_gaps("sources", row.text("source")),
    )


def _work_type(text: str) -> CoveredWorkType:
    """``平台管理员 C0035253 level5,level4,level3``: name, concept, and its own levels where they are known."""
    name, concept, *levels = text.split(" ")
    return CoveredWorkType(concept=concept, name_zh=name, levels=tuple(levels[0].split(",")) if levels else None)


def _standard(row: Row) -> StandardContent:
    return StandardContent(
        slug=row.text("standard"),
        concept=row.text("concept"),
        name_zh=row.text("name_zh"),
        printed_code=row.optional("printed_code"),
        title_zh=row.text("title_zh"),
        edition_year=row.get("edition_year", int),
        issued_on=row.get("issued_on", date.fromisoformat),
        document_number=row.optional("document_number"),
        issuers_zh=row.many("issuers_zh"),
        kind=row.text("kind"),
        levels=row.many("levels") or None,
        work_types=tuple(_work_type(part) for part in row.many("work_types")),
        new_work_types=row.many("new_work_types"),
        supersedes=row.optional("supersedes"),
        **row.evidence(),
        **_gaps("skill_standards", row.text("standard")),
    )


def _indicator(row: Row) -> IndicatorContent:
    names = ("name_zh", "name_en", "measure", "theme", "text_zh", "text_en", "unit_zh", "unit_en", "figure_date")
    return IndicatorContent(
        slug=row.text("indicator"),
        **{name: row.text(name) for name in (*names, "attributed_to_zh", "attributed_to_en", "check_status")},
        concept=row.optional("concept"),
        value=row.get("value", Decimal),
        lower=row.get("lower", Decimal),
        upper=row.get("upper", Decimal),
        qualifier=row.optional("qualifier"),
        **row.evidence(),
        **_gaps("indicators", row.text("indicator")),
    )
