"""Groups and occupations, put together with their place, work types, origin and sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from occupations import codes
from occupations.answers.documents import citation, known_gap, sources_by_slug
from occupations.answers.lifelines import earlier_rows, introduction, introductions
from occupations.answers.scope import Scope
from occupations.models import Item, WorkType


class Groups:
    """Every group in force at a moment, for finding what lies above and below. One query."""

    def __init__(self, scope: Scope) -> None:
        rows = (
            Item.objects.as_of(scope.as_of)
            .filter(scheme=scope.scheme, level__lt=codes.OCCUPATION)
            .values("concept_id", "code", "name_zh", "name_en", "parent_id")
        )
        self.by_concept: dict[str, dict[str, Any]] = {row["concept_id"]: row for row in rows}
        self.by_code = {row["code"]: row for row in self.by_concept.values()}
        self.children: dict[str | None, list[str]] = defaultdict(list)
        for row in self.by_concept.values():
            self.children[row["parent_id"]].append(row["concept_id"])

    def above(self, concept: str | None) -> list[dict[str, Any]]:
        """From the major group down to the group itself."""
        chain = []
        while concept is not None and (row := self.by_concept.get(concept)):
            chain.append(brief(row))
            concept = row["parent_id"]
        return chain[::-1]

    def below(self, concept: str) -> list[str]:
        """The concepts of the group itself and of every group under it."""
        found, open_ = [], [concept]
        while open_:
            current = open_.pop()
            found.append(current)
            open_ += self.children[current]
        return found


def brief(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "concept": row["concept_id"],
        "code": row["code"],
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
    }


def describe_items(rows: Sequence[Item], scope: Scope) -> list[dict[str, Any]]:
    """Everything the registry says of some items at a moment; seven queries however many they are."""
    concepts = [row.concept_id for row in rows]
    groups = Groups(scope)
    work_types = _work_types(concepts, scope)
    introduced = introductions([*concepts, *(w.concept_id for ws in work_types.values() for w in ws)], scope)
    earlier = earlier_rows(concepts, scope)
    cited = {row.source_id for row in rows} | {change.source_id for change, _batch in introduced.values()}
    sources = sources_by_slug(cited, scope.as_of.known_at)
    described = []
    for row in rows:
        origin = introduced.get(row.concept_id)
        ancestors = groups.above(row.parent_id)
        documents = [citation(sources[row.source_id], row)]
        if origin and origin[0].source_id != row.source_id:
            documents.append(citation(sources[origin[0].source_id], origin[0]))
        described.append(
            {
                "code": row.code,
                "gbt6565": row.gbt6565,
                "level": row.level,
                "edition": row.edition_id,
                "concept": row.concept_id,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
                "definition_zh": row.definition_zh,
                "definition_en": row.definition_en,
                "digital": row.digital,
                "green": row.green,
                "parent": ancestors[-1] if ancestors else None,
                "ancestors": ancestors,
                "work_types": [
                    {
                        "concept": work_type.concept_id,
                        "name_zh": work_type.name_zh,
                        "name_en": work_type.name_en,
                        "former_names_zh": work_type.former_names,
                        "valid_from": work_type.valid_from,
                        "introduced_by": introduction(introduced.get(work_type.concept_id)),
                        "confidence": work_type.confidence,
                    }
                    for work_type in work_types[row.concept_id]
                ],
                "valid_from": row.valid_from,
                "valid_to": scope.as_of.shown_end(row.valid_to),
                "introduced_by": introduction(origin),
                "previous_codes": _previous_codes(row, earlier[row.concept_id]),
                "earlier": "known" if origin or earlier[row.concept_id] else "unknown",
                "sources": documents,
                "confidence": row.confidence,
                "known_gap": known_gap(row),
            }
        )
    return described


def _work_types(concepts: list[str], scope: Scope) -> dict[str, list[WorkType]]:
    rows = WorkType.objects.as_of(scope.as_of).filter(scheme=scope.scheme, occupation__in=concepts).order_by("concept")
    found: dict[str, list[WorkType]] = defaultdict(list)
    for row in rows:
        if row.occupation_id:
            found[row.occupation_id].append(row)
    return found


def _previous_codes(row: Item, earlier: list[Item]) -> list[dict[str, Any]]:
    """The codes a concept had before, oldest first; a code that is not known is null."""
    codes_before: list[dict[str, Any]] = []
    for past in earlier:
        last = codes_before[-1] if codes_before else None
        if last and (last["code"], last["edition"]) == (past.code, past.edition_id):
            last["valid_to"] = past.valid_to  # a change of something else than the code
        else:
            codes_before.append(
                {"code": past.code, "edition": past.edition_id}
                | {"valid_from": past.valid_from, "valid_to": past.valid_to}
            )
    return [before for before in codes_before if before["code"] != row.code]
