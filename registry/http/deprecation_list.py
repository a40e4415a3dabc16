"""/deprecations: what is deprecated now, and the terms on which anything ever is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.generators import EndpointEnumerator
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from registry.http.deprecation import NOTICE_MONTHS, deprecations_of
from registry.http.views import ProgramViewSet


class DeprecationTermSerializer(serializers.Serializer):
    name = serializers.CharField()
    text = serializers.CharField()


class DeprecatedSerializer(serializers.Serializer):
    method = serializers.CharField()
    path = serializers.CharField(help_text="As in the OpenAPI document, with names in braces.")
    parameters = serializers.ListField(
        child=serializers.CharField(), help_text="Only requests with one of these; empty: the whole operation."
    )
    since = serializers.DateField()
    sunset = serializers.DateField(help_text="The first day in Shanghai on which it answers 410.")
    instead = serializers.CharField(allow_null=True, help_text="Null: nothing comes instead.")


class DeprecationListSerializer(serializers.Serializer):
    notice_months = serializers.IntegerField(help_text="How long what is deprecated goes on answering, at least.")
    terms = DeprecationTermSerializer(many=True)
    count = serializers.IntegerField()
    results = DeprecatedSerializer(many=True)


class DeprecationViewSet(ProgramViewSet):
    serializer_class = DeprecationListSerializer

    @extend_schema(operation_id="deprecations_list", responses=DeprecationListSerializer)
    def list(self, request: Request) -> Response:
        """List what is deprecated, with the terms

        Answers of what is deprecated lead here by a `Link` of the relation `deprecation`.
        """
        results = everything_deprecated()
        return Response(
            {"notice_months": NOTICE_MONTHS, "terms": terms(), "count": len(results), "results": results},
        )


def everything_deprecated() -> list[dict[str, Any]]:
    """Of every operation there is, in the order of their addresses."""
    found = []
    for path, _pattern, method, callback in EndpointEnumerator(urlconf=settings.API_URLCONF).get_api_endpoints():
        if not hasattr(callback, "actions"):
            continue
        view = callback.cls(**callback.initkwargs)
        view.action = callback.actions.get(method.lower())
        found += [
            {
                "method": method,
                "path": path,
                "parameters": [*one.parameters],
                "since": one.since.isoformat(),
                "sunset": one.sunset.isoformat(),
                "instead": one.instead or None,
            }
            for one in deprecations_of(view)
        ]
    return sorted(found, key=lambda one: (one["path"], one["method"], one["sunset"]))


def terms() -> list[dict[str, str]]:
    told = {
        "notice": _(
            "What is deprecated goes on answering for at least twelve months. Every answer then has the headers "
            "Deprecation, Sunset and Link, and the OpenAPI document says `deprecated` and `x-sunset`."
        ),
        "end": _(
            "From midnight in Shanghai of the day of its sunset on it answers 410, the problem `gone`, which names "
            "what to use instead."
        ),
        "breaking": _(
            "Breaking is what a program that keeps to the OpenAPI document may fail by: what goes away (an operation, "
            "a parameter, a form, a member of an answer), a value that is not taken any more, a new duty, another "
            "type, a new word where all words are listed. It comes after a deprecation, or under another address."
        ),
        "compatible": _(
            "New operations, optional parameters, members of answers, forms and problems may come at any time: leave "
            "aside what you do not know."
        ),
        "data": _(
            "What the registry says of the world may be corrected at any time; that is no change of the contract."
        ),
        "announcement": _("Each is announced in the changelog, on the day from which its answers say so."),
    }
    return [{"name": name, "text": text} for name, text in told.items()]
