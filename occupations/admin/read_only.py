"""What every published table has in common in the admin: to be read, not written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from occupations.actions.correction_drafts import correction_kind
from occupations.actions.desk import kinds


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
    """A table of records that supersede each other. They are entered and corrected by drafts at the clerks' desk."""

    list_filter: Any = [RecordedFilter]
    list_select_related = True
    change_form_template = "admin/occupations/recorded.html"
    desk_kind = ""
    """The kind of draft by which a new record is entered; blank: none is entered on its own."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        kind = kinds().get(self.desk_kind)
        return kind is not None and request.user.has_perm(kind.permission)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:occupations_draft_new", args=[self.desk_kind]))

    def desk_tools(self, request: HttpRequest, row: Any) -> list[dict[str, str]]:
        """What may be begun at the desk from the page of a record."""
        kind = correction_kind(self.model)
        if kind is None or row.recorded_to_id is not None or not request.user.has_perm(kinds()[kind].permission):
            return []
        address = reverse("admin:occupations_draft_new", args=[kind])
        asked = urlencode({"record": f"{row._meta.label_lower}:{row.pk}"})
        return [{"name": gettext("Correct"), "url": f"{address}?{asked}"}]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        tools = self.desk_tools(request, row) if row is not None else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "desk_tools": tools})
