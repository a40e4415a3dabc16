"""What a correction at the desk holds: the record as it stands, and what it should have said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.corrections import IDENTITY_FIELDS, TEXT_FIELDS, Correction, correct, edit_text
from occupations.actions.desk import Content, kinds
from occupations.actions.records import CLASSIFICATION, record_kind
from occupations.actions.revise import Author
from occupations.models import Revision
from occupations.validity import Recorded

OF_APP: dict[str, str] = {}
"""The kind of draft by which the records of each app are corrected."""


def correctable(model: type[Recorded]) -> Iterator[Field[Any, Any]]:
    """The columns of a record that a correction may alter."""
    identity = IDENTITY_FIELDS | {column.removesuffix("_id") for column in model.overlap_keys[-1]}
    return (field for field in model._meta.concrete_fields if field.name not in identity)


def begin_correction(row: Recorded) -> Content:
    """The draft of a correction that changes nothing yet."""
    columns = {field.attname: _plain(getattr(row, field.attname)) for field in correctable(type(row))}
    return {"record": _identity(row), "name": str(row), "before": columns, "values": {}}


def corrected_record(content: Content) -> Recorded:
    """The record as it stood when the correction was begun. Raises ValidationError: there is none such."""
    told = content["record"]
    model = model_of(told["model"])
    row = model._default_manager.filter(**told["identity"]).first()
    if row is None:
        raise ValidationError(_("There is no such record."), code="unknown")
    return row


def model_of(label: str) -> type[Recorded]:
    """Raises ValidationError for what is no published table."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        model = None
    if model is None or not issubclass(model, Recorded):
        raise ValidationError(_("There is no such record."), code="unknown")
    return model


def read_values(model: type[Recorded], told: dict[str, Any]) -> dict[str, Any]:
    """The values of columns from what JSON holds of them. Raises ValidationError."""
    fields = {field.attname: field for field in correctable(model)}
    if unknown := set(told) - set(fields):
        raise ValidationError({name: _("This cannot be corrected.") for name in unknown})
    return {name: None if value is None else fields[name].to_python(value) for name, value in told.items()}


def plain_values(values: dict[str, Any]) -> dict[str, Any]:
    """Values of columns as JSON holds them."""
    return {name: _plain(value) for name, value in values.items()}


def _identity(row: Recorded) -> dict[str, Any]:
    """What tells this version of the record from every other, in every copy of the registry."""
    columns = [*type(row).overlap_keys[-1], "recorded_from_id"]
    if hasattr(row, "valid_from"):
        columns.append("valid_from")
    return {"model": row._meta.label_lower, "identity": {name: _plain(getattr(row, name)) for name in columns}}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _publish(content: Content, by: Author, reason: str) -> Revision:
    """The registry's own texts are edited; anything else is a correction."""
    row = corrected_record(content)
    changes = [Correction(row, read_values(type(row), content["values"]))]
    if content["values"] and set(content["values"]) <= TEXT_FIELDS:
        return edit_text(texts=changes, by=by, reason=reason)
    return correct(corrections=changes, by=by, reason=reason)


def _key(content: Content) -> str:
    identity = content["record"]["identity"]
    told = [str(value) for name, value in identity.items() if name != "recorded_from_id" and value is not None]
    return f"{content['record']['model'].partition('.')[2]} {' '.join(told)}"[:100]


def register_corrections(app_label: str, name: str, title: Any, permission: str) -> None:
    """Let the records of an app be corrected at the desk, by drafts of a kind of this name."""
    OF_APP[app_label] = name
    record_kind(
        name,
        title,
        publish=_publish,
        key=_key,
        summary=lambda content: content["name"][:300],
        permission=permission,
        # What it was called, and what it said before, is public already.
        public=lambda content: content["values"],
    )


register_corrections("occupations", "correction", gettext_lazy("correction"), CLASSIFICATION)


def correction_kind(model: type[Any]) -> str | None:
    """The kind of draft that corrects records of a table; None where it cannot be corrected at the desk."""
    kind = OF_APP.get(model._meta.app_label)
    return kind if kind in kinds() and issubclass(model, Recorded) else None
