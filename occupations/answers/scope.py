"""Which edition, day and revision a question is about, resolved once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from occupations import validity
from occupations.answers.missing import Missing
from occupations.models import Coverage, EditionRecord, EditionStatus, Scheme
from occupations.validity import AsOf

KEPT_REVISIONS = 16
KEPT_SCOPES = 256


@dataclass(frozen=True)
class Scope:
    """The moment, and the edition in force at it."""

    as_of: AsOf
    known_at: str
    """The instant that gives this answer again; see registry/http/as_of.py."""
    edition: EditionRecord

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """What is kept by scope is looked up several times a request."""
        return hash((self.as_of, self.known_at, self.edition))

    @property
    def scheme(self) -> str:
        return self.edition.scheme_id

    @property
    def partial(self) -> bool:
        return self.edition.coverage == Coverage.PARTIAL


@lru_cache(maxsize=KEPT_SCOPES)
def resolve(
    *,
    edition: str | None,
    on: date | None,
    revision: int,
    known_at: str,
    today: date,
    known_on: date,
    scheduled: bool = False,
) -> Scope:
    """The scope of a question, one object for equal ones. Without a day: today, or the last day of an edition that
    is over.

    Raises Missing: ``outside-period`` (the day), ``unknown-edition``, ``outside-edition``.
    """
    if on is not None:
        check_day(on, today)
    day = today if on is None else on
    as_of = AsOf(day, revision, known_on, scheduled)
    records = [record for record in editions_at(revision, known_at) if as_of.shows(record.valid_from)]
    if edition is None:
        record = _in_force(records, as_of.day)
    else:
        known = [row.edition_id for row in records]
        if edition not in known:
            raise Missing(
                "unknown-edition",
                _("There is no edition %(edition)s; there are: %(known)s.")
                % {"edition": edition, "known": ", ".join(known)},
                editions=known,
            )
        record = records[known.index(edition)]
        if record.status == EditionStatus.DRAFT:
            # A draft ignores the day, and its end is stated with it: nothing of it is scheduled.
            return Scope(AsOf(record.valid_from, revision, known_on, scheduled=True), known_at, record)
        elif on is None:
            day = validity.last_day_on_or_before(record, today)
        elif not validity.holds_on(record, as_of.day):
            raise Missing(
                "outside-edition",
                _("The edition %(edition)s was not in force on %(day)s.") % {"edition": edition, "day": day},
                valid_from=record.valid_from.isoformat(),
                valid_to=end.isoformat() if (end := as_of.shown_end(record.valid_to)) else None,
            )
    return Scope(AsOf(day, revision, known_on, scheduled), known_at, record)


def check_day(day: date, today: date) -> None:
    """Raises Missing for a day that the registry does not answer for."""
    if not validity.is_answerable(day, today):
        raise Missing(
            "outside-period",
            _("The registry answers for days from %(first)s to %(last)s.")
            % {"first": validity.EARLIEST_DAY, "last": validity.latest_day(today)},
            first_day=validity.EARLIEST_DAY.isoformat(),
            last_day=validity.latest_day(today).isoformat(),
        )


def visible_editions(as_of: AsOf) -> list[EditionRecord]:
    """The editions that may be spoken of: a scheduled one only where scheduled changes are asked for."""
    return [record for record in _editions(as_of.known_at) if as_of.shows(record.valid_from)]


@lru_cache(maxsize=KEPT_REVISIONS)
def editions_at(revision: int, known_at: str) -> list[EditionRecord]:
    """Read once in a process: what a revision told never changes. ``known_at`` tells it from one of the same number,
    which a database that is put back to an earlier state gives again.
    """
    return list(_editions(revision))


def _editions(revision: int) -> QuerySet[EditionRecord]:
    return EditionRecord.objects.known_at(revision).order_by("valid_from", "edition")


def _in_force(records: list[EditionRecord], day: date) -> EditionRecord:
    for record in records:
        if record.scheme_id == Scheme.NATIONAL and validity.holds_on(record, day):
            return record
    raise Missing("unknown-edition", _("No edition was in force on %(day)s.") % {"day": day})
