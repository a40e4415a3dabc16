"""/batches: the announcements of new occupations since 2019."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.batches import changes_of, describe_batches, visible_batches
from occupations.answers.consultations import consultation_of
from occupations.answers.lifelines import introduced_by
from occupations.answers.missing import Missing
from occupations.answers.standards import brief_standards
from occupations.api import paths
from occupations.api.linked import WithLinked, linked_to_batch
from occupations.api.scope import ScopedViewSet, path_parameter
from occupations.api.shapes import BriefStandardSerializer, ChangeSerializer, CitationSerializer, MetaSerializer
from occupations.api.text import containing
from occupations.lifecycle import STATES
from occupations.models import BatchRecord
from registry.http.filters import FilterSet, OneOfFilter, TextFilter


class AgencySerializer(serializers.Serializer):
    name_zh = serializers.CharField()
    name_en = serializers.CharField()


class BatchSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    edition = serializers.CharField(help_text="The edition it adds to.")
    state = serializers.ChoiceField([(name, name) for name in STATES])
    state_zh = serializers.CharField()
    state_en = serializers.CharField()
    title_zh = serializers.CharField(allow_null=True)
    document_number = serializers.CharField(allow_null=True)
    document_date = serializers.DateField(allow_null=True, help_text="The date the document bears.")
    published_on = serializers.DateField(help_text="The day it was made public.")
    effective_on = serializers.DateField(help_text="The day its changes take effect.")
    comment_from = serializers.DateField(allow_null=True, help_text="First day of public comment.")
    comment_to = serializers.DateField(allow_null=True, help_text="Last day of public comment, inclusive.")
    agencies = AgencySerializer(many=True)
    official_counts = serializers.DictField(
        child=serializers.IntegerField(allow_null=True), help_text="As announced; null: not known."
    )
    held_counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="Changes we hold and can confirm, by kind."
    )
    sources = CitationSerializer(many=True)
    known_gap = serializers.CharField(allow_null=True)
    changes = ChangeSerializer(many=True, required=False, help_text="With `expand=changes`.")


class BatchDetailSerializer(BatchSerializer, WithLinked):
    skill_standards = BriefStandardSerializer(many=True, help_text="Of what it introduced, issued by that day.")
    meta = MetaSerializer()


class BatchFilter(FilterSet):
    q = TextFilter("生物工程", method="with_text", help_text="Text within its title or its number.")
    ordering = OneOfFilter(["number", "-number"], method="ordered", help_text="A minus turns the order round.")

    def with_text(self, queryset: QuerySet[BatchRecord], name: str, value: str) -> QuerySet[BatchRecord]:
        return queryset.filter(containing(value, "title_zh", "document_number"))

    def ordered(self, queryset: QuerySet[BatchRecord], name: str, value: str) -> QuerySet[BatchRecord]:
        return queryset.order_by(value.replace("number", "batch"))


class BatchViewSet(ScopedViewSet):
    serializer_class = BatchSerializer
    detail_serializer = BatchDetailSerializer
    filterset_class = BatchFilter
    queryset = BatchRecord.objects.none()
    expandable: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(("list", "retrieve"), ("changes",))
    pins = ("on",)
    lookup_field = "number"
    lookup_value_regex = "[^/]+"
    lookup_parameter = paths.BATCH

    def get_queryset(self) -> QuerySet[BatchRecord]:
        return of_edition_asked(self, visible_batches(self.scope))

    def list(self, request: Request) -> Response:
        """List batches

        Those in effect on the day asked about, and those withdrawn by then; with `edition`, those that add to it.
        """
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        described = self.in_full(describe_batches(page or [], self.scope.as_of))
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    def retrieve(self, request: Request, number: str) -> Response:
        """Get one batch by its number"""
        row = find_batch(self.get_queryset(), number)
        [described] = self.in_full(describe_batches([row], self.scope.as_of))
        standards = brief_standards(introduced_by(row.batch_id, self.scope), self.scope)
        linked = {"skill_standards": BriefStandardSerializer(standards, many=True).data}
        linked |= linked_to_batch(self, row.batch_id)
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data, **linked})

    def in_full(self, described: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if "changes" in self.expanded:
            changes = changes_of([batch["number"] for batch in described], self.scope.as_of)
            for batch in described:
                batch["changes"] = changes[batch["number"]]
        return described


def of_edition_asked(view: ScopedViewSet, batches: QuerySet[BatchRecord]) -> QuerySet[BatchRecord]:
    return batches.filter(edition=view.scope.edition.edition) if "edition" in view.parameters else batches


def find_batch(batches: QuerySet[BatchRecord], number: str) -> BatchRecord:
    """The batch of a path segment. Raises Problem or Missing."""
    path_parameter("number", number, r"^[1-9][0-9]{0,3}$", "3")
    row = batches.filter(batch=int(number)).first()
    if row is None:
        # What is still put out for comment, or was, can be read there.
        members = {"consultation": f"/api/v1/consultations/{number}"} if consultation_of(int(number)) else {}
        detail = _("No batch %(number)s of the day and edition asked for.") % {"number": number}
        raise Missing("unknown-batch", detail, **members)
    return row
