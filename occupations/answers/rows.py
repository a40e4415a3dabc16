"""The canonical form of a published row: what a mirror keeps, column by column, of every table there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db import models

from occupations.answers.documents import official_url
from occupations.models import Concept
from occupations.validity import Dated, Recorded

# Columns that are shown in another form than they are kept in.
SHOWN: dict[str, tuple[str, Callable[[Any], Any], dict[str, Any]]] = {
    "seen_at": (
        "url",
        lambda pages: official_url([pages] if isinstance(pages, str) else pages),
        {"type": ["string", "null"], "format": "uri", "description": "A page of an official host."},
    ),
    "former_names_zh": (
        "former_names_zh",
        lambda names: [name for name in names.split(";") if name],
        {"type": "array", "items": {"type": "string"}},
    ),
}


@dataclass(frozen=True)
class Table:
    """A table of published rows, of whichever app."""

    model: type[Recorded]

    @cached_property
    def resource(self) -> str:
        """What a row tells of: item, work_type, edition, batch, change, succession, source, …"""
        words = str(self.model._meta.object_name).removesuffix("Record")
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in words).lstrip("_")

    @property
    def rows(self) -> Any:
        """Its queryset; of a table with valid time, a DatedQuerySet."""
        return self.model.objects.all()

    @property
    def dated(self) -> bool:
        return issubclass(self.model, Dated)

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that say what a row is about; two rows with the same are statements about one thing."""
        return self.model.overlap_keys[-1]

    @cached_property
    def fields(self) -> list[models.Field[Any, Any]]:
        return [field for field in self.model._meta.concrete_fields if not field.primary_key]

    @property
    def columns(self) -> set[str]:
        return {field.name for field in self.fields}

    @cached_property
    def codes(self) -> list[str]:
        """The columns that hold a code as it is or was in force; what a standard prints is not that."""
        return [field.name for field in self.fields if field.name in ("code", "former_code", "occupation_code")]

    @cached_property
    def concepts(self) -> list[str]:
        """The columns that name a concept."""
        return [field.attname for field in self.fields if field.related_model is Concept]

    def canonical(self, row: Recorded) -> dict[str, Any]:
        """A row as it is published: everything but its key in the database, ready for JSON."""
        shown = {}
        for field in self.fields:
            value = getattr(row, field.attname)
            if field.name in SHOWN:
                name, form, _schema = SHOWN[field.name]
                shown[name] = form(value)
            else:
                shown[field.name] = _plain(value)
        return shown

    def schema(self) -> dict[str, Any]:
        """The JSON schema of a canonical row."""
        properties = {}
        for field in self.fields:
            if field.name in SHOWN:
                name, _form, schema = SHOWN[field.name]
                properties[name] = schema
            else:
                properties[field.name] = _schema_of(field)
        return {
            "type": "object",
            "title": f"{str(self.model._meta.object_name).removesuffix('Record')}Row",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }


@cache
def tables() -> dict[str, Table]:
    """Every table of published rows by its resource, in a fixed order."""
    found = [Table(model) for model in apps.get_models() if issubclass(model, Recorded)]
    return {table.resource: table for table in sorted(found, key=lambda table: table.resource)}


def _plain(value: Any) -> Any:
    """A value as JSON holds it; a decimal number as text, so that none of it is lost."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _schema_of(field: models.Field[Any, Any]) -> dict[str, Any]:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    schema: dict[str, Any]
    match target:
        case models.BooleanField():
            schema = {"type": "boolean"}
        case models.DateField():
            schema = {"type": "string", "format": "date"}
        case models.IntegerField():
            schema = {"type": "integer"}
        case models.JSONField():
            schema = {"type": "array", "items": {}} if target.default is list else {"type": "object"}
        case _:
            schema = {"type": "string"}
    return {**schema, "type": [schema["type"], "null"]} if field.null else schema
