"""VALID TIME and RECORDED TIME: the only file that compares them.

Both are half-open, ``[from, to)``, and an empty end means "until further notice":

- *valid time* (``valid_from``, ``valid_to``; days in Shanghai): when a statement holds in the world;
- *recorded time* (``recorded_from``, ``recorded_to``; revision numbers): when the registry said so.

Nothing here reads the clock: the day, the revision and "today" are always given.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

EARLIEST_DAY = date(2015, 1, 1)
"""The first day the registry answers for. The exact start of the 2015 edition is a known gap."""
MARKS_SINCE = date(2022, 9, 28)
"""Digital marks exist since the 2022 edition; before it a mark is unknown unless its document says so."""
YEARS_AHEAD = 5
"""How far ahead of today a day may be asked for; what is in force is carried forward."""


def latest_day(today: date) -> date:
    """The last day that may be asked for."""
    leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year + YEARS_AHEAD, day=28 if leap_day else today.day)


def is_answerable(on: date, today: date) -> bool:
    return EARLIEST_DAY <= on <= latest_day(today)


def is_later(day: date, than: date) -> bool:
    return day > than


def year_has_begun(year: int, day: date) -> bool:
    return year <= day.year


def marks_exist_on(day: date) -> bool:
    return day >= MARKS_SINCE


@dataclass(frozen=True)
class AsOf:
    """The moment an answer is given for: a day, a revision, and whether scheduled changes are shown.

    ``known_on`` is the day the registry is asked on: what takes effect later is scheduled.
    """

    on: date
    known_at: int
    known_on: date
    scheduled: bool = False

    @property
    def day(self) -> date:
        """The day rows are chosen by: what is scheduled stays hidden until its day unless asked for."""
        return self.on if self.scheduled else min(self.on, self.known_on)

    def shown_end(self, valid_to: date | None) -> date | None:
        """The end of a period as it may be shown: an end that is only scheduled is hidden."""
        if self.scheduled or valid_to is None or valid_to <= self.known_on:
            return valid_to
        return None

    def shows(self, valid_from: date) -> bool:
        """Whether a period that begins on that day may be spoken of."""
        return self.scheduled or valid_from <= self.known_on

    def marks_exist(self) -> bool:
        return marks_exist_on(self.day)


class RecordedQuerySet(models.QuerySet[Any]):
    def known_at(self, revision: int) -> Self:
        """The rows that the registry held when that revision was the latest."""
        return self.filter(Q(recorded_to=None) | Q(recorded_to__gt=revision), recorded_from__lte=revision)

    def recorded_by(self, revision: int) -> Self:
        """Every row that had been recorded by then, superseded or not."""
        return self.filter(recorded_from__lte=revision)

    def current(self) -> Self:
        """The rows that nothing has superseded."""
        return self.filter(recorded_to=None)

    def written_since(self, revision: int, latest: int) -> Self:
        """The rows that a revision after that one, up to the latest, recorded or superseded."""
        return self.filter(
            Q(recorded_from__gt=revision, recorded_from__lte=latest)
            | Q(recorded_to__gt=revision, recorded_to__lte=latest)
        )

    def not_known_to_be_over(self, day: date) -> Self:
        """Of rows whose period may be unknown: those that hold on that day, or may."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))

    def not_of_a_later_year(self, day: date) -> Self:
        """Without those whose first day is not known, but whose edition is that of a later year."""
        return self.exclude(valid_from=None, edition_year__gt=day.year)

    def over_by(self, day: date) -> Self:
        """The rows whose period had ended by that day."""
        return self.filter(valid_to__lte=day)


class StartPerhapsUnknownQuerySet(RecordedQuerySet):
    def perhaps_valid_on(self, day: date) -> Self:
        """The rows that hold on that day, or may."""
        unknown = Q(valid_from=None) & (Q(earliest_start=None) | Q(earliest_start__lte=day))
        return self.filter(unknown | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))


class DatedQuerySet(RecordedQuerySet):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def begun_after(self, day: date) -> Self:
        return self.filter(valid_from__gt=day)

    def changing_within(self, first: date, end: date) -> Self:
        """The rows that begin, or are over, on a day from the first one to before the end."""
        return self.filter(Q(valid_from__gte=first, valid_from__lt=end) | Q(valid_to__gte=first, valid_to__lt=end))

    def valid_after(self, day: date) -> Self:
        """The rows that hold on that day or on any later one."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day))

    def as_of(self, as_of: AsOf) -> Self:
        """The rows that hold at that moment: the one word for time in every query."""
        return self.known_at(as_of.known_at).valid_on(as_of.day)


def days_reached(days: Sequence[date], day: date) -> int:
    """How many of the days, which come in their order, have come by that day."""
    return bisect_right(days, day)


class Recorded(models.Model):
    """A published statement. It is never updated or deleted: a later one supersedes it."""

    recorded_from = models.ForeignKey(
        "occupations.Revision",
        models.PROTECT,
        related_name="+",
        db_column="recorded_from",
        editable=False,
        verbose_name=_("recorded from revision"),
    )
    recorded_to = models.ForeignKey(
        "occupations.Revision",
        models.PROTECT,
        related_name="+",
        db_column="recorded_to",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("superseded by revision"),
    )

    objects: ClassVar[Any] = RecordedQuerySet.as_manager()
    overlap_keys: tuple[tuple[str, ...], ...] = ()
    """Sets of columns of which two rows may not hold the same values at the same time (guards.py)."""

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_to=None) | Q(recorded_to__gt=F("recorded_from")),
                name="%(class)s_recorded_period",
            )
        ]


ENDS_AFTER_IT_BEGINS = Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
"""What a database checks of a period; it lets pass one that begins on a day not known."""


class Dated(Recorded):
    """A published statement that holds for a period of valid time."""

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (exclusive)"), null=True, blank=True)

    objects: ClassVar[Any] = DatedQuerySet.as_manager()

    class Meta(Recorded.Meta):
        abstract = True
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=ENDS_AFTER_IT_BEGINS, name="%(class)s_valid_period"),
        ]


class StartPerhapsUnknown(Recorded):
    """A published statement whose first day may be unknown; then the days between which it lies may be known."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to (exclusive)"), null=True, blank=True)
    earliest_start = models.DateField(_("begins at the earliest on"), null=True, blank=True)
    latest_start = models.DateField(_("begins at the latest on"), null=True, blank=True)

    objects: ClassVar[Any] = StartPerhapsUnknownQuerySet.as_manager()

    class Meta(Recorded.Meta):
        abstract = True


def is_known_to_hold_on(row: StartPerhapsUnknown, day: date) -> bool | None:
    """None where that is not known."""
    if row.valid_to is not None and row.valid_to <= day:
        return False
    if row.valid_from is not None:
        return row.valid_from <= day
    if row.earliest_start is not None and day < row.earliest_start:
        return False
    return True if row.latest_start is not None and row.latest_start <= day else None


class Period(Protocol):
    """Anything that holds for a period of valid time."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


def holds_on(row: Period, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def begins_before(row: Period, day: date) -> bool:
    return row.valid_from < day


def begins_between(row: Period, day: date, later: date) -> bool:
    """Whether it begins after the one day and by the later one."""
    return day < row.valid_from <= later


def begun_on(row: Period, day: date) -> bool:
    return row.valid_from == day


def ended_by(row: Any, day: date) -> bool:
    return row.valid_to is not None and row.valid_to <= day


def is_within(day: date | None, first: date, end: date) -> bool:
    return day is not None and first <= day < end


def is_between(day: date, after: date, by: date) -> bool:
    """Whether a day lies after the one and not after the other."""
    return after < day <= by


def following(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def day_after(last_day: date | None) -> date | None:
    """The end of a period whose last day is given inclusively, as documents do."""
    return None if last_day is None else following(last_day)


def day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def last_day(valid_to: date | None) -> date | None:
    """The last day of a period, inclusively, as documents give it."""
    return None if valid_to is None else day_before(valid_to)


def last_day_on_or_before(row: Period, day: date) -> date:
    """The latest day of the row's period that is not after ``day`` (its first day where it begins later)."""
    if row.valid_to is not None and row.valid_to <= day:
        return date.fromordinal(row.valid_to.toordinal() - 1)
    return max(row.valid_from, day)


def is_past(end: datetime | None, now: datetime) -> bool:
    """Of something that is in force until an instant, without end if there is none."""
    return end is not None and end <= now


def earlier(end: datetime | None, other: datetime) -> datetime:
    return other if end is None else min(end, other)


# --- the same comparisons as the databases make them (guards.py installs them) --------------------

POSTGRESQL_VALID_RANGE = "daterange(valid_from, valid_to)"
POSTGRESQL_RECORDED_RANGE = "int8range(recorded_from, recorded_to)"
SQLITE_VALID_OVERLAP = (
    "(held.valid_to IS NULL OR held.valid_to > NEW.valid_from)"
    " AND (NEW.valid_to IS NULL OR NEW.valid_to > held.valid_from)"
)
SQLITE_RECORDED_OVERLAP = (
    "(held.recorded_to IS NULL OR held.recorded_to > NEW.recorded_from)"
    " AND (NEW.recorded_to IS NULL OR NEW.recorded_to > held.recorded_from)"
)


def sqlite_holds_on(row: str, day: str) -> str:
    """Of a row of some name in a query: whether it holds on a day."""
    return f"{row}.valid_from <= {day} AND ({row}.valid_to IS NULL OR {row}.valid_to > {day})"
