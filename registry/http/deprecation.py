"""What is deprecated: for how long it still answers, and what its answers and the OpenAPI document say of it.

The terms are in docs/guide/deprecation.md and at /deprecations.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from string import Formatter
from typing import Any, TypeVar

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _

from registry.http.as_of import current_day
from registry.http.problems import Problem

Target = TypeVar("Target")
NOTICE_MONTHS = 12
"""At least so long does what is deprecated go on answering."""


@dataclass(frozen=True)
class Deprecation:
    """Of an operation, or of some of its parameters. Days are days in Shanghai."""

    since: date
    sunset: date
    """The first day on which it answers 410."""
    instead: str
    """The address of what to use; it may have the names of the path in braces. Empty: nothing comes instead."""
    parameters: tuple[str, ...] = ()
    """Deprecated is what gives one of these; none: whatever is asked."""

    def __post_init__(self) -> None:
        if self.sunset.timetuple()[:3] < (self.since.year + 1, self.since.month, self.since.day):
            raise ValueError(f"twelve months of notice are promised: {self.since} to {self.sunset}")

    @property
    def over(self) -> bool:
        return current_day() >= self.sunset

    def successor(self, arguments: dict[str, Any]) -> str:
        """What to use instead in a request with these parts of the path; as it stands where it has others."""
        names = {name for _text, name, _spec, _conversion in Formatter().parse(self.instead) if name}
        return self.instead.format(**arguments) if names <= arguments.keys() else self.instead


def deprecated(
    *, since: str, sunset: str, instead: str = "", parameters: tuple[str, ...] = ()
) -> Callable[[Target], Target]:
    """For an action, or for a whole viewset. ``since`` and ``sunset`` are ISO dates, twelve months apart at least."""
    found = Deprecation(date.fromisoformat(since), date.fromisoformat(sunset), instead, parameters)

    def mark(target: Target) -> Target:
        target.deprecations = (*getattr(target, "deprecations", ()), found)
        return target

    return mark


def deprecations_of(view: Any) -> tuple[Deprecation, ...]:
    """Those of a viewset and of its action, whatever is asked."""
    action = getattr(type(view), view.action or "", None)
    return (*getattr(type(view), "deprecations", ()), *getattr(action, "deprecations", ()))


def applying(view: Any, given: Collection[str]) -> list[Deprecation]:
    """Those that concern a request with these parameters."""
    return [found for found in deprecations_of(view) if not found.parameters or {*found.parameters} & {*given}]


def refuse_after_sunset(view: Any, given: Collection[str] = ()) -> None:
    """Raises Problem for what has ended."""
    for found in applying(view, given):
        if found.over:
            members: dict[str, Any] = {"sunset": found.sunset.isoformat()}
            if found.instead:
                members["instead"] = view.request.build_absolute_uri(found.successor(view.kwargs))
            if ended := [name for name in found.parameters if name in given]:
                members["errors"] = [{"parameter": name, "detail": _("ended")} for name in ended]
            raise Problem("gone", _("It has ended on %(day)s.") % {"day": found.sunset.isoformat()}, **members)


def tell(view: Any, response: HttpResponseBase, given: Collection[str]) -> bool:
    """Say in the headers of an answer what is deprecated; whether anything is (RFC 9745, RFC 8594)."""
    found = applying(view, given)
    if not found:
        return False
    response.headers["Deprecation"] = f"@{_midnight(min(one.since for one in found))}"
    response.headers["Sunset"] = http_date(_midnight(min(one.sunset for one in found)))
    address = view.request.build_absolute_uri
    links = [f'<{address("/api/v1/deprecations")}>; rel="deprecation"; type="application/json"']
    links += [f'<{address(one.successor(view.kwargs))}>; rel="successor-version"' for one in found if one.instead]
    response.headers["Link"] = ", ".join(filter(None, [response.headers.get("Link"), *links]))
    return True


def describe_deprecation(operation: dict[str, Any], view: Any) -> None:
    """What the OpenAPI document says; ``x-sunset`` is for those who compare two documents."""
    for found in deprecations_of(view):
        until = f"Deprecated since {found.since}; from {found.sunset} on it answers 410."
        until += f" Instead: `{found.instead}`." if found.instead else ""
        described = [p for p in operation.get("parameters", []) if p.get("name") in found.parameters]
        for part in described if found.parameters else [operation]:
            part["deprecated"] = True
            part["description"] = " ".join(filter(None, [part.get("description"), until]))
            part["x-sunset"] = found.sunset.isoformat()


def _midnight(day: date) -> int:
    """The beginning of a day in Shanghai, in seconds since 1970."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    return int(begins.astimezone(UTC).timestamp())
