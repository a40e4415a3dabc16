"""Batches and their changes in the admin."""

from django.contrib import admin

from occupations.admin.read_only import ReadOnlyAdmin, RecordedAdmin, RecordedFilter
from occupations.models import Batch, BatchRecord, Change


@admin.register(BatchRecord)
class BatchRecordAdmin(RecordedAdmin):
    list_display = ("batch", "title_zh", "document_number", "published_on", "effective_on", "state", "recorded_from")
    list_filter = (RecordedFilter, "edition", "state", "confidence")
    search_fields = ("title_zh", "document_number")
    ordering = ("batch",)


@admin.register(Change)
class ChangeAdmin(RecordedAdmin):
    list_display = ("batch", "number", "kind", "name_zh", "former_name_zh", "code", "former_code", "status")
    list_display_links = ("number", "name_zh")
    list_filter = (RecordedFilter, "batch", "kind", "status", "confidence")
    search_fields = ("name_zh", "name_en", "former_name_zh", "code", "former_code", "concept__id")
    ordering = ("batch", "number")


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    search_fields = ("number",)
