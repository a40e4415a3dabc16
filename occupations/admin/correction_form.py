"""The draft of a correction in the admin: a published record's columns, to be put right."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.correction_drafts import (
    begin_correction,
    correctable,
    corrected_record,
    correction_kind,
    model_of,
    plain_values,
    read_values,
)
from occupations.actions.desk import Content
from occupations.admin.choosing import several
from occupations.admin.draft_forms import DraftForm, Line, shown
from occupations.admin.draft_pages import DraftPage, register_page

WIDE = forms.TextInput(attrs={"class": "vTextField"})


class SeveralField(forms.CharField):
    """A list of texts in one line, parted by semicolons."""

    def prepare_value(self, value: Any) -> Any:
        return "；".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return list(several(super().clean(value)))


class CorrectionForm(DraftForm):
    """Its fields are the correctable columns of the record that the content names."""

    def __init__(self, data: Any = None, *, content: Content | None = None) -> None:
        super().__init__(data, content=content)
        if content is None:
            raise ValidationError(_("There is no such record."), code="unknown")
        self.row = corrected_record(content)
        for column in correctable(type(self.row)):
            self.fields[column.attname] = field_of(column, getattr(self.row, column.attname))

    def from_content(self, content: Content) -> dict[str, Any]:
        model = model_of(content["record"]["model"])
        return read_values(model, content["before"] | content["values"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not self.changed():
            raise ValidationError(_("Nothing differs from what is published."), code="nothing_to_do")
        return given

    def changed(self) -> dict[str, Any]:
        """The columns that are to say something else."""
        model = type(self.row)
        given = {name: self.cleaned_data[name] for name in self.fields}
        told = read_values(model, plain_values(given))
        return {name: value for name, value in told.items() if value != getattr(self.row, name)}

    def content(self) -> Content:
        return {**cast(Content, self.began_with), "values": plain_values(self.changed())}


def field_of(column: Any, value: Any) -> forms.Field:
    """A form's field for a column; empty is null where the column takes null."""
    label = column.verbose_name
    if isinstance(column, models.ForeignKey):
        return RelatedField(column, label=label, required=not column.null)
    if isinstance(column, models.JSONField):
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return SeveralField(label=label, required=False, widget=WIDE, help_text=_("Separated by semicolons."))
        return forms.JSONField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    field = column.formfield()
    if column.null and isinstance(field, forms.CharField):
        field.empty_value = None
    if isinstance(field, forms.DateField):
        field.widget = AdminDateWidget()
    elif type(field.widget) is forms.TextInput:
        field.widget = WIDE
    elif isinstance(field.widget, forms.Textarea):
        field.widget.attrs.update(rows=3)
    return cast(forms.Field, field)


class RelatedField(forms.CharField):
    """The id of something that the registry holds."""

    def __init__(self, column: Any, **kwargs: Any) -> None:
        super().__init__(empty_value=None, max_length=100, **kwargs)
        self.related = column.related_model

    def clean(self, value: Any) -> Any:
        told = super().clean(value)
        if told is not None and not self.related._default_manager.filter(pk=told).exists():
            raise ValidationError(_("The registry holds nothing of this id."), code="unknown")
        return told


class CorrectionPage(DraftPage):
    form = CorrectionForm
    hint = gettext_lazy("Look for the record in its list, open it, and choose “Correct”.")

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def begin(self, asked: QueryDict) -> Content:
        """Asked for as ``record=occupations.item:123``, where 123 is the row that is in force now."""
        label, _colon, pk = asked.get("record", "").partition(":")
        model = model_of(label)
        row = model._default_manager.filter(pk=pk, recorded_to=None).first() if pk.isdecimal() else None
        if row is None or correction_kind(model) != self.kind:
            raise ValidationError(_("There is no such record, or it has been superseded meanwhile."), code="unknown")
        return begin_correction(row)

    def lines(self, content: Content) -> list[Line]:
        """The record, and each column with what it said and what it is to say."""
        model = model_of(content["record"]["model"])
        name = f"{model._meta.verbose_name}: {content['name']}"
        before = read_values(model, content["before"])
        found = [Line("record", _("record"), name)]
        columns = {column.attname: column for column in correctable(model)}
        for attname, value in read_values(model, content["values"]).items():
            field = field_of(columns[attname], before[attname])
            told = tuple(shown(field, part) or "–" for part in (before[attname], value))
            found.append(Line(attname, str(field.label), " → ".join(told)))
        return found


register_page("correction", CorrectionPage("correction"))
