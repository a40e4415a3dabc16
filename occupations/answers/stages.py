"""Stages: from one day of change to the next the classification is the same, so all days of a stage are told alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.db.models import F

from occupations import validity
from occupations.answers.scope import KEPT_REVISIONS, KEPT_SCOPES, Scope, editions_at
from occupations.models import BatchRecord, Item, WorkType


@lru_cache(maxsize=KEPT_SCOPES)
def begun(scope: Scope) -> Scope:
    """The same on the first day of its stage: one for all days of it. Of standards and policies it tells nothing."""
    days = days_of_change(scope.as_of.known_at, scope.known_at)
    reached = validity.days_reached(days, scope.as_of.day)
    return replace(scope, as_of=replace(scope.as_of, on=days[reached - 1])) if reached else scope


@lru_cache(maxsize=KEPT_REVISIONS)
def days_of_change(revision: int, known_at: str) -> tuple[date, ...]:
    """The days on which an edition, an item or a work type begins or ends, or a batch takes effect. One query.

    ``known_at`` is there for the same reason as in ``editions_at``.
    """
    effects = BatchRecord.objects.known_at(revision).annotate(again=F("effective_on"))
    periods = {(edition.valid_from, edition.valid_to) for edition in editions_at(revision, known_at)}.union(
        Item.objects.known_at(revision)
        .values_list("valid_from", "valid_to")
        .union(
            WorkType.objects.known_at(revision).values_list("valid_from", "valid_to"),
            effects.values_list("effective_on", "again"),
        )
    )
    return tuple(sorted({day for period in periods for day in period if day}))
