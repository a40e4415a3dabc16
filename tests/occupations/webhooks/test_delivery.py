"""Delivery: at least once, strictly in order, one webhook-id for each event, whatever the receiver does."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standardwebhooks import WebhookVerificationError

from occupations.actions import deliveries, webhooks
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Revision, WebhookEvent
from occupations.webhooks import delivery, signing
from occupations.webhooks.delivery import CLAIM
from occupations.webhooks.retries import RETRY_AFTER
from occupations.webhooks.sending import SECONDS
from tests import world
from tests.receiver import running
from tests.waiting import LIMIT, wait_until
from tests.world import BAKER, CONFECTIONER, MILLER, announce, change

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world():
    with time_machine.travel("2026-11-22T08:00:00Z", tick=False):
        world.build()


def happen(count=1, concept=BAKER):
    """So many corrections, one after another."""
    made = []
    for _turn in range(count):
        row = world.Item.objects.current().get(scheme="world", concept=concept, valid_to=None)
        name = f"名{Revision.objects.count()}"
        made.append(correct(corrections=[Correction(row, {"name_zh": name})], by=LOADER, reason="a typing error"))
    return [revision.number for revision in made]


def revisions(requests):
    return [got.content["data"]["revision"] for got in requests]


def test_it_works(receiver, post):
    subscription = post.subscribe(receiver.url)
    numbers = happen(3)
    assert post.run() == 3
    assert revisions(receiver.accepted) == numbers
    for got in receiver.got:
        got.verify(subscription.secret)
    subscription.refresh_from_db()
    assert (subscription.last_delivered.revision_id, subscription.last_delivered_at) == (numbers[-1], post.clock.now)
    assert (subscription.claim, subscription.claimed_until) == ("", None)
    assert post.run() == 0


def test_a_receiver_that_refuses_three_attempts_has_each_event_once_in_order_with_one_id(receiver, post):
    subscription = post.subscribe(receiver.url)
    numbers = happen(5)
    receiver.answers = [503, 500, 404]
    for seconds in (5, 300, 1800):
        assert post.run() == 0
        post.clock.forward(seconds=seconds - 1)
        assert post.run() == 0  # not yet
        post.clock.forward(seconds=1)
    assert post.run() == 5
    assert revisions(receiver.accepted) == numbers
    assert revisions(receiver.got) == [numbers[0]] * 3 + numbers
    ids = {got.content["data"]["revision"]: got.message_id for got in receiver.accepted}
    assert len(set(ids.values())) == 5
    for got in receiver.got:
        assert got.message_id == ids[got.content["data"]["revision"]]
        got.verify(subscription.secret)
    # Each attempt says its own time; the event keeps its own.
    assert len({got.headers["webhook-timestamp"] for got in receiver.got[:4]}) == 4
    assert len({got.body for got in receiver.got[:4]}) == 1


@given(answers=st.lists(st.sampled_from([204, 200, 500, 301, 404]), max_size=12), count=st.integers(1, 5))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_answered_the_order_holds(receiver, post, answers, count):
    receiver.got.clear()
    receiver.answers = list(answers)
    subscription = post.subscribe(receiver.url)
    numbers = happen(count)
    for _turn in range(len(answers) + 1):
        post.run()
        post.clock.forward(hours=11)
    webhooks.disable(subscription)  # of this example; the next makes its own
    assert revisions(receiver.accepted) == numbers
    seen = revisions(receiver.got)
    assert seen == sorted(seen)


def test_a_new_subscription_starts_after_the_latest_revision(receiver, post):
    happen(2)
    post.subscribe(receiver.url)
    assert post.run() == 0
    [number] = happen()
    assert post.run() == 1
    assert revisions(receiver.got) == [number]


def test_only_the_types_asked_for(receiver, post):
    post.subscribe(receiver.url, event_types=["batch.announced", "batch.effective"])
    happen(2)
    announced = announce(change("abolished", MILLER, "磨坊主"))
    happen(2)
    assert post.run() == 1
    assert revisions(receiver.got) == [announced.number]
    assert post.run() == 0


def test_only_the_codes_asked_for_or_what_lies_under_them(receiver, post):
    with running() as group:
        post.subscribe(receiver.url, codes=["1-01-01-02", "2-01"])
        post.subscribe(group.url, codes=["1-01"])
        [of_baker] = happen()
        [of_miller] = happen(concept=MILLER)
        post.run()
        assert revisions(receiver.accepted) == [of_miller]
        assert revisions(group.accepted) == [of_baker, of_miller]


def test_what_does_not_concern_a_subscription_is_passed_over_a_part_at_a_time(receiver, post, monkeypatch):
    monkeypatch.setattr(delivery, "EXAMINED", 2)
    subscription = post.subscribe(receiver.url, codes=["1-01-01-03"])
    happen(5)
    [number] = happen(concept=CONFECTIONER)
    happen(3)
    assert post.run() == 1
    assert revisions(receiver.got) == [number]
    subscription.refresh_from_db()
    assert subscription.position == WebhookEvent.objects.latest("id").id


def test_scheduled_at_once_and_effective_at_midnight_between_the_others(receiver, post):
    post.subscribe(receiver.url)
    with time_machine.travel("2026-11-22T09:00:00Z", tick=False):
        scheduled = announce(change("abolished", MILLER, "磨坊主"), on=date(2026, 11, 23))
        [before] = happen()
    assert post.run() == 2
    post.clock.forward(hours=6, minutes=59, seconds=59)
    assert post.run() == 0
    post.clock.forward(seconds=1)
    assert post.run() == 1
    with time_machine.travel(post.clock.now, tick=False):
        [after] = happen()
    assert post.run() == 1
    told = [(got.content["type"], got.content["data"]["revision"]) for got in receiver.accepted]
    assert told == [
        ("batch.scheduled", scheduled.number),
        ("record.corrected", before),
        ("batch.effective", scheduled.number),
        ("record.corrected", after),
    ]
    assert receiver.accepted[2].content["timestamp"] == "2026-11-22T16:00:00Z"
    assert receiver.accepted[0].content["data"] == receiver.accepted[2].content["data"]
    assert receiver.accepted[0].message_id != receiver.accepted[2].message_id


def test_after_days_of_failure_it_is_disabled_and_goes_on_where_it_stopped(receiver, post):
    subscription = post.subscribe(receiver.url)
    numbers = happen(2)
    receiver.answers = [500] * 12
    started = post.clock.now
    for pause in RETRY_AFTER:
        post.run()
        subscription.refresh_from_db()
        assert subscription.state == "active"
        assert subscription.next_attempt_at == post.clock.now + pause
        post.clock.now = subscription.next_attempt_at
    post.run()
    subscription.refresh_from_db()
    assert (subscription.state, subscription.failures) == ("failed", 12)
    assert (subscription.last_error_kind, subscription.last_error_detail) == ("status", "500")
    assert timedelta(days=2.5) < post.clock.now - started < timedelta(days=3.5)
    post.clock.forward(days=300)
    assert post.run() == 0
    assert len(receiver.got) == 12
    webhooks.enable(subscription, now=post.clock.now)
    assert post.run() == 2
    assert revisions(receiver.accepted) == numbers


def test_the_count_of_failures_begins_anew_with_the_next_event(receiver, post):
    subscription = post.subscribe(receiver.url)
    happen(2)
    receiver.answers = [500, 500, 204, 500]
    for _turn in range(3):
        post.run()
        post.clock.forward(hours=1)
    subscription.refresh_from_db()
    assert subscription.failures == 1


def test_gone_disables_at_once(receiver, post):
    subscription = post.subscribe(receiver.url)
    happen(2)
    receiver.answers = [410]
    post.run()
    subscription.refresh_from_db()
    assert subscription.state == "gone"
    post.clock.forward(days=1)
    assert post.run() == 0
    assert len(receiver.got) == 1


def test_a_redirect_is_a_failed_attempt(receiver, post):
    subscription = post.subscribe(receiver.url)
    happen()
    receiver.answers = [308]
    assert post.run() == 0
    subscription.refresh_from_db()
    assert (subscription.last_error_kind, subscription.failures) == ("redirect", 1)


@pytest.mark.parametrize("found", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"])
def test_a_name_that_leads_to_a_private_address_by_now_is_not_called(receiver, post, found):
    post.sender.allow_private = False
    post.sender.resolve = lambda host, port: [found]
    subscription = post.subscribe(receiver.url)
    happen()
    assert post.run() == 0
    subscription.refresh_from_db()
    assert (subscription.last_error_kind, subscription.last_error_detail) == ("address", f"receiver.test = {found}")
    assert receiver.got == []


def test_a_disabled_subscription_waits_and_gets_what_happened_meanwhile(receiver, post):
    subscription = post.subscribe(receiver.url)
    webhooks.disable(subscription)
    numbers = happen(2)
    assert post.run() == 0
    webhooks.enable(subscription, now=post.clock.now)
    assert post.run() == 2
    assert revisions(receiver.accepted) == numbers


def test_delivered_again_from_a_revision_under_the_same_ids(receiver, post):
    subscription = post.subscribe(receiver.url)
    numbers = happen(4)
    post.run()
    assert webhooks.deliver_from(subscription, revision=numbers[1], now=post.clock.now) == 3
    assert post.run() == 3
    assert revisions(receiver.got) == [*numbers, *numbers[1:]]
    assert [got.message_id for got in receiver.got[4:]] == [got.message_id for got in receiver.got[1:4]]
    assert [got.body for got in receiver.got[4:]] == [got.body for got in receiver.got[1:4]]


def test_from_a_revision_before_the_subscription_was_made(receiver, post):
    subscription = post.subscribe(receiver.url)
    count = webhooks.deliver_from(subscription, revision=1, now=post.clock.now)
    assert post.run() == count == WebhookEvent.objects.count()
    assert revisions(receiver.got) == sorted(revisions(receiver.got))


def test_sent_back_while_an_attempt_is_under_way(receiver, post, monkeypatch):
    """The attempt's outcome does not move it on from where it was sent."""
    subscription = post.subscribe(receiver.url)
    numbers = happen(3)
    note, sent_back = deliveries.delivered, []

    def send_back_and_note(claimed, event, *, now):
        if event.revision_id == numbers[2] and not sent_back:
            sent_back.append(webhooks.deliver_from(subscription, revision=numbers[0], now=now))
        note(claimed, event, now=now)

    monkeypatch.setattr(deliveries, "delivered", send_back_and_note)
    post.run()
    assert sent_back == [3]
    assert revisions(receiver.accepted) == [*numbers, *numbers]


def test_for_a_day_after_a_rotation_both_secrets_verify(receiver, post):
    subscription = post.subscribe(receiver.url)
    old, new = subscription.secret, signing.new_secret()
    webhooks.rotate_secret(subscription, secret=new, now=post.clock.now)
    happen()
    post.run()
    for secret in (old, new):
        receiver.got[0].verify(secret)
    post.clock.forward(hours=24)
    happen()
    post.run()
    receiver.got[1].verify(new)
    with pytest.raises(WebhookVerificationError):
        receiver.got[1].verify(old)


# --- several deliverers, several receivers ----------------------------------------------------------


def test_a_claim_of_one_that_died_is_void_after_a_while(receiver, post):
    subscription = post.subscribe(receiver.url)
    happen()
    now = post.clock.now
    assert deliveries.claim(subscription, token="of one that died", now=now, until=now + CLAIM)
    post.clock.forward(seconds=CLAIM.total_seconds())
    assert post.run() == 0
    post.clock.forward(seconds=1)
    assert post.run() == 1
    assert CLAIM.total_seconds() > 2 * SECONDS


def test_what_is_claimed_cannot_be_claimed(receiver, post):
    subscription = post.subscribe(receiver.url)
    happen()
    now = post.clock.now
    assert deliveries.claim(subscription, token="a", now=now, until=now + CLAIM)
    assert deliveries.claim(subscription, token="b", now=now, until=now + CLAIM) is None


def test_who_lost_the_claim_writes_nothing(receiver, post):
    subscription = post.subscribe(receiver.url)
    happen()
    now = post.clock.now
    late = deliveries.claim(subscription, token="late", now=now, until=now)
    post.clock.forward(seconds=1)
    deliveries.claim(subscription, token="quick", now=post.clock.now, until=now + CLAIM)
    deliveries.delivered(late, WebhookEvent.objects.latest("id"), now=now)
    deliveries.failed(late, "status", "500", now=now, again=None)
    subscription.refresh_from_db()
    assert (subscription.claim, subscription.state, subscription.last_delivered_id) == ("quick", "active", None)


def test_a_slow_receiver_does_not_stop_the_others(receiver, post):
    release = threading.Event()
    receiver.answers = [lambda handler: release.wait(LIMIT)]
    with running() as quick:
        post.subscribe(receiver.url)
        post.subscribe(quick.url)
        numbers = happen(5)
        threading.Thread(target=lambda: (wait_until(lambda: len(quick.accepted) == 5), release.set())).start()
        post.run()
        assert revisions(quick.accepted) == numbers


def test_more_receivers_than_workers_all_get_theirs(receiver, post, monkeypatch):
    monkeypatch.setattr(delivery, "WORKERS", 2)
    for _turn in range(5):
        post.subscribe(receiver.url)
    numbers = happen(3)
    assert post.run() == 15
    for number in numbers:
        assert revisions(receiver.accepted).count(number) == 5


def test_the_loop_delivers_until_it_is_stopped_and_survives_the_database(receiver, post, monkeypatch, caplog):
    monkeypatch.setattr(delivery, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(connection, "close", lambda: None)
    broken = [OperationalError("the database went away")]
    original = deliveries.record_effects

    def sometimes(*, now):
        if broken:
            raise broken.pop()
        original(now=now)

    monkeypatch.setattr(deliveries, "record_effects", sometimes)
    post.subscribe(receiver.url)
    numbers = happen(3)
    stop = threading.Event()

    def stop_when_delivered():
        try:
            wait_until(lambda: len(receiver.got) == 3)
        finally:
            stop.set()

    threading.Thread(target=stop_when_delivered).start()
    post.deliverer.run(stop)
    assert revisions(receiver.accepted) == numbers
    assert "The database does not answer" in caplog.text


def test_an_idle_look_costs_three_queries(post, django_assert_num_queries):
    post.subscribe("https://receiver.test/")
    with django_assert_num_queries(3):
        post.run()
