"""``on`` and ``known_at``, read once for every endpoint: the day asked about, and the revision it is known at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True)
class Moment:
    """What a request asks about: a day in Shanghai (None: today) and the revision that answers it."""

    on: date | None
    revision: int
    recorded_at: datetime
    today: date


def read_moment(parameters: Mapping[str, str]) -> Moment:
    """Raises Problem for a day or a revision that cannot be, or that the registry does not have."""
    on = read_day("on", parameters["on"]) if "on" in parameters else None
    revision, recorded_at = _revision(parameters.get("known_at"))
    return Moment(on, revision, recorded_at, timezone.localdate())


def read_day(name: str, text: str) -> date:
    if re.fullmatch(DAY_PATTERN, text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise parameter_error(name, _("a day such as 2024-07-31 is expected"))


def _revision(text: str | None) -> tuple[int, datetime]:
    clock = import_string(settings.REVISION_CLOCK)
    if text is None:
        found = clock()
    elif re.fullmatch(REVISION_PATTERN, text, re.ASCII):
        found = clock(number=int(text))
    else:
        found = clock(instant=_instant(text))
    if found is None:
        latest = clock()
        first = clock(number=1)
        if latest is None or first is None:
            raise Problem("unknown-revision", _("The registry holds no data yet: run load_registry."))
        raise Problem(
            "unknown-revision",
            _("The registry's revisions are 1 (%(first)s) to %(latest)s.")
            % {"first": first[1].isoformat(), "latest": latest[0]},
            errors=[{"parameter": "known_at", "detail": _("outside the registry's revisions")}],
            first_revision=1,
            latest_revision=latest[0],
        )
    number, recorded_at = found
    return number, recorded_at


def _instant(text: str) -> datetime:
    if re.fullmatch(INSTANT_PATTERN, text, re.ASCII):
        try:
            # A "+" that was not percent-encoded arrives as a space.
            return datetime.fromisoformat(text.replace(" ", "+").upper())
        except ValueError:
            pass
    raise parameter_error(
        "known_at", _("a revision number, or an instant with its offset such as 2026-11-21T08:00:00Z, is expected")
    )
