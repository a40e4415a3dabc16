"""Policies in the admin: to be read and searched."""

from django.contrib import admin

from occupations.admin.read_only import ReadOnlyAdmin, RecordedAdmin, RecordedFilter
from policies.models import Policy, PolicyRecord


@admin.register(PolicyRecord)
class PolicyRecordAdmin(RecordedAdmin):
    list_display = ("policy", "title_zh", "kind", "region_name_zh", "valid_from", "valid_to", "confidence")
    list_filter = (RecordedFilter, "kind", "confidence")
    search_fields = ("policy__slug", "title_zh", "title_en", "region_name_zh")
    ordering = ("policy",)


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    search_fields = ("slug",)
