"""What must hold in the files of the skill standards and indicators, and every place where something is missing.

As in loading/check.py: a finding must be accepted by name in known_gaps.py beside this file; an error cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from occupations import validity
from occupations.levels import LEVELS
from occupations.levels import in_order as levels_in_order
from occupations.loading.check import Finding, unaccounted
from occupations.loading.read import RegistryData
from occupations.loading.standards.known_gaps import KNOWN_GAPS
from occupations.loading.standards.read import StandardsData

CATALOGUE = "https://www.osta.org.cn/skillStandard"
"""The copy at hand of this list names one issuer only."""
MINISTRY = ("人力资源社会保障部",)


def check(data: StandardsData, registry: RegistryData) -> list[str]:
    """What is wrong with the files, in words; empty if they may be loaded."""
    return [*errors(data, registry), *unaccounted(findings(data, registry), KNOWN_GAPS, "standards/known_gaps.py")]


def errors(data: StandardsData, registry: RegistryData) -> Iterator[str]:
    for slug in data.sources.keys() & registry.sources.keys():
        yield f"standards-sources.csv: {slug} stands in sources.csv too"
    cited = {content.source for content in [*data.standards.values(), *data.indicators.values()]}
    for slug in sorted(cited ^ data.sources.keys()):
        yield f"standards-sources.csv: {slug} is {'missing' if slug in cited else 'cited by nothing'}"
    yield from _standard_errors(data, registry)
    for slug, indicator in data.indicators.items():
        if indicator.concept and registry.concepts.get(indicator.concept, ("",))[0] != "occupation":
            yield f"indicators.csv: {slug}: no occupation: {indicator.concept}"


def _standard_errors(data: StandardsData, registry: RegistryData) -> Iterator[str]:
    for slug, standard in data.standards.items():
        name = f"skill-standards.csv: {slug}"
        if registry.concepts.get(standard.concept, ("",))[0] != "occupation":
            yield f"{name}: no occupation: {standard.concept}"
        for work_type in standard.work_types:
            if registry.concepts.get(work_type.concept, ("",))[0] != "work_type":
                yield f"{name}: no work type: {work_type.concept}"
            if work_type.levels is not None and not set(work_type.levels) <= set(standard.levels or ()):
                yield f"{name}: {work_type.name_zh} has levels that the standard has not"
        if set(standard.new_work_types) - {work_type.concept for work_type in standard.work_types}:
            yield f"{name}: brings a work type that it does not cover"
        if standard.name_zh not in standard.title_zh:
            yield f"{name}: its title does not name {standard.name_zh}"
        if standard.edition_year is not None and f"（{standard.edition_year}年版）" not in standard.title_zh:
            yield f"{name}: its title is not of {standard.edition_year}"
        levels = standard.levels or ()
        if not set(levels) <= LEVELS.keys() or levels != levels_in_order(levels):
            yield f"{name}: not levels from the lowest upwards: {', '.join(levels)}"
        source = data.sources.get(standard.source)
        if source and (source.document_number, source.issued_on) != (standard.document_number, standard.issued_on):
            yield f"{name}: number or day is not that of {standard.source}"
        former = data.standards.get(standard.supersedes or "")
        if standard.supersedes and (former is None or former.concept != standard.concept):
            yield f"{name}: supersedes no standard of the same occupation"


def findings(data: StandardsData, registry: RegistryData) -> Iterator[Finding]:
    for slug, source in data.sources.items():
        if slug in data.described_sources:
            yield Finding("sources", slug, "title_zh")
        for field in ("document_number", "issuers_zh", "issued_on", "seen_at"):
            if not getattr(source, field):
                yield Finding("sources", slug, field)
    for slug, standard in data.standards.items():
        for field in ("printed_code", "edition_year", "issued_on", "document_number", "levels"):
            if getattr(standard, field) is None:
                yield Finding("skill_standards", slug, field)
        if standard.issuers_zh == MINISTRY and standard.seen_at == CATALOGUE:
            yield Finding("skill_standards", slug, "issuers_zh", "the copy of the catalogue names one issuer only")
        for field in data.doubtful[slug]:
            yield Finding("skill_standards", slug, f"{field}_doubtful", "not checked against the document")
        if standard.issued_on is not None and standard.printed_code is not None:
            codes = codes_on(standard.concept, standard.issued_on, registry)
            if codes and standard.printed_code not in codes:
                yield Finding("skill_standards", slug, "printed_code_differs", f"{', '.join(sorted(codes))} that day")
    for slug in data.doubtful_indicators:
        yield Finding("indicators", slug, "value_doubtful")


def codes_on(concept: str, day: date, registry: RegistryData) -> set[str]:
    """The code that our own files give an occupation on a day; empty where they do not hold it then.

    The edition in force gives it, and the batches of that edition by then, which come later.
    """
    found: set[str] = set()
    for edition in registry.editions.values():
        slug, first_day = edition.edition.slug, edition.edition.valid_from
        if edition.edition.status != "published" or validity.is_later(first_day, day):
            continue
        given = {item.code for item in edition.items if item.concept == concept and item.code}
        for batch in sorted(registry.batches.values(), key=lambda batch: batch.batch.number):
            if batch.batch.edition == slug and not validity.is_later(batch.batch.effective_on, day):
                given = {c.code for c in batch.changes if c.concept == concept and c.code} or given
        found = given or found if edition.edition.coverage == "partial" else given
    return found
