"""The change log: one event for each thing that a revision, or a day, made different.

It runs along either time. Along recorded time (``recorded_events``) an event holds the rows that a revision superseded
and those it recorded; that is what a mirror follows. Along valid time (``dated_events``) it holds the rows that end
and those that begin on a day, as the registry knows it now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from occupations import validity
from occupations.answers.documents import citation, sources_by_slug
from occupations.answers.events import CONTENT, Event, EventReader
from occupations.answers.rows import Table, tables
from occupations.models import Act, BatchRecord, Revision, Scheme
from occupations.validity import AsOf


class Log(Sequence[Event]):
    """Events in order, cut into pages; only the rows of the events asked for are read."""

    def __init__(self, events: list[Event], read: Callable[[list[Event]], None]) -> None:
        self._events, self._read = events, read

    def __len__(self) -> int:
        return len(self._events)

    def __getitem__(self, place: Any) -> Any:
        chosen = self._events[place] if isinstance(place, slice) else [self._events[place]]
        self._read(chosen)
        return chosen if isinstance(place, slice) else chosen[0]

    def newest_first(self) -> Log:
        return Log(self._events[::-1], self._read)

    def where(self, *conditions: Callable[[Event], bool]) -> Log:
        """Those of which everything is so; reads the rows of all."""
        if not conditions:
            return self
        self._read(self._events)
        return Log([event for event in self._events if all(told(event) for told in conditions)], self._read)


@dataclass(frozen=True)
class About:
    """Which things a log is about: of some resources, concepts or codes. Empty: everything."""

    resources: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    codes: re.Pattern[str] | None = None
    """A thing is chosen where any row of its event has such a code."""
    kind: str | None = None
    batch: int | None = None
    """A thing is chosen where this batch brought it about."""

    def tables(self, names: Iterable[str]) -> list[Table]:
        chosen = [tables()[name] for name in names if not self.resources or name in self.resources]
        if self.concepts:
            chosen = [table for table in chosen if table.concepts]
        return [table for table in chosen if self.codes is None or "code" in table.columns]

    def rows(self, table: Table, rows: Any) -> Any:
        if not self.concepts:
            return rows
        # What a row is about; where it lies, as the group above an item, is not that.
        columns = [column for column in table.concepts if column in table.identity] or table.concepts
        of_concept = Q()
        for column in columns:
            of_concept |= Q(**{f"{column}__in": self.concepts})
        return rows.filter(of_concept)

    def conditions(self) -> list[Callable[[Event], bool]]:
        found: list[Callable[[Event], bool]] = []
        if self.kind is not None:
            found.append(lambda event: self.kind in event.kinds)
        if self.batch is not None:
            found.append(lambda event: event.batch == self.batch)
        return found

    def matches(self, code: str | None) -> bool:
        return self.codes is None or (code is not None and self.codes.match(code) is not None)


EVERYTHING = About()


class _Collected:
    """Events under way: for each the keys of its rows before and after, and whether it is asked for."""

    def __init__(self) -> None:
        self.events: dict[tuple[Any, ...], Event] = {}
        self.members: dict[int, tuple[list[int], list[int]]] = {}
        self.chosen: set[tuple[Any, ...]] = set()

    def add(self, key: tuple[Any, ...], event: Event, pk: int, *, after: bool, chosen: bool) -> Event:
        event = self.events.setdefault(key, event)
        self.members.setdefault(id(event), ([], []))[after].append(pk)
        if chosen:
            self.chosen.add(key)
        return event

    def log(self, as_of: AsOf, *, by_revision: bool) -> Log:
        events = [self.events[key] for key in sorted(self.chosen)]
        return Log(events, EventReader(as_of, self.members, by_revision=by_revision))


def recorded_events(since: int, as_of: AsOf, about: About = EVERYTHING) -> Log:
    """What the revisions after ``since`` wrote, revision by revision; what is only scheduled included."""
    made = Revision.objects.filter(number__gt=since, number__lte=as_of.known_at)
    if about.batch is not None:  # an edition of the same day may have brought what it announced
        made = made.filter(Q(batch=about.batch) | Q(effective_on__in=_days_of(about.batch, as_of)))
    revisions = {revision.number: revision for revision in made}
    collected = _Collected()
    for table in about.tables(tables()):
        rows = about.rows(table, table.rows.written_since(since, as_of.known_at)).order_by("pk")
        code = "code" if "code" in table.columns else "pk"
        begins = "valid_from" if table.dated else "pk"
        for row in rows.values_list("pk", "recorded_from_id", "recorded_to_id", code, begins, *table.identity):
            pk, recorded_from, recorded_to, code_of_row, first_day, *identity = row
            for number, after in ((recorded_to, False), (recorded_from, True)):
                if revision := revisions.get(number):
                    day = revision.effective_on if table.dated else None
                    if table.dated and revision.act == Act.PUBLISH_STANDARDS:
                        day = first_day  # each standard has a day of its own
                    event = Event(table, tuple(identity), revision.number, day)
                    key = (revision.number, table.resource, tuple(identity))
                    collected.add(key, event, pk, after=after, chosen=about.codes is None or about.matches(code_of_row))
    return collected.log(as_of, by_revision=True).where(*about.conditions())


def dated_events(first: date, end: date, as_of: AsOf, about: About = EVERYTHING) -> Log:
    """What changed in the national classification on the days from ``first`` to before ``end``, day by day."""
    collected = _Collected()
    if about.batch is not None:
        days_of_batch = [day for day in _days_of(about.batch, as_of) if validity.is_within(day, first, end)]
        if not days_of_batch:
            return collected.log(as_of, by_revision=False)
        first, end = days_of_batch[0], validity.following(days_of_batch[0])
    for table in about.tables(CONTENT):
        rows = table.rows.known_at(as_of.known_at).changing_within(first, end).filter(scheme=Scheme.NATIONAL)
        code = "code" if "code" in table.columns else "pk"
        columns = ("pk", "concept", "recorded_from", code, "valid_to", "valid_from")
        for pk, concept, revision, code_of_row, *days in about.rows(table, rows).order_by("pk").values_list(*columns):
            for day, after in zip(days, (False, True), strict=True):
                if validity.is_within(day, first, end) and as_of.shows(day):
                    event = Event(table, (Scheme.NATIONAL, concept), revision, day)
                    chosen = about.codes is None or about.matches(code_of_row)
                    collected.add((day, table.resource, concept), event, pk, after=after, chosen=chosen)
    return collected.log(as_of, by_revision=False).where(*about.conditions())


def _days_of(batch: int, as_of: AsOf) -> list[date]:
    rows = BatchRecord.objects.known_at(as_of.known_at).filter(batch=batch)
    return list(rows.values_list("effective_on", flat=True))


def describe_events(events: Sequence[Event], as_of: AsOf, *, by_revision: bool) -> list[dict[str, Any]]:
    """Events for JSON. Rows are shown as they stood: by revision just after it, by day without what is scheduled."""
    sources = sources_by_slug([event.source for event in events if event.source], as_of.known_at)
    revisions = Revision.objects.in_bulk({event.revision for event in events})
    described = []
    for event in events:
        lead = (event.after or event.before)[-1]
        before = [event.table.canonical(row) for row in event.before]
        after = [event.table.canonical(row) for row in event.after]
        after = [{**row, "recorded_to": None} for row in after]
        if not by_revision:
            before = [{**row, "recorded_to": None} for row in before]
            after = [_without_schedule(row, as_of) for row in after]
        described.append(
            {
                "id": f"{event.revision if by_revision else event.day}:{event.key}",
                "revision": event.revision,
                "recorded_at": revisions[event.revision].recorded_at,
                "act": revisions[event.revision].act,
                "effective_on": event.day,
                "resource": event.table.resource,
                "kinds": event.kinds,
                "concept": next((getattr(lead, name) for name in event.table.concepts), None),
                "code": getattr(lead, "code", None),
                "name_zh": getattr(lead, "name_zh", None) or getattr(lead, "title_zh", None),
                "batch": event.batch,
                "before": before,
                "after": after,
                "sources": [citation(sources[event.source])] if event.source in sources else [],
            }
        )
    return described


def _without_schedule(row: dict[str, Any], as_of: AsOf) -> dict[str, Any]:
    """A row of the day log: an end that is only scheduled is not told."""
    end = row["valid_to"] and as_of.shown_end(date.fromisoformat(row["valid_to"]))
    return {**row, "valid_to": end and end.isoformat()}
