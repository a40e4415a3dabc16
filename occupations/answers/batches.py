"""Batches and their changes, as announced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from occupations import validity
from occupations.answers.documents import citation, known_gap, sources_by_slug
from occupations.answers.scope import Scope
from occupations.lifecycle import STATES
from occupations.models import BatchRecord, Change, ChangeStatus
from occupations.validity import AsOf


def describe_batches(rows: Sequence[BatchRecord], as_of: AsOf) -> list[dict[str, Any]]:
    sources = sources_by_slug([row.source_id for row in rows], as_of.known_at)
    held: dict[int, dict[str, int]] = defaultdict(dict)
    counts = (
        Change.objects.known_at(as_of.known_at)
        .filter(batch__in=[row.batch_id for row in rows], status=ChangeStatus.ANNOUNCED)
        .values("batch", "kind")
        .annotate(count=Count("id"))
        .order_by("batch", "kind")
    )
    for count in counts:
        held[count["batch"]][count["kind"]] = count["count"]
    return [
        {
            "number": row.batch_id,
            "edition": row.edition_id,
            "state": state(row, as_of),
            "state_zh": STATES[state(row, as_of)].name_zh,
            "state_en": STATES[state(row, as_of)].name_en,
            "title_zh": row.title_zh,
            "document_number": row.document_number,
            "document_date": row.document_date,
            "published_on": row.published_on,
            "effective_on": row.effective_on,
            "comment_from": row.comment_from,
            "comment_to": row.comment_to,
            "agencies": row.agencies,
            "official_counts": row.official_counts,
            "held_counts": held[row.batch_id],
            "sources": [citation(sources[row.source_id], row)],
            "known_gap": known_gap(row),
        }
        for row in rows
    ]


def state(row: BatchRecord, as_of: AsOf) -> str:
    """An announced batch is scheduled until the day it takes effect; no job has to move it."""
    if row.state == "announced" and validity.is_later(row.effective_on, as_of.known_on):
        return "scheduled"
    return row.state


def visible_batches(scope: Scope) -> QuerySet[BatchRecord]:
    """The batches in effect at that moment; those scheduled where they are asked for; those withdrawn by then."""
    as_of = scope.as_of
    rows = BatchRecord.objects.known_at(as_of.known_at).select_related("recorded_from")
    shown = [row.pk for row in rows if not validity.is_later(_shown_from(row), as_of.day) or _asked_for(row, as_of)]
    return BatchRecord.objects.filter(pk__in=shown).order_by("batch")


def changes_of(batches: Sequence[int], as_of: AsOf) -> dict[int, list[dict[str, Any]]]:
    """What each batch announced. Two queries."""
    rows = Change.objects.known_at(as_of.known_at).filter(batch__in=batches).order_by("batch", "number")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for described in describe_changes(list(rows), as_of):
        found[described["batch"]].append(described)
    return found


def _shown_from(row: BatchRecord) -> date:
    """The day a batch took effect, or was withdrawn."""
    return timezone.localdate(row.recorded_from.recorded_at) if row.state == "withdrawn" else row.effective_on


def _asked_for(row: BatchRecord, as_of: AsOf) -> bool:
    return as_of.scheduled and validity.is_later(_shown_from(row), as_of.known_on)


def describe_changes(rows: Sequence[Change], as_of: AsOf) -> list[dict[str, Any]]:
    sources = sources_by_slug([row.source_id for row in rows], as_of.known_at)
    return [
        {
            "batch": row.batch_id,
            "number": row.number,
            "kind": row.kind,
            "status": row.status,
            "concept": row.concept_id,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "former_name_zh": row.former_name_zh,
            "code": row.code,
            "former_code": row.former_code,
            "occupation": {"concept": row.occupation_id, "code": row.occupation_code}
            if row.occupation_id or row.occupation_code
            else None,
            "digital": row.digital,
            "green": row.green,
            "sources": [citation(sources[row.source_id], row)],
            "confidence": row.confidence,
            "known_gap": known_gap(row),
        }
        for row in rows
    ]
