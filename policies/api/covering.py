"""/occupations/{code}/policies and /batches/{number}/policies: the policies that cover them, or may."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import codes
from occupations.answers.batches import visible_batches
from occupations.api import paths
from occupations.api.batches import find_batch
from occupations.api.scope import path_parameter
from policies.api.policies import PolicyFilter, PolicyViewSet
from policies.models import PolicyRecord


class CoveringFilter(PolicyFilter):
    """What the address says already is not asked for again."""

    occupation: ClassVar[Any] = None
    batch: ClassVar[Any] = None


class CoveringViewSet(PolicyViewSet):
    filterset_class = CoveringFilter

    def covered_by(self) -> list[str]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[PolicyRecord]:
        return super().get_queryset().filter(policy__in=self.covered_by())


class OccupationPolicyViewSet(CoveringViewSet):
    def covered_by(self) -> list[str]:
        return self.covering_occupation(self.kwargs["code"])

    @extend_schema(operation_id="occupations_policies_list", parameters=[paths.OCCUPATION])
    def list(self, request: Request, code: str) -> Response:
        """List the policies for an occupation

        Those in force of which the scope covers it, or may: of a catalogue that is not held that is not known.
        """
        path_parameter("code", code, codes.OCCUPATION_PATTERN, "4-01-06-02")
        return self.answer_list()


class BatchPolicyViewSet(CoveringViewSet):
    def covered_by(self) -> list[str]:
        find_batch(visible_batches(self.scope), self.kwargs["number"])
        return self.covering_batch(self.kwargs["number"])

    @extend_schema(operation_id="batches_policies_list", parameters=[paths.BATCH])
    def list(self, request: Request, number: str) -> Response:
        """List the policies for what a batch introduced

        Those in force of which the scope covers an occupation of the batch, or may.
        """
        return self.answer_list()
