"""``edition`` and ``include``, and the scope they give to every endpoint of this app."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.serializers import Serializer

from occupations import validity
from occupations.answers.editions import LICENCE, describe_scope
from occupations.answers.scope import KEPT_SCOPES, Scope, resolve
from occupations.api.shapes import LogMetaSerializer, MetaSerializer
from occupations.validity import AsOf
from registry.http.problems import parameter_error
from registry.http.ready_json import ReadyObject
from registry.http.views import RegistryViewSet

EDITION_PATTERN = r"^[a-z0-9-]{1,30}$"
SOURCE_PATTERN = r"^[a-z0-9-]{1,60}$"


class ScopedViewSet(RegistryViewSet):
    """An endpoint that answers for one edition, on one day, as known at one revision."""

    meta_serializer = MetaSerializer
    pins: ClassVar[tuple[str, ...]] = ("on", "edition")
    """What a cursor pins even if it was not asked for; not what filters the list where it is given."""
    every_parameters: ClassVar[tuple[str, ...]] = (*RegistryViewSet.every_parameters, "edition", "include")

    @cached_property
    def scope(self) -> Scope:
        moment = self.moment
        return resolve(
            edition=self.edition_asked,
            on=moment.on,
            revision=moment.revision,
            known_at=moment.known_at,
            today=moment.today,
            known_on=moment.known_on,
            scheduled=read_include(self.parameters),
        )

    @cached_property
    def edition_asked(self) -> str | None:
        edition = self.parameters.get("edition")
        if edition is not None and not re.fullmatch(EDITION_PATTERN, edition, re.ASCII):
            raise parameter_error("edition", _("an edition's id such as 2022 is expected"))
        return edition

    def pinned_parameters(self) -> dict[str, str]:
        resolved = {"on": self.scope.as_of.on.isoformat(), "edition": self.scope.edition.edition_id}
        return super().pinned_parameters() | {name: resolved[name] for name in self.pins}

    def get_meta(self) -> dict[str, Any]:
        return _described(self.scope)


class LoggedViewSet(RegistryViewSet):
    """An endpoint about many days at once, as known at one revision."""

    meta_serializer: type[Serializer] = LogMetaSerializer
    filter_backends: ClassVar[list[Any]] = []
    every_parameters: ClassVar[tuple[str, ...]] = ("known_at", "lang", "include")

    @cached_property
    def as_of(self) -> AsOf:
        scheduled = read_include(self.parameters)
        day = validity.latest_day(self.moment.known_on) if scheduled else self.moment.known_on
        return AsOf(day, self.moment.revision, self.moment.known_on, scheduled)

    def resolve(self, *, edition: str | None = None, on: date | None = None, scheduled: bool | None = None) -> Scope:
        """A scope of this request's revision."""
        return resolve(
            edition=edition,
            on=on,
            revision=self.moment.revision,
            known_at=self.moment.known_at,
            today=self.moment.today,
            known_on=self.moment.known_on,
            scheduled=self.as_of.scheduled if scheduled is None else scheduled,
        )

    def get_meta(self) -> dict[str, Any]:
        return {
            "known_at": self.moment.known_at,
            "revision": self.moment.revision,
            "include": ["scheduled"] if self.as_of.scheduled else [],
            "licence": LICENCE,
        }


@lru_cache(maxsize=KEPT_SCOPES)
def _described(scope: Scope) -> ReadyObject:
    return ReadyObject(describe_scope(scope))


def read_include(parameters: dict[str, str]) -> bool:
    """Whether what is only scheduled is asked for. Raises Problem."""
    if parameters.get("include") not in (None, "scheduled"):
        raise parameter_error("include", _("scheduled is expected"))
    return "include" in parameters


def path_parameter(name: str, text: str, pattern: str, example: str) -> None:
    """Refuse a path segment that the schema forbids."""
    if not re.fullmatch(pattern.removesuffix("$"), text, re.ASCII):
        raise parameter_error(name, _("something like %(example)s is expected") % {"example": example})
