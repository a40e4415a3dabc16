"""What made a concept change on a day: the batch or the edition, and its document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from occupations import validity
from occupations.answers.documents import citation, sources_by_slug
from occupations.models import BatchRecord, Change, ChangeStatus, EditionRecord, Scheme
from occupations.validity import AsOf


class Cause(NamedTuple):
    batch: int | None
    edition: str | None
    """The edition, where it was its publication and no batch."""
    source: str | None
    """The document that says so."""


class Causes:
    """Every batch, change and edition at that revision. Three queries, and one for the documents shown."""

    def __init__(self, as_of: AsOf) -> None:
        self.as_of = as_of
        rows = BatchRecord.objects.known_at(as_of.known_at).exclude(state="withdrawn")
        batches = {row.batch_id: row for row in rows}
        self._by_change: dict[tuple[str, date], Cause] = {}
        changes = Change.objects.known_at(as_of.known_at).filter(status=ChangeStatus.ANNOUNCED, concept__isnull=False)
        for concept, number, source in changes.order_by("batch", "number").values_list("concept", "batch", "source"):
            if batch := batches.get(number):
                self._by_change[concept, batch.effective_on] = Cause(number, None, source)
        # A work type that a new occupation brings with it has no change of its own.
        self._by_document = {(row.source_id, row.effective_on): row.batch_id for row in batches.values()}
        self._editions = {
            (row.scheme_id, row.valid_from): row for row in EditionRecord.objects.known_at(as_of.known_at)
        }
        self._documents: dict[str, Any] = {}

    def of(self, concept: str, scheme: str, day: date, source: str | None = None) -> Cause:
        """Why it is another on that day; ``source`` is the document of what it is from then on, if anything."""
        if cause := self._by_change.get((concept, day)):
            return cause
        if source is not None and (number := self._by_document.get((source, day))):
            return Cause(number, None, source)
        edition = self._editions.get((scheme, day))
        if edition is None:
            return Cause(None, None, source)
        return Cause(None, edition.edition_id, source or edition.source_id)

    def of_end(self, concept: str, day: date) -> tuple[date, Cause]:
        """Why it is no more from that day on; what a draft alone held ended when the edition came out without it."""
        cause = self.of(concept, Scheme.NATIONAL, day)
        if cause.source is None:
            national = [(begun, row) for (scheme, begun), row in self._editions.items() if scheme == Scheme.NATIONAL]
            for begun, row in sorted(national, key=lambda edition: edition[0]):
                if validity.is_later(begun, day):
                    return begun, Cause(None, row.edition_id, row.source_id)
        return day, cause

    def cite(self, causes: Iterable[Cause]) -> list[dict[str, Any]]:
        """The documents of some causes, each once."""
        slugs = list(dict.fromkeys(cause.source for cause in causes if cause.source))
        if missing := [slug for slug in slugs if slug not in self._documents]:
            self._documents |= sources_by_slug(missing, self.as_of.known_at)
        return [citation(self._documents[slug]) for slug in slugs if slug in self._documents]

    def preload(self) -> None:
        """Fetch the documents of every possible cause at once, so that citing them costs no further query."""
        sources = {cause.source for cause in self._by_change.values()} | {slug for slug, _day in self._by_document}
        sources |= {row.source_id for row in self._editions.values()}
        self._documents |= sources_by_slug([slug for slug in sources if slug], self.as_of.known_at)
