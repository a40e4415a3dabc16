"""``on`` and ``known_at``, read once for every endpoint: the day asked about, and what the registry knew when.

What the registry says changes when a revision is recorded, and at the midnight on which a scheduled one takes
effect. An answer states the later of the two as ``meta.known_at``; whoever gives it back gets the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from registry.http.problems import Problem, parameter_error

DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
INSTANT_PATTERN = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+ -][0-9]{2}:[0-9]{2})$"
)
REVISION_PATTERN = r"^[1-9][0-9]{0,8}$"
PARAMETERS = ("on", "known_at")
LONGEST_COMMIT = timedelta(hours=1)
"""A revision is dated when it is begun: an instant this far back can no longer get another one."""
Present = tuple[int, datetime, date]
Clock = Callable[..., Present | None]
PRESENT = "registry.present"
"""Under which name the entrance tells a request what the clock says."""


@dataclass(frozen=True)
class Moment:
    """What a request asks about: a day (None: today), and the revision that answers it."""

    on: date | None
    today: date
    revision: int
    changed_at: datetime
    known_on: date
    """The day of ``known_at``, today if that is not given: what takes effect later is still to come."""
    past: bool = False
    """Whether ``known_at`` will stand for the same for ever."""

    @property
    def known_at(self) -> str:
        """Since when the registry says this; RFC 3339 in UTC."""
        return self.changed_at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_moment(parameters: Mapping[str, str], present: Present | None = None) -> Moment:
    """``present`` is what the clock says today, where it was read already for this request.

    Raises Problem for a day or a revision that cannot be, or that the registry does not have.
    """
    on = read_day("on", parameters["on"]) if "on" in parameters else None
    known_at = parameters.get("known_at")
    today = present[2] if present is not None else timezone.localdate()
    past = False
    if known_at is None:
        found = present or _clock()(today=today)
    elif re.fullmatch(REVISION_PATTERN, known_at, re.ASCII):
        found = _clock()(today=today, number=int(known_at))
        past = found is not None and found[2] < today  # else it may still be the latest, and its last day to come
    else:
        instant = _instant(known_at)
        found = None
        if instant is not None and instant <= timezone.now():
            found = _clock()(today=timezone.localdate(instant), instant=instant)
            past = instant <= timezone.now() - LONGEST_COMMIT
    if found is None:
        raise _unknown_revision(today)
    return Moment(on, today, *found, past)


def current_day() -> date:
    """Today in Shanghai, for what is not versioned."""
    return timezone.localdate()


def read_day(name: str, text: str) -> date:
    if re.fullmatch(DAY_PATTERN, text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise parameter_error(name, _("a day such as 2024-07-31 is expected"))


def _clock() -> Clock:
    return import_string(settings.REVISION_CLOCK)


def _unknown_revision(today: date) -> Problem:
    first, latest = _clock()(today=today, number=1), _clock()(today=today)
    if first is None or latest is None:
        return Problem("unknown-revision", _("The registry holds no data yet: run load_registry."))
    return Problem(
        "unknown-revision",
        _("The registry's revisions are 1 (%(first)s) to %(latest)s, and the future is not known yet.")
        % {"first": first[1].isoformat(), "latest": latest[0]},
        errors=[{"parameter": "known_at", "detail": _("outside the registry's revisions")}],
        first_revision=1,
        latest_revision=latest[0],
    )


def _instant(text: str) -> datetime | None:
    """None where the calendar ends."""
    if re.fullmatch(INSTANT_PATTERN, text, re.ASCII):
        try:
            # A "+" that was not percent-encoded arrives as a space.
            return datetime.fromisoformat(text.replace(" ", "+").upper()).astimezone(UTC)
        except OverflowError:
            return None
        except ValueError:
            pass
    raise parameter_error(
        "known_at", _("a revision number, or an instant with its offset such as 2026-11-21T08:00:00Z, is expected")
    )
