"""Skill standards in the admin: to be read; a new one is entered as a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from occupations.admin.read_only import ReadOnlyAdmin, RecordedAdmin, RecordedFilter
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
        return HttpResponseRedirect(reverse("admin:occupations_draft_new", args=["standard"]))


@admin.register(SkillStandard)
class SkillStandardAdmin(ReadOnlyAdmin):
    search_fields = ("slug",)
