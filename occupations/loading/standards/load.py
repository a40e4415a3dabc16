"""The files of the skill standards and indicators → acts: what is new is published, what differs is corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from occupations.actions.corrections import Correction, correct
from occupations.actions.indicators import IndicatorContent, publish_indicators
from occupations.actions.revise import LOADER, lock_registry
from occupations.actions.standards import StandardContent, publish_standards
from occupations.loading.differences import Corrections
from occupations.loading.read import RegistryData
from occupations.loading.standards.check import check
from occupations.loading.standards.read import StandardsData
from occupations.models import IndicatorRecord, Origin, SkillStandardRecord, SourceRecord, WorkType

Say = Callable[[str], None]


def fresh_standards(data: StandardsData) -> list[StandardContent]:
    held = set(SkillStandardRecord.objects.current().values_list("standard", flat=True))
    return [standard for slug, standard in data.standards.items() if slug not in held]


def fresh_indicators(data: StandardsData) -> list[IndicatorContent]:
    held = set(IndicatorRecord.objects.current().values_list("indicator", flat=True))
    return [indicator for slug, indicator in data.indicators.items() if slug not in held]


def is_loaded(data: StandardsData, say: Say = lambda line: None) -> bool:
    """Whether the database says what the files say, but for what clerks have written since."""
    return not (corrections(data, say) or fresh_standards(data) or fresh_indicators(data))


@transaction.atomic
def load(data: StandardsData, registry: Callable[[], RegistryData], *, say: Say) -> None:
    """Bring the database up to the files. All of it happens, or nothing; again, it changes nothing.

    Raises ValidationError with every problem of the files, before anything is written.
    """
    lock_registry()
    if is_loaded(data, say) and not [*refused(data)]:
        say("The skill standards and indicators are loaded already; nothing to do.")
        return
    if problems := check(data, registry()) or [*refused(data)]:
        raise ValidationError(problems)
    if standards := fresh_standards(data):
        revision = publish_standards(
            standards=standards, sources=data.cited(standards), by=LOADER, reason="The skill standards' data file"
        )
        say(f"  {len(standards)} skill standards published, revision {revision.number}")
    if indicators := fresh_indicators(data):
        revision = publish_indicators(
            indicators=indicators, sources=data.cited(indicators), by=LOADER, reason="The indicators' data file"
        )
        say(f"  {len(indicators)} indicators published, revision {revision.number}")
    if rows := corrections(data, lambda line: None):
        reason = "Newer data files of the skill standards and indicators"
        revision = correct(corrections=rows, sources=data.sources.values(), by=LOADER, reason=reason)
        say(f"  {len(rows)} records corrected, revision {revision.number}")


def refused(data: StandardsData) -> Iterator[str]:
    """What the files say otherwise and loading does not do: it is told, never passed over in silence."""
    loaded = SkillStandardRecord.objects.current().filter(recorded_from__origin=Origin.LOADED)
    for slug in sorted(set(loaded.values_list("standard", flat=True)) - data.standards.keys()):
        yield f"skill-standards.csv: {slug} is published and missing here"
    figures = IndicatorRecord.objects.current().filter(recorded_from__origin=Origin.LOADED)
    for slug in sorted(set(figures.values_list("indicator", flat=True)) - data.indicators.keys()):
        yield f"indicators.csv: {slug} is published and missing here"
    for slug in loaded.filter(standard__in=data.standards).values_list("standard", flat=True):
        standard = data.standards[slug]
        brought = WorkType.objects.current().filter(source=standard.source) if standard.new_work_types else None
        if brought is not None and not set(standard.new_work_types) <= set(brought.values_list("concept", flat=True)):
            yield f"skill-standards.csv: {slug} is published; announce its work types by themselves"


def corrections(data: StandardsData, say: Say) -> list[Correction]:
    """A correction for every published record that the files put otherwise."""
    found = Corrections(say)
    ends = {s.supersedes: s.issued_on for s in data.standards.values() if s.supersedes}
    standards = SkillStandardRecord.objects.current().select_related("recorded_from", "standard", "concept")
    for row in standards.filter(standard__in=data.standards):
        found.compare(row, data.standards[row.standard_id].columns() | {"valid_to": ends.get(row.standard_id)})
    figures = IndicatorRecord.objects.current().select_related("recorded_from")
    for figure in figures.filter(indicator__in=data.indicators):
        found.compare(figure, data.indicators[figure.indicator_id].columns())
    for document in SourceRecord.objects.current().select_related("recorded_from").filter(source__in=data.sources):
        found.compare(document, _document(data, document.source_id))
    return found.all


def _document(data: StandardsData, slug: str) -> dict[str, Any]:
    source = data.sources[slug]
    names = ("kind", "title_zh", "title_en", "document_number", "issued_on", "confidence")
    told = {name: getattr(source, name) for name in (*names, "known_gap_zh", "known_gap_en")}
    return told | {"issuers_zh": list(source.issuers_zh), "seen_at": list(source.seen_at)}
