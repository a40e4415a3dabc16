"""What the databases themselves refuse: overlaps, updates and deletions of published rows.

PostgreSQL has exclusion constraints for the first, SQLite triggers; both have triggers for the rest.
A migration that touches a guarded table ends with ``InstallGuards``, because Django's table rebuild on
SQLite drops triggers silently; the system check ``missing`` compares what is there with what must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from occupations import validity
from occupations.validity import Dated, Recorded


@dataclass(frozen=True)
class GuardedTable:
    """A table, the keys that may not overlap, and whether rows may be superseded (else: nothing at all)."""

    name: str
    overlap_keys: tuple[tuple[str, ...], ...] = ()
    dated: bool = False
    supersedable: bool = True
    key: str = "id"


def guarded_tables() -> list[GuardedTable]:
    """The tables of the models as they are today."""
    tables = [
        GuardedTable(model._meta.db_table, model.overlap_keys, issubclass(model, Dated))
        for model in apps.get_models()
        if issubclass(model, Recorded)
    ]
    return [
        *tables,
        GuardedTable("occupations_revision", supersedable=False, key="number"),
        GuardedTable("occupations_draftact", supersedable=False),
        GuardedTable("occupations_commentact", supersedable=False),
        GuardedTable("occupations_proposalact", supersedable=False),
    ]


def statements(table: GuardedTable, vendor: str, columns: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Each guard's name and the SQL that installs it afresh."""
    build = _postgresql if vendor == "postgresql" else _sqlite
    yield from build(table, list(columns))


def _overlap_name(table: GuardedTable, key: tuple[str, ...]) -> str:
    return f"{table.name}_no_overlap_{'_'.join(column.removesuffix('_id') for column in key)}"


def _postgresql(table: GuardedTable, columns: list[str]) -> Iterator[tuple[str, list[str]]]:
    for key in table.overlap_keys:
        name = _overlap_name(table, key)
        parts = [f"{column} WITH =" for column in key]
        if table.dated:
            parts.append(f"{validity.POSTGRESQL_VALID_RANGE} WITH &&")
        parts.append(f"{validity.POSTGRESQL_RECORDED_RANGE} WITH &&")
        yield (
            name,
            [
                f"ALTER TABLE {table.name} DROP CONSTRAINT IF EXISTS {name}",
                f"ALTER TABLE {table.name} ADD CONSTRAINT {name} EXCLUDE USING gist ({', '.join(parts)})",
            ],
        )
    name = f"{table.name}_append_only"
    superseded = (
        "OLD.recorded_to IS NULL AND NEW.recorded_to IS NOT NULL"
        " AND to_jsonb(NEW) - 'recorded_to' = to_jsonb(OLD) - 'recorded_to'"
    )
    yield (
        name,
        [
            f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF {superseded if table.supersedable else "false"} THEN RETURN NEW; END IF;
                END IF;
                RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation';
            END $guard$""",
            f"DROP TRIGGER IF EXISTS {name} ON {table.name}",
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table.name} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
    )
    truncate = f"{table.name}_no_truncate"
    yield (
        truncate,
        [
            f"DROP TRIGGER IF EXISTS {truncate} ON {table.name}",
            f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table.name} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ],
    )


def _sqlite(table: GuardedTable, columns: list[str]) -> Iterator[tuple[str, list[str]]]:
    def trigger(name: str, event: str, when: str) -> tuple[str, list[str]]:
        return name, [
            f'DROP TRIGGER IF EXISTS "{name}"',
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table.name}" WHEN {when}'
            f" BEGIN SELECT RAISE(ABORT, '{name}'); END",
        ]

    for key in table.overlap_keys:
        # In SQL a null equals nothing, so rows without a code never collide.
        same = " AND ".join(f'held."{column}" = NEW."{column}"' for column in key)
        times = validity.SQLITE_RECORDED_OVERLAP
        if table.dated:
            times = f"{validity.SQLITE_VALID_OVERLAP} AND {times}"
        # Names of tables and columns only; nothing of it comes from outside.
        overlap = f'EXISTS (SELECT 1 FROM "{table.name}" AS held WHERE {same} AND {times})'  # noqa: S608
        yield trigger(_overlap_name(table, key), "INSERT", overlap)
    changed = " OR ".join(f'NEW."{c}" IS NOT OLD."{c}"' for c in columns if c != "recorded_to")
    refused = f"OLD.recorded_to IS NOT NULL OR NEW.recorded_to IS NULL OR {changed}"
    yield trigger(f"{table.name}_append_only", "UPDATE", refused if table.supersedable else "1")
    yield trigger(f"{table.name}_no_delete", "DELETE", "1")
    # INSERT OR REPLACE deletes without asking the trigger above.
    held = f'EXISTS (SELECT 1 FROM "{table.name}" AS held WHERE held."{table.key}" = NEW."{table.key}")'  # noqa: S608
    yield trigger(f"{table.name}_no_replace", "INSERT", held)


class InstallGuards(Operation):
    """The last operation of every migration that touches a guarded table."""

    reversible = True

    def __init__(self, tables: list[GuardedTable]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Guards are no part of Django's model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        connection = schema_editor.connection
        if connection.vendor == "postgresql":
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        for table in self.tables:
            with connection.cursor() as cursor:
                columns = [c.name for c in connection.introspection.get_table_description(cursor, table.name)]
            for _name, commands in statements(table, connection.vendor, columns):
                for command in commands:
                    # No parameters: with them the backend would read a % in the text as a placeholder.
                    schema_editor.execute(command, params=None)

    def database_backwards(self, *args: Any) -> None:
        """The tables take their guards with them."""

    def describe(self) -> str:
        return "Install the guards of " + ", ".join(table.name for table in self.tables)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the guards that ought to be in this database and are not."""
    expected = {
        name for table in guarded_tables() for name, _sql in statements(table, connection.vendor, ["recorded_to"])
    }
    query = (
        "SELECT conname FROM pg_constraint UNION SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(expected - {name for (name,) in cursor.fetchall()})
