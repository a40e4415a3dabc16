"""How a revision is written: one lock, one number, and rows that supersede each other.

Every act goes through ``act``; nothing else in the project writes published rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from occupations import codes, validity
from occupations.actions import outbox, spelling
from occupations.actions.inputs import SourceContent
from occupations.actions.turns import wait_in_turn
from occupations.models import (
    Act,
    Batch,
    Concept,
    Edition,
    Origin,
    Revision,
    RevisionCounter,
    Source,
    SourceRecord,
)
from occupations.models.sources import Sourced
from occupations.validity import Dated, Recorded

RowType = TypeVar("RowType", bound=Recorded)
DatedType = TypeVar("DatedType", bound=Dated)


class Conflict(Exception):
    """The act contradicts what the registry holds by now; nothing was written."""

    slug = "conflict"


class Loader:
    """The author of what comes from the registry's own data files. No web session can be one."""

    username = "load_registry"


def invalid(field: str, message: str, code: str) -> ValidationError:
    """What cannot be, under the field that says it; ``code`` is the stable name of the reason."""
    return ValidationError({field: ValidationError(message, code=code)})


@dataclass(frozen=True)
class Signed:
    """The people behind what clerks publish: nobody publishes alone, so there is no author of fewer than two.

    Raises PermissionDenied where the approver has worked on it.
    """

    authors: tuple[User, ...]
    approver: User
    by: User
    """Who publishes it; the approver, or another."""

    def __post_init__(self) -> None:
        if not self.authors or self.approver in self.authors:
            raise PermissionDenied(_("You have worked on this yourself; a second person must approve it."))


LOADER = Loader()
Author = Signed | Loader


class Writer:
    """The rows of one revision: what it supersedes is written first, then what it adds."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        self._superseded: dict[type[Recorded], list[int]] = defaultdict(list)
        self._added: dict[type[Recorded], list[Recorded]] = defaultdict(list)

    def add(self, row: RowType, held: Recorded | None = None) -> RowType:
        """``held``: the row that it follows, if any.

        Raises ValidationError for a value that the column does not hold (SQLite would take it), and for a text with
        characters that cannot be seen: this is the last line, whoever writes.
        """
        spelling.check_row(row, held)
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.is_relation])
        row.recorded_from = self.revision
        self._added[type(row)].append(row)
        return row

    def supersede(self, row: Recorded) -> None:
        if row.pk is None:  # added by this very revision: it never was
            self._added[type(row)].remove(row)
        elif row.recorded_to_id is not None:
            raise Conflict(_("This record has been superseded meanwhile: %(row)s") % {"row": row})
        else:
            self._superseded[type(row)].append(row.pk)

    def replace(self, row: RowType, **values: Any) -> RowType:
        """The same statement with other values, for the same time."""
        self.supersede(row)
        return self.add(_copy(row, values), row)

    def write_again(self, row: RowType, **values: Any) -> RowType:
        """Say again what has been superseded."""
        return self.add(_copy(row, values), row)

    def close(self, row: Dated, day: date) -> None:
        """The statement holds until that day (exclusive)."""
        if validity.begins_before(row, day):
            self.replace(row, valid_to=day)
        else:
            self.supersede(row)

    def amend(self, row: DatedType, day: date, **values: Any) -> DatedType:
        """The statement holds with other values from that day on."""
        end = row.valid_to
        fresh = _copy(row, {**values, "valid_from": day, "valid_to": end})
        self.close(row, day)
        return self.add(fresh, row)

    def write(self) -> None:
        cited = {row.source_id for rows in self._added.values() for row in rows if isinstance(row, Sourced)}
        if unknown := cited - set(Source.objects.values_list("slug", flat=True)):
            raise invalid("source", _("Not recorded: %(sources)s") % {"sources": ", ".join(sorted(unknown))}, "unknown")
        for model, keys in self._superseded.items():
            if len(set(keys)) != len(keys):
                raise Conflict(_("One record is changed twice in the same act."))
            updated = model._default_manager.filter(pk__in=keys, recorded_to=None).update(recorded_to=self.revision)
            if updated != len(keys):
                raise Conflict(_("A record has been superseded meanwhile."))
        for model, rows in self._added.items():
            model._default_manager.bulk_create(rows, batch_size=500)


def _copy(row: RowType, values: dict[str, Any]) -> RowType:
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in ("recorded_from", "recorded_to")
    }
    copy = type(row)(**kept)
    for name, value in values.items():
        setattr(copy, name, value)
    return copy


def lock_registry() -> RevisionCounter:
    """Wait until nobody else writes, and keep others from it until the transaction ends.

    Taken before an action reads what it decides by, so that nothing of it changes meanwhile.
    """
    wait_in_turn()
    RevisionCounter.objects.get_or_create(pk=1)
    return RevisionCounter.objects.select_for_update().get(pk=1)


@contextmanager
def act(
    kind: Act,
    *,
    by: Author,
    reason: str,
    edition: Edition | None = None,
    batch: Batch | None = None,
    effective_on: date | None = None,
) -> Iterator[Writer]:
    """One act, one transaction, one revision. Whatever fails leaves no trace.

    Raises Conflict where a database guard refuses the rows.
    """
    if not reason.strip():
        raise invalid("reason", _("Say why."), "required")
    if message := spelling.wrong_in_text(reason.strip(), long=True):  # receivers of webhooks are told it
        raise invalid("reason", message, "characters")
    try:
        with transaction.atomic():
            counter = lock_registry()
            latest = Revision.objects.filter(number=counter.latest).first()
            now = timezone.now()
            revision = Revision.objects.create(
                number=counter.latest + 1,
                recorded_at=max(now, latest.recorded_at) if latest else now,
                act=kind,
                origin=Origin.LOADED if isinstance(by, Loader) else Origin.CLERK,
                by=None if isinstance(by, Loader) else by.by,
                by_name=by.username if isinstance(by, Loader) else by.by.get_username(),
                reason=reason,
                edition=edition,
                batch=batch,
                effective_on=effective_on,
            )
            counter.latest = revision.number
            counter.save(update_fields=["latest"])
            writer = Writer(revision)
            yield writer
            writer.write()
            outbox.record(revision)
    except IntegrityError as error:
        raise Conflict(_("The database refuses this: %(guard)s") % {"guard": str(error).splitlines()[0]}) from error


def record_sources(writer: Writer, sources: Iterable[SourceContent]) -> None:
    """Record the documents an act cites. One that is recorded already is left as it is."""
    given = {content.slug: content for content in sources}
    known = set(Source.objects.filter(slug__in=given).values_list("slug", flat=True))
    fresh = [content for slug, content in given.items() if slug not in known]
    Source.objects.bulk_create([Source(slug=content.slug) for content in fresh])
    for content in fresh:
        writer.add(
            SourceRecord(
                source_id=content.slug,
                kind=content.kind,
                title_zh=content.title_zh,
                title_en=content.title_en,
                document_number=content.document_number,
                issuers_zh=list(content.issuers_zh),
                issued_on=content.issued_on,
                seen_at=list(content.seen_at),
                confidence=content.confidence,
                known_gap_zh=content.known_gap_zh,
                known_gap_en=content.known_gap_en,
            )
        )


def ensure_concepts(kinds: dict[str, str]) -> None:
    """Make the identities that are new; ``kinds`` gives each concept id its kind."""
    if wrong := [concept for concept in kinds if not codes.is_concept_id(concept)]:
        raise invalid("concept", _("Not a concept id: %(ids)s") % {"ids": ", ".join(wrong)}, "invalid")
    held = dict(Concept.objects.filter(id__in=kinds).values_list("id", "kind"))
    if wrong := [concept for concept, kind in held.items() if kinds[concept] != kind]:
        raise invalid("concept", _("Already the id of something else: %(ids)s") % {"ids": ", ".join(wrong)}, "invalid")
    Concept.objects.bulk_create([Concept(id=c, kind=k) for c, k in kinds.items() if c not in held], batch_size=500)


def next_concepts() -> Iterator[str]:
    """Ids for what clerks bring in, one after the other. An id that was ever given is never given again.

    To be called under the registry's lock.
    """
    first, last = (codes.concept_id(number) for number in (codes.CLERK_NUMBERS[0], codes.CLERK_NUMBERS[-1]))
    latest = Concept.objects.filter(id__gte=first, id__lte=last).aggregate(latest=Max("id"))["latest"]
    free = int(latest[1:7]) + 1 if latest else codes.CLERK_NUMBERS[0]
    for number in range(free, codes.CLERK_NUMBERS.stop):
        yield codes.concept_id(number)


def evidence(content: Any) -> dict[str, Any]:
    """The columns of models.sources.Sourced, of any content that has an Evidence."""
    return {
        "source_id": content.source,
        "seen_at": content.seen_at,
        "confidence": content.confidence,
        "known_gap_zh": content.known_gap_zh,
        "known_gap_en": content.known_gap_en,
    }
