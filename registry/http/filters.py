"""Filters whose form is stated once, checked strictly and documented as it is checked."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.drainage import set_override

from registry.http.problems import Problem


class PatternFilter(django_filters.CharFilter):
    """Text of a given pattern, as in ``PatternFilter(r"^[0-9]+$", example="8", …)``."""

    def __init__(self, pattern: str, *, example: str, schema: dict[str, Any] | None = None, **kwargs: Any) -> None:
        message = _("something like %(example)s is expected") % {"example": example}
        kwargs["validators"] = [RegexValidator(pattern.removesuffix("$") + r"\Z", message)]
        # No stripping: a space at an end is not part of any value here.
        super().__init__(strip=False, **kwargs)
        set_override(self, "field", schema or {"type": "string", "pattern": pattern, "example": example})


class OneOfFilter(django_filters.ChoiceFilter):
    """One of some words."""

    def __init__(self, words: list[str], **kwargs: Any) -> None:
        super().__init__(choices=[(word, word) for word in words], **kwargs)
        set_override(self, "field", {"type": "string", "enum": words})


class YesNoFilter(django_filters.TypedChoiceFilter):
    """``true`` or ``false``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("true", "true"), ("false", "false")], coerce=lambda word: word == "true", **kwargs)
        set_override(self, "field", {"type": "boolean"})


class NumberFilter(PatternFilter):
    """A whole number within bounds."""

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        schema = {"type": "integer", "minimum": least, "maximum": most}
        super().__init__(r"^[0-9]{1,9}$", example=str(least), schema=schema, **kwargs)
        self.extra["validators"].append(_Bounds(least, most))


class _Bounds:
    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, text: str) -> None:
        if not (text.isdigit() and self.least <= int(text) <= self.most):
            raise forms.ValidationError(_("a number from %(least)s to %(most)s is expected") % vars(self))


class StrictFilterBackend(DjangoFilterBackend):
    """Filters by the parameters that the view has read; what is malformed is named in a problem."""

    def get_filterset_kwargs(self, request: Any, queryset: Any, view: Any) -> dict[str, Any]:
        return {"data": view.parameters, "queryset": queryset, "request": view}

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            errors = [
                {"parameter": name, "detail": text} for name, texts in filterset.errors.items() for text in texts
            ]
            detail = "; ".join(f"{e['parameter']}: {e['detail']}" for e in errors)
            raise Problem("malformed-parameter", detail, errors=errors)
        return filterset.qs
