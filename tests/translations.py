"""The Chinese of every message: ``python tests/translations.py`` brings locale/ up to date, ``--check`` only looks.

A message that is new in the code enters django.po without a translation, one that has left the code leaves it;
django.mo is compiled from it. Translate by hand in django.po and run it again. Nothing in either file depends
on the day, on line numbers or on the version of a tool.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = ("registry", "occupations", "policies")
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
# %(name)s, %s, {name}; also a percent sign that should have been doubled.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?.|\{\w*\}", re.DOTALL)


class Chinese(Catalog):
    """A catalogue whose header never changes."""

    header_comment = "# Written by tests/translations.py; only the translations are made by hand."
    mime_headers = [
        ("Language", "zh_Hans"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Plural-Forms", "nplurals=1; plural=0;"),
    ]

    def __init__(self) -> None:
        super().__init__(locale="zh_Hans", fuzzy=False)


def in_code() -> Catalog:
    """Every message of the code, without translations."""
    found = Catalog()
    for app in APPS:
        for _file, _line, text, _comments, context in extract_from_dir(
            ROOT / app, [("**.py", "python")], keywords=DEFAULT_KEYWORDS | LAZY, directory_filter=_is_scanned
        ):
            found.add(text, context=context)
    return found


def _is_scanned(folder: str) -> bool:
    return Path(folder).name not in ("migrations", "__pycache__")


def translated(messages: Catalog, po: Catalog) -> Catalog:
    """These messages, with the translations that ``po`` has for them."""
    result = Chinese()
    for message in filter(lambda message: message.id, messages):
        held = po.get(message.id, message.context) or Message(message.id)
        result.add(message.id, held.string, (), held.flags, (), held.user_comments, context=message.context)
    return result


def read(po: Path = PO) -> Catalog:
    return read_po(BytesIO(po.read_bytes() if po.exists() else b""), locale="zh_Hans")


def compiled(po: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, translated(po, po))
    return buffer.getvalue()


def findings(po: Path = PO) -> Iterator[str]:
    """What is wrong with a catalogue and the .mo beside it, a line each."""
    code, held = in_code(), read(po)
    for message in filter(lambda message: message.id, code):
        translation = held.get(message.id, message.context)
        if translation is None:
            yield f"missing: {message.id!r}"
        elif not all(_forms(translation.string)):
            yield f"not translated: {message.id!r}"
        elif translation.fuzzy:
            yield f"fuzzy: {message.id!r}"
        elif any(_placeholders(form) != _placeholders(_forms(message.id)[-1]) for form in _forms(translation.string)):
            yield f"other placeholders: {message.id!r} → {translation.string!r}"
    for message in [*held, *held.obsolete.values()]:
        if message.id and (message.id in held.obsolete or code.get(message.id, message.context) is None):
            yield f"obsolete: {message.id!r}"
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled(held):
        yield f"{mo.name} is not what {po.name} compiles to"


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A message's singular and plural; most have one form only."""
    return (text,) if isinstance(text, str) else tuple(text)


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def update(po: Path = PO) -> None:
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as file:
        write_po(file, translated(in_code(), read(po)), width=0, no_location=True, sort_output=True)
    po.with_suffix(".mo").write_bytes(compiled(read(po)))


if __name__ == "__main__":
    if "--check" not in sys.argv[1:]:
        update()
    if found := list(findings()):
        print(f"{PO.relative_to(ROOT)}: translate by hand, then run tests/translations.py", *found, sep="\n  ")
        sys.exit(1 if "--check" in sys.argv[1:] else 0)
