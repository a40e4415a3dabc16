"""The databases themselves refuse what must not be: every test here goes round the actions, by raw SQL."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction

from occupations import guards
from occupations.models import Item, Revision, SourceRecord
from tests import world
from tests.consultations import build_example

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world() -> None:
    world.build()


def insert_like(row: Item, **values: Any) -> None:
    """INSERT a copy of a row with other values."""
    held = {field.column: field.value_from_object(row) for field in row._meta.concrete_fields if field.column != "id"}
    held |= values
    columns = ", ".join(held)
    marks = ", ".join(["%s"] * len(held))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO occupations_item ({columns}) VALUES ({marks})", list(held.values()))


def execute(statement: str, *values: Any) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def latest() -> int:
    return Revision.objects.order_by("-number").values_list("number", flat=True)[0]


@pytest.fixture
def baker() -> Item:
    return world.baker(date(2020, 1, 1))


@pytest.mark.parametrize(
    "values",
    [
        {"concept_id": world.NEW},
        {"concept_id": world.NEW, "valid_from": date(2030, 1, 1)},
        {"concept_id": world.NEW, "valid_from": date(2009, 12, 31), "valid_to": date(2010, 1, 2)},
        {"code": "1-01-01-09"},
        {"code": None},
    ],
    ids=["same code", "same code later", "same code, one day", "same concept", "same concept, no code"],
)
def test_two_rows_may_not_overlap(baker, values):
    world.announce(world.change("new_occupation", world.NEW, "新", code="1-01-01-08"))
    with pytest.raises(IntegrityError):
        insert_like(baker, **{"code": baker.code, **values})


@pytest.mark.parametrize(
    "values",
    [
        {"valid_from": date(1999, 1, 1), "valid_to": date(2000, 1, 1)},
        {"scheme_id": "cn-2022-draft", "code": "9", "valid_from": date(2000, 1, 1)},
        {"concept_id": world.NEW, "code": None},
    ],
    ids=["touching periods", "another scheme", "no code"],
)
def test_what_merely_touches_may_be(baker, values):
    world.announce(world.change("new_occupation", world.OTHER, "他", code="1-01-01-08"))
    execute("INSERT INTO occupations_concept (id, kind) VALUES (%s, 'occupation')", world.NEW)
    insert_like(baker, **values)


def test_only_a_superseded_row_makes_room(baker):
    world.announce(world.change("abolished", world.MILLER, "磨坊主"))
    successor = {"recorded_from": latest(), "name_zh": "面包大师"}
    with pytest.raises(IntegrityError):
        insert_like(baker, **successor)
    execute("UPDATE occupations_item SET recorded_to = %s WHERE id = %s", latest(), baker.pk)
    insert_like(baker, **successor)


def test_rows_without_a_code_do_not_collide(baker):
    for key in (world.NEW, world.OTHER):
        execute("INSERT INTO occupations_concept (id, kind) VALUES (%s, 'occupation')", key)
        insert_like(baker, concept_id=key, code=None)


@pytest.mark.parametrize(
    "assignment",
    ["name_zh = 'x'", "valid_to = '2030-01-01'", "valid_from = '1990-01-01'", "digital = true", "code = NULL"],
)
def test_a_published_row_is_not_updated(baker, assignment):
    with pytest.raises(IntegrityError):
        execute(f"UPDATE occupations_item SET {assignment} WHERE id = %s", baker.pk)


def test_the_end_of_a_record_is_set_once(baker):
    world.announce(world.change("abolished", world.MILLER, "磨坊主"))
    ended = "UPDATE occupations_item SET recorded_to = %s WHERE id = %s"
    assert execute(ended, latest(), baker.pk) == 1
    with pytest.raises(IntegrityError):
        execute(ended, latest() - 1, baker.pk)
    with pytest.raises(IntegrityError):
        execute(ended, None, baker.pk)


def test_the_end_of_a_record_comes_alone(baker):
    with pytest.raises(IntegrityError):
        execute("UPDATE occupations_item SET recorded_to = %s, name_zh = 'x' WHERE id = %s", latest(), baker.pk)


@pytest.mark.parametrize("values", [{"recorded_to": 1}, {"valid_from": date(2020, 1, 1), "valid_to": date(2019, 1, 1)}])
def test_a_period_does_not_end_before_it_begins(baker, values):
    with pytest.raises(IntegrityError):
        insert_like(baker, concept_id=world.MAKERS, code=None, **values)


def test_an_update_cannot_bring_two_rows_to_overlap(baker):
    world.announce(world.change("abolished", world.BAKER, "面包师"))
    ended = Item.objects.current().get(scheme="world", concept=world.BAKER, edition="world-2")
    world.announce(world.change("new_occupation", world.NEW, "新", code=baker.code), number=902, on=date(2021, 1, 1))
    with pytest.raises(IntegrityError):
        execute("UPDATE occupations_item SET valid_to = NULL WHERE id = %s", ended.pk)
    with pytest.raises(IntegrityError):
        execute("UPDATE occupations_item SET recorded_to = NULL WHERE id = %s", baker.pk)


@pytest.mark.parametrize("table", [t.name for t in guards.guarded_tables() if t.name.startswith("occupations")])
@pytest.mark.usefixtures("standards")
def test_nothing_published_is_deleted(table):
    build_example()
    world.announce(world.change("abolished", world.BAKER, "面包师", successors=(world.MILLER,)))
    with pytest.raises(IntegrityError):
        execute(f"DELETE FROM {table}")


def test_a_revision_is_never_changed():
    with pytest.raises(IntegrityError):
        execute("UPDATE occupations_revision SET reason = 'x' WHERE number = %s", latest())


def test_one_source_has_one_record_at_a_time():
    held = SourceRecord.objects.current().get(source="world-book")
    fresh = SourceRecord(source_id="world-book", kind="press", title_zh="x", confidence="low")
    fresh.recorded_from_id = held.recorded_from_id
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceRecord.objects.bulk_create([fresh])


def test_no_guard_is_missing():
    assert guards.missing(connection) == []


@pytest.mark.parametrize("name", ["occupations_item_append_only", "occupations_item_no_overlap_scheme_code"])
def test_a_missing_guard_fails_the_system_check(name):
    if connection.vendor == "sqlite":
        execute(f"DROP TRIGGER {name}")
    elif name.endswith("append_only"):
        execute(f"DROP TRIGGER {name} ON occupations_item")
    else:
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute(f"ALTER TABLE occupations_item DROP CONSTRAINT {name}")
    assert guards.missing(connection) == [name]
    with pytest.raises(SystemCheckError, match=name):
        call_command("check", databases=["default"])


def test_the_migrations_guard_every_table():
    names = {table.name for table in guards.guarded_tables()}
    assert names == {
        f"occupations_{name}"
        for name in (
            *("item", "worktype", "editionrecord", "sourcerecord", "batchrecord", "change", "succession"),
            *("skillstandardrecord", "indicatorrecord"),
            *("revision", "draftact", "commentact", "proposalact"),
        )
    } | {f"policies_{name}" for name in ("policyrecord", "benefit", "term", "policylink", "region")}


def test_a_published_row_is_not_replaced_or_truncated(baker):
    if connection.vendor == "sqlite":
        with pytest.raises(IntegrityError):
            execute("INSERT OR REPLACE INTO occupations_item SELECT * FROM occupations_item WHERE id = %s", baker.pk)
        with pytest.raises(IntegrityError):
            execute("REPLACE INTO occupations_revision SELECT * FROM occupations_revision WHERE number = 1")
    else:
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError):
            execute("TRUNCATE occupations_succession")
        with pytest.raises(IntegrityError):
            execute("TRUNCATE occupations_revision CASCADE")


def test_a_disabled_guard_is_missing():
    if connection.vendor == "postgresql":
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("ALTER TABLE occupations_item DISABLE TRIGGER occupations_item_append_only")
    else:
        execute("DROP TRIGGER occupations_item_append_only")
    assert guards.missing(connection) == ["occupations_item_append_only"]
