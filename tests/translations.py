"""The Chinese of every message: ``python tests/translations.py`` brings locale/ up to date, ``--check`` only looks.

A message that is new in the code enters django.po untranslated, one that left the code leaves it, and django.mo is
compiled anew. Translate by hand in django.po, then run it again. Neither file depends on the day or on line numbers.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = ("registry", "occupations", "policies")
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
# %(name)s, %s, {name}; also a percent sign that should have been doubled.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?.|\{\w*\}", re.DOTALL)


class Chinese(Catalog):
    """A catalogue whose header never changes."""

    header_comment = "# Written by tests/translations.py; only the translations are made by hand."
    mime_headers = [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", "nplurals=1; plural=0;")]


def messages_of_code() -> list[Message]:
    found = Catalog()
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts):
        for _line, text, _comments, context in extract_from_file("python", path, DEFAULT_KEYWORDS | LAZY):
            found.add(text, context=context)
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("templates/**/*.html")):
        # What Django makes of a template for xgettext is Python, but for its indentation.
        code = "\n".join(line.strip() for line in templatize(path.read_text(encoding="utf-8")).splitlines())
        for _line, text, _comments, context in extract("python", BytesIO(code.encode()), DEFAULT_KEYWORDS):
            found.add(text, context=context)
    return [message for message in found if message.id]


def read(po: Path) -> Catalog:
    return read_po(BytesIO(po.read_bytes() if po.exists() else b""), locale="zh_Hans")


def translate(messages: list[Message], held: Catalog) -> Catalog:
    """These messages, with the translations held of them."""
    result = Chinese(locale="zh_Hans", fuzzy=False)
    for message in messages:
        old = held.get(message.id, message.context) or Message(message.id)
        result.add(message.id, old.string, (), old.flags, (), old.user_comments, context=message.context)
    return result


def compile_mo(held: Catalog) -> bytes:
    write_mo(buffer := BytesIO(), translate([message for message in held if message.id], held))
    return buffer.getvalue()


def update(po: Path = PO) -> None:
    """Write the .po for the messages of the code, and the .mo beside it."""
    catalogue = translate(messages_of_code(), read(po))
    with po.open("wb") as file:
        write_po(file, catalogue, width=0, no_location=True, sort_output=True)
    po.with_suffix(".mo").write_bytes(compile_mo(catalogue))


def findings(po: Path = PO) -> Iterator[str]:
    """What is wrong with the .po and the .mo beside it, a line each."""
    held, mo, known = read(po), po.with_suffix(".mo"), set()
    for message in messages_of_code():
        known.add((message.id, message.context))
        translation = held.get(message.id, message.context)
        if translation is None:
            yield f"missing: {message.id!r}"
        elif not translation.string or not all(translation.string):
            yield f"not translated: {message.id!r}"
        elif translation.fuzzy:
            yield f"fuzzy: {message.id!r}"
        elif placeholders(translation.string) != placeholders(message.id):
            yield f"other placeholders: {message.id!r}, {translation.string!r}"
    for message in [*held, *held.obsolete.values()]:
        if message.id and (message.id, message.context) not in known:
            yield f"obsolete: {message.id!r}"
    if not mo.exists() or mo.read_bytes() != compile_mo(held):
        yield f"{mo.name} is not what {po.name} compiles to: run tests/translations.py"


def placeholders(text: str | tuple[str, ...]) -> list[str]:
    """Those of a text; of its plural, where it has one: Chinese knows no other form."""
    return sorted(PLACEHOLDER.findall(text if isinstance(text, str) else text[-1]))


if __name__ == "__main__":
    if not (check := "--check" in sys.argv):
        update()
    if found := list(findings()):
        print(f"{PO.relative_to(ROOT)}:", *found, sep="\n  ")
        sys.exit(check)
