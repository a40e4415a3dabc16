"""The outbox: one event for each revision, in its transaction, and one more when a scheduled one takes effect."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from occupations.actions import deliveries
from occupations.actions.batches import supplement_batch
from occupations.actions.corrections import Correction, correct, edit_text
from occupations.actions.outbox import RECORDED
from occupations.actions.revise import LOADER, Conflict, act
from occupations.models import Act, BatchRecord, EditionRecord, Revision, WebhookEvent
from policies.loading import load as policies
from tests import world
from tests.world import BAKER, MILLER, announce, change

pytestmark = pytest.mark.django_db

TOMORROW = date(2026, 11, 23)
# Shanghai is eight hours ahead: this is the first instant of that day there, and the last before it.
MIDNIGHT, BEFORE_MIDNIGHT = "2026-11-22T16:00:00Z", "2026-11-22T15:59:59Z"


@pytest.fixture(autouse=True)
def _world():
    with time_machine.travel("2026-11-22T09:00:00Z", tick=False):
        world.build()


def events(after=0):
    return list(WebhookEvent.objects.filter(id__gt=after).order_by("id"))


def kinds(after=0):
    return [event.type for event in events(after)]


@pytest.fixture
def latest():
    return events()[-1].id


def schedule(day=TOMORROW, number=901, at="2026-11-22T09:00:00Z"):
    with time_machine.travel(at, tick=False):
        return announce(change("renamed", BAKER, "面包大师", former_name_zh="面包师"), number=number, on=day)


def take_effect(at):
    with time_machine.travel(at, tick=False):
        deliveries.record_effects(now=datetime.fromisoformat(at))


def test_every_revision_has_its_event():
    assert [event.revision_id for event in events()] == list(
        Revision.objects.order_by("number").values_list("number", flat=True)
    )
    assert kinds()[:3] == ["edition.published", "batch.announced", "batch.announced"]
    assert {len(event.message_id) for event in events()} == {36}
    assert all(re.fullmatch("evt_[0-9a-f]{32}", event.message_id) for event in events())
    assert len({event.message_id for event in events()}) == len(events())


def test_each_act_has_its_type(latest, policy_data):
    announce(change("abolished", MILLER, "磨坊主"), on=date(2026, 1, 1))
    row = EditionRecord.objects.current().get(edition="world-2")
    correct(corrections=[Correction(row, {"title_zh": "世界"})], by=LOADER, reason="typing error")
    row = EditionRecord.objects.current().get(edition="world-2")
    edit_text(texts=[Correction(row, {"title_en": "World"})], by=LOADER, reason="better English")
    policies.load(policy_data, say=lambda line: None)
    assert kinds(latest) == ["batch.announced", "record.corrected", "text.edited", "policies.published"]
    assert RECORDED.keys() == set(Act)


def test_an_act_that_fails_leaves_no_event(latest):
    with pytest.raises(Conflict):
        announce(change("new_occupation", world.NEW, "咖啡师", code="1-01-01-01"))
    with pytest.raises(ValidationError):
        announce(change("renamed", BAKER, "面包大师", former_name_zh="磨坊主"))
    with pytest.raises(RuntimeError), act(Act.CORRECT, by=LOADER, reason="it fails"):
        raise RuntimeError
    assert kinds(latest) == []


def test_an_event_disappears_with_its_revision(latest):
    with pytest.raises(RuntimeError), transaction.atomic():
        announce(change("abolished", BAKER, "面包师"))
        assert kinds(latest) == ["batch.announced"]
        raise RuntimeError
    assert kinds(latest) == []


def test_a_scheduled_revision_has_a_second_event_from_midnight_in_shanghai(latest):
    revision = schedule()
    assert kinds(latest) == ["batch.scheduled"]
    take_effect(BEFORE_MIDNIGHT)
    assert kinds(latest) == ["batch.scheduled"]
    take_effect(MIDNIGHT)
    assert kinds(latest) == ["batch.scheduled", "batch.effective"]
    effective = events()[-1]
    assert effective.revision == revision
    assert effective.occurred_at.isoformat() == "2026-11-22T16:00:00+00:00"
    take_effect("2026-12-31T00:00:00Z")
    assert kinds(latest) == ["batch.scheduled", "batch.effective"]


def test_what_takes_effect_on_the_day_of_its_recording_is_announced(latest):
    schedule(at=MIDNIGHT)
    assert kinds(latest) == ["batch.announced"]


def test_the_event_of_taking_effect_comes_before_what_is_recorded_after_it(latest):
    """Also where no deliverer ran at midnight."""
    schedule()
    with time_machine.travel("2026-11-25T01:00:00Z", tick=False):
        announce(change("abolished", MILLER, "磨坊主"), number=902, on=date(2026, 11, 25))
    assert kinds(latest) == ["batch.scheduled", "batch.effective", "batch.announced"]
    take_effect("2026-11-26T00:00:00Z")
    assert kinds(latest) == ["batch.scheduled", "batch.effective", "batch.announced"]


def test_several_take_effect_in_the_order_of_their_days(latest):
    with time_machine.travel("2026-11-22T09:00:00Z", tick=False):
        announce(change("abolished", MILLER, "磨坊主"), number=902, on=date(2026, 11, 25))
    schedule(day=date(2026, 11, 24))
    take_effect("2026-12-01T00:00:00Z")
    told = [(event.type, event.revision.batch_id) for event in events(latest)[2:]]
    assert told == [("batch.effective", 901), ("batch.effective", 902)]


def test_what_is_added_to_a_scheduled_batch_takes_effect_with_it(latest):
    schedule()
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        more = [change("abolished", MILLER, "磨坊主", 2)]
        added = supplement_batch(number=901, changes=more, by=LOADER, reason="the list was found")
    take_effect(MIDNIGHT)
    assert kinds(latest) == ["batch.scheduled", "record.corrected", "batch.effective", "batch.effective"]
    assert [event.revision_id for event in events(latest)[2:]] == [added.number - 1, added.number]


def test_an_edition_takes_effect_too(latest):
    with time_machine.travel("2026-11-22T09:00:00Z", tick=False):
        world.publish("world-3", TOMORROW)
    take_effect(MIDNIGHT)
    assert kinds(latest) == ["edition.scheduled", "edition.effective"]


def test_what_was_withdrawn_does_not_take_effect(latest):
    schedule()
    record = BatchRecord.objects.current().get(batch=901)
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        correct(corrections=[Correction(record, {"state": "withdrawn"})], by=LOADER, reason="withdrawn")
    take_effect("2026-12-01T00:00:00Z")
    assert kinds(latest) == ["batch.scheduled", "record.corrected"]
    assert not WebhookEvent.objects.exclude(awaited_on=None).exists()


def test_looking_for_what_takes_effect_locks_nothing_where_there_is_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        take_effect("2026-12-01T00:00:00Z")


def test_an_event_costs_an_act_two_statements():
    with CaptureQueriesContext(connection) as queries:
        announce(change("abolished", BAKER, "面包师"))
    about = [query["sql"] for query in queries if "webhookevent" in query["sql"]]
    assert len(about) == 2, about
