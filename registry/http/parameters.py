"""Query parameters, read strictly: none is ignored, none is given twice, none is empty."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Collection, Mapping, Set
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from registry.http.problems import Problem, parameter_error

CURSOR_PATTERN = r"^[A-Za-z0-9_-]{1,4000}$"
LONGEST_CURSOR_TEXT = 20_000
# What may stand beside a cursor, which carries everything else itself.
BESIDE_CURSOR = frozenset({"cursor", "page_size", "lang", "format", "bom"})


def read_parameters(request: Request, allowed: Set[str]) -> dict[str, str]:
    """The parameters of a request by name; a cursor is unpacked into the parameters it carries."""
    given = request.query_params
    if unknown := sorted(given.keys() - allowed):
        raise Problem(
            "unknown-parameter",
            _("Not known here: %(names)s. Known are: %(known)s.")
            % {"names": ", ".join(unknown), "known": ", ".join(sorted(allowed)) or "-"},
            errors=[{"parameter": name, "detail": _("unknown")} for name in unknown],
        )
    for name, values in given.lists():
        if len(values) > 1:
            raise parameter_error(name, _("given more than once"))
        if not _is_text(values[0]):
            raise parameter_error(name, _("empty, or not text"))
    parameters = {name: values[0] for name, values in given.lists()}
    if cursor := parameters.get("cursor"):
        if beside := sorted(set(parameters) - BESIDE_CURSOR):
            raise Problem(
                "contradictory-parameters",
                _("A cursor was given together with: %(names)s.") % {"names": ", ".join(beside)},
                errors=[{"parameter": name, "detail": _("carried by the cursor")} for name in beside],
            )
        parameters = unpack_cursor(cursor, request.path, allowed - BESIDE_CURSOR) | parameters
    return parameters


def number(parameters: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    """A whole number within bounds, or None where it is not given. Raises Problem."""
    text = parameters.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and str(int(text)) == text):
        text = "-1"
    if not least <= int(text) <= most:
        raise parameter_error(
            name, _("a number from %(least)s to %(most)s is expected") % {"least": least, "most": most}
        )
    return int(text)


def one_of(parameters: Mapping[str, str], name: str, words: Collection[str]) -> str | None:
    """One of some words, or None where it is not given. Raises Problem."""
    word = parameters.get(name)
    if word is not None and word not in words:
        raise parameter_error(name, _("one of {words} is expected").format(words=", ".join(words)))
    return word


def several_of(parameters: Mapping[str, str], name: str, words: Collection[str]) -> frozenset[str]:
    """Some of some words, separated by commas; no more than there are. Raises Problem."""
    given = parameters[name].split(",")
    if len(given) > len(words):
        raise parameter_error(name, _("each is named once"))
    for word in given:
        one_of({name: word}, name, words)
    return frozenset(given)


def matching(parameters: Mapping[str, str], name: str, pattern: str, example: str) -> str | None:
    """Text of a pattern, or None where it is not given. Raises Problem."""
    text = parameters.get(name)
    if text is not None and not re.fullmatch(pattern.removesuffix("$"), text, re.ASCII):
        raise parameter_error(name, _("something like {example} is expected").format(example=example))
    return text


def pack_cursor(path: str, parameters: dict[str, str], offset: int) -> str:
    """The place in a list whose day, revision, filters and order are given by the parameters."""
    text = json.dumps([path, parameters, offset], separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    # With room for so short a text only: to make zlib's usual room ready takes ten times as long as to pack it.
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits=13, memLevel=5)
    packed = packer.compress(text.encode()) + packer.flush()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unpack_cursor(cursor: str, path: str, allowed: Set[str]) -> dict[str, str]:
    """What pack_cursor packed for this path, with the place as ``offset``. Raises Problem."""
    if not re.fullmatch(CURSOR_PATTERN, cursor, re.ASCII):
        raise parameter_error("cursor", _("take it from a `next` or `previous` link as it is"))
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        text = zlib.decompressobj().decompress(packed, LONGEST_CURSOR_TEXT).decode()
        of_path, parameters, offset = json.loads(text)
        sound = of_path == path and type(offset) is int and 0 <= offset < 10**9
        sound = sound and set(parameters) <= allowed and all(map(_is_text, parameters.values()))
    except (ValueError, TypeError, AttributeError, zlib.error, RecursionError):
        sound = False
    if not sound:
        raise Problem("unknown-cursor", _("This list gave no such cursor."))
    return parameters | {"offset": str(offset)}


def _is_text(value: Any) -> bool:
    """Text that can be asked for: not empty, and without what no database stores."""
    return isinstance(value, str) and value != "" and "\x00" not in value and _is_unicode(value)


def _is_unicode(value: str) -> bool:
    try:
        return bool(value.encode())
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
