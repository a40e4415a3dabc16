"""/eligibility: what a worker of an occupation may claim, under which policy, and why or why not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiRequest, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.api.scope import ScopedViewSet
from policies.answers.cases import (
    CODE_OR_CONCEPT_PATTERN,
    Casebook,
    Question,
    Refused,
    read_question,
)
from policies.answers.eligibility import describe_outcome
from policies.answers.told import ToldPolicies, told_in
from policies.api.eligibility_cases import CASES_SCHEMA, check_occupation, input_schema, input_text, read_cases
from policies.api.eligibility_shapes import EligibilityListSerializer, EligibilitySerializer
from policies.eligibility import decide
from policies.rules.inputs import INPUTS
from registry.http.bodies import StrictJSONParser, dump_with_list
from registry.http.negotiation import PlainJSONRenderer
from registry.http.problems import Problem, parameter_error
from registry.http.views import RegistryViewSet


class EligibilityViewSet(ScopedViewSet):
    http_method_names = ("get", "head", "post")
    parser_classes = (StrictJSONParser,)
    renderer_classes = (PlainJSONRenderer,)
    selectable = False
    serializer_class = EligibilitySerializer
    pagination_class = None
    filter_backends: ClassVar[list[Any]] = []
    paged_actions = ()
    every_parameters: ClassVar[tuple[str, ...]] = RegistryViewSet.every_parameters
    own_parameters: ClassVar[dict[str, tuple[str, ...]]] = {"list": ("occupation", *INPUTS)}

    @extend_schema(
        operation_id="eligibility",
        responses={
            200: EligibilitySerializer,
            (409, "application/problem+json"): OpenApiResponse(
                {"$ref": "#/components/schemas/Problem"}, "Facts that contradict each other."
            ),
        },
        parameters=[
            OpenApiParameter(
                "occupation",
                {"type": "string", "pattern": CODE_OR_CONCEPT_PATTERN, "examples": ["4-01-06-02"]},
                required=True,
                description="The code of an occupation on that day, or its concept.",
            ),
            *(
                OpenApiParameter(given.name, input_schema(given), description=input_text(given))
                for given in INPUTS.values()
            ),
        ],
    )
    def list(self, request: Request) -> Response:
        """Say what one case gets under each policy, and why

        A decision for every policy in force on `on` (the day one would apply) that reaches the region: `granted`,
        `not_granted`, `needs_information` (`missing` names what to tell) or `not_applicable`. Nothing is assumed that
        is not told. What ended is listed apart, with what stands in its place. Which facts may be told, and what they
        mean, is listed by `/eligibility/inputs`.
        """
        if "occupation" not in self.parameters:
            raise parameter_error("occupation", _("required"))
        try:
            check_occupation(self.parameters["occupation"])
            told = {name: text for name, text in self.parameters.items() if name in INPUTS}
            question = read_question(self.parameters["occupation"], self.scope.as_of.on, told)
            book = self.casebook([question])
            answer = self.answer(question, book)
        except Refused as refused:
            raise self.problem(refused) from None
        return Response({"meta": self.get_meta(), **answer})

    @extend_schema(
        operation_id="eligibility_many",
        request=OpenApiRequest(CASES_SCHEMA),
        responses={200: EligibilityListSerializer},
    )
    def create(self, request: Request) -> StreamingHttpResponse:
        """Say what each of many cases gets

        Up to 1,000 cases, each with the fields that `GET /eligibility` takes as parameters, and with an `on` of its
        own where it differs from the one of the address. A case that cannot be answered is `invalid`, with its errors,
        and leaves the others alone.
        """
        cases = read_cases(request, self.scope.as_of.on)
        book = self.casebook([case for case in cases if isinstance(case, Question)])
        results = (self.result(number, case, book) for number, case in enumerate(cases))
        head = {"meta": self.get_meta(), "count": len(cases)}
        # A thousand cases are some 40 MB of JSON, built and sent one by one.
        return StreamingHttpResponse(dump_with_list(head, "results", results), content_type="application/json")

    def casebook(self, questions: list[Question]) -> Casebook:
        moment, places = self.moment, self.told.places()
        return Casebook(
            questions,
            places,
            revision=moment.revision,
            known_at=moment.known_at,
            known_on=moment.known_on,
            today=moment.today,
        )

    @cached_property
    def told(self) -> ToldPolicies:
        return told_in(self.scope)

    def answer(self, question: Question, book: Casebook) -> dict[str, Any]:
        """Raises Refused."""
        case = book.case(question)
        return describe_outcome(question, case, decide(case, self.told), book)

    def result(self, number: int, case: Question | Refused, book: Casebook) -> dict[str, Any]:
        try:
            if isinstance(case, Refused):
                raise case
            return {"index": number, "status": "answered", "errors": [], **self.answer(case, book)}
        except Refused as refused:
            nothing: dict[str, Any] = {"case": None, "decisions": [], "ended": [], "missing": [], "elsewhere": 0}
            return {"index": number, "status": "invalid", "errors": errors(number, refused), **nothing}

    def problem(self, refused: Refused) -> Exception:
        """The problem document of a single case."""
        if refused.slug == "malformed-parameter":
            return parameter_error(refused.names[0], refused.detail)
        named = [{"parameter": name, "detail": refused.detail} for name in refused.names]
        return Problem(refused.slug, refused.detail, errors=named, **refused.members)


def errors(number: int, refused: Refused) -> list[Mapping[str, Any]]:
    """What is wrong with one of many cases, for each field that says so."""
    names = refused.names or ("",)
    return [
        {
            "type": refused.slug,
            "pointer": f"/{number}/{name.replace('~', '~0').replace('/', '~1')}" if name else f"/{number}",
            "detail": refused.detail,
            "periods": [],
            "successors": [],
            "levels": [],
            "work_types": [],
            **refused.members,
        }
        for name in names
    ]
