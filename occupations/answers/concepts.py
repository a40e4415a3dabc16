"""A concept with its whole life: every period, what introduced it, what it came from and lives on in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from occupations import validity
from occupations.answers.documents import citation, known_gap, sources_by_slug
from occupations.answers.lifelines import introduction, introductions
from occupations.answers.missing import Missing
from occupations.answers.scope import Scope
from occupations.models import Concept, ConceptKind, Item, Succession, WorkType


def describe_concept(concept_id: str, scope: Scope) -> dict[str, Any]:
    """Raises Missing where there was no such concept at that revision."""
    concept = Concept.objects.filter(id=concept_id).first()
    rows = [row for row in _rows(concept, scope) if scope.as_of.shows(row.valid_from)] if concept else []
    if concept is None or not rows:
        raise Missing("unknown-concept", _("There is no concept %(id)s.") % {"id": concept_id})
    sources = sources_by_slug({row.source_id for row in rows}, scope.as_of.known_at)
    return {
        "concept": concept.id,
        "kind": concept.kind,
        "current": next(
            (
                _period(row, scope, sources)
                for row in rows
                if row.scheme_id == scope.scheme and validity.holds_on(row, scope.as_of.day)
            ),
            None,
        ),
        "periods": [_period(row, scope, sources) for row in rows],
        "introduced_by": introduction(introductions([concept.id], scope).get(concept.id)),
        "predecessors": _links(scope, successor=concept_id),
        "successors": _links(scope, predecessor=concept_id),
    }


def _rows(concept: Concept, scope: Scope) -> list[Any]:
    model = WorkType if concept.kind == ConceptKind.WORK_TYPE else Item
    rows = model.objects.known_at(scope.as_of.known_at).filter(concept=concept)
    return list(rows.order_by("scheme", "valid_from"))


def _period(row: Any, scope: Scope, sources: dict[str, Any]) -> dict[str, Any]:
    item = isinstance(row, Item)
    return {
        "edition": row.edition_id,
        "code": row.code if item else None,
        "level": row.level if item else None,
        "occupation": None if item else row.occupation_id,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "digital": row.digital if item else None,
        "green": row.green if item else None,
        "valid_from": row.valid_from,
        "valid_to": scope.as_of.shown_end(row.valid_to),
        "sources": [citation(sources[row.source_id], row)],
        "known_gap": known_gap(row),
    }


def _links(scope: Scope, *, predecessor: str | None = None, successor: str | None = None) -> list[dict[str, Any]]:
    chosen = {"predecessor": predecessor} if predecessor else {"successor": successor}
    rows = Succession.objects.known_at(scope.as_of.known_at).filter(**chosen).order_by("predecessor", "successor")
    other = "successor_id" if predecessor else "predecessor_id"
    return [
        {"concept": getattr(row, other), "relation": row.relation, "effective_on": row.effective_on}
        for row in rows
        if scope.as_of.shows(row.effective_on)
    ]
