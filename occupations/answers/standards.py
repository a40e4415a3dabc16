"""Skill standards: which there are on a day, what each prints, and the occupation it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from occupations import validity
from occupations.answers.documents import citation, known_gap, sources_by_slug
from occupations.answers.items import brief
from occupations.answers.scope import Scope
from occupations.models import Item, SkillStandardRecord
from occupations.validity import RecordedQuerySet

IN_FORCE, SUPERSEDED, NOT_ISSUED = STANDARD_STATUSES = ("in_force", "superseded", "not_issued")


def visible_standards(scope: Scope, status: str = IN_FORCE) -> QuerySet[SkillStandardRecord]:
    """Those of a status on that day. One whose day of issue is not known counts as in force from its year on."""
    rows = all_standards(scope)
    if status == SUPERSEDED:
        return rows.over_by(scope.as_of.day)
    return rows.not_known_to_be_over(scope.as_of.day).not_of_a_later_year(scope.as_of.day)


def all_standards(scope: Scope) -> RecordedQuerySet:
    return SkillStandardRecord.objects.known_at(scope.as_of.known_at)


def status_on(row: SkillStandardRecord, day: date) -> str:
    if validity.ended_by(row, day):
        return SUPERSEDED
    if row.valid_from is None:
        begun = row.edition_year is None or validity.year_has_begun(row.edition_year, day)
    else:
        begun = not validity.is_later(row.valid_from, day)
    return IN_FORCE if begun else NOT_ISSUED


def describe_standards(rows: Sequence[SkillStandardRecord], scope: Scope) -> list[dict[str, Any]]:
    """The occupation of a standard is null in code and name where it is not held on that day. Three queries."""
    occupations = places({row.concept_id for row in rows}, scope)
    sources = sources_by_slug([row.source_id for row in rows], scope.as_of.known_at)
    later = all_standards(scope).filter(supersedes__in=[row.standard_id for row in rows])
    superseded_by = dict(later.values_list("supersedes", "standard"))
    return [
        {
            "id": row.standard_id,
            "title_zh": row.title_zh,
            "kind": row.kind,
            "status": status_on(row, scope.as_of.day),
            "edition_year": row.edition_year,
            "issued_on": row.valid_from,
            "document_number": row.document_number,
            "issuers_zh": row.issuers,
            "levels": row.level_ids,
            "name_zh": row.name_zh,
            "printed_code": row.printed_code,
            "occupation": occupations[row.concept_id],
            "work_types": row.covered_work_types,
            "supersedes": row.supersedes_id,
            "superseded_by": superseded_by.get(row.standard_id),
            "valid_from": row.valid_from,
            "valid_to": scope.as_of.shown_end(row.valid_to),
            "sources": [citation(sources[row.source_id], row)],
            "confidence": row.confidence,
            "known_gap": known_gap(row),
        }
        for row in rows
    ]


def places(concepts: Iterable[str], scope: Scope) -> dict[str, dict[str, Any]]:
    """Each occupation in brief, as it is on that day; nulls where it is not held then. One query."""
    concepts = set(concepts)
    rows = Item.objects.as_of(scope.as_of).filter(scheme=scope.scheme, concept__in=concepts)
    held = {row["concept_id"]: brief(row) for row in rows.values("concept_id", "code", "name_zh", "name_en")}
    unheld = {"code": None, "name_zh": None, "name_en": None}
    return {concept: held.get(concept, {"concept": concept, **unheld}) for concept in concepts}


def brief_standards(concepts: Any, scope: Scope) -> list[dict[str, Any]]:
    """The standards about some occupations that were issued by that day, the oldest first. One query."""
    described = [
        {
            "id": row.standard_id,
            "title_zh": row.title_zh,
            "concept": row.concept_id,
            "levels": row.level_ids,
            "status": status_on(row, scope.as_of.day),
        }
        for row in _oldest_first(all_standards(scope).filter(concept__in=concepts))
    ]
    return [standard for standard in described if standard["status"] != NOT_ISSUED]


def standards_of(concepts: Sequence[str], scope: Scope) -> dict[str, list[dict[str, Any]]]:
    """The same in full, for each occupation. Four queries."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for described in describe_standards(_oldest_first(all_standards(scope).filter(concept__in=concepts)), scope):
        if described["status"] != NOT_ISSUED:
            found[described["occupation"]["concept"]].append(described)
    return found


def _oldest_first(rows: Iterable[SkillStandardRecord]) -> list[SkillStandardRecord]:
    return sorted(rows, key=lambda row: (row.valid_from or date(row.edition_year or 1, 12, 31), row.standard_id))
