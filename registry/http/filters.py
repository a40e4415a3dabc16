"""Filters whose form is stated once, checked strictly and documented as it is checked."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
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
        _describe(self, schema or {"type": "string", "pattern": pattern, "examples": [example]})


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
        schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": TEXT_PATTERN, "examples": [example]}
        super().__init__(TEXT_PATTERN, example=example, message=message, schema=schema, **kwargs)


class FilterSet(django_filters.FilterSet):
    """Filters by what has been read already, one filter for each; ``request`` is the view."""

    def __init__(self, wanted: Mapping[str, Any], queryset: QuerySet[Any], view: Any) -> None:
        self.base_filters = OrderedDict((name, type(self).base_filters[name]) for name in wanted)
        super().__init__(wanted, queryset, request=view)

    @property
    def qs(self) -> QuerySet[Any]:
        queryset: Any = self.queryset
        for name, value in self.data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset


class StrictFilterBackend(DjangoFilterBackend):
    """Filters by the parameters that the view has read."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        wanted = read_filters(view)
        return view.filterset_class(wanted, queryset, view).qs if wanted else queryset


def read_filters(view: Any) -> dict[str, Any]:
    """The filters that are asked for, by name. Raises Problem, which names what is malformed."""
    filterset_class: type[FilterSet] | None = getattr(view, "filterset_class", None)
    wanted, errors = {}, []
    for name, asked in filterset_class.base_filters.items() if filterset_class else ():
        if name in view.parameters:
            try:
                wanted[name] = asked.field.clean(view.parameters[name])
            except ValidationError as error:
                errors += [{"parameter": name, "detail": text} for text in error.messages]
    if errors:
        detail = "; ".join(f"{error['parameter']}: {error['detail']}" for error in errors)
        raise Problem("malformed-parameter", detail, errors=errors)
    return wanted
