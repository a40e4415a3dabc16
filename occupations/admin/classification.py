"""Schemes, editions, concepts, items, work types, successions and sources in the admin."""

from django.contrib import admin

from occupations.admin.read_only import ReadOnlyAdmin, RecordedAdmin, RecordedFilter
from occupations.models import (
    Concept,
    Edition,
    EditionRecord,
    Item,
    Scheme,
    Source,
    SourceRecord,
    Succession,
    WorkType,
)

PERIOD = ("valid_from", "valid_to", "recorded_from", "recorded_to")


@admin.register(Item)
class ItemAdmin(RecordedAdmin):
    list_display = ("code", "name_zh", "level", "digital", "green", "edition", "valid_from", "valid_to")
    list_display_links = ("code", "name_zh")
    list_filter = (RecordedFilter, "edition", "level", "digital", "green", "confidence")
    search_fields = ("code", "name_zh", "name_en", "concept__id")
    ordering = ("edition", "code", "valid_from")


@admin.register(WorkType)
class WorkTypeAdmin(RecordedAdmin):
    list_display = ("name_zh", "occupation", "edition", "confidence", *PERIOD)
    list_filter = (RecordedFilter, "edition", "confidence")
    search_fields = ("name_zh", "name_en", "former_names_zh", "concept__id", "occupation__id")
    ordering = ("edition", "name_zh", "valid_from")


@admin.register(EditionRecord)
class EditionRecordAdmin(RecordedAdmin):
    list_display = ("edition", "title_zh", "status", "coverage", *PERIOD)
    search_fields = ("title_zh", "title_en")
    ordering = ("edition", "valid_from")


@admin.register(Succession)
class SuccessionAdmin(RecordedAdmin):
    list_display = ("predecessor", "relation", "successor", "effective_on", "recorded_from", "recorded_to")
    list_filter = (RecordedFilter, "relation")
    search_fields = ("predecessor__id", "successor__id")
    ordering = ("effective_on", "predecessor")


@admin.register(SourceRecord)
class SourceRecordAdmin(RecordedAdmin):
    desk_kind = "source"
    list_display = ("source", "title_zh", "document_number", "issued_on", "confidence", "recorded_from", "recorded_to")
    list_filter = (RecordedFilter, "kind", "confidence")
    search_fields = ("source__slug", "title_zh", "title_en", "document_number")
    ordering = ("source",)


@admin.register(Concept)
class ConceptAdmin(ReadOnlyAdmin):
    list_display = ("id", "kind")
    list_filter = ("kind",)
    search_fields = ("id",)


@admin.register(Scheme)
class SchemeAdmin(ReadOnlyAdmin):
    search_fields = ("slug",)


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("slug", "scheme")
    search_fields = ("slug",)


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    search_fields = ("slug",)
