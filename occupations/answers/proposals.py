"""A proposal as its sender may follow it: its state and what clerks tell of it, and nothing about the sender."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from occupations.answers.missing import Missing
from occupations.characters import without_unseen
from occupations.lifecycle import PROPOSAL
from occupations.models import Proposal
from occupations.plain_text import without_contacts


def find_proposal(reference: str) -> Proposal:
    proposal = Proposal.objects.select_related("draft").filter(reference=reference).first()
    if proposal is None:
        raise Missing(
            "unknown-proposal",
            _("No proposal has the reference number %(reference)s.") % {"reference": reference},
        )
    return proposal


def describe_proposal(proposal: Proposal) -> dict[str, Any]:
    state = PROPOSAL.states[proposal.state]
    number = proposal.draft.key if proposal.draft else ""
    return {
        "reference": proposal.reference,
        "kind": proposal.kind,
        "name_zh": without_contacts(proposal.name_zh),
        "code": proposal.code or None,
        "received_at": proposal.received_at,
        "state": proposal.state,
        "state_zh": state.name_zh,
        "state_en": state.name_en,
        "note": without_unseen(proposal.note) or None,
        "batch": int(number) if number.isdecimal() else None,
        "change": proposal.change or None,
    }
