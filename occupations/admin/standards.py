"""Skill standards in the admin: to be read; a new one is entered and published through its action."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.desk import open_draft
from occupations.actions.revise import Conflict
from occupations.admin.read_only import ReadOnlyAdmin, RecordedAdmin, RecordedFilter
from occupations.admin.standard_form import StandardForm
from occupations.levels import LEVELS
from occupations.models import SkillStandard, SkillStandardRecord


@admin.register(SkillStandardRecord)
class SkillStandardRecordAdmin(RecordedAdmin):
    list_display = ("title_zh", "printed_code", "concept", "levels_zh", "valid_from", "valid_to")
    list_filter = (RecordedFilter, "kind", "edition_year", "confidence")
    search_fields = ("standard__slug", "title_zh", "name_zh", "printed_code", "document_number", "work_types")
    ordering = ("standard",)

    @admin.display(description=gettext_lazy("levels"), ordering="levels")
    def levels_zh(self, row: SkillStandardRecord) -> str | None:
        return None if row.level_ids is None else "、".join(LEVELS[level].name_zh for level in row.level_ids)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("occupations.enter_classification")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = StandardForm(request.POST or None)
        if form.is_valid() and self.enter(request, form):
            return HttpResponseRedirect(reverse("admin:occupations_skillstandardrecord_changelist"))
        shown = helpers.AdminForm(form, [(None, {"fields": list(form.fields)})], {}, model_admin=self)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish a skill standard"),
            "adminform": shown,
            "errors": helpers.AdminErrorList(form, []),
            "media": self.media + shown.media,
            "inline_admin_formsets": [],
            "is_popup": False,
            "to_field": None,
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        return self.render_change_form(request, context, add=True, form_url=form_url)

    def enter(self, request: HttpRequest, form: StandardForm) -> bool:
        """Whether it could be entered; if not, the form says why."""
        try:
            draft = open_draft(
                kind="standard",
                content=form.content(),
                by=cast(User, request.user),  # signed in: the admin asks for it
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.refuse(error)
        except Conflict as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Entered: %(draft)s. A second person publishes it.") % {"draft": draft})
            return True
        return False


@admin.register(SkillStandard)
class SkillStandardAdmin(ReadOnlyAdmin):
    search_fields = ("slug",)
