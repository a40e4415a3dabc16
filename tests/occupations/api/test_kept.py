"""What a process keeps of a revision: it is read once for all who ask, and never told of another revision."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from occupations.actions.batches import announce_batch
from occupations.actions.revise import LOADER
from occupations.answers.batch_preview import preview
from tests import drafts, world
from tests.drafts import MARKETER
from tests.world import change

pytestmark = pytest.mark.django_db

NOW = "2026-11-21T12:00:00+08:00"
RECORD = {"code": "4-01-06-02", "on": "2026-10-01"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def rename(name, on=date(2026, 11, 2)):
    announce_batch(
        batch=world.batch(9, on, edition="2022"),
        changes=[change("renamed", MARKETER, name, former_name_zh="互联网营销师")],
        sources=[world.BOOK],
        by=LOADER,
        reason="a test",
    )


def name_today(api):
    [result] = api.post("/codes/migrate", [RECORD])["results"]
    [target] = result["targets"]
    return target["name_zh"]


def named_by_comparison(api):
    found = api.get("/compare", **{"from": "2026-10-01", "to": "2026-11-21", "kind": "renamed"})["results"]
    return [one["after"]["name_zh"] for one in found]


@pytest.mark.parametrize(
    ("path", "records"),
    [
        ("/codes/migrate?lang=zh", [RECORD]),
        ("/codes/migrate?to=2021-01-01", [RECORD]),
        ("/codes/impact", [RECORD]),
        ("/compare?from=2024-01-01&to=2025-12-31", None),
        ("/compare?from=2015&to=2022&resource=work_type", None),
        ("/correspondences/2015-to-2022?on=2021-01-01", None),
    ],
)
def test_the_classification_is_read_once_in_a_process(api, path, records):
    def ask(address):
        return api.get(address) if records is None else api.post(address, records)

    for before in ("/codes/migrate", "/codes/impact"):
        api.post(before, [RECORD])
    ask(path)
    with CaptureQueriesContext(connection) as asked:
        ask(path)
    told = "item", "worktype", "succession"
    assert [q["sql"] for q in asked if any(f'FROM "occupations_{table}"' in q["sql"] for table in told)] == []


def test_a_rehearsed_revision_is_not_taken_for_the_next_one(api):
    """Two previews and an announcement are all of the same number."""

    def previewed(name):
        told = {"id": "a", "kind": "renamed", "concept": MARKETER, "name_zh": name, "former_name_zh": "互联网营销师"}
        found = preview(drafts.content(told, effective_on="2026-11-02"), date(2026, 11, 21))
        [one] = found.differences
        [record] = found.records
        return one["after"]["name_zh"], record["targets"][0]["name_zh"]

    assert (name_today(api), named_by_comparison(api)) == ("互联网营销师", [])
    assert previewed("甲营销师") == ("甲营销师", "甲营销师")
    assert (name_today(api), named_by_comparison(api)) == ("互联网营销师", [])
    assert previewed("乙营销师") == ("乙营销师", "乙营销师")
    rename("丙营销师")
    assert (name_today(api), named_by_comparison(api)) == ("丙营销师", ["丙营销师"])
    [impact] = api.post("/codes/impact", [RECORD])["results"]
    assert [target["name_zh"] for target in impact["targets"]] == ["丙营销师"]


def test_a_revision_of_the_same_number_after_a_restore_is_another_one(api):
    with transaction.atomic():
        rename("甲营销师")
        assert (name_today(api), named_by_comparison(api)) == ("甲营销师", ["甲营销师"])
        transaction.set_rollback(True)
    with time_machine.travel("2026-11-21T12:30:00+08:00", tick=False):
        rename("乙营销师")
        assert (name_today(api), named_by_comparison(api)) == ("乙营销师", ["乙营销师"])


def test_what_takes_effect_at_midnight_is_told_from_then_on(api):
    rename("甲营销师", on=date(2026, 11, 22))
    first = api.post("/codes/migrate", [RECORD])
    assert [target["name_zh"] for target in first["results"][0]["targets"]] == ["互联网营销师"]
    [impact] = api.post("/codes/impact", [RECORD])["results"]
    assert [target["name_zh"] for target in impact["targets"]] == ["甲营销师"]
    with time_machine.travel("2026-11-22T00:00:00+08:00", tick=False):
        assert name_today(api) == "甲营销师"
        again = api.post("/codes/migrate", [RECORD], known_at=first["meta"]["known_at"])
        assert again["results"] == first["results"]
