"""Work types, each with the occupation it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from occupations.answers.documents import citation, known_gap, sources_by_slug
from occupations.answers.items import brief
from occupations.answers.lifelines import introduction, introductions
from occupations.answers.scope import Scope
from occupations.models import Item, WorkType


def work_types_of(occupations: Sequence[str], scope: Scope) -> dict[str, list[dict[str, Any]]]:
    """The work types of each occupation, by its concept. Five queries."""
    rows = WorkType.objects.as_of(scope.as_of).filter(scheme=scope.scheme, occupation__in=occupations)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for described in describe_work_types(list(rows.order_by("concept")), scope):
        found[described["occupation"]["concept"]].append(described)
    return found


def describe_work_types(rows: Sequence[WorkType], scope: Scope) -> list[dict[str, Any]]:
    """The occupation of a work type is null in code and name where it is not held on that day."""
    concepts = {row.occupation_id for row in rows if row.occupation_id}
    held = Item.objects.as_of(scope.as_of).filter(scheme=scope.scheme, concept__in=concepts)
    occupations = {o["concept_id"]: brief(o) for o in held.values("concept_id", "code", "name_zh", "name_en")}
    unheld = {"code": None, "name_zh": None, "name_en": None}
    introduced = introductions([row.concept_id for row in rows], scope)
    sources = sources_by_slug([row.source_id for row in rows], scope.as_of.known_at)
    return [
        {
            "concept": row.concept_id,
            "edition": row.edition_id,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "former_names_zh": row.former_names,
            "occupation": occupations.get(row.occupation_id, {"concept": row.occupation_id, **unheld})
            if row.occupation_id
            else None,
            "valid_from": row.valid_from,
            "valid_to": scope.as_of.shown_end(row.valid_to),
            "introduced_by": introduction(introduced.get(row.concept_id)),
            "sources": [citation(sources[row.source_id], row)],
            "confidence": row.confidence,
            "known_gap": known_gap(row),
        }
        for row in rows
    ]
