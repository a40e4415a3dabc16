"""``edition`` and ``include``, and the scope they give to every endpoint of this app."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from occupations.answers.editions import describe_scope
from occupations.answers.scope import Scope, resolve
from registry.http.problems import Problem, parameter_error
from registry.http.views import RegistryViewSet

EDITION_PATTERN = r"^[a-z0-9-]{1,30}$"


class ScopedViewSet(RegistryViewSet):
    """An endpoint that answers for one edition, on one day, as known at one revision."""

    every_parameters: ClassVar[tuple[str, ...]] = (*RegistryViewSet.every_parameters, "edition", "include")

    @cached_property
    def scope(self) -> Scope:
        moment = self.moment
        edition = self.parameters.get("edition")
        if edition is not None and not is_slug(edition):
            raise parameter_error("edition", _("an edition's id such as 2022 is expected"))
        include = self.parameters.get("include")
        if include not in (None, "scheduled"):
            raise parameter_error("include", _("scheduled is expected"))
        return resolve(
            edition=edition,
            on=moment.on,
            known_at=moment.revision,
            recorded_at=moment.recorded_at,
            today=moment.today,
            scheduled=include == "scheduled",
        )

    def pinned_parameters(self) -> dict[str, str]:
        return super().pinned_parameters() | {
            "on": self.scope.as_of.on.isoformat(),
            "edition": self.scope.edition.edition_id,
        }

    def get_meta(self) -> dict[str, Any]:
        return describe_scope(self.scope)


def is_slug(text: str) -> bool:
    return text.isascii() and 0 < len(text) <= 60 and text.replace("-", "a").isalnum() and text == text.lower()


def path_parameter(name: str, text: str, sound: bool, example: str) -> None:
    """Refuse a path segment that the schema forbids."""
    if not sound:
        raise Problem(
            "malformed-parameter",
            _("%(name)s: something like %(example)s is expected") % {"name": name, "example": example},
            errors=[{"parameter": name, "detail": _("malformed: %(text)s") % {"text": text[:60]}}],
        )
