"""What is going to become of stored codes: every change from the day they were stored on to all that is scheduled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from occupations import transitions, validity
from occupations.answers.migration import Migration
from occupations.answers.missing import Missing
from occupations.answers.places import place_on
from occupations.answers.scope import Scope
from occupations.models import BatchRecord, Change, ChangeStatus, Scheme

BREAKING = {
    transitions.RECODED,
    transitions.SPLIT,
    transitions.MERGED,
    transitions.REPLACED,
    transitions.ENDED,
}
"""After one of these the code alone no longer stands for the same."""


class Impact:
    """``scope_of`` gives the scope of a day with what is scheduled; ``batch`` narrows it to what one batch does."""

    def __init__(self, scope_of: Callable[[date], Scope], known_on: date, batch: int | None) -> None:
        horizon = scope_of(validity.latest_day(known_on))
        self.known_at = horizon.as_of.known_at
        self.batch = batch
        self.before: Migration | None = None
        if batch is None:
            self.migration = Migration(horizon)
            return
        record = BatchRecord.objects.known_at(self.known_at).filter(batch=batch).first()
        if record is None:
            raise Missing("unknown-batch", _("There is no batch %(number)s.") % {"number": batch})
        self.day_before = validity.day_before(record.effective_on)
        self.before = Migration(scope_of(self.day_before))
        self.migration = Migration(scope_of(record.effective_on))

    def of(self, record: Any) -> dict[str, Any]:
        """What becomes of a record; of one batch: of what it is on the day before."""
        answer = self._of_batch(record) if self.before else self.migration.migrate(record)
        path = [step for step in answer["path"] if self.batch in (None, step["batch"])]
        breaking = [step["effective_on"] for step in path if BREAKING.intersection(step["kinds"])]
        return {**answer, "path": path, "breaks_on": min(breaking, default=None)}

    def _of_batch(self, record: Any) -> dict[str, Any]:
        assert self.before is not None  # noqa: S101 (asked for with a batch only)
        there = self.before.migrate(record)
        if len(there["targets"]) != 1:
            return there
        [place] = there["targets"]
        answer = self.migration.migrate({"code": place["code"], "on": self.day_before.isoformat()})
        return {**answer, "input": there["input"], "source": there["source"]}

    def records_of_batch(self) -> list[dict[str, Any]]:
        """A record for each code that the batch changes, as it stands before."""
        if self.batch is None:
            return []
        changes = Change.objects.known_at(self.known_at).filter(batch=self.batch, status=ChangeStatus.ANNOUNCED)
        records = []
        for concept in changes.order_by("number").values_list("concept", flat=True):
            place = place_on(self.migration.journeys.places.get(concept, ()), self.day_before, Scheme.NATIONAL)
            if place is not None and place.code is not None:
                records.append({"code": place.code, "on": self.day_before.isoformat()})
        return records

    def days(self, results: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The days on which something becomes of the records, in order."""
        touched = Counter(
            key
            for result in results
            for key in {(step["effective_on"], step["batch"], step["scheduled"]) for step in result["path"]}
        )
        return [
            {"effective_on": day, "batch": batch, "scheduled": scheduled, "records": touched[day, batch, scheduled]}
            for day, batch, scheduled in sorted(touched, key=lambda key: (key[0], key[1] or 0))
        ]
