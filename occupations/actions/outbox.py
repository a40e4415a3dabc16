"""The outbox: which events a revision makes, in which order, written in the very transaction that makes it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

from django.utils import timezone

from occupations import validity
from occupations.models import Act, BatchRecord, EditionRecord, EventType, Revision, WebhookEvent

# Of each kind of act: the event where it holds at once, and where it is for a day to come.
RECORDED: dict[Act, tuple[EventType, EventType]] = {
    Act.PUBLISH_EDITION: (EventType.EDITION_PUBLISHED, EventType.EDITION_SCHEDULED),
    Act.ANNOUNCE_BATCH: (EventType.BATCH_ANNOUNCED, EventType.BATCH_SCHEDULED),
    Act.WITHDRAW_BATCH: (EventType.BATCH_WITHDRAWN, EventType.BATCH_WITHDRAWN),
    Act.CORRECT: (EventType.RECORD_CORRECTED, EventType.RECORD_CORRECTED),
    Act.EDIT_TEXT: (EventType.TEXT_EDITED, EventType.TEXT_EDITED),
    Act.PUBLISH_POLICIES: (EventType.POLICIES_PUBLISHED, EventType.POLICIES_PUBLISHED),
    Act.PUBLISH_STANDARDS: (EventType.STANDARDS_PUBLISHED, EventType.STANDARDS_PUBLISHED),
    Act.PUBLISH_INDICATORS: (EventType.INDICATORS_PUBLISHED, EventType.INDICATORS_PUBLISHED),
}
WITHDRAWN = "withdrawn"


def day_of(instant: datetime) -> date:
    return timezone.localdate(instant)


def record(revision: Revision) -> None:
    """Write the event of a new revision; before it, those that have come due by the day of its recording.

    Called by ``act`` only, which holds the lock: so ids are in the order of commits.
    """
    today = day_of(revision.recorded_at)
    record_effects(today)
    withdrawal = revision.act == Act.WITHDRAW_BATCH
    if withdrawal:  # its day will come without it, even if another batch of that number and day is announced
        WebhookEvent.objects.filter(revision__batch=revision.batch_id).update(awaited_on=None)
    ahead_of = revision.effective_on is not None and validity.is_later(revision.effective_on, today)
    scheduled = ahead_of and not withdrawal
    at_once, ahead = RECORDED[Act(revision.act)]
    _write(
        ahead if scheduled else at_once,
        revision,
        revision.recorded_at,
        awaited_on=revision.effective_on if scheduled else None,
    )


def effects_due(today: date) -> list[WebhookEvent]:
    """The events of scheduled revisions whose day has come."""
    awaited = WebhookEvent.objects.exclude(awaited_on=None).select_related("revision").order_by("awaited_on", "id")
    return [event for event in awaited if event.awaited_on and not validity.is_later(event.awaited_on, today)]


def record_effects(today: date) -> None:
    """Write the event of each scheduled revision whose day has come. The caller holds the lock."""
    for event in effects_due(today):
        if event.awaited_on and _still_takes_effect(event.revision):
            midnight = timezone.make_aware(datetime.combine(event.awaited_on, time.min))
            batch = event.revision.batch_id is not None
            _write(EventType.BATCH_EFFECTIVE if batch else EventType.EDITION_EFFECTIVE, event.revision, midnight)
        WebhookEvent.objects.filter(pk=event.pk).update(awaited_on=None)


def _still_takes_effect(revision: Revision) -> bool:
    """Not where the batch or edition has been withdrawn or put off meanwhile."""
    day = revision.effective_on
    if day is not None and revision.batch_id is not None:
        batches = BatchRecord.objects.current().filter(batch=revision.batch_id, effective_on=day)
        return batches.exclude(state=WITHDRAWN).exists()
    return EditionRecord.objects.current().filter(edition=revision.edition_id, valid_from=day).exists()


def _write(kind: EventType, revision: Revision, occurred_at: datetime, awaited_on: date | None = None) -> None:
    # Random, so that two registries never use the same; without a full stop, which separates what is signed.
    message_id = f"evt_{uuid.uuid4().hex}"
    WebhookEvent.objects.create(
        message_id=message_id, type=kind, revision=revision, occurred_at=occurred_at, awaited_on=awaited_on
    )
