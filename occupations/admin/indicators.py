"""Indicators in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from occupations.admin.read_only import ReadOnlyAdmin, RecordedAdmin, RecordedFilter
from occupations.models import Indicator, IndicatorRecord


@admin.register(IndicatorRecord)
class IndicatorRecordAdmin(RecordedAdmin):
    desk_kind = "indicator"
    list_display = ("name_zh", "figure", "qualifier", "unit_zh", "figure_date", "attributed_to_zh")
    list_filter = (RecordedFilter, "measure", "theme", "check_status")
    search_fields = ("indicator__slug", "name_zh", "name_en", "attributed_to_zh", "concept__id")
    ordering = ("indicator",)

    @admin.display(description=gettext_lazy("value"))
    def figure(self, row: IndicatorRecord) -> str:
        """The value, or both bounds, or the words."""
        if row.value is None and row.lower is None:
            return row.text_zh
        return " – ".join(
            f"{number:,f}".removesuffix(".00") for number in (row.value, row.lower, row.upper) if number is not None
        )


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    search_fields = ("slug",)
