"""Two states of the classification side by side: what is the same, what changed and what cannot be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from occupations import transitions, validity
from occupations.answers.classification import classification
from occupations.answers.lifelines import INTRODUCES
from occupations.answers.places import Link, Links, Place, brief
from occupations.answers.scope import Scope
from occupations.models import BatchRecord, Change, EditionRecord, EditionStatus, Relation

Resolve = Callable[..., Scope]
"""answers.scope.resolve with everything given but ``edition`` and ``on``."""
ORDER = [kind for kind in transitions.KINDS if kind != transitions.FIRST_HELD]


@dataclass
class Difference:
    """One concept in both states; or one that ends, with those it lives on in; or one that begins."""

    kinds: list[str]
    before: Place | None
    after: Place | None
    successors: list[Place] = field(default_factory=list)

    @property
    def lead(self) -> Place:
        [place, *_other] = [place for place in (self.before, self.after) if place]
        return place


@dataclass
class Comparison:
    """``not_comparable``: what one side holds and the other, held in part, can say nothing of."""

    before: Scope
    after: Scope
    differences: list[Difference]
    not_comparable: int

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(kind for difference in self.differences for kind in difference.kinds)
        return {kind: found[kind] for kind in ORDER if found[kind]}

    @property
    def official(self) -> dict[str, int | None] | None:
        """The ministry's own counts of occupations, where two editions are compared."""
        if self.before.edition.edition_id == self.after.edition.edition_id:
            return None
        counts = [scope.edition.official_counts.get("occupations") for scope in (self.before, self.after)]
        net = counts[1] - counts[0] if None not in counts else None
        return {"before": counts[0], "after": counts[1], "net": net}


def sides(resolve: Resolve, before: str | date, after: str | date) -> tuple[Scope, Scope]:
    """The two moments of a comparison. Raises Missing.

    Two editions are compared where they meet: the earlier on its last day, the later on its first; with a draft, on
    the day before the draft came out. An edition beside a day: on its last day where it was over by then, else on
    its first. One edition with itself: from its first day to its last, at the latest today.
    """
    scopes = [resolve(edition=side) if isinstance(side, str) else resolve(on=side) for side in (before, after)]
    if isinstance(before, str) and isinstance(after, str):
        if before == after:
            scopes[0] = _first_day(resolve, scopes[0])
        elif validity.begins_before(scopes[1].edition, scopes[0].edition.valid_from):
            scopes = [_first_day(resolve, scopes[0]), _last_day(resolve, scopes[1], scopes[0])]
        else:
            scopes = [_last_day(resolve, scopes[0], scopes[1]), _first_day(resolve, scopes[1])]
    elif isinstance(before, str):
        scopes[0] = _beside(resolve, scopes[0], scopes[1].as_of.day)
    elif isinstance(after, str):
        scopes[1] = _beside(resolve, scopes[1], scopes[0].as_of.day)
    return scopes[0], scopes[1]


def _beside(resolve: Resolve, scope: Scope, day: date) -> Scope:
    """An edition beside a day: its last day where it was over by then, else its first."""
    if scope.edition.status != EditionStatus.DRAFT and validity.ended_by(scope.edition, day):
        return resolve(edition=scope.edition.edition_id, on=validity.last_day_on_or_before(scope.edition, day))
    return _first_day(resolve, scope)


def _first_day(resolve: Resolve, scope: Scope) -> Scope:
    if scope.edition.status == EditionStatus.DRAFT:
        return scope  # it has one state only
    return resolve(edition=scope.edition.edition_id, on=scope.edition.valid_from)


def _last_day(resolve: Resolve, scope: Scope, later: Scope) -> Scope:
    end = scope.as_of.shown_end(scope.edition.valid_to)
    if later.edition.status == EditionStatus.DRAFT and validity.holds_on(scope.edition, later.edition.valid_from):
        end = later.edition.valid_from
    if scope.edition.status == EditionStatus.DRAFT or end is None:
        return scope
    return resolve(edition=scope.edition.edition_id, on=validity.day_before(end))


def compare(before: Scope, after: Scope, resources: Iterable[str]) -> Comparison:
    """A fixed number of queries, however much there is to compare."""
    resources = set(resources)
    old, new = (_held(scope, resources) for scope in (before, after))
    links = classification(before).links
    forwards = not validity.is_later(before.as_of.day, after.as_of.day)
    span = (before.as_of.day, after.as_of.day) if forwards else (after.as_of.day, before.as_of.day)
    differences, heirs = [], set()
    for concept, place in old.items():
        if concept in new:
            kinds = transitions.differences(place, new[concept])
            differences.append(Difference(kinds or [transitions.KEPT], place, new[concept]))
    unmatched = [place for concept, place in old.items() if concept not in new]
    not_comparable = 0
    introduced = _introduced(before, span)
    # Within one scheme what is held is held with its end; whether it was there before its first row is another matter.
    same_line = before.scheme == after.scheme
    # Of each concept that is there afterwards, the number of its difference.
    numbers = {difference.lead.concept: number for number, difference in enumerate(differences)}

    def known_new(concept: str) -> bool:
        return concept in introduced or links.raised(concept)

    for place in unmatched:
        relation, concepts = _successors(links, place.concept, span, forwards=forwards)
        successors = [new[concept] for concept in concepts if concept in new]
        if successors:
            heirs |= {successor.concept for successor in successors}
            differences.append(Difference([relation], place, None, successors))
        elif after.partial and not (same_line if forwards else known_new(place.concept)):
            not_comparable += 1
        else:
            differences.append(Difference([transitions.ENDED], place, None))
    for concept, place in new.items():
        if concept in old or concept in heirs:
            continue
        relation, origins = _successors(links, concept, span, forwards=not forwards)
        if beside := [numbers[origin] for origin in origins if origin in numbers]:
            # It came of what goes on, as where a merger is read backwards; of several, the first says so.
            difference, relation = differences[min(beside)], transitions.REVERSED[relation]
            difference.kinds = [kind for kind in difference.kinds if kind != transitions.KEPT] + [relation]
            difference.successors.append(place)
            continue
        if before.partial and not (known_new(concept) if forwards else same_line):
            not_comparable += 1
        else:
            numbers[concept] = len(differences)
            differences.append(Difference([transitions.ADDED], None, place))
    differences.sort(key=lambda one: (one.lead.code is None, one.lead.code or "", one.lead.concept))
    return Comparison(before, after, differences, not_comparable)


def _held(scope: Scope, resources: set[str]) -> dict[str, Place]:
    held, day = classification(scope), scope.as_of.day
    places = held.items if resources & {"group", "occupation"} else []
    if "work_type" in resources:
        places = places + held.work_types
    own = (place for place in places if place.scheme == scope.scheme and place.resource in resources)
    return {place.concept: place for place in own if validity.holds_on(place, day)}


def _introduced(scope: Scope, span: tuple[date, date]) -> set[str]:
    """The concepts that a batch brought in between the two days: that they are new is known."""
    known_at = scope.as_of.known_at
    batches = [
        row.batch_id for row in BatchRecord.objects.known_at(known_at) if validity.is_between(row.effective_on, *span)
    ]
    changes = Change.objects.known_at(known_at).filter(INTRODUCES, batch__in=batches)
    return set(changes.values_list("concept", flat=True))


def _successors(links: Links, concept: str, span: tuple[date, date], *, forwards: bool) -> tuple[str, list[str]]:
    """In which concepts one lives on between two days, and how it came to that; backwards, what it came from."""
    found: list[str] = []
    first: Link | None = None
    open_, seen = [concept], {concept}
    while open_:
        current = open_.pop(0)
        for link in (links.after if forwards else links.before).get(current, ()):
            other = link.successor if forwards else link.predecessor
            if link.relation == Relation.RAISED or other in seen or not validity.is_between(link.effective_on, *span):
                continue
            first = first or link
            seen.add(other)
            found.append(other)
            open_.append(other)
    if first is None:
        return transitions.ENDED, []
    return (first.relation if forwards else transitions.REVERSED[first.relation]), found


def describe_difference(difference: Difference) -> dict[str, Any]:
    return {
        "kinds": difference.kinds,
        "resource": difference.lead.resource,
        "concept": difference.lead.concept,
        "before": difference.before and _side(difference.before),
        "after": difference.after and _side(difference.after),
        "successors": [brief(place) for place in difference.successors],
    }


def _side(place: Place) -> dict[str, Any]:
    return {
        "code": place.code,
        "name_zh": place.name_zh,
        "name_en": place.name_en,
        "above": place.above,
        "digital": place.digital,
        "green": place.green,
        "valid_from": place.valid_from,
        "valid_to": place.valid_to,
    }


def describe_side(scope: Scope) -> dict[str, Any]:
    record: EditionRecord = scope.edition
    return {"edition": record.edition_id, "on": scope.as_of.on, "coverage": record.coverage, "status": record.status}
