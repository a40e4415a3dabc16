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
    flat_table()


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


def flat_table() -> None:
    """What one gives to Datasette: one row an occupation, with the names around it."""
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE TABLE occupations_of_any AS
            SELECT o.code, o.concept, o.level, o.edition, o.name_zh, o.name_en, o.definition_zh, o.definition_en,
                   o.digital, o.green, o.valid_from, o.valid_to, o.earlier, o.confidence, o.known_gap,
                   p.code AS parent_code, p.name_zh AS parent_name_zh,
                   m.code AS medium_code, m.name_zh AS medium_name_zh, t.code AS major_code, t.name_zh AS major_name_zh,
                   i.batch AS batch, i.published_on AS batch_published_on,
                   (SELECT json_group_array(s.source_id) FROM plain_occupation_sources s
                    WHERE s.occupation_id = o.concept) AS sources,
                   (SELECT json_group_array(w.name_zh) FROM plain_worktype w
                    WHERE w.occupation_id = o.concept) AS work_types
            FROM plain_occupation o
            LEFT JOIN plain_group p ON p.code = o.parent_id
            LEFT JOIN plain_group m ON m.code = p.parent_id
            LEFT JOIN plain_group t ON t.code = m.parent_id
            LEFT JOIN plain_introduction i ON i.id = o.introduced_by_id""")
        cursor.execute("SELECT group_concat(name) FROM pragma_table_info('occupations_of_any') WHERE name <> 'code'")
        columns = cursor.fetchone()[0]
        # Datasette addresses a row by its key, and the few without a code have none.
        cursor.execute(f"CREATE TABLE occupations (code TEXT PRIMARY KEY, {columns})")
        cursor.execute(
            f"INSERT INTO occupations (code, {columns})"  # noqa: S608 (columns are ours)
            f" SELECT code, {columns} FROM occupations_of_any WHERE code IS NOT NULL"
        )
        cursor.execute("DROP TABLE occupations_of_any")


if __name__ == "__main__":
    main()
