"""The way of a concept from one day to another: what it is there, and each change that lies between, with its cause."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from occupations import transitions, validity
from occupations.answers.causes import Cause, Causes
from occupations.answers.classification import Classification
from occupations.answers.places import Link, Place, brief, by_concept, place_on
from occupations.models import Relation, Scheme


class Step(NamedTuple):
    """A change that happened on the way, told as it happened: earlier before later."""

    day: date
    kinds: list[str]
    before: tuple[Place, ...]
    after: tuple[Place, ...]
    cause: Cause


@dataclass
class Journey:
    """``targets``: what a concept is at the end of the way, itself or those it lives on in; none if it is not there."""

    start: Place
    targets: list[Place] = field(default_factory=list)
    relation: str | None = None
    """How it came to others than itself: split, merged or replaced."""
    steps: list[Step] = field(default_factory=list)


class Journeys:
    """Every way through the classification as known at a revision; six queries for as many as one likes."""

    def __init__(self, held: Classification) -> None:
        self.as_of = held.as_of
        self.links = held.links
        self.causes = Causes(held.as_of)
        self.causes.preload()
        self.places = dict(by_concept(held.items))

    def journey(self, start: Place, since: date, scheme: str, until: date) -> Journey:
        """From a place on a day to a scheme on another, later or earlier."""
        way = Journey(start)
        forwards = not validity.is_later(since, until)
        span = (since, until) if forwards else (until, since)
        open_, seen = [start.concept], {start.concept}
        while open_:
            concept = open_.pop(0)
            steps = self._changes(concept, {Scheme.NATIONAL, scheme, start.scheme}, span)
            # That a successor is new stands with the succession.
            way.steps += [step for step in steps if concept == start.concept or step.kinds != [transitions.ADDED]]
            if target := place_on(self.places.get(concept, ()), until, scheme):
                way.targets.append(target)
            elif links := self._links(concept, span, forwards=forwards):
                relation = Relation(links[0].relation)
                way.relation = way.relation or (str(relation) if forwards else transitions.REVERSED[relation])
                way.steps += self._successions(concept, links)
                fresh = [link.successor if forwards else link.predecessor for link in links]
                open_ += [other for other in fresh if other not in seen]
                seen.update(fresh)
        way.targets.sort(key=lambda place: (place.code is None, place.code or "", place.concept))
        way.steps.sort(key=lambda step: step.day, reverse=not forwards)
        return way

    def _links(self, concept: str, span: tuple[date, date], *, forwards: bool) -> list[Link]:
        links = (self.links.after if forwards else self.links.before).get(concept, ())
        return [k for k in links if k.relation != Relation.RAISED and validity.is_between(k.effective_on, *span)]

    def _changes(self, concept: str, schemes: set[str], span: tuple[date, date]) -> list[Step]:
        """The changes of one concept between two days: as far as known its beginning, and its end."""
        places = [place for place in self.places.get(concept, ()) if place.scheme in schemes]
        if not places:
            return []
        first, last = places[0], places[-1]
        steps = []
        if validity.begins_between(first, *span):
            cause = self.causes.of(concept, first.scheme, first.valid_from, first.source)
            if cause.batch is not None:
                steps.append(Step(first.valid_from, [transitions.ADDED], (), (first,), cause))
        for earlier, later in pairwise(places):
            kinds = transitions.differences(earlier, later)
            if kinds and validity.begins_between(later, *span):
                cause = self.causes.of(concept, later.scheme, later.valid_from, later.source)
                steps.append(Step(later.valid_from, kinds, (earlier,), (later,), cause))
        if last.valid_to is not None and not self._links(concept, span, forwards=True):
            day, cause = self.causes.of_end(concept, last.valid_to)
            if validity.is_between(day, *span):
                steps.append(Step(day, [transitions.ENDED], (last,), (), cause))
        return steps

    def _successions(self, concept: str, links: list[Link]) -> list[Step]:
        steps = []
        for day in dict.fromkeys(link.effective_on for link in links):
            on_day = [link for link in links if link.effective_on == day]
            forwards = on_day[0].predecessor == concept
            whole = on_day if forwards else self._siblings(on_day[0])
            before = [self._last(link.predecessor, day) for link in whole]
            after = [place_on(self.places.get(link.successor, ()), day, Scheme.NATIONAL) for link in whole]
            cause = self.causes.of(whole[0].predecessor, Scheme.NATIONAL, day, whole[0].source)
            steps.append(Step(day, [whole[0].relation], _once(before), _once(after), cause))
        return steps

    def _siblings(self, link: Link) -> list[Link]:
        """Everything that came of the same predecessor on the same day."""
        return [other for other in self.links.after[link.predecessor] if other.effective_on == link.effective_on]

    def _last(self, concept: str, day: date) -> Place | None:
        """What a concept was just before a day."""
        return next((p for p in reversed(self.places.get(concept, ())) if validity.begins_before(p, day)), None)

    def describe(self, steps: list[Step]) -> list[dict[str, Any]]:
        return [
            {
                "effective_on": step.day.isoformat(),
                "kinds": step.kinds,
                "before": [brief(place) for place in step.before],
                "after": [brief(place) for place in step.after],
                "batch": step.cause.batch,
                "edition": step.cause.edition,
                "scheduled": validity.is_later(step.day, self.as_of.known_on),
                "sources": self.causes.cite([step.cause]),
            }
            for step in steps
        ]


def _once(places: list[Place | None]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for place in places if place is not None))
