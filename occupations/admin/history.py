"""Revisions in the admin: who did what, when and why."""

from django.contrib import admin

from occupations.admin.read_only import ReadOnlyAdmin
from occupations.models import DataLoad, Revision


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("number", "recorded_at", "act", "by_name", "origin", "batch", "edition", "reason")
    list_filter = ("act", "origin", "recorded_at")
    search_fields = ("by_name", "reason")


@admin.register(DataLoad)
class DataLoadAdmin(ReadOnlyAdmin):
    list_display = ("loaded_at", "digest")
    search_fields = ("digest",)
