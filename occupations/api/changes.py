"""/batches/{number}/changes: what a batch announced, change by change."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.batches import describe_changes, visible_batches
from occupations.api import paths
from occupations.api.batches import find_batch, of_edition_asked
from occupations.api.scope import ScopedViewSet
from occupations.api.shapes import ChangeSerializer
from occupations.api.text import containing
from occupations.models import Change, ChangeKind, ChangeStatus
from registry.http.filters import FilterSet, OneOfFilter, TextFilter, YesNoFilter


class ChangeFilter(FilterSet):
    kind = OneOfFilter([str(kind) for kind in ChangeKind], help_text="Only changes of this kind.")
    status = OneOfFilter([str(status) for status in ChangeStatus], help_text="Confirmed by the announcement, or not.")
    digital = YesNoFilter(help_text="Only those announced with, or without, the digital mark.")
    green = YesNoFilter(help_text="Only those announced with, or without, the green mark.")
    q = TextFilter("互联网", method="with_text", help_text="Text within its names.")

    def with_text(self, queryset: QuerySet[Change], name: str, value: str) -> QuerySet[Change]:
        return queryset.filter(containing(value, "name_zh", "name_en", "former_name_zh"))


class ChangeViewSet(ScopedViewSet):
    serializer_class = ChangeSerializer
    filterset_class = ChangeFilter
    queryset = Change.objects.none()
    pins = ("on",)

    def get_queryset(self) -> QuerySet[Change]:
        known_at = self.scope.as_of.known_at
        batch = find_batch(of_edition_asked(self, visible_batches(self.scope)), self.kwargs["number"])
        return Change.objects.known_at(known_at).filter(batch=batch.batch).order_by("number")

    @extend_schema(operation_id="batches_changes_list", parameters=[paths.BATCH])
    def list(self, request: Request, number: str) -> Response:
        """List the changes of a batch

        As announced, under the codes of that day; what is not verified has the status `unconfirmed`.
        """
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        described = describe_changes(page or [], self.scope.as_of)
        return self.get_paginated_response(self.get_serializer(described, many=True).data)
