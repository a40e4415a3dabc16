"""Which characters nobody can see, and how a text is shown with them or without them. Pure."""

from __future__ import annotations

import re
import unicodedata

LINES = "\t\r\n"
"""Belong into a text of several lines."""
INDENT = "\N{IDEOGRAPHIC SPACE}"
"""With which paragraphs begin in Chinese."""
# What Unicode counts as letters, marks or signs, and what leaves nothing to see: joiners and fillers of scripts,
# selectors of variants, the blank of Braille.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_NONE_IN_LONG = str.maketrans("", "", LINES + INDENT)


def is_unseen(sign: str) -> bool:
    """Control and format characters, separators of lines, private use, what is no character, and _UNSEEN."""
    category = unicodedata.category(sign)
    if category == "Cn":
        # Two planes are kept for ideographs, which a release of Python may not know yet.
        return not (0x20000 <= ord(sign) <= 0x3FFFD and ord(sign) & 0xFFFF < 0xFFFE)
    return category in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") or _UNSEEN.match(sign) is not None


def has_unseen(text: str, *, long: bool = False) -> bool:
    """``long``: of a text of several lines."""
    told = text.translate(_NONE_IN_LONG) if long else text
    plain = told.isprintable() and _UNSEEN.search(told) is None
    return not plain and any(is_unseen(sign) for sign in told)


def has_odd_space(text: str, *, long: bool = False) -> bool:
    """Whether it begins or ends with a space, or has one in it that looks like the usual one and is another."""
    told = text.translate(_NONE_IN_LONG) if long else text
    odd = not told.isprintable() and any(sign != " " and unicodedata.category(sign) == "Zs" for sign in told)
    return odd or text != text.strip()


def visible(text: str, *, spaces: bool = False) -> str:
    """A text with what cannot be seen shown as its number, a space at an end too; ``spaces``: every space."""
    return "".join(visible_signs(text, spaces=spaces))


def visible_signs(text: str, *, spaces: bool = False) -> list[str]:
    """The same, sign by sign."""
    first, end = len(text) - len(text.lstrip()), len(text.rstrip())

    def shown(place: int, sign: str) -> bool:
        if sign == " " or sign in LINES:
            return spaces or not first <= place < end
        return is_unseen(sign) or unicodedata.category(sign) == "Zs"

    return [f"[U+{ord(s):04X}]" if shown(place, s) else s for place, s in enumerate(text)]


def without_unseen(text: str) -> str:
    return text if not has_unseen(text, long=True) else "".join(s for s in text if s in LINES or not is_unseen(s))
