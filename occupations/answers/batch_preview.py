"""The classification after a drafted batch: what differs, change by change, and whom it affects. Nothing is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from occupations import codes, validity
from occupations.actions.batch_desk.form import read_batch
from occupations.actions.batch_desk.publishing import announcement
from occupations.actions.batches import announce_batch
from occupations.actions.desk import Content
from occupations.actions.revise import LOADER, lock_registry
from occupations.answers.comparison import compare, describe_difference
from occupations.answers.impact import Impact
from occupations.answers.migration import OUTCOMES
from occupations.answers.scope import Scope, resolve
from occupations.models import Item, Revision

RESOURCES = ("occupation", "work_type")


@dataclass(frozen=True)
class Preview:
    before: date
    after: date
    differences: list[dict[str, Any]]
    """As /compare gives them: ``kinds``, ``resource``, ``concept``, ``before``, ``after``, ``successors``."""
    counts: dict[str, int]
    """How many differences there are of each kind."""
    of_change: dict[str, list[dict[str, Any]]]
    """Of each change, by its id in the draft, the differences that it makes."""
    affected: dict[str, int]
    """Of those who have stored a code that the batch touches, how many codes come to which outcome."""
    records: list[dict[str, Any]]
    """Each of these codes and what becomes of it, as /codes/impact tells."""
    occupations: tuple[int, int]
    """How many there are before and after."""


def preview(content: Content, today: date) -> Preview:
    """What the batch would make of the classification, found by announcing it and taking that back.

    Raises ValidationError or Conflict where it could not be announced: the checks say why.
    """
    draft = read_batch(content)
    with transaction.atomic():
        lock_registry()
        told = announcement(draft)
        revision = announce_batch(
            batch=told.batch, changes=told.changes, sources=[told.source], by=LOADER, reason="rehearsal"
        )
        found = _found(revision, told.batch.number, told.batch.effective_on, today, told.concepts)
        transaction.set_rollback(True)
    return found


def _found(revision: Revision, number: int, day: date, today: date, concepts: dict[str, str]) -> Preview:
    def scope_of(on: date) -> Scope:
        return resolve(
            edition=None,
            on=on,
            revision=revision.number,
            known_at="",
            today=today,
            known_on=today,
            scheduled=True,
        )

    eve = validity.day_before(day)
    comparison = compare(scope_of(eve), scope_of(day), RESOURCES)
    differences = [one for one in map(describe_difference, comparison.differences) if one["kinds"] != ["kept"]]
    impact = Impact(scope_of, today, number)
    records = [impact.of(record) for record in impact.records_of_batch()]
    outcomes = Counter(record["outcome"] for record in records)
    return Preview(
        before=eve,
        after=day,
        differences=differences,
        counts={kind: count for kind, count in comparison.counts.items() if kind != "kept"},
        of_change={key: list(_about(concept, differences)) for key, concept in concepts.items()},
        affected={outcome: outcomes[outcome] for outcome in OUTCOMES if outcomes[outcome]},
        records=records,
        occupations=(_occupations(comparison.before), _occupations(comparison.after)),
    )


def _about(concept: str, differences: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for one in differences:
        if concept == one["concept"] or concept in [successor["concept"] for successor in one["successors"]]:
            yield one


def _occupations(scope: Scope) -> int:
    return Item.objects.as_of(scope.as_of).filter(scheme=scope.scheme, level=codes.OCCUPATION).count()
