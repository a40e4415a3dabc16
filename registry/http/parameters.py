"""Query parameters, read strictly: none is ignored, none is given twice, none is empty."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from registry.http.problems import Problem, parameter_error

CURSOR_PATTERN = r"^[A-Za-z0-9_-]{1,2000}$"
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
        if not values[0] or "\x00" in values[0]:
            raise parameter_error(name, _("empty, or not text"))
    parameters = dict(given.items())
    if cursor := parameters.get("cursor"):
        if beside := sorted(set(parameters) - BESIDE_CURSOR):
            raise Problem(
                "contradictory-parameters",
                _("A cursor was given together with: %(names)s.") % {"names": ", ".join(beside)},
                errors=[{"parameter": name, "detail": _("carried by the cursor")} for name in beside],
            )
        parameters = unpack_cursor(cursor, set(allowed) - BESIDE_CURSOR) | parameters
    return parameters


def pack_cursor(parameters: dict[str, str], offset: int) -> str:
    """The place in a list whose day, revision, filters and order are given by the parameters."""
    text = json.dumps([parameters, offset], separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack_cursor(cursor: str, allowed: Collection[str]) -> dict[str, str]:
    """What pack_cursor packed, with the place as ``offset``. Raises Problem."""
    try:
        content: Any = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        parameters, offset = content
        sound = isinstance(parameters, dict) and type(offset) is int and 0 <= offset < 10**9
        sound = sound and all(isinstance(v, str) and v and "\x00" not in v for v in parameters.values())
    except (ValueError, TypeError, binascii.Error, RecursionError):
        sound = False
    if not sound or set(parameters) - set(allowed):
        raise Problem("unknown-cursor", _("No list of ours gave this cursor."))
    return parameters | {"offset": str(offset)}
