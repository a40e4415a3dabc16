"""Documents in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from occupations.answers.documents import known_gap, official_url
from occupations.answers.scope import Scope
from occupations.models import BatchRecord, Change, EditionRecord, Item, SourceRecord, WorkType


def describe_sources(rows: Sequence[SourceRecord]) -> list[dict[str, Any]]:
    return [
        {
            "id": row.source_id,
            "kind": row.kind,
            "title_zh": row.title_zh,
            "title_en": row.title_en,
            "document_number": row.document_number,
            "issuers_zh": row.issuers_zh,
            "issued_on": row.issued_on,
            "confidence": row.confidence,
            "url": official_url(row.seen_at),
            "known_gap": known_gap(row),
        }
        for row in rows
    ]


def issued_by(day: date) -> Q:
    """Documents issued by that day, or on a day not known."""
    return Q(issued_on=None) | Q(issued_on__lte=day)


def cited_by_edition(scope: Scope) -> set[str]:
    """The documents that an edition, its items, its work types and its batches cite."""
    known_at, edition = scope.as_of.known_at, scope.edition.edition_id
    cited: set[str] = set()
    for model in (EditionRecord, Item, WorkType, BatchRecord):
        cited |= set(
            model.objects.known_at(known_at).filter(edition=edition).values_list("source", flat=True).distinct()
        )
    batches = BatchRecord.objects.known_at(known_at).filter(edition=edition).values("batch")
    changes = Change.objects.known_at(known_at).filter(batch__in=batches)
    return cited | set(changes.values_list("source", flat=True).distinct())
