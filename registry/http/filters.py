"""Filters whose form is stated once, checked strictly and documented as it is checked."""

from __future__ import annotations

import re
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.drainage import set_override

from registry.http.problems import Problem

# Any text but a null character, which no database stores.
TEXT_PATTERN = r"^[^\u0000]{1,100}$"


def _describe(field: django_filters.Filter, schema: dict[str, Any]) -> None:
    """What the OpenAPI document says of a filter: its form, and its help text."""
    set_override(field, "field", {**schema, "description": field.extra.get("help_text", "")})


class PatternFilter(django_filters.CharFilter):
    """Text of a given pattern, as in ``PatternFilter(r"^[0-9]+$", example="8", …)``."""

    def __init__(
        self, pattern: str, *, example: str, message: Any = None, schema: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        message = message or format_lazy(_("something like {example} is expected"), example=example)
        kwargs["validators"] = [RegexValidator(pattern.removesuffix("$") + r"\Z", message, flags=re.ASCII)]
        # No stripping: a space at an end is not part of any value here.
        super().__init__(strip=False, **kwargs)
        _describe(self, schema or {"type": "string", "pattern": pattern, "example": example})


class OneOfFilter(django_filters.ChoiceFilter):
    """One of some words."""

    def __init__(self, words: list[str], **kwargs: Any) -> None:
        message = format_lazy(_("one of {words} is expected"), words=", ".join(words))
        kwargs["error_messages"] = {"invalid_choice": message}
        super().__init__(choices=[(word, word) for word in words], **kwargs)
        _describe(self, {"type": "string", "enum": words})


class YesNoFilter(django_filters.TypedChoiceFilter):
    """``true`` or ``false``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["error_messages"] = {"invalid_choice": _("true or false is expected")}
        super().__init__(choices=[("true", "true"), ("false", "false")], coerce=lambda word: word == "true", **kwargs)
        _describe(self, {"type": "boolean"})


class NumberFilter(PatternFilter):
    """A whole number within bounds."""

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        message = format_lazy(_("a number from {least} to {most} is expected"), least=least, most=most)
        schema = {"type": "integer", "minimum": least, "maximum": most}
        super().__init__("^.*$", example=str(least), message=message, schema=schema, **kwargs)
        self.extra["validators"] = [_WithinBounds(least, most, message)]


class _WithinBounds:
    def __init__(self, least: int, most: int, message: Any) -> None:
        self.least, self.most, self.message = least, most, message

    def __call__(self, text: str) -> None:
        digits = text.isascii() and text.isdigit() and len(text) <= 9 and str(int(text)) == text
        if not (digits and self.least <= int(text) <= self.most):
            raise ValidationError(self.message)


class TextFilter(PatternFilter):
    """A piece of text to look for."""

    def __init__(self, example: str, **kwargs: Any) -> None:
        message = _("1 to 100 characters are expected")
        schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": TEXT_PATTERN, "example": example}
        super().__init__(TEXT_PATTERN, example=example, message=message, schema=schema, **kwargs)


class StrictFilterBackend(DjangoFilterBackend):
    """Filters by the parameters that the view has read; what is malformed is named in a problem."""

    def get_filterset_kwargs(self, request: Any, queryset: Any, view: Any) -> dict[str, Any]:
        return {"data": view.parameters, "queryset": queryset, "request": view}

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            errors = [{"parameter": name, "detail": text} for name, texts in filterset.errors.items() for text in texts]
            detail = "; ".join(f"{e['parameter']}: {e['detail']}" for e in errors)
            raise Problem("malformed-parameter", detail, errors=errors)
        return filterset.qs
