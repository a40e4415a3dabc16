"""An event of the change log: the rows of one thing before and after, what kind of change it is, and its cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from occupations import transitions, validity
from occupations.answers.causes import Causes
from occupations.answers.places import Links, place_of
from occupations.answers.rows import Table
from occupations.models import Act, Coverage, EditionRecord, Item, Revision, Scheme, WorkType
from occupations.validity import AsOf, Recorded

CONTENT = ("item", "work_type")
"""The resources that make up the classification; the others are statements about it."""
MANY = 500
"""From so many on, all rows are read rather than each by its key."""


@dataclass
class Event:
    """Rows of one thing, before and after; ``day`` is when it takes effect, None for a correction of the record."""

    table: Table
    identity: tuple[Any, ...]
    revision: int
    day: date | None
    before: list[Recorded] = field(default_factory=list)
    after: list[Recorded] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    batch: int | None = None
    source: str | None = None

    @property
    def rows(self) -> list[Recorded]:
        return [*self.after, *self.before]

    @property
    def key(self) -> str:
        """A name that no other event of the same log has."""
        return ":".join([self.table.resource, *map(str, self.identity)])

    def state(self, rows: Sequence[Recorded]) -> Any:
        """Of the rows of an item or a work type, the one about the day it takes effect."""
        if self.day is None or not self.table.dated:
            return rows[0] if rows else None
        holding = [row for row in rows if validity.holds_on(row, self.day)]  # type: ignore[arg-type]
        return holding[0] if holding else None


class EventReader:
    """Reads the rows of events once, and says what kind of change each is."""

    def __init__(self, as_of: AsOf, members: dict[int, tuple[list[int], list[int]]], *, by_revision: bool) -> None:
        self.as_of, self.members, self.by_revision = as_of, members, by_revision
        self.acts: dict[int, Revision] = {}
        self.read: set[int] = set()

    def __call__(self, events: list[Event]) -> None:
        fresh = [event for event in events if id(event) not in self.read]
        if not fresh:
            return
        if not self.by_revision:
            self._date_back(fresh)
        self.acts |= Revision.objects.in_bulk({event.revision for event in fresh} - self.acts.keys())
        for table in {event.table.resource: event.table for event in fresh}.values():
            own = [event for event in fresh if event.table is table]
            wanted = [pk for event in own for pks in self.members[id(event)] for pk in pks]
            rows = _read(table, wanted)
            for event in own:
                before, after = self.members[id(event)]
                event.before = _in_time(rows[pk] for pk in before)
                event.after = _in_time(rows[pk] for pk in after)
        for event in fresh:
            self._explain(event)
            self.read.add(id(event))

    def _date_back(self, events: list[Event]) -> None:
        """A row closed later is recorded anew; the event belongs to the revision that first told of that day."""
        for table in {event.table.resource: event.table for event in events}.values():
            own = [event for event in events if event.table is table]
            rows = table.rows.recorded_by(self.as_of.known_at).filter(scheme=Scheme.NATIONAL)
            if len(own) < MANY:
                rows = rows.filter(concept__in={event.identity[-1] for event in own})
            first: dict[tuple[str, date], int] = {}
            for concept, revision, *days in rows.values_list("concept", "recorded_from", "valid_from", "valid_to"):
                for day in days:
                    first[concept, day] = min(revision, first.get((concept, day), revision))
            for event in own:
                if event.day is not None:
                    event.revision = first[str(event.identity[-1]), event.day]

    @cached_property
    def causes(self) -> Causes:
        return Causes(self.as_of)

    @cached_property
    def links(self) -> Links:
        # Along revisions what is scheduled is told at once.
        return Links(replace(self.as_of, scheduled=self.as_of.scheduled or self.by_revision))

    @cached_property
    def editions(self) -> list[tuple[str, date, str]]:
        """Scheme, first day and coverage of each, oldest first."""
        rows = EditionRecord.objects.known_at(self.as_of.known_at).order_by("valid_from")
        return list(rows.values_list("scheme", "valid_from", "coverage"))

    def _explain(self, event: Event) -> None:
        event.kinds = list(self._kinds(event))
        act = self.acts[event.revision]
        scheme = getattr(event.rows[0], "scheme_id", "")
        after = event.state(event.after)
        source = getattr(after, "source_id", None)
        if event.table.resource in CONTENT and event.day is not None:
            cause = self.causes.of(str(event.identity[-1]), scheme, event.day, source)
            event.batch, event.source = cause.batch, cause.source
        else:
            event.source = source or getattr(event.rows[0], "source_id", None)
        event.batch = event.batch or getattr(event.rows[0], "batch_id", None)
        if self.by_revision:
            event.batch = act.batch_id or event.batch

    def _kinds(self, event: Event) -> Iterator[str]:
        act = self.acts[event.revision]
        if self.by_revision and event.before and act.act in (Act.CORRECT, Act.EDIT_TEXT):
            supplemented = act.batch_id is not None and event.table.resource in CONTENT
            if not supplemented:
                yield transitions.EDITED if act.act == Act.EDIT_TEXT else transitions.CORRECTED
                return
        before, after = event.state(event.before), event.state(event.after)
        if not self.by_revision:  # what is over on the day does not hold on it
            before = event.before[-1] if event.before else None
        if before is None and after is None:
            yield transitions.CORRECTED
        elif after is None:
            yield self._ending(event)
        elif before is None:
            yield self._beginning(event, after)
        elif isinstance(after, Item | WorkType):
            differences = transitions.differences(place_of(before), place_of(after))
            yield from differences
            if not differences:
                yield transitions.KEPT if before.edition_id != after.edition_id else transitions.REDEFINED
        else:
            yield transitions.CORRECTED

    def _ending(self, event: Event) -> str:
        for link in self.links.after.get(str(event.identity[-1]), ()):
            if link.effective_on == event.day:
                return link.relation
        return transitions.ENDED

    def _beginning(self, event: Event, after: Any) -> str:
        """New, or only new to us: an edition after one that is held in part, or after none, tells nothing of before."""
        if event.table.resource not in CONTENT or event.day is None:
            return transitions.ADDED
        concept = str(event.identity[-1])
        if self.causes.of(concept, after.scheme_id, event.day, after.source_id).batch is not None:
            return transitions.ADDED
        if self.links.raised(concept):
            return transitions.ADDED
        starts = [(day, coverage) for scheme, day, coverage in self.editions if scheme == after.scheme_id]
        if event.day not in [day for day, _coverage in starts]:
            return transitions.ADDED
        place = [day for day, _coverage in starts].index(event.day)
        known = place > 0 and starts[place - 1][1] == Coverage.COMPLETE
        return transitions.ADDED if known else transitions.FIRST_HELD


def _read(table: Table, wanted: list[int]) -> dict[int, Recorded]:
    """Rows by key; in parts, as SQLite bounds the length of a query."""
    return {
        row.pk: row
        for start in range(0, len(wanted), 20_000)
        for row in table.rows.filter(pk__in=wanted[start : start + 20_000])
    }


def _in_time(rows: Iterable[Recorded]) -> list[Recorded]:
    return sorted(rows, key=lambda row: (getattr(row, "valid_from", None) or date.min, row.pk))
