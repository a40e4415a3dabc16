"""withdraw_batch: everything is as it was before a scheduled batch, and the registry still tells of both."""

from __future__ import annotations

import json
from datetime import date

import pytest
import time_machine
from django.utils import translation

from occupations.actions.batches import announce_batch, supplement_batch
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER, Conflict
from occupations.actions.withdrawal import withdraw_batch
from occupations.models import BatchRecord, Change, Item, Revision, Succession, WebhookEvent, WorkType
from occupations.webhooks.messages import body, touched
from tests import drafts, world
from tests.clerks import ENTER, PUBLISH, REVIEW, clerk
from tests.conftest import without_links
from tests.drafts import MARKETER, approved, content, move
from tests.occupations.test_mirror import Mirror, registry
from tests.world import BAKER, CONFECTIONER, MILLER, NEW, NIGHT_BAKER, OTHER, change, names

pytestmark = pytest.mark.django_db

DAY, AFTER = date(2027, 1, 1), date(2027, 6, 1)
OF_THE_RECORD = ("id", "recorded_from_id")
BEFORE = {"1-01-01-01": "面包师", "1-01-01-02": "磨坊主", "1-01-01-03": "糖果师"}
CHANGES = [
    change("renamed", BAKER, "面包大师", 1, former_name_zh="面包师"),
    change("recoded", BAKER, "面包大师", 2, code="1-01-01-09", former_code="1-01-01-01"),
    change("split", MILLER, "磨坊主", 3, successors=(NEW, OTHER)),
    change("new_occupation", NEW, "甲磨坊主", 4, code="1-01-01-01"),
    change("new_occupation", OTHER, "乙磨坊主", 5, code="1-01-01-05", work_types=((world.concept(20), "细磨工"),)),
    change("work_type_removed", NIGHT_BAKER, "夜间面包师", 6),
]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(drafts.NOW, tick=False), translation.override("en"):
        world.build()
        yield


def announce(*changes, number: int = 901, on: date = DAY) -> Revision:
    return world.announce(*changes, number=number, on=on)


def withdraw(number: int = 901) -> Revision:
    return withdraw_batch(number=number, by=LOADER, reason="called off")


def state() -> list:
    """What the world's classification says by now, for all days."""
    tables = [model.objects.current().filter(scheme="world") for model in (Item, WorkType)]
    rows = [
        (table.model.__name__, *sorted((name, str(value)) for name, value in row.items() if name not in OF_THE_RECORD))
        for table in (*tables, Succession.objects.current())
        for row in table.values()
    ]
    return sorted(rows)


def test_everything_is_as_it_was():
    before = state()
    announce(*CHANGES)
    assert names(AFTER, scheduled=True)["1-01-01-01"] == "甲磨坊主"
    revision = withdraw()
    assert state() == before
    assert names(AFTER, scheduled=True) == BEFORE
    assert (revision.act, revision.batch_id, revision.effective_on) == ("withdraw_batch", 901, DAY)
    assert not Change.objects.current().filter(batch=901).exists()
    record = BatchRecord.objects.current().get(batch=901)
    assert (record.state, record.effective_on) == ("withdrawn", DAY)
    assert names(AFTER, scheduled=True, known_at=revision.number - 1)["1-01-01-01"] == "甲磨坊主"


def test_what_was_supplemented_goes_too():
    before = state()
    announce(*CHANGES)
    more = change("new_work_type", world.concept(21), "甜面包师", 7, occupation=BAKER)
    supplement_batch(number=901, changes=[more], by=LOADER, reason="found later")
    withdraw()
    assert state() == before


def test_what_was_corrected_goes_with_it_or_stays_corrected():
    announce(*CHANGES)
    new = Item.objects.current().get(scheme="world", concept=NEW)
    old = Item.objects.current().get(scheme="world", concept=BAKER, valid_to=DAY)
    corrections = [Correction(new, {"name_en": "x"}), Correction(old, {"name_zh": "面包师傅"})]
    correct(corrections=corrections, by=LOADER, reason="typo")
    withdraw()
    assert names(AFTER, scheduled=True) == {**BEFORE, "1-01-01-01": "面包师傅"}


def test_not_on_its_day_or_after():
    announce(*CHANGES)
    before = Revision.objects.count()
    for now in ("2027-01-01T00:00:00+08:00", "2027-03-01T12:00:00+08:00"):
        with time_machine.travel(now, tick=False), pytest.raises(Conflict, match="took effect on 2027-01-01"):
            withdraw()
    assert Revision.objects.count() == before


def test_not_twice():
    announce(*CHANGES)
    withdraw()
    with pytest.raises(Conflict, match="withdrawn already"):
        withdraw()
    with pytest.raises(Conflict, match="is withdrawn"):
        supplement_batch(number=901, changes=[change("abolished", BAKER, "面包师", 9)], by=LOADER, reason="x")
    with pytest.raises(BatchRecord.DoesNotExist):
        withdraw(999)


@pytest.mark.parametrize(
    "later",
    [
        change("renamed", BAKER, "面包王", former_name_zh="面包大师"),
        change("abolished", NEW, "甲磨坊主"),
        change("new_work_type", world.concept(30), "石磨工", occupation=OTHER),
        change("new_occupation", world.concept(31), "又一磨坊主", code="1-01-01-02"),
        change("merged", CONFECTIONER, "糖果师", successors=(OTHER,)),
    ],
    ids=["amended", "ended", "a work type under it", "its code given away", "lives on in it"],
)
def test_not_where_a_later_batch_has_built_on_it(later):
    announce(*CHANGES)
    announce(later, number=902, on=AFTER)
    before = state()
    with pytest.raises(Conflict, match="A later act has built on this"):
        withdraw()
    assert state() == before
    withdraw(902)
    withdraw()
    assert names(date(2028, 1, 1), scheduled=True) == BEFORE


def test_its_number_is_free_again():
    announce(*CHANGES)
    withdraw()
    announce(change("abolished", BAKER, "面包师"), on=AFTER)
    assert "1-01-01-01" not in names(AFTER, scheduled=True)
    assert BatchRecord.objects.current().get(batch=901).state == "announced"
    withdraw()
    assert names(AFTER, scheduled=True) == BEFORE


def test_the_effect_is_told_once_where_the_number_is_used_again():
    announce(*CHANGES)
    withdraw()
    again = announce(change("abolished", BAKER, "面包师"))
    with time_machine.travel("2027-01-02T00:00:00+08:00", tick=False):
        world.announce(change("abolished", MILLER, "磨坊主"), number=903, on=date(2027, 1, 2))
    told = WebhookEvent.objects.filter(revision__batch=901).order_by("id").values_list("type", "revision")
    assert [kind for kind, _number in told] == [
        "batch.scheduled",
        "batch.withdrawn",
        "batch.scheduled",
        "batch.effective",
    ]
    assert list(told)[-1][1] == again.number


def test_the_registry_still_tells_of_it(api):
    """Seen by those who ask: the batch, the log, a mirror, and whoever asks what was known before."""
    editor, reviewer, publisher = clerk("wang", ENTER), clerk("li", REVIEW), clerk("zhao", PUBLISH)
    mirror = Mirror(lambda address: api.get(address))
    mirror.follow()
    untouched = api.get("/occupations/4-01-06-02")
    draft = move(approved(content(), editor, reviewer), "scheduled", publisher)
    known = draft.revision.number
    scheduled = api.get("/batches/9", include="scheduled")
    mirror.follow()
    assert mirror.held() == registry()
    draft = move(draft, "withdrawn", publisher, "the day is put off")
    found = api.get("/batches/9")
    assert (found["state"], found["state_zh"], found["held_counts"]) == ("withdrawn", "已撤回", {})
    assert [batch["state"] for batch in api.get("/batches")["results"]][-1] == "withdrawn"
    assert api.get("/batches/9/changes")["count"] == 0
    api.problem("/batches/9", "unknown-batch", on="2026-01-01")
    replayed = api.get("/batches/9", include="scheduled", known_at=known)
    assert without_links(replayed) == without_links(scheduled)
    mirror.follow()
    assert mirror.held() == registry()
    log = api.get("/changes", since=known)["results"]
    assert {event["act"] for event in log} == {"withdraw_batch"}
    assert ("item", MARKETER) in {(event["resource"], event["concept"]) for event in log}
    event = WebhookEvent.objects.get(revision=draft.revision)
    message = json.loads(body(event, touched(event.revision_id)))
    assert (message["type"], message["data"]["batch"]) == ("batch.withdrawn", 9)
    assert "4-01-06-81" in message["data"]["codes"]
    with time_machine.travel("2026-12-02T09:00:00+08:00", tick=False):
        assert api.get("/batches/9")["state"] == "withdrawn"
        api.problem("/occupations/4-01-06-81", "unknown-code")
        now = api.get("/occupations/4-01-06-02")
        assert {**now, "meta": None} == {**untouched, "meta": None}
        api.problem("/occupations", "unknown-batch", batch=9)
        assert api.get("/changes", **{"from": "2026-11-30", "to": "2026-12-03"})["count"] == 0


def test_a_loaded_batch_is_loaded_again_once_withdrawn():
    """What newer data files say of a number that was withdrawn is announced."""
    announce(*CHANGES)
    withdraw()
    announce_batch(batch=world.batch(901, DAY), changes=CHANGES, sources=[world.BOOK], by=LOADER, reason="again")
    assert names(AFTER, scheduled=True)["1-01-01-01"] == "甲磨坊主"
