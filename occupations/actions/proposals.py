"""Proposals of the public: how one is taken once, what clerks decide on it, and how it becomes a change of a batch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from occupations import plain_text
from occupations.actions.allowance import spend
from occupations.actions.consultation import KIND, changes_of
from occupations.actions.desk import Content, edit_draft
from occupations.actions.revise import Conflict, invalid
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
from occupations.lifecycle import BATCH, PROPOSAL
from occupations.models import ChangeKind, Draft, Item, Proposal, Scheme, SubmissionKind

NOTE = "note"
MERGED = "merged"


@dataclass(frozen=True, kw_only=True)
class ProposalContent:
    kind: str
    name_zh: str
    description: str
    evidence: str = ""
    code: str = ""
    submitter: str = ""
    email: str = ""
    phone: str = ""

    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


class KeyReused(Conflict):
    """The key stands for another proposal already."""

    slug = "idempotency-key-reused"

    def __init__(self) -> None:
        super().__init__(_("This Idempotency-Key was sent with another body before."))


def send_proposal(*, proposal: ProposalContent, key: str | None, address: str) -> Proposal:
    """Take a proposal. Sent again with the same key, it is the one that was taken before.

    Raises KeyReused, Exhausted.
    """
    digest = hashlib.sha256(key.encode()).hexdigest() if key else None
    if (held := _sent_with(digest, proposal)) is not None:
        return held
    try:
        return _take(proposal, digest, address)
    except IntegrityError:
        # Sent twice at once: the other was quicker.
        if (held := _sent_with(digest, proposal)) is not None:
            return held
        raise


def _sent_with(digest: str | None, proposal: ProposalContent) -> Proposal | None:
    held = Proposal.objects.filter(idempotency_key=digest).first() if digest else None
    if held is not None and held.body_digest != proposal.digest():
        raise KeyReused
    return held


@transaction.atomic
def _take(proposal: ProposalContent, digest: str | None, address: str) -> Proposal:
    now = timezone.now()
    spend(address, now)
    texts = (proposal.name_zh, proposal.description, proposal.evidence, proposal.submitter)
    sent = Proposal(
        reference=new_reference("P"),
        received_at=now,
        version=0,
        state=PROPOSAL.first,
        kind=proposal.kind,
        name_zh=proposal.name_zh,
        code=proposal.code,
        description=proposal.description,
        evidence=proposal.evidence,
        submitter=proposal.submitter,
        flags=plain_text.contacts_in("\n".join(texts)),
        idempotency_key=digest,
        body_digest=proposal.digest(),
    )
    keep_contact(sent.reference, proposal.email, proposal.phone)
    write(sent, SEND, None, "", now, "")
    return sent


@transaction.atomic
def move_proposal(*, proposal: int, version: int, to: str, by: User, reason: str = "") -> Proposal:
    """Consider, decline or take up again; the reason is told to the sender.

    Raises PermissionDenied, Conflict, ValidationError.
    """
    held = _locked(proposal)
    check_move(held, version, PROPOSAL, to, by, reason)
    if to == MERGED:
        raise Conflict(_("Choose the batch that it is taken into."))
    if reason.strip():
        check_told("reason", reason)
        held.note = reason
    held.draft, held.change, held.state = None, "", to
    write(held, to, by, reason, timezone.now(), held.note)
    return held


@transaction.atomic
def note_proposal(*, proposal: int, version: int, note: str, by: User) -> Proposal:
    """Tell the sender something without deciding. Raises PermissionDenied, Conflict, ValidationError."""
    held = _locked(proposal)
    permit(by)
    check_version(held, version)
    check_told("note", note)
    if note != held.note:
        held.note = note
        write(held, NOTE, by, "", timezone.now(), note)
    return held


@transaction.atomic
def merge_proposal(
    *, proposal: int, version: int, draft: int, draft_version: int, kind: str, by: User, reason: str = ""
) -> Proposal:
    """Take a proposal into the open draft of a batch, as a change of that kind which names where it came from.

    Raises PermissionDenied, Conflict, Outdated, ValidationError.
    """
    held = _locked(proposal)
    check_move(held, version, PROPOSAL, MERGED, by, reason)
    if reason.strip():
        check_told("reason", reason)
    if kind not in ChangeKind.values:
        raise invalid("kind", _("This is no kind of change."), "invalid")
    batch = Draft.objects.filter(pk=draft, kind=KIND).first()
    if batch is None:
        raise invalid("draft", _("This is no draft of a batch."), "invalid")
    change = _change(held, kind, batch.content)
    told = reason.strip() or _("Proposal %(reference)s") % {"reference": held.reference}
    with_it = {**batch.content, "changes": [*changes_of(batch.content), change]}
    edit_draft(draft=draft, version=draft_version, content=with_it, by=by, reason=told)
    held.draft, held.change, held.state, held.note = batch, change["id"], MERGED, reason.strip() or held.note
    write(held, MERGED, by, told, timezone.now(), held.note)
    return held


def open_batches() -> list[Draft]:
    """The drafts of batches that a proposal can be taken into."""
    states = [name for name, state in BATCH.states.items() if state.open]
    return list(Draft.objects.filter(kind=KIND, state__in=states).order_by("-changed_at", "-pk"))


def _change(proposal: Proposal, kind: str, batch: Content) -> dict[str, str]:
    """What is known of it already; the clerk completes the rest in the batch."""
    keys = [str(change.get("id", "")) for change in changes_of(batch)]
    numbers = [int(key[1:]) for key in keys if key[1:].isdecimal()]
    change = {"id": f"c{max(numbers, default=0) + 1}", "kind": kind, "name_zh": proposal.name_zh}
    change["proposal"] = proposal.reference
    if proposal.kind == SubmissionKind.NEW_OCCUPATION or not proposal.code:
        return change
    today = timezone.localdate()
    items = Item.objects.current().valid_on(today).filter(scheme=Scheme.NATIONAL, code=proposal.code)
    if (item := items.first()) is None:
        return change
    return {**change, "concept": item.concept_id, "former_name_zh": item.name_zh or "", "former_code": proposal.code}


def _locked(proposal: int) -> Proposal:
    return Proposal.objects.select_for_update().get(pk=proposal)
