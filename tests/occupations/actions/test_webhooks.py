"""The actions of subscriptions: what is refused, and what each writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from occupations.actions import webhooks
from occupations.actions.revise import Conflict
from occupations.models import Revision, WebhookEvent, WebhookSubscription
from tests.receiver import Post

pytestmark = pytest.mark.django_db

URL = "https://receiver.example/hook"


@pytest.fixture
def post():
    return Post(sender=None)


def change(post, subscription, **wishes):
    wishes = {"name": "a", "url": URL, "codes": [], "event_types": []} | wishes
    webhooks.change_subscription(subscription, **wishes, now=post.clock.now)


def test_it_works(post):
    made = post.subscribe(URL, codes=["4-01", "2-02-01-01", "4-01"], event_types=["batch.announced"])
    held = WebhookSubscription.objects.get()
    assert held == made
    assert (held.codes, held.event_types, held.state) == (["2-02-01-01", "4-01"], ["batch.announced"], "active")
    assert held.position == WebhookEvent.objects.latest("id").id
    assert held.created_by.username == "operator"


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"codes": ["4-01", "9-01"]}, "codes"),
        ({"codes": ["4-1"]}, "codes"),
        ({"codes": ["４-01"]}, "codes"),
        ({"event_types": ["batch.exploded"]}, "event_types"),
    ],
)
def test_what_cannot_be_wished(post, wishes, field):
    with pytest.raises(ValidationError) as refused:
        post.subscribe(URL, **wishes)
    assert field in refused.value.message_dict
    subscription = post.subscribe(URL)
    with pytest.raises(ValidationError):
        change(post, subscription, **wishes)


def test_a_change_keeps_the_secret_and_the_place(post):
    subscription = post.subscribe(URL)
    before = WebhookSubscription.objects.values("secret", "position", "state").get()
    change(post, subscription, name="b", url=URL + "2", codes=["4"])
    assert WebhookSubscription.objects.values("secret", "position", "state").get() == before
    assert (subscription.name, subscription.url, subscription.codes) == ("b", URL + "2", ["4"])


def test_a_new_address_is_tried_at_once_and_the_same_one_is_not(post):
    subscription = post.subscribe(URL)
    later = post.clock.now + timedelta(hours=10)
    WebhookSubscription.objects.update(failures=7, next_attempt_at=later)
    change(post, subscription, name="b")
    assert (subscription.failures, subscription.next_attempt_at) == (7, later)
    change(post, subscription, url=URL + "2")
    assert (subscription.failures, subscription.next_attempt_at) == (0, post.clock.now)


def test_actions_write_their_own_columns_only(post):
    """A deliverer may be writing the others of the same row."""
    subscription = post.subscribe(URL)
    with CaptureQueriesContext(connection) as queries:
        webhooks.disable(subscription)
        change(post, subscription, name="b")
    written = " ".join(query["sql"] for query in queries if query["sql"].startswith("UPDATE"))
    assert "position" not in written
    assert "claim" not in written


def test_disabled_and_enabled(post):
    subscription = post.subscribe(URL)
    webhooks.disable(subscription)
    assert subscription.state == "disabled"
    WebhookSubscription.objects.update(failures=7)
    post.clock.forward(days=4)
    webhooks.enable(subscription, now=post.clock.now)
    assert (subscription.state, subscription.failures) == ("active", 0)
    assert subscription.next_attempt_at == post.clock.now


def test_a_rotation_keeps_the_secret_before_it_for_a_day(post):
    subscription = post.subscribe(URL)
    first = subscription.secret
    webhooks.rotate_secret(subscription, secret="whsec_bmV3", now=post.clock.now)
    assert (subscription.secret, subscription.former_secret) == ("whsec_bmV3", first)
    assert subscription.former_secret_until == post.clock.now + timedelta(hours=24)


def test_delivered_from_a_revision(post):
    subscription = post.subscribe(URL)
    assert webhooks.deliver_from(subscription, revision=3, now=post.clock.now) == WebhookEvent.objects.count() - 2
    first = WebhookEvent.objects.get(revision=3)
    assert subscription.position == first.id - 1


def test_from_a_revision_that_is_not_there(post):
    subscription = post.subscribe(URL)
    with pytest.raises(ValidationError) as refused:
        webhooks.deliver_from(subscription, revision=10**6, now=post.clock.now)
    assert "revision" in refused.value.message_dict


def test_from_a_revision_older_than_the_webhooks(post):
    subscription = post.subscribe(URL)
    WebhookEvent.objects.filter(revision=1).delete()
    assert Revision.objects.filter(number=1).exists()
    with pytest.raises(Conflict):
        webhooks.deliver_from(subscription, revision=1, now=post.clock.now)
