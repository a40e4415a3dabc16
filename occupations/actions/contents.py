"""How the typed contents of actions are written as JSON in a draft, and read back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

from cattrs import ClassValidationError, transform_error
from cattrs.preconf.json import make_converter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ContentType = TypeVar("ContentType")

_CONVERTER = make_converter(forbid_extra_keys=True)
_CONVERTER.register_unstructure_hook(Decimal, str)
_CONVERTER.register_unstructure_hook(str, str)  # also of a word that is a member of a vocabulary
for _form in (bool, int, str):  # cattrs would make True of "no"
    _CONVERTER.register_structure_hook(_form, lambda value, form: _only(value, form))
_CONVERTER.register_structure_hook(Decimal, lambda value, _type: Decimal(value))


def _only(value: Any, form: type[ContentType]) -> ContentType:
    if not isinstance(value, form) or (form is int and isinstance(value, bool)):
        raise TypeError(f"expected {form.__name__}")
    return value


def as_json(content: Any) -> Any:
    """A content, or a list of them, as what JSON holds: days as ISO 8601, decimals as text."""
    return _CONVERTER.unstructure(content)


def read_content(form: type[ContentType], told: Any) -> ContentType:
    """The typed content again. Raises ValidationError where a member is missing, unknown or of another type."""
    try:
        return _CONVERTER.structure(told, form)
    except ClassValidationError as error:
        found = "; ".join(transform_error(error))
        raise ValidationError(_("Not complete: %(found)s") % {"found": found}, code="invalid") from error
