"""What text the public may send, and what of it is never shown: addresses, numbers and names to reach a person by."""

from __future__ import annotations

import re

from occupations.characters import without_unseen

# No markup, no control characters but tab and line ends, nothing that turns the direction of writing.
FORBIDDEN = r"<>\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
PLAIN_PATTERN = rf"^[^{FORBIDDEN}]*[^\s{FORBIDDEN}][^{FORBIDDEN}]*$"
"""Plain text that says something; for the OpenAPI document. ``is_plain`` checks the same in linear time."""
LINE_PATTERN = rf"^[^{FORBIDDEN}\t\r\n]*[^\s{FORBIDDEN}][^{FORBIDDEN}\t\r\n]*$"
EMAIL_PATTERN = r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}$"
PHONE_PATTERN = r"^[0-9+() -]{5,30}$"
HIDDEN = "［…］"

# Half of a surrogate pair is no text at all; not every engine can say so in a pattern.
_FORBIDDEN = re.compile(rf"[{FORBIDDEN}\ud800-\udfff]")
# Digits and signs are also written full width.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2010: 0x2D, 0x2013: 0x2D}
_CONTACTS = {
    "email": re.compile(r"[\w.%+-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\s?\.\s?[\w-]+)+"),
    "phone": re.compile(
        r"(?<![\d-])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d){8}(?!\d)"  # a mobile number of the mainland
        r"|(?<![\d-])\(?0\d{2,3}\)?[ -]?\d{7,8}(?!\d)"  # a landline with its area code
        r"|(?<![\d-])[48]00(?:[ -]?\d){7}(?!\d)"
        r"|\+\d(?:[ -]?\d){7,14}"
    ),
    "messenger": re.compile(r"(?:微信号?|[Ww]e[Cc]hat|[Vv][Xx]|QQ群?号?|qq群?号?)\s*[:是为]?\s*[A-Za-z0-9_-]{5,20}"),
    "identity_number": re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),
}


def is_plain(text: str, *, one_line: bool = False) -> bool:
    """Whether the text matches PLAIN_PATTERN, or LINE_PATTERN."""
    if one_line and any(sign in text for sign in "\t\r\n"):
        return False
    return bool(text.strip()) and _FORBIDDEN.search(text) is None


def contacts_in(text: str) -> list[str]:
    """The kinds of contact details that the text seems to hold."""
    plain = without_unseen(text).translate(_HALF_WIDTH)
    return [kind for kind, pattern in _CONTACTS.items() if pattern.search(plain)]


def without_contacts(text: str) -> str:
    """The text as it may be shown: what looks like a contact is hidden, whoever has read it before.

    Characters that cannot be seen are left out: behind them a number would not look like one.
    """
    text = without_unseen(text)
    plain = text.translate(_HALF_WIDTH)  # each sign stays one sign: places agree
    spans = sorted(match.span() for pattern in _CONTACTS.values() for match in pattern.finditer(plain))
    shown, place = "", 0
    for start, end in spans:
        if end > place:
            shown += text[place : max(start, place)] + ("" if start < place else HIDDEN)
            place = end
    return shown + text[place:]
