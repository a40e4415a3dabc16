"""Places: every item and work type there has been, light enough to hold the whole classification in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from occupations import codes, validity
from occupations.models import Item, Relation, Succession, WorkType
from occupations.validity import AsOf

RESOURCES = ("group", "occupation", "work_type")


class Place(NamedTuple):
    """One stretch in the life of a concept. Satisfies validity.Period and transitions.State."""

    resource: str
    concept: str
    scheme: str
    edition: str
    code: str | None
    name_zh: str | None
    name_en: str | None
    above: str | None
    """The concept of the group above, or of a work type's occupation."""
    digital: bool | None
    green: bool | None
    valid_from: date
    valid_to: date | None
    source: str

    @property
    def marks(self) -> tuple[bool | None, bool | None]:
        return self.digital, self.green


class Link(NamedTuple):
    """One concept's life goes on in another."""

    predecessor: str
    successor: str
    relation: str
    effective_on: date
    source: str


def place_of(row: Item | WorkType) -> Place:
    if isinstance(row, WorkType):
        return _work_type(row.concept_id, row.scheme_id, row.edition_id, row.name_zh, row.name_en, row.occupation_id,
                          row.valid_from, row.valid_to, row.source_id)  # fmt: skip
    return _item(row.concept_id, row.scheme_id, row.edition_id, row.level, row.code, row.name_zh, row.name_en,
                 row.parent_id, row.digital, row.green, row.valid_from, row.valid_to, row.source_id)  # fmt: skip


def load_items(as_of: AsOf, **filters: Any) -> list[Place]:
    """The items known at that revision on whatever day, oldest first. What is only scheduled is left out."""
    columns = ("concept", "scheme", "edition", "level", "code", "name_zh", "name_en", "parent", "digital", "green")
    rows = Item.objects.known_at(as_of.known_at).filter(**filters).order_by("valid_from", "code", "concept")
    return _shown((_item(*row) for row in rows.values_list(*columns, "valid_from", "valid_to", "source")), as_of)


def load_work_types(as_of: AsOf, **filters: Any) -> list[Place]:
    columns = ("concept", "scheme", "edition", "name_zh", "name_en", "occupation", "valid_from", "valid_to", "source")
    rows = WorkType.objects.known_at(as_of.known_at).filter(**filters).order_by("valid_from", "concept")
    return _shown((_work_type(*row) for row in rows.values_list(*columns)), as_of)


def _item(concept: str, scheme: str, edition: str, level: int, *rest: Any) -> Place:
    return Place("occupation" if level == codes.OCCUPATION else "group", concept, scheme, edition, *rest)


def _work_type(
    concept: str, scheme: str, edition: str, name_zh: str, name_en: str | None, occupation: str | None, *rest: Any
) -> Place:
    return Place("work_type", concept, scheme, edition, None, name_zh, name_en, occupation, None, None, *rest)


def _shown(places: Iterable[Place], as_of: AsOf) -> list[Place]:
    return [
        place._replace(valid_to=as_of.shown_end(place.valid_to)) for place in places if as_of.shows(place.valid_from)
    ]


class Links:
    """Every succession, in both directions. One query."""

    def __init__(self, as_of: AsOf) -> None:
        rows = Succession.objects.known_at(as_of.known_at).order_by("effective_on", "predecessor", "successor")
        columns = ("predecessor", "successor", "relation", "effective_on", "source")
        self.after: dict[str, list[Link]] = {}
        self.before: dict[str, list[Link]] = {}
        for link in (Link(*row) for row in rows.values_list(*columns)):
            if as_of.shows(link.effective_on):
                self.after.setdefault(link.predecessor, []).append(link)
                self.before.setdefault(link.successor, []).append(link)

    def raised(self, concept: str) -> bool:
        """Whether it was a work type before it became an occupation."""
        return any(link.relation == Relation.RAISED for link in self.before.get(concept, ()))


def by_concept(places: Iterable[Place]) -> dict[str, list[Place]]:
    """The stretches of each concept, oldest first."""
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        found[place.concept].append(place)
    return found


def place_on(places: Iterable[Place], day: date, scheme: str) -> Place | None:
    """Where a concept stands in a scheme on a day."""
    return next((p for p in places if p.scheme == scheme and validity.holds_on(p, day)), None)


def brief(place: Place) -> dict[str, Any]:
    return {"concept": place.concept, "code": place.code, "name_zh": place.name_zh, "name_en": place.name_en}
