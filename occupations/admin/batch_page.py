"""The page of a batch at the desk: its announcement, its changes with before and after, and what stands around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from occupations.actions.batch_desk.form import read_batch
from occupations.actions.desk import Content, Finding, kinds, state_of
from occupations.admin.batch_changes import ChangePages, labels_of
from occupations.admin.batch_form import BatchForm, begun
from occupations.admin.batch_import import ImportPages
from occupations.admin.batch_preview import PreviewPages
from occupations.admin.batch_words import ChangeRow, lines_of, place_of, rows_of
from occupations.admin.change_forms import FORMS
from occupations.admin.draft_forms import Line
from occupations.admin.draft_pages import DraftPage, register_page
from occupations.lifecycle import COMMENT
from occupations.models import ChangeKind, Comment, Draft, Proposal


class BatchPage(DraftPage):
    form = BatchForm
    template = "admin/occupations/batch.html"
    hint = None

    def begin(self, asked: QueryDict) -> Content | None:
        return begun(asked)

    def lines(self, content: Content) -> list[Line]:
        batch = read_batch(content)
        return [*self.fill(content=content).lines(), *lines_of(batch, labels_of(batch))]

    def context(self, request: HttpRequest, draft: Draft, findings: Sequence[Finding]) -> dict[str, Any]:
        batch = read_batch(draft.content)
        kind = kinds()[draft.kind]
        state = kind.lifecycle.states[state_of(draft)]
        rows = rows_of(batch, labels_of(batch), findings)
        comments = CommentsOn(draft) if request.user.has_perm("occupations.view_comment") else None
        tell_what_was_sent_in(rows, draft, comments)
        return {
            "comments": comments,
            "batch": batch,
            "rows": [row for row in rows if not row.change.dropped],
            "dropped": [row for row in rows if row.change.dropped],
            "of_batch": [finding for finding in findings if place_of(finding) is None],
            "wrong": [row for row in rows if row.wrong],
            "doubtful": [row for row in rows if row.findings and not row.wrong],
            "details": self.fill(content=draft.content).lines(),
            "may_change": state.open and request.user.has_perm(kind.permission),
            "may_preview": bool(rows) and draft.revision_id is None,
            "kinds": [(name, ChangeKind(name).label) for name in FORMS],
        }

    def urls(self, admin: Any) -> list[Any]:
        return [*ChangePages(admin).urls(), *ImportPages(admin).urls(), *PreviewPages(admin).urls()]


class CommentsOn:
    """How many comments there are on a batch and on each of its changes, and where they are read."""

    def __init__(self, draft: Draft) -> None:
        counted = Comment.objects.filter(draft=draft).values_list("change", "state").annotate(number=Count("pk"))
        self.of: Counter[str] = Counter()
        self.waiting = 0
        for change, state, number in counted:
            self.of[change] += number
            self.waiting += number if state == COMMENT.first else 0
        self.number = self.of.total()
        self.address = f"{reverse('admin:occupations_comment_changelist')}?batch={draft.pk}&state=all"


def tell_what_was_sent_in(rows: list[ChangeRow], draft: Draft, comments: CommentsOn | None) -> None:
    """Put beside each change the proposal that it came from, and the comments on it."""
    proposals = {proposal.reference: proposal for proposal in Proposal.objects.filter(draft=draft)}
    for row in rows:
        row.proposal = proposals.get(row.change.proposal)
        if comments and (number := comments.of[row.change.id]):
            row.comments, row.comments_address = number, f"{comments.address}&change={row.change.id}"


register_page("batch", BatchPage())
