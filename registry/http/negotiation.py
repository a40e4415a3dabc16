"""The language and the form of an answer: ``lang``, else Accept-Language, else Chinese; JSON."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import JSONRenderer

from registry.http.problems import parameter_error
from registry.http.ready_json import to_json

LANGUAGES = {"zh": "zh-hans", "en": "en"}
API_PATHS = ("/api/", "/openapi.")
UNDEMANDING = ("", "*/*", "application/json")
"""What most ask for; the usual form answers it, without a look at the others."""


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice by Accept-Language, which ``?lang=`` overrides; for the API a cookie has no say."""

    def process_request(self, request: HttpRequest) -> None:
        language = LANGUAGES.get(request.GET.get("lang", ""))
        if language is None and request.path.startswith(API_PATHS):
            language = accepted_language(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        if language is None:
            super().process_request(request)
        else:
            translation.activate(language)
            request.LANGUAGE_CODE = language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """As Django does it, without a look for a language in the address: there is none in ours."""
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


@lru_cache(maxsize=512)
def accepted_language(header: str) -> str:
    """What Django chooses by an Accept-Language header alone."""
    request: Any = SimpleNamespace(COOKIES={}, META={"HTTP_ACCEPT_LANGUAGE": header})
    return translation.get_language_from_request(request)


class PlainJSONRenderer(JSONRenderer):
    """JSON whose bytes depend on the answer alone, not on an ``indent`` in Accept."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else to_json(data)


class StatedMediaType(DefaultContentNegotiation):
    """``format`` decides where a view has several, else Accept; there is no ``.json`` suffix that overrides it."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        wanted = request.query_params.get("format")
        accept = request.META.get("HTTP_ACCEPT", "")
        if wanted is None and accept in UNDEMANDING and renderers[0].media_type == "application/json":
            return renderers[0], renderers[0].media_type
        if wanted is None and "text/html" in accept and "*/*" in accept:
            return renderers[0], renderers[0].media_type  # a browser names pictures before what it is here for
        if wanted is None or len(renderers) == 1:
            return super().select_renderer(request, renderers, None)
        for renderer in renderers:
            if renderer.format == wanted:
                return renderer, renderer.media_type
        formats = ", ".join(renderer.format for renderer in renderers)
        raise parameter_error("format", _("one of {words} is expected").format(words=formats))


class OneForm(StatedMediaType):
    """An address that has one form, whatever Accept says: feed readers ask for anything."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


def check_language(parameters: dict[str, str]) -> None:
    if "lang" in parameters and parameters["lang"] not in LANGUAGES:
        raise parameter_error("lang", _("zh or en is expected"))
