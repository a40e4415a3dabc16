"""What all that the public may send in has in common: the fields for texts and contacts, and the limit."""

from __future__ import annotations

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import Throttled

from occupations import plain_text
from occupations.actions.allowance import Exhausted
from registry.http.forms import Field


def text(description: str, most: int, *, required: bool = False, example: str = "") -> Field:
    """Plain text of several lines."""
    return Field(
        description=description,
        most=most,
        pattern=plain_text.PLAIN_PATTERN,
        is_sound=plain_text.is_plain,
        expected=_("plain text without < and > and without control characters is expected, not empty"),
        required=required,
        example=example,
    )


def line(description: str, most: int, *, required: bool = False, example: str = "") -> Field:
    return Field(
        description=description,
        most=most,
        pattern=plain_text.LINE_PATTERN,
        is_sound=lambda told: plain_text.is_plain(told, one_line=True),
        expected=_("one line of plain text without < and > is expected, not empty"),
        required=required,
        example=example,
    )


def matching(description: str, most: int, pattern: str, example: str) -> Field:
    return Field(
        description=description,
        most=most,
        pattern=pattern,
        is_sound=lambda told: re.fullmatch(pattern.removesuffix("$"), told, re.ASCII) is not None,
        expected=format_lazy(_("something like {example} is expected"), example=example),
    )


CONTACT_FIELDS = {
    "email": matching("For clerks alone, never published.", 254, plain_text.EMAIL_PATTERN, "name@example.org"),
    "phone": matching("For clerks alone, never published.", 30, plain_text.PHONE_PATTERN, "010-12345678"),
}


def too_many(exhausted: Exhausted) -> Throttled:
    return Throttled(wait=exhausted.wait, detail=str(exhausted))
