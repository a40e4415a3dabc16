"""Which characters a name or a code may hold. Pure."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

# The dictionary prints Chinese punctuation in names; of the other full-width forms it prints none.
CHINESE_PUNCTUATION = frozenset("（），、：；。！？")


def wrong_in_name(name: str) -> str | None:
    """Why a name cannot be so, in words; None where nothing is wrong with it."""
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cn", "Cs") for sign in name):
        return _("The name has invisible characters in it: %(name)s") % {"name": visible(name)}
    if any(unicodedata.category(sign).startswith("Z") for sign in name):
        return _("The name has spaces in it: %(name)s") % {"name": visible(name)}
    odd = [s for s in name if s not in CHINESE_PUNCTUATION and unicodedata.normalize("NFKC", s) != s]
    if odd:
        told = {"signs": "".join(odd), "plain": unicodedata.normalize("NFKC", "".join(odd))}
        return _("The name has full-width or other special forms in it: %(signs)s; write %(plain)s.") % told
    return None


def plain_code(code: str) -> str:
    """A code as it is meant: full-width digits, other hyphens, spaces and invisible characters put right."""
    signs = (sign for sign in unicodedata.normalize("NFKC", code) if unicodedata.category(sign)[0] not in "ZC")
    return "".join("-" if unicodedata.category(sign) == "Pd" or sign == "\N{MINUS SIGN}" else sign for sign in signs)


def visible(text: str) -> str:
    """A text with what cannot be seen shown as its number."""
    return "".join(f"[U+{ord(s):04X}]" if unicodedata.category(s)[0] in "ZC" else s for s in text)


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
