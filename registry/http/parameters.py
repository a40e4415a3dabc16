"""Query parameters, read strictly: none is ignored, none is given twice, none is empty."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from registry.http.problems import Problem, parameter_error

CURSOR_PATTERN = r"^[A-Za-z0-9_-]{1,4000}$"
LONGEST_CURSOR_TEXT = 20_000
# What may stand beside a cursor, which carries everything else itself.
BESIDE_CURSOR = frozenset({"cursor", "page_size", "lang"})


def read_parameters(request: Request, allowed: Collection[str]) -> dict[str, str]:
    """The parameters of a request by name; a cursor is unpacked into the parameters it carries."""
    given = request.query_params
    if unknown := sorted(set(given) - set(allowed)):
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
        parameters = unpack_cursor(cursor, request.path, set(allowed) - BESIDE_CURSOR) | parameters
    return parameters


def pack_cursor(path: str, parameters: dict[str, str], offset: int) -> str:
    """The place in a list whose day, revision, filters and order are given by the parameters."""
    text = json.dumps([path, parameters, offset], separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpack_cursor(cursor: str, path: str, allowed: Collection[str]) -> dict[str, str]:
    """What pack_cursor packed for this path, with the place as ``offset``. Raises Problem."""
    if not re.fullmatch(CURSOR_PATTERN, cursor, re.ASCII):
        raise parameter_error("cursor", _("take it from a `next` or `previous` link as it is"))
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        text = zlib.decompressobj().decompress(packed, LONGEST_CURSOR_TEXT).decode()
        of_path, parameters, offset = json.loads(text)
        sound = of_path == path and type(offset) is int and 0 <= offset < 10**9
        sound = sound and set(parameters) <= set(allowed) and all(map(_is_text, parameters.values()))
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
