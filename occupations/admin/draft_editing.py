"""How a draft is entered and edited in the admin: nothing typed is lost, and nobody else's change is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.desk import DraftKind, Outdated, edit_draft, kinds, open_draft, restore_draft, state_of
from occupations.actions.revise import Conflict
from occupations.admin.draft_forms import DraftForm, differences
from occupations.admin.draft_pages import page_of
from occupations.models import Draft, DraftAct


class SavingForm(forms.Form):
    """What goes with every content that is saved."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    """Of the draft as the clerk had it before them; 0: a new one."""
    reason = forms.CharField(
        label=gettext_lazy("note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy("For the history: what you did and why. May be left empty."),
    )


class RestoreForm(forms.Form):
    version = forms.IntegerField(min_value=1)
    earlier = forms.IntegerField(min_value=1)
    """The version whose content it gets again."""


class DraftEditing(admin.ModelAdmin):
    """The views of a draft's form, for the admin of drafts."""

    def around(self, request: HttpRequest, title: str, draft: Draft | None = None) -> dict[str, Any]:
        """What every page of a draft needs."""
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "draft": draft}

    def draft_or_404(self, request: HttpRequest, pk: object) -> Draft:
        """Raises PermissionDenied, Http404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        draft = Draft.objects.filter(pk=pk).first() if str(pk).isdecimal() else None
        if draft is None or draft.kind not in kinds():
            raise Http404
        return draft

    def may_edit(self, request: HttpRequest, draft: Draft) -> bool:
        kind = kinds()[draft.kind]
        return kind.lifecycle.states[state_of(draft)].open and request.user.has_perm(kind.permission)

    def address(self, draft: Draft) -> str:
        return reverse("admin:occupations_draft_change", args=[draft.pk])

    def new_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        page = page_of(kind)
        if kind not in kinds() or page.form is None:
            raise Http404
        if not request.user.has_perm(kinds()[kind].permission):
            raise PermissionDenied(_("This is not among your duties."))
        try:
            begun = page.begin(request.GET)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("admin:occupations_draft_add"))
        form = page.fill(request.POST or None, content=begun)
        saving = SavingForm(request.POST or None, initial={"version": 0})
        if request.method == "POST" and _both_valid(form, saving) and "_more" not in request.POST:
            told = {"kind": kind, "content": form.content(), "reason": saving.cleaned_data["reason"]}
            if draft := self.saved(form, lambda: open_draft(**told, by=signed_in(request))):
                messages.success(request, _("Entered. Look it over below, then hand it on."))
                return HttpResponseRedirect(self.address(draft))
        return self.form_page(request, kinds()[kind], form, saving)

    def edit_view(self, request: HttpRequest, draft: int) -> HttpResponse:
        held = self.draft_or_404(request, draft)
        page = page_of(held.kind)
        if page.form is None:
            raise Http404
        return self.edit_with(request, held, lambda data: page.fill(data, content=held.content))

    def edit_with(
        self,
        request: HttpRequest,
        held: Draft,
        fill: Callable[[Any], DraftForm],
        title: str | None = None,
        place: str = "",
    ) -> HttpResponse:
        """Edit a draft by a form over the whole of it, or over a part: what it gives back is the whole content.

        ``place``: where on the draft's page the clerk goes on.
        """
        if not self.may_edit(request, held):
            messages.error(request, _("This cannot be edited now, or not by you."))
            return HttpResponseRedirect(self.address(held))
        form = fill(request.POST or None)
        saving = SavingForm(request.POST or None, initial={"version": held.version})
        clash = None
        if request.method == "POST" and _both_valid(form, saving) and "_more" not in request.POST:
            told = saving.cleaned_data
            mine = form.content()
            try:
                saved = self.saved(
                    form,
                    lambda: edit_draft(
                        draft=held.pk,
                        version=told["version"],
                        content=mine,
                        by=signed_in(request),
                        reason=told["reason"],
                    ),
                )
            except Outdated as outdated:
                clash = self.clash(held, outdated, mine)
                saving = SavingForm(initial={"version": outdated.draft.version, "reason": told["reason"]})
            else:
                if saved:
                    messages.success(request, _("Saved."))
                    return HttpResponseRedirect(self.address(held) + place)
        return self.form_page(request, kinds()[held.kind], form, saving, held, clash, title)

    def restore_view(self, request: HttpRequest, draft: int) -> HttpResponse:
        """Give a draft the content again that it had before: how an edit or an import is undone."""
        held = self.draft_or_404(request, draft)
        asked = RestoreForm(request.POST)
        if not asked.is_valid():
            return HttpResponseRedirect(self.address(held))
        try:
            restore_draft(draft=held.pk, by=signed_in(request), **asked.cleaned_data)
        except (ValidationError, Conflict, PermissionDenied, DraftAct.DoesNotExist) as error:
            for message in error.messages if isinstance(error, ValidationError) else [str(error)]:
                messages.error(request, message)
        else:
            messages.success(request, _("Undone; the draft is as it was before."))
        return HttpResponseRedirect(self.address(held))

    def saved(self, form: DraftForm, save: Callable[[], Draft]) -> Draft | None:
        """The draft as saved; None where it was refused, and the form says why."""
        try:
            return save()
        except Outdated:
            raise
        except ValidationError as error:
            form.refuse(error)
        except (Conflict, PermissionDenied) as error:
            form.add_error(None, str(error))
        return None

    def clash(self, draft: Draft, outdated: Outdated, mine: Any) -> dict[str, Any]:
        """What others changed meanwhile, beside what this clerk wants to save."""
        lines = page_of(draft.kind).lines
        before = lines(outdated.before.content) if outdated.before else []
        yours = {line.name: line.text for line in lines(mine)}
        rows = [
            {"difference": difference, "yours": yours.get(difference.name, "")}
            for difference in differences(before, lines(outdated.draft.content))
        ]
        return {"who": ", ".join(dict.fromkeys(act.by_name for act in outdated.since)), "rows": rows}

    def form_page(
        self,
        request: HttpRequest,
        kind: DraftKind,
        form: DraftForm,
        saving: SavingForm,
        draft: Draft | None = None,
        clash: Any = None,
        title: str | None = None,
    ) -> HttpResponse:
        shown = helpers.AdminForm(form, form.shown_groups(), {}, model_admin=self)
        if title is None:
            title = _("Edit: %(draft)s") % {"draft": draft} if draft else _("Enter: %(kind)s") % {"kind": kind.title}
        context = self.around(request, title, draft) | {
            "kind": kind,
            "form": form,
            "adminform": shown,
            "saving": saving,
            "clash": clash,
            "media": self.media + form.media,
            "errors": form.is_bound and "_more" not in request.POST and not form.is_valid(),
        }
        page = page_of(kind.name)
        return TemplateResponse(request, page.form_template, context | page.form_context(form))


def _both_valid(form: DraftForm, saving: SavingForm) -> bool:
    return all([form.is_valid(), saving.is_valid()])


def signed_in(request: HttpRequest) -> User:
    """The admin lets in nobody else."""
    return cast(User, request.user)
