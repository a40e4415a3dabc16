"""A classification as an SDMX code list: a structure message of SDMX-JSON 2.0, as SDMX 3.0 has it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

MEDIA_TYPE = "application/vnd.sdmx.structure+json"
SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/"
    "sdmx-json-structure-schema.json"
)
ANNOTATED = ("edition", "on", "known_at", "licence")
AGENCY = "CN_OCCUPATION_REGISTRY"


class Listed(NamedTuple):
    """What a code list is called."""

    slug: str
    name_zh: str
    name_en: str


def code_list(
    rows: Sequence[dict[str, Any]], meta: dict[str, Any], *, listed: Listed, edition: str | None, partial: bool
) -> dict[str, Any]:
    """A message with one code list. What has no code cannot stand in it; a parent only if it stands there too.

    A row has ``code``, ``parent`` (a code or None), ``name_zh`` and ``name_en``.
    """
    coded = [row for row in rows if row["code"]]
    known = {row["code"] for row in coded}
    slug, of_edition = (f"_{edition}", f" ({edition})") if edition else ("", "")
    names = {"zh": listed.name_zh + of_edition, "en": listed.name_en + of_edition}
    shown: dict[str, Any] = {
        "id": re.sub("[^A-Z0-9]", "_", f"CL_{listed.slug}{slug}".upper()),
        "agencyID": AGENCY,
        "version": f"{meta['revision']}.0.0",
        "name": names["zh"],
        "names": names,
        "isPartial": partial,
        "annotations": [{"type": name, "value": str(meta[name])} for name in ANNOTATED],
    }
    if coded:  # a list of codes may be left out, but not be empty
        shown["codes"] = [_code(row, known) for row in coded]
    return {
        "meta": {
            "schema": SCHEMA,
            "id": f"{shown['id']}_{meta['revision']}_{meta['on']}",
            "prepared": meta["known_at"],
            "test": False,
            "contentLanguages": ["zh", "en"],
            "sender": {"id": AGENCY, "name": AGENCY},
        },
        "data": {"codelists": [shown]},
    }


def _code(row: dict[str, Any], known: set[str]) -> dict[str, Any]:
    names = {language: row[f"name_{language}"] for language in ("zh", "en") if row.get(f"name_{language}")}
    code: dict[str, Any] = {"id": row["code"], "name": row["name_zh"] or row["code"], "names": names}
    if row["parent"] in known:
        code["parent"] = row["parent"]
    if "concept" in row:
        code["annotations"] = [{"type": "concept", "value": row["concept"]}]
    return code
