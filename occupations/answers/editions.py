"""Editions as they are described, and what an answer says of the edition it stands on."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from occupations import codes, validity
from occupations.answers.documents import citation, known_gap, sources_by_slug
from occupations.answers.lifelines import batches_in_effect
from occupations.answers.scope import KEPT_SCOPES, Scope
from occupations.models import BatchRecord, EditionRecord, EditionStatus, Item, Scheme
from occupations.validity import AsOf

LICENCE = "Code Apache-2.0; own texts CC BY 4.0; official facts without claim"


def describe_editions(records: list[EditionRecord], as_of: AsOf) -> list[dict[str, Any]]:
    sources = sources_by_slug([row.source_id for row in records], as_of.known_at)
    return [
        {
            "edition": row.edition_id,
            "scheme": row.scheme_id,
            "status": row.status,
            "coverage": row.coverage,
            "title_zh": row.title_zh,
            "title_en": row.title_en,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to if row.status == EditionStatus.DRAFT else as_of.shown_end(row.valid_to),
            "official_counts": row.official_counts,
            "sources": [citation(sources[row.source_id], row)],
            "known_gap": known_gap(row),
        }
        for row in records
    ]


def describe_scope(scope: Scope) -> dict[str, Any]:
    """The ``meta`` of an answer: what it is valid for and what it rests on."""
    return {
        "edition": scope.edition.edition_id,
        "on": scope.as_of.on,
        "known_at": scope.known_at,
        "revision": scope.as_of.known_at,
        "coverage": scope.edition.coverage,
        "include": ["scheduled"] if scope.as_of.scheduled and scope.edition.status != EditionStatus.DRAFT else [],
        "licence": LICENCE,
    }


@lru_cache(maxsize=KEPT_SCOPES)
def official_count(scope: Scope) -> dict[str, Any]:
    """How many occupations there are officially on that day, beside how many are held.

    The total is null where our record is partial: the edition's own count is all that is known. Counted once in a
    process: what a revision told of a day never changes.
    """
    since = 0
    for batch in batches_in_effect(scope).values():
        if batch.edition_id == scope.edition.edition_id and _after_first_day(batch, scope):
            since += batch.official_counts.get("new_occupations") or 0
    edition = scope.edition.official_counts.get("occupations")
    total = None if scope.partial or edition is None else edition + since
    held = Item.objects.as_of(scope.as_of).filter(scheme=scope.scheme, level=codes.OCCUPATION).count()
    return {"edition": edition, "announced_since": since, "total": total, "held": held}


def _after_first_day(batch: BatchRecord, scope: Scope) -> bool:
    return validity.is_later(batch.effective_on, scope.edition.valid_from)


def remarks_on_marks(scope: Scope) -> list[dict[str, str]]:
    """Why a filter by marks finds nothing before they existed."""
    if scope.as_of.marks_exist() or scope.scheme != Scheme.NATIONAL:
        return []
    return [
        {
            "slug": "marks-not-recorded",
            "detail": _("Digital and green marks exist since %(day)s; before it they are unknown, not absent.")
            % {"day": validity.MARKS_SINCE},
        }
    ]
