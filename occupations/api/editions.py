"""/editions: the published dictionaries and drafts."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.editions import describe_editions
from occupations.answers.scope import visible_editions
from occupations.api.forms import LINKED
from occupations.api.scope import EDITION_PATTERN, ScopedViewSet, path_parameter
from occupations.api.shapes import EditionSerializer, MetaSerializer
from occupations.models import EditionRecord, EditionStatus
from registry.http.described_examples import in_path
from registry.http.filters import FilterSet, OneOfFilter
from registry.http.problems import Problem


class EditionDetailSerializer(EditionSerializer):
    meta = MetaSerializer()


class EditionFilter(FilterSet):
    status = OneOfFilter([str(status) for status in EditionStatus], help_text="Published, or drafts only.")


class EditionViewSet(ScopedViewSet):
    serializer_class = EditionSerializer
    renderer_classes = LINKED
    skos_kind = "editions"
    detail_serializer = EditionDetailSerializer
    filterset_class = EditionFilter
    queryset = EditionRecord.objects.none()
    pins = ()
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    lookup_parameter = in_path(
        "id", {"type": "string", "pattern": EDITION_PATTERN}, "2022", "The id of an edition, published or a draft."
    )

    def get_queryset(self) -> QuerySet[EditionRecord]:
        as_of = self.scope.as_of
        visible = [row.pk for row in visible_editions(as_of)]
        rows = EditionRecord.objects.filter(pk__in=visible).order_by("edition")
        if "edition" in self.parameters:
            return rows.filter(edition=self.parameters["edition"])
        if "on" in self.parameters:
            # A draft's end is stated with it, so any day may be asked about.
            return rows.valid_on(as_of.day).exclude(status=EditionStatus.DRAFT) | rows.valid_on(as_of.on).filter(
                status=EditionStatus.DRAFT
            )
        return rows

    def list(self, request: Request) -> Response:
        """List editions

        With `on`: those in force, or out for comment, on that day.
        """
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        described = describe_editions(page or [], self.scope.as_of)
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    def retrieve(self, request: Request, id: str) -> Response:
        """Get one edition by its id

        With `on`: a day on which it was not in force is a 404 problem with its period.
        """
        path_parameter("id", id, EDITION_PATTERN, "2022")
        if self.edition_asked not in (None, id):
            raise Problem("contradictory-parameters", _("`edition` names another one than the address."))
        self.edition_asked = id
        [described] = describe_editions([self.scope.edition], self.scope.as_of)
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data})
