"""/eligibility/inputs: the facts about a case that rules ask for; they belong to the program, not to a revision."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from policies.answers.eligibility import describe_inputs
from policies.api.eligibility_shapes import CaseInputListSerializer
from policies.rules import RULES
from policies.rules.inputs import INPUTS
from registry.http.views import ProgramViewSet


class InputViewSet(ProgramViewSet):
    serializer_class = CaseInputListSerializer

    @extend_schema(operation_id="eligibility_inputs", responses=CaseInputListSerializer)
    def list(self, request: Request) -> Response:
        """List the facts that may be told of a case

        Drawn from the rules: each with its form, its words, and the rules that ask for it.
        """
        asking = {name: [slug for slug, rule in RULES.items() if name in rule.inputs] for name in INPUTS}
        results = describe_inputs(asking)
        return Response({"count": len(results), "results": results})
