"""How long a password must be, told in both languages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LongEnough:
    """Django's own rule, whose message has no Chinese."""

    def __init__(self, least: int = 12) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.least:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return _("The password must have at least %(least)s characters.") % {"least": self.least}
