"""The indexes of the tables: each guard finds its rows by one on SQLite, and none is kept twice on either database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from django.apps import apps
from django.db import connection

from occupations import guards

pytestmark = pytest.mark.django_db

Plan = Callable[[str], str]
ASKED = re.compile(r'NEW\."?(\w+)"?')
sqlite_only = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="on PostgreSQL the guard against overlaps is an index itself"
)


@pytest.fixture
def plan() -> Iterator[Plan]:
    """How SQLite finds the rows of a condition in a database that has just been made: it knows nothing of its rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        schema = [sql for (sql,) in cursor.fetchall()]
    with closing(sqlite3.connect(":memory:")) as empty:
        for statement in sorted(schema, key=lambda sql: not sql.startswith("CREATE TABLE")):
            empty.execute(statement)

        def plan_of(condition: str) -> str:
            question, values = ASKED.subn("?", condition)
            rows = empty.execute(f"EXPLAIN QUERY PLAN SELECT {question}", [None] * values).fetchall()
            [found] = [detail for *_ids, detail in rows if " held" in detail]
            return str(found)

        yield plan_of


def conditions(table: guards.GuardedTable) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each trigger of a table looks for when a row is written, and by which columns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table.name])
        triggers = [sql for (sql,) in cursor.fetchall() if "BEFORE INSERT" in sql]
    for sql in triggers:
        condition = sql.partition(" WHEN ")[2].partition(" BEGIN ")[0]
        yield condition, tuple(re.findall(r'held\."(\w+)" = NEW', condition))


@sqlite_only
@pytest.mark.parametrize("table", guards.guarded_tables(), ids=lambda table: table.name)
def test_a_guard_finds_its_rows_by_the_whole_of_its_key(plan, table):
    looked_for = dict(conditions(table))
    assert {*looked_for.values()} == {*table.overlap_keys, (table.key,)}
    for condition, key in looked_for.items():
        found = plan(condition)
        assert found.startswith("SEARCH"), found
        if "INTEGER PRIMARY KEY" not in found:
            assert [column for column in key if f"{column}=?" not in found] == [], found


MODELS = [model for app in ("occupations", "policies") for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.db_table)
def test_no_index_is_kept_twice(model):
    with connection.cursor() as cursor:
        held = connection.introspection.get_constraints(cursor, model._meta.db_table)
    # PostgreSQL keeps further ones of text, for LIKE; an exclusion constraint is no order of rows.
    indexes = {
        name: index["columns"]
        for name, index in held.items()
        if (index["index"] or index["unique"] or index["primary_key"])
        and index.get("type") != "gist"
        and not name.endswith("_like")
    }
    # The index of a foreign key may begin another one: to be without it, SQLite would build the table anew.
    own = {index.name for index in model._meta.indexes}
    again = [
        f"{name} ({', '.join(columns)}) beside {other} ({', '.join(others)})"
        for name, columns in indexes.items()
        for other, others in indexes.items()
        if name != other and (columns == others or (name in own and columns == others[: len(columns)]))
    ]
    assert again == []
