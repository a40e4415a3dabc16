"""The clerks' desk in the admin: the list of drafts, each draft's page, its form, and the moves from state to state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from occupations.actions.desk import (
    EDIT,
    DraftKind,
    allowed_moves,
    kinds,
    move_draft,
    named,
    permission_for,
    state_of,
)
from occupations.actions.revise import Conflict
from occupations.admin.draft_editing import DraftEditing, signed_in
from occupations.admin.draft_filters import AuthorFilter, KindFilter, StateFilter, WaitingFilter
from occupations.admin.draft_history import acts_of
from occupations.admin.draft_pages import PAGES, page_of
from occupations.admin.read_only import ReadOnlyAdmin
from occupations.answers.drafts import FOR_ME, forward, with_waiting
from occupations.characters import visible
from occupations.lifecycle import Move
from occupations.models import Draft


class MoveForm(forms.Form):
    to = forms.CharField(max_length=20)
    version = forms.IntegerField(min_value=1)
    reason = forms.CharField(required=False, max_length=1000)
    confirmed = forms.BooleanField(required=False)


@admin.register(Draft)
class DraftAdmin(DraftEditing, ReadOnlyAdmin):
    list_display = ("name", "kind_name", "state_name", "next_step", "changed_at", "about")
    list_filter = (WaitingFilter, KindFilter, StateFilter, AuthorFilter)
    search_fields = ("title", "key")
    list_per_page = 50
    change_list_template = "admin/occupations/draft_list.html"

    # --- the list -------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        return with_waiting(Draft.objects.defer("content"), signed_in(request))

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["-waits", "-changed_at", "-id"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever has a duty at the desk sees all that lies on it."""
        duties = ("view_draft", "review_drafts", "publish_drafts")
        may = any(request.user.has_perm(f"occupations.{duty}") for duty in duties)
        return may or self.has_add_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(kind.permission) for kind in kinds().values())

    @admin.display(description=pgettext_lazy("at the desk", "draft"), ordering="title")
    def name(self, draft: Draft) -> str:
        return str(draft)

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_name(self, draft: Draft) -> str:
        return str(kinds()[draft.kind].title)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_name(self, draft: Draft) -> str:
        return named(kinds()[draft.kind].lifecycle.states[state_of(draft)])

    @admin.display(description=gettext_lazy("what it is about"), ordering="key")
    def about(self, draft: Draft) -> str:
        return visible(draft.key)

    @admin.display(description=gettext_lazy("waits for"), ordering="waits")
    def next_step(self, draft: Draft) -> str:
        steps = [named(move) for move in forward(kinds()[draft.kind].lifecycle.moves[state_of(draft)])]
        if not steps:
            return "–"
        told = {"steps": " / ".join(steps)}
        return _("you: %(steps)s") % told if draft.waits == FOR_ME else _("others: %(steps)s") % told

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = {"title": _("What lies on the desk")}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    # --- addresses ------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        of_kinds = [address for page in PAGES.values() for address in page.urls(self)]
        own: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("new/<slug:kind>/", self.new_view, "new"),
            ("<int:draft>/edit/", self.edit_view, "edit"),
            ("<int:draft>/move/", self.move_view, "move"),
            ("<int:draft>/restore/", self.restore_view, "restore"),
        ]
        pages = [path(p, self.admin_site.admin_view(v), name=f"occupations_draft_{n}") for p, v, n in own]
        return [*of_kinds, *pages, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """What can be begun, to choose from."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        offered = [
            {"kind": kind, "hint": page_of(kind.name).hint}
            for kind in kinds().values()
            if request.user.has_perm(kind.permission) and (page_of(kind.name).form or page_of(kind.name).hint)
        ]
        context = self.around(request, _("What do you want to enter?")) | {"kinds": offered}
        return TemplateResponse(request, "admin/occupations/draft_kinds.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        draft = self.draft_or_404(request, object_id)
        return self.draft_page(request, draft)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(f"{self.address(self.draft_or_404(request, object_id))}#history")

    # --- a draft's page -------------------------------------------------------------------------------

    def draft_page(self, request: HttpRequest, draft: Draft, *, reason: str = "") -> HttpResponse:
        """The page of a draft, whatever was done on it before; ``reason`` as the clerk has written it."""
        kind, page, user = kinds()[draft.kind], page_of(draft.kind), signed_in(request)
        moves = [
            {"move": move, "name": named(move), "refusal": refusal, "onward": not move.explained}
            for move, refusal in allowed_moves(draft, user)
        ]
        state = state_of(draft)
        ended = not kind.lifecycle.moves[state]
        # What is published already would be found to stand in its own way.
        checked = not ended and draft.revision_id is None
        others = forward(kind.lifecycle.moves[state])
        awaited = [named(move) for move in others if not user.has_perm(permission_for(kind, move))]
        may_edit = self.may_edit(request, draft)
        # Each look rehearses the publication: one for the whole page.
        findings = kind.check(draft.content) if checked else []
        context = self.around(request, str(draft), draft) | {
            "kind": kind,
            "about": visible(draft.key),
            "steps": steps(kind, state),
            "moves": moves,
            "awaited": awaited,
            "reason": reason,
            "may_edit": may_edit and page.form is not None,
            "findings": findings,
            "checked": checked,
            "ended": ended,
            "lines": page.lines(draft.content),
            "acts": (acts := acts_of(draft)),
            "undo": acts[0] if may_edit and acts[0].act.act == EDIT else None,
        }
        return TemplateResponse(request, page.template, context | page.context(request, draft, findings))

    def move_view(self, request: HttpRequest, draft: int) -> HttpResponse:
        """Make a move; what becomes public is asked for once more before."""
        held = self.draft_or_404(request, draft)
        asked = MoveForm(request.POST)
        if request.method != "POST":
            return HttpResponseRedirect(self.address(held))
        if not asked.is_valid():
            messages.error(request, _("This could not be read. Please try again from this page."))
            return self.draft_page(request, held, reason=request.POST.get("reason", ""))
        told = asked.cleaned_data
        kind = kinds()[held.kind]
        move = kind.lifecycle.move(state_of(held), told["to"])
        public = move is not None and kind.lifecycle.states[move.to].public
        open_to = {m.to for m, why in allowed_moves(held, signed_in(request)) if why is None}
        fresh = told["version"] == held.version and told["to"] in open_to
        if move and public and fresh and not told["confirmed"]:
            return self.confirm_page(request, held, move, told)
        try:
            held = move_draft(
                draft=held.pk, version=told["version"], to=told["to"], by=signed_in(request), reason=told["reason"]
            )
        except (ValidationError, Conflict, PermissionDenied) as error:
            for message in error.messages if isinstance(error, ValidationError) else [str(error)]:
                messages.error(request, message)
            return self.draft_page(request, Draft.objects.get(pk=held.pk), reason=told["reason"])
        done = {"draft": held, "state": named(kind.lifecycle.states[state_of(held)])}
        messages.success(request, _("“%(draft)s” is now: %(state)s.") % done)
        return HttpResponseRedirect(self.address(held))

    def confirm_page(self, request: HttpRequest, draft: Draft, move: Move, told: dict[str, Any]) -> HttpResponse:
        context = self.around(request, named(move), draft) | {
            "move": move,
            "told": told,
            "reason": visible(told["reason"]),
            "lines": page_of(draft.kind).lines(draft.content),
            "publishes": not kinds()[draft.kind].lifecycle.states[move.to].open,
        }
        return TemplateResponse(request, "admin/occupations/draft_confirm.html", context)


def steps(kind: DraftKind, state: str) -> list[dict[str, str]]:
    """The way of a draft of this kind, and where it is on it."""
    way = [name for name in kind.lifecycle.states if name != "withdrawn" or state == "withdrawn"]
    here = way.index(state)
    return [
        {"name": named(kind.lifecycle.states[name]), "mark": "done" if n < here else "here" if n == here else "ahead"}
        for n, name in enumerate(way)
    ]
