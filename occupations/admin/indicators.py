"""Indicators in the admin."""

from django.contrib import admin

from occupations.admin.read_only import ReadOnlyAdmin, RecordedAdmin, RecordedFilter
from occupations.models import Indicator, IndicatorRecord


@admin.register(IndicatorRecord)
class IndicatorRecordAdmin(RecordedAdmin):
    list_display = ("name_zh", "value", "lower", "upper", "qualifier", "unit_zh", "figure_date", "attributed_to_zh")
    list_filter = (RecordedFilter, "measure", "theme", "check_status")
    search_fields = ("indicator__slug", "name_zh", "name_en", "attributed_to_zh", "concept__id")
    ordering = ("indicator",)


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    search_fields = ("slug",)
