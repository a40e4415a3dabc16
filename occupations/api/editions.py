"""/editions: the published dictionaries and drafts."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.editions import describe_editions
from occupations.answers.missing import Missing
from occupations.api.scope import EDITION_PATTERN, ScopedViewSet, is_slug, path_parameter
from occupations.api.shapes import EditionSerializer, MetaSerializer
from occupations.models import EditionRecord, EditionStatus
from registry.http.filters import OneOfFilter


class EditionDetailSerializer(EditionSerializer):
    meta = MetaSerializer()


class EditionFilter(django_filters.FilterSet):
    status = OneOfFilter([str(status) for status in EditionStatus], help_text="Published, or drafts only.")


class EditionViewSet(ScopedViewSet):
    serializer_class = EditionSerializer
    filterset_class = EditionFilter
    queryset = EditionRecord.objects.none()
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    lookup_schema = {"type": "string", "pattern": EDITION_PATTERN}

    def get_queryset(self) -> QuerySet[EditionRecord]:
        rows = EditionRecord.objects.known_at(self.scope.as_of.known_at).order_by("edition")
        if "edition" in self.parameters:
            rows = rows.filter(edition=self.parameters["edition"])
        elif "on" in self.parameters and self.action == "list":
            rows = rows.valid_on(self.scope.as_of.day)
        return rows

    def list(self, request: Request) -> Response:
        """List editions

        With `on`: those in force, or out for comment, on that day.
        """
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        described = describe_editions(page or [], self.scope.as_of)
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    @extend_schema(responses=EditionDetailSerializer)
    def retrieve(self, request: Request, id: str) -> Response:
        """Get one edition by its id"""
        path_parameter("id", id, is_slug(id) and len(id) <= 30, "2022")
        row = self.get_queryset().filter(edition=id).first()
        if row is None:
            raise Missing("unknown-edition", _("There is no edition %(id)s.") % {"id": id})
        [described] = describe_editions([row], self.scope.as_of)
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data})
