"""A snapshot as an SQLite file: a table of every kind of row, and views of one edition as it is today."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import models

from occupations import codes, validity
from occupations.answers.rows import SHOWN, Table
from occupations.exports.snapshot import Snapshot
from occupations.models import EditionStatus

TODAY = "date('now', '+8 hours')"
"""The day in Shanghai, whenever the file is read: what was scheduled takes effect in it by itself."""


def write_sqlite(snapshot: Snapshot, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        _fill(database, "about", [{"name": name, "value": str(value)} for name, value in snapshot.about().items()])
        _fill(database, "revision", snapshot.revisions())
        for resource, table in snapshot.tables():
            _create(database, resource, table)
            for row in snapshot.rows(table):
                _insert(database, resource, row)
        for name, query in views(snapshot).items():
            database.execute(f"CREATE VIEW {name} AS {query}")
        database.commit()
        database.execute("VACUUM")


def views(snapshot: Snapshot) -> dict[str, str]:
    """The edition as it is today, or on its last day."""
    day, record = TODAY, snapshot.scope.edition
    if record.status == EditionStatus.DRAFT:
        day = f"'{record.valid_from}'"
    elif (last := validity.last_day(record.valid_to)) is not None:
        day = f"min({TODAY}, '{last}')"
    scheme = f"'{snapshot.scope.scheme}'"
    # What is put into these texts is the program's own.
    items = f"""
        SELECT i.code, i.name_zh, i.name_en, i.concept, i.level, i.digital, i.green, i.gbt6565,
               i.valid_from, i.valid_to, p.code AS parent_code, p.name_zh AS parent_name_zh, i.parent
        FROM item i LEFT JOIN item p
          ON p.concept = i.parent AND p.scheme = i.scheme AND {validity.sqlite_holds_on("p", day)}
        WHERE i.scheme = {scheme} AND {validity.sqlite_holds_on("i", day)}"""  # noqa: S608
    return {
        "occupations": f"{items} AND i.level = {codes.OCCUPATION} ORDER BY i.code IS NULL, i.code",
        "groups": f"{items} AND i.level < {codes.OCCUPATION} ORDER BY i.code",
        "work_types": f"""
        SELECT w.name_zh, w.name_en, w.concept, w.former_names_zh, w.valid_from, w.valid_to, w.confidence,
               o.code AS occupation_code, o.name_zh AS occupation_name_zh, w.occupation
        FROM work_type w LEFT JOIN item o
          ON o.concept = w.occupation AND o.scheme = w.scheme AND {validity.sqlite_holds_on("o", day)}
        WHERE w.scheme = {scheme} AND {validity.sqlite_holds_on("w", day)} ORDER BY w.name_zh""",  # noqa: S608
    }


def _create(database: sqlite3.Connection, resource: str, table: Table) -> None:
    columns = [
        f'"{SHOWN[field.name][0] if field.name in SHOWN else field.name}" {_kind(field)}' for field in table.fields
    ]
    database.execute(f'CREATE TABLE "{resource}" ({", ".join(columns)})')
    for name in ("concept", "code", "occupation", "parent"):
        if name in table.columns:
            database.execute(f'CREATE INDEX "{resource}_{name}" ON "{resource}" ("{name}")')


def _kind(field: models.Field[Any, Any]) -> str:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return "INTEGER" if isinstance(target, models.BooleanField | models.IntegerField) else "TEXT"


def _fill(database: sqlite3.Connection, name: str, rows: list[dict[str, Any]]) -> None:
    database.execute(f'CREATE TABLE "{name}" ({", ".join(rows[0])})')
    for row in rows:
        _insert(database, name, row)


def _insert(database: sqlite3.Connection, resource: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    values = [json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else v for v in row.values()]
    database.execute(f'INSERT INTO "{resource}" ({names}) VALUES ({marks})', values)  # noqa: S608 (names of models)
