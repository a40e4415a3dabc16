"""Public comments in the admin: read, published or not, and answered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.consultation import ANSWER, answer_comment, changes_of, move_comment
from occupations.actions.submissions import PERMISSION
from occupations.admin.submissions import SubmissionAdmin, draft_page
from occupations.lifecycle import COMMENT
from occupations.models import Comment


@admin.register(Comment)
class CommentAdmin(SubmissionAdmin):
    lifecycle = COMMENT
    waiting = ("received",)
    list_display = ("reference", "state_shown", "batch_shown", "begins", "flags_shown", "answered", "received_at")
    search_fields = ("reference", "name", "text", "answer")
    shown = ("batch_shown", "change_shown", "name", "text", "flags_shown", "received_at", "published_at", "answer")

    @admin.display(description=gettext_lazy("text"))
    def begins(self, comment: Comment) -> str:
        return comment.text if len(comment.text) <= 40 else f"{comment.text[:40]}…"

    @admin.display(description=gettext_lazy("we have answered"), boolean=True)
    def answered(self, comment: Comment) -> bool:
        return bool(comment.answer)

    @admin.display(description=gettext_lazy("batch"))
    def batch_shown(self, comment: Comment) -> str:
        page = draft_page(comment.draft)
        return format_html('<a href="{}">{}</a>', page, comment.draft) if page else str(comment.draft)

    @admin.display(description=gettext_lazy("on the change"))
    def change_shown(self, comment: Comment) -> str:
        if not comment.change:
            return _("the whole batch")
        about = [change for change in changes_of(comment.draft.content) if change.get("id") == comment.change]
        return " ".join([comment.change, *(str(change.get("name_zh", "")) for change in about)])

    def act(self, key: int, version: int, act: str, told: Any, by: User) -> str:
        if act == ANSWER:
            answer_comment(comment=key, version=version, answer=told.get("text", "").strip(), by=by)
            return _("The answer is public.")
        moved = move_comment(comment=key, version=version, to=act, by=by, reason=told.get("reason", ""))
        if moved.state == "published":
            return _("The comment is public.")
        return _("The comment is not public.")

    def context(self, request: HttpRequest, held: Comment) -> dict[str, Any]:
        context = super().context(request, held)
        if COMMENT.states[held.state].public and request.user.has_perm(PERMISSION):
            context["writing"] = {
                "act": ANSWER,
                "label": _("our answer"),
                "text": held.answer,
                "save": _("Answer"),
                "help": _("Everybody can read it at once, beside the comment."),
            }
        return context
