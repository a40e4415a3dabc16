"""What every published table has in common in the admin: to be read, not written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ReadOnlyAdmin(admin.ModelAdmin):
    """Published rows change through the registry's actions only."""

    # What a row says comes first; when it holds and what it rests on, last.
    last_fields = (
        *("valid_from", "valid_to", "recorded_from", "recorded_to"),
        *("source", "seen_at", "confidence", "known_gap_zh", "known_gap_en"),
    )
    show_full_result_count = False
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        names = [field.name for field in self.model._meta.fields if not field.auto_created]
        last = [name for name in self.last_fields if name in names]
        return [name for name in names if name not in last] + last

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordedFilter(admin.SimpleListFilter):
    """What the registry says now, unless the superseded records are asked for."""

    title = _("recorded")
    parameter_name = "recorded"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("superseded", _("superseded")), ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        everything, *rest = super().choices(changelist)
        yield {**everything, "display": _("in force now")}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "superseded":
                return queryset.exclude(recorded_to=None)
            case "all":
                return queryset
            case _:
                return queryset.filter(recorded_to=None)


class RecordedAdmin(ReadOnlyAdmin):
    """A table of records that supersede each other."""

    list_filter: Any = [RecordedFilter]
    list_select_related = True
