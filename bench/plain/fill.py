"""python -m bench.plain.fill groups.json occupations.json: makes the peers' database from our own answers."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.plain.settings"
django.setup()

from django.db import connection, transaction  # noqa: E402 (models need the settings)

from bench.plain.models import Group, Introduction, Occupation, PreviousCode, Source, WorkType  # noqa: E402

FLAT = (
    *("concept", "code", "level", "edition", "name_zh", "name_en", "definition_zh", "definition_en", "digital"),
    *("green", "valid_from", "valid_to", "earlier", "confidence", "known_gap"),
)


def main() -> None:
    groups, occupations = (json.loads(Path(name).read_text(encoding="utf-8"))["results"] for name in sys.argv[1:3])
    with connection.schema_editor() as editor:
        for model in (Group, Source, Introduction, Occupation, PreviousCode, WorkType):
            editor.create_model(model)
    with transaction.atomic():
        for group in sorted(groups, key=lambda group: group["level"]):
            above = group["parent"]["code"] if group["parent"] else None
            fields = {name: group[name] for name in ("code", "concept", "name_zh", "name_en")}
            Group.objects.create(parent_id=above, **fields)
        for told in occupations:
            add(told)
    flat_table(occupations)


def add(told: dict[str, Any]) -> None:
    row = Occupation.objects.create(
        parent_id=told["parent"]["code"] if told["parent"] else None,
        introduced_by=introduction(told["introduced_by"]),
        **{name: told[name] for name in FLAT},
    )
    for source in told["sources"]:
        row.sources.add(Source.objects.get_or_create(id=source["id"], defaults=source)[0])
    for before in told["previous_codes"]:
        PreviousCode.objects.create(occupation=row, **before)
    for work_type in told["work_types"]:
        fields = {name: value for name, value in work_type.items() if name != "introduced_by"}
        WorkType.objects.create(occupation=row, introduced_by=introduction(work_type["introduced_by"]), **fields)


def introduction(told: dict[str, Any] | None) -> Introduction | None:
    return Introduction.objects.get_or_create(**told)[0] if told else None


def flat_table(occupations: list[dict[str, Any]]) -> None:
    """What one gives to Datasette: a row an occupation, with all that our list shows of it; what is nested as JSON."""
    names = list(occupations[0])
    others = ", ".join(f'"{name}"' for name in names if name != "code")
    with connection.cursor() as cursor:
        # Datasette addresses a row by its key, and the few without a code have none.
        cursor.execute(f"CREATE TABLE occupations (code TEXT PRIMARY KEY, {others})")
        cursor.executemany(
            f"INSERT INTO occupations ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})",  # noqa: S608 (ours)
            [[_cell(told[name]) for name in names] for told in occupations if told["code"]],
        )


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, dict | list) else value


if __name__ == "__main__":
    main()
