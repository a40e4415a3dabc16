"""Skill standards in the admin: to be read; a new one is entered as a draft."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from occupations.admin.read_only import ReadOnlyAdmin, RecordedAdmin, RecordedFilter
from occupations.levels import LEVELS
from occupations.models import SkillStandard, SkillStandardRecord


@admin.register(SkillStandardRecord)
class SkillStandardRecordAdmin(RecordedAdmin):
    desk_kind = "standard"
    list_display = ("title_zh", "printed_code", "concept", "levels_zh", "valid_from", "valid_to")
    list_filter = (RecordedFilter, "kind", "edition_year", "confidence")
    search_fields = ("standard__slug", "title_zh", "name_zh", "printed_code", "document_number", "work_types")
    ordering = ("standard",)

    @admin.display(description=gettext_lazy("levels"), ordering="levels")
    def levels_zh(self, row: SkillStandardRecord) -> str | None:
        return None if row.level_ids is None else "、".join(LEVELS[level].name_zh for level in row.level_ids)


@admin.register(SkillStandard)
class SkillStandardAdmin(ReadOnlyAdmin):
    search_fields = ("slug",)
