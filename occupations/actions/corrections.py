"""correct and edit_text: a published mistake is put right by a new recorded fact, never by editing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from occupations import codes, validity
from occupations.actions.inputs import SourceContent
from occupations.actions.revise import Author, act, invalid, record_sources
from occupations.models import Act, Item, Revision, SkillStandardRecord
from occupations.validity import Dated, Recorded

TEXT_FIELDS = frozenset({"name_en", "definition_zh", "definition_en", "title_en"})
# What a statement is about. Another identity is another statement; see also the model's last overlap key.
IDENTITY_FIELDS = frozenset({"id", "concept", "edition", "scheme", "supersedes", "recorded_from", "recorded_to"})


@dataclass(frozen=True)
class Correction:
    """A record as it stands, and what it should have said; ``valid_from`` and ``valid_to`` included.

    For a foreign key give the column, as in ``parent_id`` or ``source_id``.
    """

    row: Recorded
    values: dict[str, Any] = field(default_factory=dict)


def correct(
    *, corrections: Iterable[Correction], sources: Iterable[SourceContent] = (), by: Author, reason: str
) -> Revision:
    """Put published records right, all in one revision.

    Raises ValidationError (a value that cannot be), Conflict (superseded meanwhile, or an overlap).
    """
    return _supersede(Act.CORRECT, corrections, None, sources, by, reason)


def edit_text(*, texts: Iterable[Correction], by: Author, reason: str) -> Revision:
    """Edit the registry's own texts: English names and definitions."""
    return _supersede(Act.EDIT_TEXT, texts, TEXT_FIELDS, (), by, reason)


def _supersede(
    kind: Act,
    corrections: Iterable[Correction],
    allowed: frozenset[str] | None,
    sources: Iterable[SourceContent],
    by: Author,
    reason: str,
) -> Revision:
    corrections = [_checked(correction, allowed) for correction in corrections]
    if not corrections:
        raise ValidationError(_("Nothing differs from what is published."), code="nothing_to_do")
    with act(kind, by=by, reason=reason) as writer:
        record_sources(writer, sources)
        for correction in corrections:
            fresh = writer.replace(correction.row, **correction.values)
            if isinstance(fresh, Item):
                _check_place(fresh)
    return writer.revision


def _checked(correction: Correction, allowed: frozenset[str] | None) -> Correction:
    identity = IDENTITY_FIELDS | {column.removesuffix("_id") for column in correction.row.overlap_keys[-1]}
    for name in correction.values:
        column = {f.attname: f.name for f in correction.row._meta.concrete_fields}.get(name)
        if column is None or column in identity or (allowed is not None and column not in allowed):
            raise invalid(name, _("This cannot be corrected."), "not_correctable")
    values = {n: v for n, v in correction.values.items() if getattr(correction.row, n) != v}
    for name, value in values.items():
        dated = isinstance(correction.row, Dated | SkillStandardRecord)
        boundary = name == "effective_on" or (dated and name.startswith("valid_"))
        if boundary and isinstance(value, date) and validity.is_later(value, timezone.localdate()):
            # What will be so from a day to come is scheduled by a batch, which says so publicly.
            raise invalid(name, _("A day to come is no correction; announce a batch."), "future")
    if not values:
        raise ValidationError(_("Nothing differs from what is published."), code="nothing_to_do")
    return Correction(correction.row, values)


def _check_place(item: Item) -> None:
    """The code is one of the item's level, and the parent a group one level up on the item's first day."""
    if item.code is not None and (not codes.is_code(item.code) or codes.level(item.code) != item.level):
        raise invalid("code", _("Not a code of its level: %(code)s") % {"code": item.code}, "invalid")
    if item.parent_id is not None:
        groups = Item.objects.current().valid_on(item.valid_from).filter(scheme=item.scheme, level=item.level - 1)
        if not groups.filter(concept=item.parent_id).exists():
            raise invalid("parent_id", _("%(code)s has no parent one level up.") % {"code": item.code}, "orphan")
