"""Webhook subscriptions: made, changed, stopped, started, sent back to a revision, given a new secret."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils.translation import gettext as _

from occupations import codes
from occupations.actions.revise import Conflict, invalid
from occupations.models import EventType, Revision, SubscriptionState, WebhookEvent, WebhookSubscription

FORMER_SECRET_SIGNS = timedelta(hours=24)
"""How long after a rotation messages bear the signature of the former secret too."""


def subscribe(
    *, name: str, url: str, event_types: Iterable[str], codes: Iterable[str], secret: str, by: User, now: datetime
) -> WebhookSubscription:
    """A new subscription; it is told what happens after the latest revision.

    Whether the address may be called is decided when it is entered and at every attempt (webhooks/targets.py).
    """
    return WebhookSubscription.objects.create(
        **_wishes(name, url, event_types, codes),
        secret=secret,
        position=_latest(),
        next_attempt_at=now,
        created_by=by,
    )


def change_subscription(
    subscription: WebhookSubscription,
    *,
    name: str,
    url: str,
    event_types: Iterable[str],
    codes: Iterable[str],
    now: datetime,
) -> None:
    """Events that wait are judged by the new wishes; a new address is tried at once."""
    wishes = _wishes(name, url, event_types, codes)
    if WebhookSubscription.objects.filter(pk=subscription.pk).exclude(url=url).exists():
        wishes |= {"failures": 0, "next_attempt_at": now}
    _update(subscription, **wishes)


def disable(subscription: WebhookSubscription) -> None:
    _update(subscription, state=SubscriptionState.DISABLED)


def enable(subscription: WebhookSubscription, *, now: datetime) -> None:
    """It goes on where it stopped: nothing that happened meanwhile is left out."""
    _update(subscription, state=SubscriptionState.ACTIVE, failures=0, next_attempt_at=now)


def rotate_secret(subscription: WebhookSubscription, *, secret: str, now: datetime) -> None:
    """The former secret signs beside the new one for a while, so that the receiver can change over."""
    held = WebhookSubscription.objects.values_list("secret", flat=True).get(pk=subscription.pk)
    _update(subscription, secret=secret, former_secret=held, former_secret_until=now + FORMER_SECRET_SIGNS)


def deliver_from(subscription: WebhookSubscription, *, revision: int, now: datetime) -> int:
    """Send every event from that revision's on, again where it was sent before; returns how many there are.

    Raises ValidationError (no such revision), Conflict (its event was never kept).
    """
    if not Revision.objects.filter(number=revision).exists():
        raise invalid("revision", _("There is no revision %(number)s.") % {"number": revision}, "unknown")
    first = WebhookEvent.objects.filter(revision=revision).order_by("id").first()
    if first is None:
        raise Conflict(_("Revision %(number)s is older than the webhooks: it has no event.") % {"number": revision})
    _update(subscription, position=first.id - 1, failures=0, next_attempt_at=now)
    return WebhookEvent.objects.filter(id__gte=first.id).count()


def _latest() -> int:
    return WebhookEvent.objects.aggregate(latest=Max("id"))["latest"] or 0


def _wishes(name: str, url: str, event_types: Iterable[str], wanted: Iterable[str]) -> dict[str, object]:
    event_types, wanted = sorted(set(event_types)), sorted(set(wanted))
    if unknown := set(event_types) - set(EventType.values):
        raise invalid(
            "event_types", _("No type of event: %(types)s") % {"types": ", ".join(sorted(unknown))}, "invalid"
        )
    if wrong := [code for code in wanted if not codes.is_code(code)]:
        raise invalid("codes", _("Not codes: %(codes)s") % {"codes": ", ".join(wrong)}, "invalid")
    return {"name": name, "url": url, "event_types": event_types, "codes": wanted}


def _update(subscription: WebhookSubscription, **values: object) -> None:
    """Column by column: a deliverer may be writing others of the same row."""
    WebhookSubscription.objects.filter(pk=subscription.pk).update(**values)
    subscription.refresh_from_db()
