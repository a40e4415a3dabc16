"""The pages on which the changes of a batch are entered, edited, dropped and taken in again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from occupations.actions.batch_desk.checks import day_of_effect
from occupations.actions.batch_desk.form import BatchDraft, DraftChange, read_batch
from occupations.admin.batch_words import kind_of
from occupations.admin.change_choices import LISTS, Places
from occupations.admin.change_form import DropForm, TakeInForm
from occupations.admin.change_forms import FORMS
from occupations.characters import visible
from occupations.models import ChangeKind, Draft


def places_of(batch: BatchDraft) -> Places:
    """The classification on the day the batch takes effect; today's, as long as that is not known."""
    return Places(batch, day_of_effect(batch) or timezone.localdate())


def labels_of(batch: BatchDraft) -> dict[str, str]:
    """What the concepts that its changes mention are called."""
    mentioned = {m for change in batch.changes for m in (*change.successors, change.occupation) if m}
    return places_of(batch).labels(mentioned) if mentioned else {}


class ChangePages:
    def __init__(self, admin: Any) -> None:
        self.admin = admin

    def urls(self) -> list[Any]:
        own = [
            ("<int:draft>/changes/new/<slug:kind>/", self.new_view, "change_new"),
            ("<int:draft>/changes/<slug:change>/", self.edit_view, "change_edit"),
            ("<int:draft>/changes/<slug:change>/drop/", self.drop_view, "change_drop"),
            ("<int:draft>/changes/<slug:change>/take-in/", self.take_in_view, "change_take_in"),
            ("<int:draft>/choices/<slug:what>/", self.choices_view, "choices"),
        ]
        return [path(p, self.admin.admin_site.admin_view(v), name=f"occupations_draft_{n}") for p, v, n in own]

    def new_view(self, request: HttpRequest, draft: int, kind: str) -> HttpResponse:
        held, batch = self.batch_or_404(request, draft)
        if kind not in FORMS:
            raise Http404
        change = DraftChange(id=batch.new_id(), kind=kind)
        title = _("New change: %(kind)s") % {"kind": ChangeKind(kind).label}
        return self.ask(request, held, batch, change, title)

    def edit_view(self, request: HttpRequest, draft: int, change: str) -> HttpResponse:
        held, batch = self.batch_or_404(request, draft)
        told = change_or_404(batch, change)
        if told.kind not in FORMS:
            raise Http404
        return self.ask(request, held, batch, told, f"{kind_of(told)}: {visible(told.name_zh)}")

    def ask(
        self, request: HttpRequest, held: Draft, batch: BatchDraft, change: DraftChange, title: str
    ) -> HttpResponse:
        form, places = FORMS[change.kind], places_of(batch)
        return self.admin.edit_with(
            request,
            held,
            lambda data: form(data, content=held.content, places=places, change=change, draft=held.pk),
            title,
            f"#{change.id}",
        )

    def drop_view(self, request: HttpRequest, draft: int, change: str) -> HttpResponse:
        held, batch = self.batch_or_404(request, draft)
        told = change_or_404(batch, change)
        title = _("Drop from the batch: %(name)s") % {"name": visible(told.name_zh)}
        return self.admin.edit_with(
            request, held, lambda data: DropForm(data, content=held.content, change=told), title, f"#{change}"
        )

    def take_in_view(self, request: HttpRequest, draft: int, change: str) -> HttpResponse:
        held, batch = self.batch_or_404(request, draft)
        told = change_or_404(batch, change)
        title = _("Take in again: %(name)s") % {"name": visible(told.name_zh)}
        return self.admin.edit_with(
            request, held, lambda data: TakeInForm(data, content=held.content, change=told), title, f"#{change}"
        )

    def choices_view(self, request: HttpRequest, draft: int, what: str) -> HttpResponse:
        """In the form that the admin's autocompletion asks for."""
        _held, batch = self.batch_or_404(request, draft)
        page = request.GET.get("page", "1")
        if what not in LISTS or not page.isdecimal() or len(page) > 4 or int(page) < 1:
            raise Http404
        found, more = places_of(batch).search(what, request.GET.get("term", "")[:100], int(page))
        results = [{"id": value, "text": label} for value, label in found]
        return JsonResponse({"results": results, "pagination": {"more": more}})

    def batch_or_404(self, request: HttpRequest, draft: int) -> tuple[Draft, BatchDraft]:
        held = self.admin.draft_or_404(request, draft)
        if held.kind != "batch":
            raise Http404
        return held, read_batch(held.content)


def change_or_404(batch: BatchDraft, key: str) -> DraftChange:
    change = batch.change(key)
    if change is None:
        raise Http404
    return change
