"""What the form of a draft can do, whatever its kind: read a content, give it back, and say it in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _

from occupations.actions.desk import Content
from occupations.characters import visible

MOST_ROWS = 60


@dataclass(frozen=True)
class Line:
    """One thing that a content says, in words."""

    name: str
    """Its place, as "title_zh" or "benefits.0.amount"."""
    label: str
    text: str
    """For people, also what cannot be seen: every page and file of the desk shows contents by lines."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", visible(self.text))


@dataclass(frozen=True)
class Difference:
    name: str
    label: str
    before: str
    after: str


class DraftForm(forms.Form):
    """Subclasses say with ``content`` and ``from_content`` how fields and content go together.

    The names "version", "reason", "to" and "confirmed" belong to the page around it.
    """

    formsets: ClassVar[dict[str, type[forms.BaseFormSet[Any]]]] = {}
    """Lists of smaller forms below the fields, by the prefix of each."""
    groups: ClassVar[Sequence[tuple[Any, Sequence[Any]]]] = ()
    """Headings with the fields below each, as the fieldsets of Django admin; empty: all without a heading."""

    def __init__(self, data: Any = None, *, content: Content | None = None) -> None:
        self.began_with = content
        first = {} if content is None else self.from_content(content)
        if data is not None and (name := data.get("_more")) in self.formsets:
            data = data.copy()
            held = str(data.get(f"{name}-TOTAL_FORMS", ""))
            data[f"{name}-TOTAL_FORMS"] = str(min(int(held) + 3, MOST_ROWS)) if held.isdecimal() else "3"
        super().__init__(data, initial=first)
        self.parts = {
            name: formset(data, prefix=name, initial=first.get(name, [])) for name, formset in self.formsets.items()
        }

    def content(self) -> Content:
        """What was entered, as the draft holds it. Only for a form that is valid."""
        raise NotImplementedError

    def from_content(self, content: Content) -> dict[str, Any]:
        """The values of the fields, and of each formset a list of such values."""
        raise NotImplementedError

    def is_valid(self) -> bool:
        """Every part is asked, so that all errors are shown at once."""
        return all([super().is_valid(), *(part.is_valid() for part in self.parts.values())])

    def shown_groups(self) -> Sequence[tuple[Any, dict[str, Any]]]:
        return [(title, {"fields": names}) for title, names in self.groups or [(None, list(self.fields))]]

    def refuse(self, error: ValidationError) -> None:
        """Show what the action refused beside the field that it names, where this form has it."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def lines(self) -> list[Line]:
        """In words what the form began with, in the order of its fields."""
        found = [
            Line(name, str(field.label), shown(field, self.initial.get(name))) for name, field in self.fields.items()
        ]
        for part, formset in self.parts.items():
            for number, row in enumerate(formset.initial_forms):
                label = f"{getattr(formset, 'title', part)} {number + 1}"
                found.append(Line(f"{part}.{number}", label, cast(RowForm, row).in_words()))
        return found


class RowForm(forms.Form):
    """One row of a list below the fields. A subclass may say ``in_words`` what it began with."""

    def in_words(self) -> str:
        told = ((field, shown(field, self.initial.get(name))) for name, field in self.fields.items())
        return " · ".join(f"{field.label}: {text}" for field, text in told if text)


class RowFormSet(forms.BaseFormSet):
    """A list of rows; those left empty count for nothing, and those marked for removal neither."""

    title: Any = ""
    """What one row is called."""
    heading: Any = ""
    help: Any = ""

    def rows(self) -> list[dict[str, Any]]:
        """The values of the rows that count, in their order."""
        gone = set(map(id, self.deleted_forms))
        return [row.cleaned_data for row in self.forms if row.cleaned_data and id(row) not in gone]


def rows_of(form: type[RowForm], formset: type[RowFormSet], extra: int = 2) -> type[RowFormSet]:
    return cast(
        type[RowFormSet],
        forms.formset_factory(
            form,
            formset,
            extra=extra,
            can_delete=True,
            can_delete_extra=False,
            max_num=MOST_ROWS,
            absolute_max=MOST_ROWS,
        ),
    )


def shown(field: forms.Field, value: Any) -> str:
    """A field's value as a person reads it."""
    if isinstance(field, forms.ChoiceField):
        words = {str(key): str(word) for key, word in field.choices if not isinstance(word, list | tuple)}
        chosen = value if isinstance(value, list | tuple) else [value]
        return _(", ").join(words.get(str(key), str(key)) for key in chosen if key)
    if isinstance(field, forms.NullBooleanField):
        return "" if value is None else _("Yes") if value else _("No")
    if isinstance(value, bool):
        return _("Yes") if value else ""
    if isinstance(value, list | tuple):
        return "；".join(map(str, value))
    if isinstance(value, date):
        return formats.date_format(value)
    return "" if value is None else str(value)


def differences(before: Sequence[Line], after: Sequence[Line]) -> list[Difference]:
    """What two contents say differently, in the order of the later one."""
    was, now = {line.name: line for line in before}, {line.name: line for line in after}
    return [
        Difference(
            name,
            (now.get(name) or was[name]).label,
            was[name].text if name in was else "",
            now[name].text if name in now else "",
        )
        for name in [*now, *(name for name in was if name not in now)]
        if (was[name].text if name in was else "") != (now[name].text if name in now else "")
    ]
