"""Proposals in the admin: considered, declined, or taken into a batch."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.proposals import MERGED, NOTE, merge_proposal, move_proposal, note_proposal, open_batches
from occupations.actions.submissions import moves_for
from occupations.admin.submissions import SubmissionAdmin, draft_page
from occupations.characters import visible
from occupations.lifecycle import PROPOSAL
from occupations.models import ChangeKind, Proposal, SubmissionKind


@admin.register(Proposal)
class ProposalAdmin(SubmissionAdmin):
    lifecycle = PROPOSAL
    waiting = ("received", "under_consideration")
    moved_elsewhere = (MERGED,)
    reason_label = gettext_lazy("reason (the sender reads it)")
    list_display = (
        "reference",
        "state_shown",
        "kind",
        "name_shown",
        "code",
        "taken_into",
        "flags_shown",
        "received_at",
    )
    list_display_links = ("reference", "name_shown")
    search_fields = ("reference", "name_zh", "code", "description", "evidence", "submitter")
    shown = (
        *("kind", "name_zh", "code", "description", "evidence", "submitter", "flags_shown", "received_at"),
        *("taken_into", "change", "note"),
    )

    @admin.display(description=gettext_lazy("name of the occupation"), ordering="name_zh")
    def name_shown(self, proposal: Proposal) -> str:
        return visible(proposal.name_zh)

    @admin.display(description=gettext_lazy("taken into"))
    def taken_into(self, proposal: Proposal) -> str:
        page = draft_page(proposal.draft)
        return format_html('<a href="{}">{}</a>', page, proposal.draft) if page else str(proposal.draft or "-")

    def act(self, key: int, version: int, act: str, told: Any, by: User) -> str:
        if act == NOTE:
            note_proposal(proposal=key, version=version, note=told.get("text", "").strip(), by=by)
            return _("The sender can read it now.")
        if act == MERGED:
            draft, _sep, draft_version = told.get("draft", "").partition(".")
            merged = merge_proposal(
                proposal=key,
                version=version,
                draft=int(draft),
                draft_version=int(draft_version),
                kind=told.get("kind", ""),
                by=by,
                reason=told.get("reason", "").strip(),
            )
            return _("Taken into %(batch)s as change %(change)s; complete it there.") % {
                "batch": merged.draft,
                "change": merged.change,
            }
        moved = move_proposal(proposal=key, version=version, to=act, by=by, reason=told.get("reason", "").strip())
        return _("The proposal is now: %(state)s.") % {"state": self.state_shown(moved)}

    def context(self, request: HttpRequest, held: Proposal) -> dict[str, Any]:
        context = super().context(request, held)
        if not context["moves"]:
            return context
        context["writing"] = {
            "act": NOTE,
            "label": _("public note"),
            "text": held.note,
            "save": _("Tell the sender"),
            "help": _("Whoever has the reference number can read it at once."),
        }
        if MERGED in [move.to for move in moves_for(held, PROPOSAL, request.user)]:
            asked = held.kind == SubmissionKind.NEW_OCCUPATION
            context["merging"] = {
                "title": _("Take into a batch"),
                "act": MERGED,
                "drafts": [(f"{draft.pk}.{draft.version}", str(draft)) for draft in open_batches()],
                "none": _("No batch is open for changes now; open one first."),
                "kinds": ChangeKind.choices,
                "kind": ChangeKind.NEW_OCCUPATION if asked else ChangeKind.REDEFINED,
                "draft_label": _("batch"),
                "kind_label": _("kind of change"),
            }
        return context
