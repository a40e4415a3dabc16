"""What the acts on comments and on proposals share: who may act, on which version, and how it is written down."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from occupations import plain_text
from occupations.actions import spelling
from occupations.actions.desk import named
from occupations.actions.revise import Conflict, invalid
from occupations.lifecycle import Lifecycle, Move
from occupations.models import Comment, Contact, Proposal

PERMISSION = "occupations.answer_public"
SEND = "send"
LONGEST_TEXT = 4000
# Without what is mistaken for another sign when it is read aloud or copied by hand.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_reference(prefix: str) -> str:
    """Sixty random bits: nobody finds another's by trying."""
    signs = "".join(secrets.choice(_SIGNS) for _place in range(12))
    return f"{prefix}-{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def permit(by: User) -> None:
    if not by.has_perm(PERMISSION):
        raise PermissionDenied(_("This is not among your duties."))


def check_version(held: Comment | Proposal, version: int) -> None:
    """Raises Conflict where somebody was quicker."""
    if held.version != version:
        acts = held.acts.filter(version__gt=version).order_by("version")
        names = ", ".join(dict.fromkeys(act.by_name for act in acts))
        raise Conflict(_("%(names)s worked on this meanwhile; look at it again.") % {"names": names})


def check_move(held: Comment | Proposal, version: int, lifecycle: Lifecycle, to: str, by: User, reason: str) -> None:
    permit(by)
    check_version(held, version)
    move = lifecycle.move(held.state, to)
    if move is None:
        raise Conflict(
            _("This cannot be done in the state “%(state)s”.") % {"state": named(lifecycle.states[held.state])}
        )
    if move.explained and not reason.strip():
        raise invalid("reason", _("Say why."), "required")


def check_told(field: str, text: str) -> None:
    """What is told to the public is plain text too."""
    if not text.strip():
        raise invalid(field, _("Write something."), "required")
    if not plain_text.is_plain(text):
        raise invalid(field, _("Plain text without < and > and without control characters is expected."), "plain")
    if message := spelling.wrong_in_text(text, long=True):
        raise invalid(field, message, "characters")
    if len(text) > LONGEST_TEXT:
        raise invalid(field, _("At most %(most)s characters.") % {"most": LONGEST_TEXT}, "max_length")


def moves_for(held: Comment | Proposal, lifecycle: Lifecycle, by: User) -> tuple[Move, ...]:
    return lifecycle.moves[held.state] if by.has_perm(PERMISSION) else ()


def keep_contact(reference: str, email: str, phone: str) -> None:
    if email or phone:
        Contact.objects.create(reference=reference, email=email, phone=phone)


def write(held: Comment | Proposal, act: str, by: User | None, reason: str, now: datetime, told: str) -> None:
    """What was sent in and the act on it, together; ``told`` is what the public reads of it after the act."""
    held.version, held.changed_at = held.version + 1, now
    held.save()
    held.acts.create(
        version=held.version,
        act=act,
        by=by,
        by_name=by.get_username() if by else "",
        at=now,
        reason=reason,
        state=held.state,
        told=told,
    )
