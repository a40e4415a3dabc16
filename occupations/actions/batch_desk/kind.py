"""When the draft of a batch may go on, and what is published by which move."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations import validity
from occupations.actions.batch_desk.checks import findings
from occupations.actions.batch_desk.form import BatchDraft, in_full, named, read_batch
from occupations.actions.batch_desk.publishing import announcement
from occupations.actions.batches import announce_batch
from occupations.actions.desk import Content, DraftKind, register
from occupations.actions.revise import Signed, lock_registry
from occupations.actions.withdrawal import withdraw_batch
from occupations.lifecycle import BATCH, Move
from occupations.models import Draft, Revision

BEFORE_APPROVAL = ("number", "edition", "title_zh", "published_on", "effective_on", "comment_to")
"""Once it is approved nothing can be filled in any more."""


def _summary(content: Content) -> str:
    return content["title_zh"] or (f"第{content['number']}批" if content["number"] else "")


def _public(content: Content) -> Content:
    """Also what was dropped: its name is shown as long as the batch is under public comment; the reason is not."""
    return {**content, "changes": [{**change, "dropped": ""} for change in content["changes"]]}


def state_on(draft: Draft, today: date) -> str:
    """A scheduled batch is announced by the midnight of its day; no job has to move it."""
    if draft.state != "scheduled":
        return draft.state
    day = read_batch(draft.content).effective_on
    return draft.state if day is None or validity.is_later(day, today) else "announced"


def refusal(draft: Draft, move: Move, today: date) -> str | None:
    """Why this cannot be done today."""
    batch = read_batch(draft.content)
    if move.to == "approved":
        return _not_to_be_approved(batch, today)
    if move.to in ("scheduled", "announced") and batch.effective_on is not None:
        told = {"day": batch.effective_on}
        ahead = validity.is_later(batch.effective_on, today)
        if move.to == "scheduled" and not ahead:
            return _("%(day)s, the day it takes effect, is not a day to come: announce it at once.") % told
        if move.to == "announced" and ahead:
            return _("It takes effect on %(day)s, a day to come: announce it for that day.") % told
    return None


def _not_to_be_approved(batch: BatchDraft, today: date) -> str | None:
    if missing := [name for name in BEFORE_APPROVAL if not getattr(batch, name)]:
        return _("Still to be filled in: %(members)s.") % {"members": named(missing)}
    if batch.comment_to is not None and not validity.is_later(today, batch.comment_to):
        return _("The public comment runs until %(day)s, that day included.") % {"day": batch.comment_to}
    return None


def enter_state(draft: Draft, move: Move, signed: Signed, reason: str) -> Revision | None:
    if move.to in ("scheduled", "announced"):
        lock_registry()  # before the ids of what is new are given
        told = announcement(read_batch(draft.content))
        return announce_batch(batch=told.batch, changes=told.changes, sources=[told.source], by=signed, reason=reason)
    if move.to == "withdrawn" and draft.state == "scheduled":
        return withdraw_batch(number=int(draft.key), by=signed, reason=reason)
    return None


register(
    DraftKind(
        name="batch",
        title=gettext_lazy("batch"),
        lifecycle=BATCH,
        permission="occupations.enter_classification",
        form=in_full,
        public=_public,
        key=lambda content: str(content["number"] or ""),
        summary=_summary,
        findings=lambda content: findings(content, timezone.localdate()),
        refusal=refusal,
        state_on=state_on,
        enter_state=enter_state,
    )
)
