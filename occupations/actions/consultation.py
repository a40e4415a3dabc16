"""Public comment on a batch: when a comment is taken, who lets it out, and how it is answered.

A comment is shown to nobody outside before a clerk has published it; its text is never altered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from occupations import plain_text, validity
from occupations.actions.allowance import spend
from occupations.actions.revise import Conflict
from occupations.actions.submissions import (
    SEND,
    check_move,
    check_told,
    check_version,
    keep_contact,
    new_reference,
    permit,
    write,
)
from occupations.lifecycle import COMMENT
from occupations.models import Comment, Draft

KIND, OPEN_STATE = "batch", "public_comment"
ANSWER = "answer"


@dataclass(frozen=True, kw_only=True)
class CommentContent:
    text: str
    change: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""


class CommentsClosed(Conflict):
    """The period of public comment is not now."""

    slug = "comments-closed"

    def __init__(self, period: tuple[date, date] | None) -> None:
        first, last = period or (None, None)
        self.members = {"comment_from": first and first.isoformat(), "comment_to": last and last.isoformat()}
        super().__init__(_("Comments on this batch are taken in the period of public comment only."))


class UnknownChange(ObjectDoesNotExist):
    slug = "unknown-change"

    def __init__(self, change: str, known: list[str]) -> None:
        self.members = {"changes": known}
        super().__init__(_("The batch proposes no change %(change)s.") % {"change": change})


def comment_period(content: dict[str, Any]) -> tuple[date, date] | None:
    """First and last day of public comment, both inclusive; None where the batch does not say both."""
    try:
        return date.fromisoformat(content["comment_from"]), date.fromisoformat(content["comment_to"])
    except (KeyError, TypeError, ValueError):
        return None


def takes_comments(state: str, content: dict[str, Any], today: date) -> bool:
    period = comment_period(content)
    if state != OPEN_STATE or period is None:
        return False
    return validity.is_within(today, period[0], validity.following(period[1]))


def changes_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [change for change in content.get("changes") or [] if isinstance(change, dict)]


@transaction.atomic
def send_comment(*, draft: int, comment: CommentContent, address: str) -> Comment:
    """Take a comment of the public; it awaits a clerk.

    Raises CommentsClosed, UnknownChange, Exhausted.
    """
    # Locked, so that the period cannot be closed while the comment is taken.
    held = Draft.objects.select_for_update().get(pk=draft)
    now = timezone.now()
    if not takes_comments(held.state, held.content, timezone.localdate(now)):
        raise CommentsClosed(comment_period(held.content))
    known = [str(change.get("id", "")) for change in changes_of(held.content)]
    if comment.change and comment.change not in known:
        raise UnknownChange(comment.change, known)
    spend(address, now)
    sent = Comment(
        reference=new_reference("C"),
        received_at=now,
        version=0,
        state=COMMENT.first,
        draft=held,
        change=comment.change,
        name=comment.name,
        text=comment.text,
        flags=plain_text.contacts_in(f"{comment.name}\n{comment.text}"),
    )
    keep_contact(sent.reference, comment.email, comment.phone)
    write(sent, SEND, None, "", now, "")
    return sent


@transaction.atomic
def move_comment(*, comment: int, version: int, to: str, by: User, reason: str = "") -> Comment:
    """Publish a comment, or keep it from the public. Raises PermissionDenied, Conflict, ValidationError."""
    held = Comment.objects.select_for_update().get(pk=comment)
    check_move(held, version, COMMENT, to, by, reason)
    now = timezone.now()
    held.state = to
    if to == "published" and held.published_at is None:
        held.published_at = now
    write(held, to, by, reason, now, held.answer)
    return held


@transaction.atomic
def answer_comment(*, comment: int, version: int, answer: str, by: User) -> Comment:
    """Answer a published comment in public; a later answer takes the place of the earlier.

    Raises PermissionDenied, Conflict, ValidationError. The same answer again writes nothing.
    """
    held = Comment.objects.select_for_update().get(pk=comment)
    permit(by)
    check_version(held, version)
    if not COMMENT.states[held.state].public:
        raise Conflict(_("Only a published comment is answered."))
    check_told("answer", answer)
    if answer != held.answer:
        now = timezone.now()
        held.answer, held.answered_at = answer, now
        write(held, ANSWER, by, "", now, answer)
    return held
