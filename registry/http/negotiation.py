"""The language and the form of an answer: ``lang``, else Accept-Language, else Chinese; JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import JSONRenderer

from registry.http.problems import parameter_error

LANGUAGES = {"zh": "zh-hans", "en": "en"}
API_PATHS = ("/api/", "/openapi.")


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice by Accept-Language, which ``?lang=`` overrides; for the API a cookie has no say."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        language = LANGUAGES.get(request.GET.get("lang", ""))
        if language is None and request.path.startswith(API_PATHS):
            language = accepted_language(request.headers.get("accept-language", ""))
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language


@lru_cache(maxsize=512)
def accepted_language(header: str) -> str:
    """What Django chooses by an Accept-Language header alone."""
    request: Any = SimpleNamespace(COOKIES={}, META={"HTTP_ACCEPT_LANGUAGE": header})
    return translation.get_language_from_request(request)


class ReadyResults(Sequence[Any]):
    """The results of a list that are JSON already; whoever wants something else of them gets them parsed."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, place: Any) -> Any:
        return json.loads(self.texts[place])


class PlainJSONRenderer(JSONRenderer):
    """JSON whose bytes depend on the answer alone, not on an ``indent`` in Accept."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        results = data.get("results") if isinstance(data, dict) else None
        if not isinstance(results, ReadyResults):
            return super().render(data, accepted_media_type, renderer_context)
        without = {name: value for name, value in data.items() if name != "results"}
        around = super().render({**without, "results": []}, accepted_media_type, renderer_context)
        return b"".join((around.removesuffix(b"]}"), b",".join(results.texts), b"]}"))

    def get_indent(self, accepted_media_type: str, renderer_context: Any) -> None:
        return None


class StatedMediaType(DefaultContentNegotiation):
    """``format`` decides where a view has several, else Accept; there is no ``.json`` suffix that overrides it."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        wanted = request.query_params.get("format")
        accept = request.headers.get("accept", "")
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
