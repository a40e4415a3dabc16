"""Which characters a text that becomes public may have, which a name or a code may have, and what is told of others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from occupations.characters import LINES, has_odd_space, has_unseen, visible, visible_signs
from occupations.models import Change, Item, SkillStandardRecord, WorkType
from occupations.validity import Recorded

# The dictionary prints Chinese punctuation in names; of the other full-width forms it prints none.
CHINESE_PUNCTUATION = frozenset("（），、：；。！？")
NAMES: dict[type[Recorded], tuple[str, ...]] = {
    Item: ("name_zh",),
    WorkType: ("name_zh", "former_names_zh"),
    Change: ("name_zh", "former_name_zh"),
    SkillStandardRecord: ("name_zh",),
}
"""The columns that hold names of occupations and work types, several parted by semicolons."""
AROUND = 20
"""How many characters of a long text are shown on each side of what is wrong."""


def wrong_in_text(text: str, *, long: bool = False) -> str | None:
    """Why a text cannot be so, in words; None where nothing is wrong with it. ``long``: it may have several lines."""
    if has_unseen(text, long=long):
        return _("It has invisible characters in it: %(text)s") % {"text": _around_the_first(text, long)}
    if has_odd_space(text, long=long):
        told = _("It begins or ends with a space, or has one in it that is not the usual one: %(text)s")
        return told % {"text": _around_the_first(text, long)}
    return None


def _around_the_first(text: str, long: bool) -> str:
    """As much of a text as is needed to find what is wrong in it."""
    inner = (f".{sign}." for sign in text)
    wrong = (n for n, sign in enumerate(inner) if has_unseen(sign, long=long) or has_odd_space(sign, long=long))
    place = next(wrong, 0 if text[:1].isspace() else len(text) - 1)
    start, end = max(place - AROUND, 0), place + AROUND
    shown = [
        f"[U+{ord(sign):04X}]" if sign in LINES and not long else sign_shown
        for sign, sign_shown in zip(text, visible_signs(text), strict=True)
    ]
    return ("…" if start else "") + "".join(shown[start:end]) + ("…" if end < len(text) else "")


def wrong_in_name(name: str) -> str | None:
    """Why a name cannot be so, in words; None where nothing is wrong with it."""
    if has_unseen(name):
        return _("The name has invisible characters in it: %(name)s") % {"name": visible(name, spaces=True)}
    if any(unicodedata.category(sign).startswith("Z") for sign in name):
        return _("The name has spaces in it: %(name)s") % {"name": visible(name, spaces=True)}
    odd = [s for s in name if s not in CHINESE_PUNCTUATION and unicodedata.normalize("NFKC", s) != s]
    if odd:
        told = {"signs": "".join(odd), "plain": unicodedata.normalize("NFKC", "".join(odd))}
        return _("The name has full-width or other special forms in it: %(signs)s; write %(plain)s.") % told
    return None


def wrong_places(content: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a draft's content that has what cannot be seen: its place, and what is wrong with it."""
    for at, text in texts_in(content, place):
        if message := wrong_in_text(text, long=True):
            yield at, message


def wrong_columns(row: Recorded, held: Recorded | None = None) -> Iterator[tuple[str, str, str]]:
    """Of a published row, each column, the text in it and what is wrong; only what it says otherwise than ``held``.

    What is known to be wrong stands in nobody's way: a row that was published with it can still end.
    """
    names = NAMES.get(type(row), ())
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if value is None or (held is not None and value == getattr(held, field.attname)):
            continue
        for _place, text in texts_in(value, ""):
            message = wrong_in_text(text, long=isinstance(field, models.TextField))
            if message is None and field.name in names:
                message = next(filter(None, map(wrong_in_name, text.split(";"))), None)
            if message:
                yield field.attname, text, message


def check_row(row: Recorded, held: Recorded | None = None) -> None:
    """Raises ValidationError under the columns that are wrong."""
    found: dict[str, list[ValidationError]] = {}
    for name, _text, message in wrong_columns(row, held):
        found.setdefault(name, []).append(ValidationError(message, code="characters"))
    if found:
        raise ValidationError(found)


def texts_in(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every text of what JSON holds, keys included, with its place such as "changes.3.code"."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, part in value.items():
            below = f"{place}.{key}".lstrip(".")
            yield below, str(key)
            yield from texts_in(part, below)
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            yield from texts_in(part, f"{place}.{number}".lstrip("."))


def plain_code(code: str) -> str:
    """A code as it is meant: full-width digits, other hyphens, spaces and invisible characters put right."""
    signs = (sign for sign in unicodedata.normalize("NFKC", code) if unicodedata.category(sign)[0] not in "ZC")
    return "".join("-" if unicodedata.category(sign) == "Pd" or sign == "\N{MINUS SIGN}" else sign for sign in signs)


def is_date_by_spreadsheet(text: str) -> bool:
    """Whether this is what a spreadsheet makes of a code that it takes for a date."""
    months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    forms = (
        r"[12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}( 0?0:00(:00)?)?",
        r"[0-9]{1,2}/[0-9]{1,2}/([0-9]{2}|[12][0-9]{3})",
        r"([12][0-9]{3}年)?[0-9]{1,2}月([0-9]{1,2}日)?",
        rf"([0-9]{{1,2}}-)?({months})(-[0-9]{{1,4}})?",
        r"[2-5][0-9]{4}",
    )
    return any(re.fullmatch(form, text.strip(), re.ASCII | re.IGNORECASE) for form in forms)
