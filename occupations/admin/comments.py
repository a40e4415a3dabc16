"""Public comments in the admin: read, published or not, and answered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.consultation import ANSWER, answer_comment, changes_of, move_comment
from occupations.actions.submissions import PERMISSION
from occupations.admin.submissions import StateFilter, SubmissionAdmin, draft_page
from occupations.characters import visible
from occupations.lifecycle import COMMENT
from occupations.models import Comment, Draft


class BatchFilter(admin.SimpleListFilter):
    """The batches that there are comments on."""

    title = gettext_lazy("batch")
    parameter_name = "batch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        commented = Draft.objects.filter(pk__in=Comment.objects.values("draft")).order_by("-pk")
        return [(str(draft.pk), str(draft)) for draft in commented.only("kind", "key", "title")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        return queryset.filter(draft=self.value()) if (self.value() or "").isdecimal() else queryset


class ChangeFilter(admin.SimpleListFilter):
    """The changes of the batch that is looked at; as long as none is, there is nothing to choose from."""

    title = gettext_lazy("on the change")
    parameter_name = "change"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        batch = request.GET.get(BatchFilter.parameter_name, "")
        draft = Draft.objects.filter(pk=batch).first() if batch.isdecimal() else None
        changes = changes_of(draft.content) if draft else []
        return [(str(told.get("id", "")), visible(f"{told.get('id')} {told.get('name_zh')}")) for told in changes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        return queryset.filter(change=self.value()) if self.value() else queryset


@admin.register(Comment)
class CommentAdmin(SubmissionAdmin):
    lifecycle = COMMENT
    waiting = ("received",)
    list_display = ("reference", "state_shown", "batch_shown", "begins", "flags_shown", "answered", "received_at")
    list_filter = (StateFilter, "received_at", BatchFilter, ChangeFilter)
    search_fields = ("reference", "name", "text", "answer")
    shown = ("batch_shown", "change_shown", "name", "text", "flags_shown", "received_at", "published_at", "answer")

    @admin.display(description=gettext_lazy("text"))
    def begins(self, comment: Comment) -> str:
        return visible(comment.text if len(comment.text) <= 40 else f"{comment.text[:40]}…")

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
        return " ".join([comment.change, *(visible(str(change.get("name_zh", ""))) for change in about)])

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
