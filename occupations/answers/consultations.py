"""Public comments as the public sees them: what is or was put out, and the comments that clerks have published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from occupations import validity
from occupations.actions.consultation import KIND, OPEN_STATE, changes_of, comment_period, takes_comments
from occupations.answers.missing import Missing
from occupations.characters import without_unseen
from occupations.models import Comment, Draft, DraftAct
from occupations.plain_text import without_contacts

STATES = ("upcoming", "open", "closed", "withdrawn")
PUBLISHED = ("scheduled", "announced")
TEXTS = ("kind", "name_zh", "name_en", "code", "former_code", "former_name_zh")


@dataclass(frozen=True)
class Consultation:
    """A batch as it was last put out: what clerks have written since is not for the public yet."""

    draft: Draft
    content: dict[str, Any]

    @property
    def number(self) -> int:
        return int(self.draft.key)

    def state(self, today: date) -> str:
        if self.draft.state == "withdrawn":
            return "withdrawn"
        if takes_comments(self.draft.state, self.content, today):
            return "open"
        period = comment_period(self.content)
        coming = self.draft.state == OPEN_STATE and period is not None and validity.is_later(period[0], today)
        return "upcoming" if coming else "closed"


def shown_acts() -> QuerySet[DraftAct]:
    """Of each batch that was ever put out, the act after which it was last as the public saw it; newest first."""
    same = DraftAct.objects.filter(draft=OuterRef("draft"), state=OPEN_STATE).order_by().values("draft")
    last = same.annotate(last=Max("version")).values("last")
    acts = DraftAct.objects.filter(draft__kind=KIND, state=OPEN_STATE, draft__key__regex=r"^[1-9][0-9]{0,3}$")
    return acts.filter(version=Subquery(last)).select_related("draft").order_by("-draft_id")


def read_consultation(act: DraftAct) -> Consultation:
    return Consultation(act.draft, act.content)


def consultation_of(batch: int) -> Consultation | None:
    """The latest, where a batch was put out twice under one number."""
    act = shown_acts().filter(draft__key=str(batch)).first()
    return None if act is None else read_consultation(act)


def find_consultation(batch: int) -> Consultation:
    found = consultation_of(batch)
    if found is None:
        raise Missing(
            "no-consultation", _("Batch %(number)s is not, and was not, put out for comment here.") % {"number": batch}
        )
    return found


def describe_consultation(consultation: Consultation, today: date) -> dict[str, Any]:
    content = consultation.content
    first, last = comment_period(content) or (None, None)
    kept = [change for change in changes_of(content) if not change.get("dropped")]
    return {
        "number": consultation.number,
        "title_zh": _text(content, "title_zh"),
        "edition": _text(content, "edition"),
        "state": consultation.state(today),
        "comment_from": first,
        "comment_to": last,
        "effective_on": _day(content.get("effective_on")),
        "published": consultation.draft.state in PUBLISHED,
        "change_count": len(kept),
    }


def describe_changes(consultation: Consultation) -> list[dict[str, Any]]:
    return [
        {
            "id": str(change.get("id", "")),
            # A name may be that of a proposal, as it was sent in.
            **{name: without_contacts(_text(change, name) or "") or None for name in TEXTS},
            **{mark: change.get(mark) if isinstance(change.get(mark), bool) else None for mark in ("digital", "green")},
            "dropped": bool(change.get("dropped")),
            "proposal": _text(change, "proposal"),
        }
        for change in changes_of(consultation.content)
    ]


def published_comments(consultation: Consultation) -> QuerySet[Comment]:
    return Comment.objects.filter(draft=consultation.draft, state="published").order_by("published_at", "id")


def describe_comments(comments: Sequence[Comment]) -> list[dict[str, Any]]:
    """Contact details that stand within a text are hidden, whatever a clerk has let pass."""
    return [
        {
            "id": comment.reference,
            "change": comment.change or None,
            "name": without_contacts(comment.name) or None,
            "text": without_contacts(comment.text),
            "received_at": comment.received_at,
            "answer": without_unseen(comment.answer) or None,
            "answered_at": comment.answered_at,
        }
        for comment in comments
    ]


def _text(told: dict[str, Any], name: str) -> str | None:
    value = told.get(name)
    return without_unseen(value) if isinstance(value, str) and value else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
