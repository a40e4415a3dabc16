"""Every error as an RFC 9457 problem document: the catalogue of their types and the one exception handler."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from registry.http.availability import DID_NOT_ANSWER, RETRY_AFTER, does_not_answer

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
Text = Any  # str, or a lazy translation


@dataclass(frozen=True)
class ProblemType:
    """A kind of problem; ``advice`` is what its page tells a developer to do."""

    slug: str
    status: int
    title: Text
    advice: Text


CATALOGUE: dict[str, ProblemType] = {}


def register(slug: str, status: int, title: Text, advice: Text) -> None:
    """Add a type to the catalogue; apps register theirs when their api package is imported."""
    CATALOGUE[slug] = ProblemType(slug, status, title, advice)


register(
    "unknown-parameter",
    400,
    _("Unknown parameter"),
    _("Compare the names with the documentation; a parameter is never ignored silently."),
)
register(
    "malformed-parameter",
    400,
    _("Malformed parameter"),
    _("Each entry of `errors` names a parameter and says what it must look like."),
)
register("malformed-request", 400, _("Malformed request"), _("Check the address, the Host header and the encoding."))
register("malformed-body", 400, _("Malformed body"), _("Each entry of `errors` points to a field of the body."))
register("not-found", 404, _("No such resource"), _("Start from the links of the root, /api/v1."))
register(
    "unknown-revision",
    404,
    _("No such revision"),
    _("`known_at` takes a revision the registry has made, or an instant since its first one."),
)
register(
    "unknown-cursor",
    404,
    _("No such page"),
    _("Follow the `next` links as they are given, or begin again without one."),
)
register(
    "contradictory-parameters",
    409,
    _("Contradictory parameters"),
    _("A cursor carries its own day, revision, filters and order; give it alone."),
)
register("conflict", 409, _("Conflict"), _("Read the present state and decide again."))
register(
    "invalid-key",
    401,
    _("Key not valid"),
    _("Leave out X-API-Key, as reading needs no key, or send one that is in force."),
)
register("forbidden", 403, _("Forbidden"), _("This needs other rights."))
register("method-not-allowed", 405, _("Method not allowed"), _("The `Allow` header lists the methods."))
register("gone", 410, _("It has ended"), _("Use what `instead` names; /api/v1/deprecations states the terms."))
register("not-acceptable", 406, _("Not acceptable"), _("Ask for one of `available`."))
register("content-too-large", 413, _("Content too large"), _("Send it in parts, each at most `most` bytes."))
register("unsupported-media-type", 415, _("Unsupported media type"), _("Send application/json."))
register("too-many-requests", 429, _("Too many requests"), _("Wait as long as `Retry-After` says."))
# Said where the database does not answer; and by the proxy of deploy/nginx.conf, where the registry does not.
register(
    "unavailable",
    503,
    _("The registry cannot answer at present"),
    _("Ask again after as many seconds as `Retry-After` says."),
)
register("internal-error", 500, _("Internal error"), _("It is not your fault. Try again; tell us if it happens again."))


UNANSWERED = _("The database does not answer at present.")


class Problem(Exception):
    """A problem an edge raises itself; ``members`` go into the document as they are."""

    def __init__(self, slug: str, detail: Text, **members: Any) -> None:
        super().__init__(slug)
        self.slug, self.detail, self.members = slug, detail, members


def parameter_error(parameter: str, detail: Text) -> Problem:
    """A malformed parameter, named."""
    return Problem(
        "malformed-parameter", f"{parameter}: {detail}", errors=[{"parameter": parameter, "detail": str(detail)}]
    )


def document(request: HttpRequest, slug: str, detail: Text, members: Mapping[str, Any]) -> dict[str, Any]:
    kind = CATALOGUE[slug]
    return {
        "type": _absolute(request, f"{settings.PROBLEMS_PATH}/{slug}"),
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(detail),
        "instance": request.get_full_path(),
        **members,
    }


def _absolute(request: HttpRequest, path: str) -> str:
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:
        return path


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's hook: any exception an API view lets through becomes a problem document."""
    slug, detail, members = describe(error)
    request = context["request"]
    # Whatever form was asked for, a problem is JSON.
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    if slug == "internal-error":
        logger.error("Unhandled error in %s", request.path, exc_info=error)
    elif slug == "unavailable":
        request.META[DID_NOT_ANSWER] = True
        logger.warning("The database did not answer for %s: %s", request.path, error)
    response = Response(
        document(request._request, slug, detail, members), CATALOGUE[slug].status, content_type=MEDIA_TYPE
    )
    response["Content-Language"] = get_language() or "zh-hans"
    for name in ("WWW-Authenticate", "Retry-After"):
        if value := getattr(error, {"WWW-Authenticate": "auth_header", "Retry-After": "wait"}[name], None):
            response[name] = str(value)
    return _to_be_asked_again(response) if slug == "unavailable" else response


def _to_be_asked_again(response: Any) -> Any:
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def describe(error: Exception) -> tuple[str, Text, dict[str, Any]]:
    """The type, the detail and the further members of the problem that an exception stands for."""
    match error:
        case Problem():
            return error.slug, error.detail, error.members
        case ObjectDoesNotExist() if slug := getattr(error, "slug", None):
            return slug, str(error), getattr(error, "members", {})
        case ObjectDoesNotExist() | Http404() | exceptions.NotFound():
            return "not-found", _("There is nothing at this address."), {}
        case ValidationError():
            return "malformed-body", _("The content is not valid."), {"errors": _pointers(error)}
        case exceptions.ParseError():
            return "malformed-body", error.detail, {}
        case PermissionDenied() | exceptions.PermissionDenied():
            return "forbidden", _("You may not do this."), {}
        case exceptions.MethodNotAllowed():
            return "method-not-allowed", error.detail, {}
        case exceptions.NotAcceptable():
            return (
                "not-acceptable",
                error.detail,
                {"available": [renderer.media_type for renderer in error.available_renderers or []]},
            )
        case exceptions.UnsupportedMediaType():
            return "unsupported-media-type", error.detail, {}
        case exceptions.Throttled():
            return "too-many-requests", error.detail, {}
        case _ if does_not_answer(error):
            return "unavailable", UNANSWERED, {}
        case _ if getattr(error, "slug", None) in CATALOGUE:
            return error.slug, str(error), getattr(error, "members", {})
        case _:
            return "internal-error", _("Something went wrong on our side."), {}


def _pointers(error: ValidationError) -> list[dict[str, str]]:
    if not hasattr(error, "error_dict"):
        return [{"detail": message} for message in error.messages]
    fields = error.message_dict
    return [{"pointer": f"/{name}", "detail": text} for name, texts in fields.items() for text in texts]


def bad_request_page(request: HttpRequest, exception: Exception) -> JsonResponse:
    """Django's handler400: for what is refused before any view is asked."""
    return _page(request, "malformed-request", _("The request cannot be understood."))


def not_found_page(request: HttpRequest, exception: Exception) -> JsonResponse:
    """Django's handler404: for routes that lead nowhere."""
    return _page(request, "not-found", _("There is nothing at this address."))


def server_error_page(request: HttpRequest) -> JsonResponse:
    """Django's handler500: for what failed outside an API view. It is called while the error is handled."""
    if does_not_answer(sys.exception()):
        request.META[DID_NOT_ANSWER] = True
        return _to_be_asked_again(_page(request, "unavailable", UNANSWERED))
    return _page(request, "internal-error", _("Something went wrong on our side."))


def _page(request: HttpRequest, slug: str, detail: Text) -> JsonResponse:
    body = document(request, slug, detail, {})
    return JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})
