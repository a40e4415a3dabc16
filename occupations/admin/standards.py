"""Skill standards in the admin."""

from django.contrib import admin

from occupations.admin.read_only import ReadOnlyAdmin, RecordedAdmin, RecordedFilter
from occupations.models import SkillStandard, SkillStandardRecord


@admin.register(SkillStandardRecord)
class SkillStandardRecordAdmin(RecordedAdmin):
    list_display = ("title_zh", "printed_code", "concept", "kind", "levels", "valid_from", "valid_to", "confidence")
    list_filter = (RecordedFilter, "kind", "edition_year", "confidence")
    search_fields = (
        *("standard__slug", "title_zh", "name_zh", "printed_code", "document_number", "work_types", "concept__id"),
    )
    ordering = ("standard",)


@admin.register(SkillStandard)
class SkillStandardAdmin(ReadOnlyAdmin):
    search_fields = ("slug",)
