"""How a clerk names at the desk what the registry holds: an occupation by its code, a document by its id."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from occupations import codes
from occupations.actions.desk import named
from occupations.levels import LEVELS
from occupations.models import Item, Scheme, SourceRecord

Suggestions = Callable[[], Iterable[tuple[str, str]]]


class Suggesting(forms.TextInput):
    """A line of text with suggestions that the browser filters while one types."""

    template_name = "admin/occupations/suggesting.html"

    def __init__(self, suggestions: Suggestions, **attrs: Any) -> None:
        super().__init__(attrs={"class": "vTextField", **attrs})
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, {**(attrs or {}), "list": f"suggested-{name}"})
        return context | {"suggestions": self.suggestions()}


def occupations() -> Iterable[tuple[str, str]]:
    """The occupations that have a code by now, each under its latest."""
    items = Item.objects.current().filter(scheme=Scheme.NATIONAL, level=codes.OCCUPATION, valid_to=None)
    return items.exclude(code=None).order_by("code").values_list("code", "name_zh")


def documents() -> Iterable[tuple[str, str]]:
    return SourceRecord.objects.current().order_by("source").values_list("source", "title_zh")


def occupation_named(text: str, day: date | None = None) -> Item | None:
    """The occupation of a code or a concept on a day; without a day, the latest that had the code."""
    items = Item.objects.current().filter(scheme=Scheme.NATIONAL, level=codes.OCCUPATION)
    items = (items.valid_on(day) if day else items).order_by("-valid_from")
    return items.filter(code=text).first() or items.filter(concept=text).first()


def code_of(concept: str | None, day: date | None = None) -> str:
    """What a clerk would call an occupation: its code on a day, else its concept."""
    item = occupation_named(concept, day) if concept else None
    return (item.code if item else None) or concept or ""


def check_document(slug: str) -> None:
    """Raises ValidationError where no document of that id is recorded."""
    if not SourceRecord.objects.current().filter(source=slug).exists():
        raise ValidationError(_("No document of this id is recorded; enter it first, as a source document."))


def several(text: str) -> tuple[str, ...]:
    """The names in a line that parts them by semicolons."""
    return tuple(name.strip() for name in text.replace("；", ";").split(";") if name.strip())


def levels() -> list[tuple[str, str]]:
    return [(level.id, named(level)) for level in LEVELS.values()]
