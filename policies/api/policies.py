"""/policies: which policies there are, what they give, to whom and on which terms."""

from __future__ import annotations

from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.lifelines import concepts_of_batch
from occupations.answers.missing import Missing
from occupations.api.scope import SOURCE_PATTERN, ScopedViewSet, path_parameter
from occupations.api.skill_levels import LevelFilter
from occupations.api.text import containing
from occupations.levels import named
from policies.answers.cases import CODE_OR_CONCEPT_PATTERN, Refused, case_of, cases_of
from policies.answers.policies import covering, describe_policy, for_level, issued_by
from policies.answers.told import ToldPolicies, told_in
from policies.api.shapes import PolicyDetailSerializer, PolicySerializer
from policies.levels import LEVELS
from policies.models import PolicyKind, PolicyRecord
from policies.regions import Regions
from policies.rules.inputs import REGION_PATTERN
from registry.http.described_examples import in_path
from registry.http.filters import FilterSet, NumberFilter, OneOfFilter, PatternFilter, TextFilter

MAY = "Policies of which that is not known, as of a catalogue that is not held, are among them."


class PolicyFilter(FilterSet):
    """``request`` is the view: it knows the scope."""

    kind = OneOfFilter([str(kind) for kind in PolicyKind], help_text="Only policies of this kind.")
    region = PatternFilter(
        REGION_PATTERN,
        example="440000",
        method="reaching",
        help_text="Only those that reach this region: its own and those of the regions above it; GB/T 2260.",
    )
    occupation = PatternFilter(
        CODE_OR_CONCEPT_PATTERN,
        example="4-01-06-02",
        method="for_occupation",
        help_text=f"Only those whose scope covers this occupation, by its code or concept. {MAY}",
    )
    level = LevelFilter(LEVELS, method="for_level", help_text=f"Only those for this skill level; `3` is level3. {MAY}")
    batch = NumberFilter(
        1, 9999, method="for_batch", help_text=f"Only those that cover what this batch introduced. {MAY}"
    )
    issuer = TextFilter("财政部", method="of_issuer", help_text="Text within the name of an issuer.")
    q = TextFilter("新职业", method="with_text", help_text="Text within its title.")

    def reaching(self, queryset: QuerySet[PolicyRecord], name: str, value: str) -> QuerySet[PolicyRecord]:
        chain = Regions([value], self.request.scope.as_of.known_at).chain(value)
        return queryset.filter(region_code__in=chain)

    def for_occupation(self, queryset: QuerySet[PolicyRecord], name: str, value: str) -> QuerySet[PolicyRecord]:
        return queryset.filter(policy__in=self.request.covering_occupation(value))

    def for_level(self, queryset: QuerySet[PolicyRecord], name: str, value: str) -> QuerySet[PolicyRecord]:
        return queryset.filter(policy__in=for_level(self.request.told, named(value)))

    def for_batch(self, queryset: QuerySet[PolicyRecord], name: str, value: str) -> QuerySet[PolicyRecord]:
        return queryset.filter(policy__in=self.request.covering_batch(value))

    def of_issuer(self, queryset: QuerySet[PolicyRecord], name: str, value: str) -> QuerySet[PolicyRecord]:
        return queryset.filter(policy__in=issued_by(self.request.told, value))

    def with_text(self, queryset: QuerySet[PolicyRecord], name: str, value: str) -> QuerySet[PolicyRecord]:
        return queryset.filter(containing(value, "title_zh", "title_en"))


class PolicyViewSet(ScopedViewSet):
    serializer_class = PolicySerializer
    detail_serializer = PolicyDetailSerializer
    filterset_class = PolicyFilter
    queryset = PolicyRecord.objects.none()
    pins = ("on",)
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    lookup_parameter = in_path(
        "id", {"type": "string", "pattern": SOURCE_PATTERN}, "gd-training-subsidy-2023", "The id of a policy."
    )

    def get_queryset(self) -> QuerySet[PolicyRecord]:
        rows = PolicyRecord.objects.known_at(self.scope.as_of.known_at).order_by("policy")
        return rows.perhaps_valid_on(self.scope.as_of.on) if self.action == "list" else rows

    def list(self, request: Request) -> Response:
        """List policies

        Those in force on the day asked about, and those of which the first day is not known. What a case gets under
        them is answered by `/eligibility`.
        """
        return self.answer_list()

    def answer_list(self) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        described = [describe_policy(self.told.by_slug[row.policy_id], self.told) for row in page or []]
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    def retrieve(self, request: Request, id: str) -> Response:
        """Get one policy by its id, in force or not"""
        path_parameter("id", id, SOURCE_PATTERN, "gd-training-subsidy-2023")
        if id not in self.told.by_slug:
            raise Missing("unknown-policy", _("There is no policy %(id)s.") % {"id": id})
        described = describe_policy(self.told.by_slug[id], self.told)
        return Response({"meta": self.get_meta(), **self.get_serializer(described).data})

    @cached_property
    def told(self) -> ToldPolicies:
        return told_in(self.scope)

    def covering_occupation(self, asked: str) -> list[str]:
        """By a code or a concept. Raises Missing where it is no occupation on that day."""
        try:
            case = case_of(asked, self.scope, self.moment.today)
        except Refused as refused:
            raise Missing(refused.slug, refused.detail, **refused.members) from None
        return covering(self.told, [case])

    def covering_batch(self, number: str) -> list[str]:
        """Raises Missing where the batch is not in effect on that day."""
        concepts = concepts_of_batch(number, self.scope).values_list("concept", flat=True)
        return covering(
            self.told, cases_of([concept for concept in concepts if concept], self.scope, self.moment.today)
        )
