"""Whoever follows /changes?since= holds, byte for byte, the rows that the registry holds."""

from __future__ import annotations

import json
import urllib.request
from datetime import date
from typing import Any

import time_machine

from occupations.actions.batches import announce_batch
from occupations.actions.corrections import Correction, correct, edit_text
from occupations.actions.revise import LOADER
from occupations.answers.rows import tables
from occupations.models import Item, SourceRecord
from tests import world
from tests.waiting import LIMIT

MARKETER, HOST = "C0005947", "C0003179"


class Mirror:
    """Knows only what the change log told it: each row under its text without the end of its recorded time."""

    def __init__(self, ask: Any) -> None:
        self.ask, self.since, self.rows = ask, 0, {}

    def follow(self, between: Any = lambda: None, page_size: int = 3000) -> int:
        """Read everything there is by now; ``between`` is called after each page."""
        address = f"/changes?since={self.since}&page_size={page_size}"
        events = 0
        while address:
            body = self.ask(address)
            for event in body["results"]:
                self.apply(event)
                events += 1
            between()
            address = body["next"] and body["next"].partition("/api/v1")[2]
        self.since = body["meta"]["revision"]
        return events

    def apply(self, event: dict[str, Any]) -> None:
        for row in event["before"]:
            assert row["recorded_to"] == event["revision"]
            key = self.key(event, row)
            assert json.loads(self.rows[key])["recorded_to"] is None, "superseded twice"
            self.rows[key] = text(row)
        for row in event["after"]:
            assert row["recorded_from"] == event["revision"]
            assert self.rows.setdefault(self.key(event, row), text(row)) == text(row), "recorded twice"

    def key(self, event: dict[str, Any], row: dict[str, Any]) -> tuple[str, str]:
        return event["resource"], text({**row, "recorded_to": None})

    def held(self) -> list[tuple[str, str]]:
        return sorted((resource, row) for (resource, _key), row in self.rows.items())


def text(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def registry() -> list[tuple[str, str]]:
    """The canonical rows of the registry itself, superseded ones included."""
    return sorted((t.resource, text(t.canonical(row))) for t in tables().values() for row in t.rows)


def rename(number: int, on: date, before: str, after: str, concept: str = MARKETER) -> None:
    change = world.change("renamed", concept, after, former_name_zh=before)
    batch = world.batch(number, on, edition="2022")
    announce_batch(batch=batch, changes=[change], sources=[world.BOOK], by=LOADER, reason="for the mirror")


def test_a_mirror_that_starts_empty_holds_the_same_rows(api):
    mirror = Mirror(lambda address: api.get(address))
    assert mirror.follow() > 7000
    assert mirror.since == 11
    assert mirror.held() == registry()
    # What is canonical of an item is everything that is stored of it.
    [row] = [json.loads(row) for resource, row in mirror.held() if resource == "item" and '"4-01-06-02"' in row
             and '"edition": "2022"' in row]  # fmt: skip
    stored = Item.objects.current().filter(code="4-01-06-02", edition="2022").values().get()
    for column, value in stored.items():
        name = column.removesuffix("_id")
        if name not in ("id", "seen_at"):
            assert row[name] == (value.isoformat() if isinstance(value, date) else value), column


def test_it_follows_corrections_texts_and_a_scheduled_batch_made_between_its_pages(api):
    """The world goes on while the mirror reads its first pages; scheduled things come at once, with their day."""
    todo = [
        lambda: rename(9, date(2026, 12, 1), "互联网营销师", "网络营销师"),
        lambda: correct(
            corrections=[Correction(Item.objects.current().get(concept=HOST, valid_to=None), {"green": True})],
            by=LOADER,
            reason="misprint",
        ),
        lambda: edit_text(
            texts=[Correction(Item.objects.current().get(concept=HOST, valid_to=None), {"definition_en": "Hosts."})],
            by=LOADER,
            reason="text",
        ),
        lambda: correct(
            corrections=[Correction(SourceRecord.objects.current().get(source="batch-3"), {"title_zh": "通知"})],
            by=LOADER,
            reason="misprint",
        ),
        lambda: rename(10, date(2026, 11, 1), "网络主播", "直播员", HOST),
    ]
    with time_machine.travel("2026-11-21T12:00:00+08:00", tick=False):
        mirror = Mirror(lambda address: api.get(address))
        mirror.follow(between=lambda: todo and todo.pop(0)(), page_size=2000)
        assert mirror.since == 11  # the pages belong to one snapshot
        while todo:
            todo.pop(0)()
        assert 5 <= mirror.follow() <= 20
        assert mirror.since == 16
        assert mirror.held() == registry()
        [scheduled] = [e for e in api.get("/changes", since=11, kind="renamed")["results"] if e["concept"] == MARKETER]
        assert (scheduled["effective_on"], scheduled["batch"]) == ("2026-12-01", 9)
    with time_machine.travel("2026-12-02T12:00:00+08:00", tick=False):
        assert mirror.follow() == 0  # its taking effect writes nothing: the day stood in the row
        assert mirror.held() == registry()


CLERK = """
from datetime import date
from tests import world
from occupations.actions.batches import announce_batch
from occupations.actions.revise import LOADER
names = ["互联网营销师", "甲", "乙", "丙", "丁", "戊", "己", "庚"]
for number, (before, after) in enumerate(zip(names, names[1:]), start=20):
    change = world.change("renamed", "C0005947", after, former_name_zh=before)
    day = date(2026, 10, number - 19) if number < 26 else date(2027, 1, 1)
    announce_batch(batch=world.batch(number, day, edition="2022"), changes=[change], sources=[world.BOOK],
                   by=LOADER, reason="meanwhile")
    print(number, flush=True)
"""
DUMP = """
import json
from occupations.answers.rows import tables
rows = [(t.resource, t.canonical(row)) for t in tables().values() for row in t.rows]
rows = [(resource, json.dumps(row, ensure_ascii=False, sort_keys=True)) for resource, row in rows]
print(json.dumps(sorted(rows)))
"""


def test_it_follows_a_running_registry_while_a_clerk_publishes(loaded):
    """Real processes: the server, a clerk who announces batches, one of them to come, and the mirror."""
    with loaded.served() as address:

        def ask(path: str) -> Any:
            with urllib.request.urlopen(f"{address}/api/v1{path}", timeout=LIMIT) as answer:
                return json.loads(answer.read())

        mirror = Mirror(ask)
        clerk = loaded.popen([*loaded.command("shell", "--no-imports", "-c", CLERK)])
        mirror.follow(page_size=1500)
        announced = []
        for line in clerk.stdout:  # he goes on meanwhile
            announced.append(line)
            mirror.follow(page_size=1500)
        assert clerk.wait(LIMIT) == 0, announced
        clerk.stdout.close()
        assert len(announced) == 7, announced
        assert mirror.since == 21  # fourteen of the data, seven of the clerk
        assert mirror.held() == [tuple(row) for row in loaded.python(DUMP)]
