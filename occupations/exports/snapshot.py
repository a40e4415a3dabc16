"""What a dump is of: one revision of the registry whole, and one edition of it on one day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from functools import partial
from typing import Any

from django.utils import timezone

from occupations import codes
from occupations.answers.comparison import describe_side
from occupations.answers.correspondences import describe_pairs, find_table, pairs, table_ids
from occupations.answers.editions import LICENCE, describe_scope
from occupations.answers.items import describe_items
from occupations.answers.missing import Missing
from occupations.answers.rows import Table, tables
from occupations.answers.scope import Scope, resolve
from occupations.exports import skos
from occupations.exports.vocabulary import Node, address, edition_uri, labels
from occupations.models import Item, Revision
from occupations.models.history import revision_clock


@dataclass(frozen=True)
class Snapshot:
    """The same for ever: nothing of it depends on when it is written."""

    scope: Scope
    recorded_on: date

    @classmethod
    def of(cls, edition: str, revision: int) -> Snapshot:
        """As of the day on which the revision was recorded. Raises Missing."""
        row = Revision.objects.filter(number=revision).first()
        if row is None:
            raise Missing("unknown-revision", f"There is no revision {revision}.")
        day = timezone.localdate(row.recorded_at)
        return cls(cls._resolver(revision, day)(edition=edition, on=None), day)

    @staticmethod
    def _resolver(revision: int, day: date) -> Any:
        found = revision_clock(today=day, number=revision)
        assert found is not None  # noqa: S101 (it was looked up before)
        known_at = found[1].astimezone(UTC).isoformat().replace("+00:00", "Z")
        return partial(resolve, revision=revision, known_at=known_at, today=day, known_on=day)

    @property
    def edition(self) -> str:
        return self.scope.edition.edition_id

    @property
    def revision(self) -> int:
        return self.scope.as_of.known_at

    def about(self) -> dict[str, Any]:
        described = describe_scope(self.scope)
        return {
            "edition": self.edition,
            "revision": self.revision,
            "known_at": described["known_at"],
            "on": described["on"].isoformat(),
            "coverage": described["coverage"],
            "licence": LICENCE,
        }

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """Every row of a table that the registry held at the revision, in a fixed order."""
        held = table.model.objects.known_at(self.revision).order_by(*table.identity, "recorded_from", "pk")
        for row in held.iterator(chunk_size=2000):
            # When it is superseded was not known yet.
            yield {**table.canonical(row), "recorded_to": None}

    def tables(self) -> Iterator[tuple[str, Table]]:
        yield from tables().items()

    def revisions(self) -> list[dict[str, Any]]:
        rows = Revision.objects.filter(number__lte=self.revision).order_by("number")
        return [{"number": row.number, "recorded_at": row.recorded_at.isoformat(), "act": row.act} for row in rows]

    def nodes(self) -> Iterator[Node]:
        """The edition as linked data: its groups, occupations and work types, and the tables it stands in."""
        meta = describe_scope(self.scope)
        held = Item.objects.as_of(self.scope.as_of).filter(scheme=self.scope.scheme)
        described = describe_items(list(held.order_by("level", "code", "concept")), self.scope)
        for row in described:
            if row["level"] < codes.OCCUPATION:
                row["work_types"] = []
        body = {"meta": meta, "results": described}
        edition = self.scope.edition
        yield from skos.describe_answer(body, address(f"/dumps/{self.edition}/{self.revision}"))
        yield {"@id": edition_uri(self.edition), "dcterms:title": labels(edition.title_zh, edition.title_en)}
        yield from skos.items(body)
        resolver = self._resolver(self.revision, self.recorded_on)
        for table, ends in table_ids(self.scope.as_of).items():
            if self.edition in (ends[0].edition_id, ends[1].edition_id):
                found = find_table(table, partial(_resolve, resolver), self.scope.as_of, None)
                sides = {"source": describe_side(found.before), "target": describe_side(found.after)}
                rows = describe_pairs(pairs(found, inverted=False), self.revision)
                yield from skos.correspondence({"id": table, "meta": sides, "results": rows})


def _resolve(resolver: Any, *, edition: str | None = None, on: date | None = None, scheduled: bool = False) -> Scope:
    return resolver(edition=edition, on=on, scheduled=scheduled)
