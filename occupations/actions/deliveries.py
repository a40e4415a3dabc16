"""Whose turn it is to deliver, and how far each subscription has come: what the deliverers write."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from occupations.actions import outbox
from occupations.actions.revise import lock_registry
from occupations.models import FailureKind, SubscriptionState, WebhookEvent, WebhookSubscription


def due(*, now: datetime, attempts_until: datetime) -> QuerySet[WebhookSubscription]:
    """Those that may have something to send, and are in nobody's hands; the least served first."""
    latest = WebhookEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
    unclaimed = Q(claimed_until=None) | Q(claimed_until__lt=now)
    active = WebhookSubscription.objects.filter(unclaimed, state=SubscriptionState.ACTIVE)
    least_served = F("last_delivered_at").asc(nulls_first=True)
    return active.filter(position__lt=latest, next_attempt_at__lte=attempts_until).order_by(least_served, "id")


def claim(
    subscription: WebhookSubscription, *, token: str, now: datetime, until: datetime
) -> WebhookSubscription | None:
    """The subscription as it stands, if nobody else was quicker. No lock is held while the receiver is called;
    what is claimed is free again after ``until``, whatever becomes of the deliverer.
    """
    mine = due(now=now, attempts_until=now).filter(pk=subscription.pk).order_by()
    if not mine.update(claim=token, claimed_until=until):
        return None
    return WebhookSubscription.objects.get(pk=subscription.pk)


def passed_over(subscription: WebhookSubscription, *, position: int) -> None:
    """The events up to that place do not concern it, and nothing else waits."""
    _still(subscription).update(position=position, failures=0)
    _release(subscription)


def delivered(subscription: WebhookSubscription, event: WebhookEvent, *, now: datetime) -> None:
    _still(subscription).update(position=event.id, failures=0, last_delivered=event, last_delivered_at=now)
    _release(subscription)


def failed(
    subscription: WebhookSubscription, kind: FailureKind, detail: str, *, now: datetime, again: datetime | None
) -> None:
    """Note the error; ``again`` is when to try anew, None that there have been enough attempts."""
    error = {"last_error_kind": kind, "last_error_detail": detail[:300], "last_error_at": now}
    mine = _still(subscription)
    mine.update(**error, failures=F("failures") + 1, next_attempt_at=again or now)
    if again is None:
        state = SubscriptionState.GONE if kind == FailureKind.GONE else SubscriptionState.FAILED
        mine.filter(state=SubscriptionState.ACTIVE).update(state=state)
    _release(subscription)


def record_effects(*, now: datetime) -> None:
    """Write the events of what has taken effect since somebody last looked."""
    today = outbox.day_of(now)
    if outbox.effects_due(today):
        with transaction.atomic():
            lock_registry()
            outbox.record_effects(today)


def _still(subscription: WebhookSubscription) -> QuerySet[WebhookSubscription]:
    """The row, unless the claim was lost, or the subscription was sent to another place meanwhile."""
    return _claimed(subscription).filter(position=subscription.position)


def _claimed(subscription: WebhookSubscription) -> QuerySet[WebhookSubscription]:
    return WebhookSubscription.objects.filter(pk=subscription.pk, claim=subscription.claim)


def _release(subscription: WebhookSubscription) -> None:
    _claimed(subscription).update(claim="", claimed_until=None)
