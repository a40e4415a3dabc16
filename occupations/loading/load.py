"""The registry's data files → acts, in the order in which they took effect.

What is not published yet is published by the same actions that clerks use; what is published and differs
is corrected. Loading the same files again changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from occupations.actions.batches import announce_batch, supplement_batch
from occupations.actions.corrections import correct, edit_text
from occupations.actions.editions import publish_edition
from occupations.actions.revise import LOADER, lock_registry
from occupations.loading.check import check
from occupations.loading.differences import corrections, refused, supplements, texts
from occupations.loading.read import BatchData, EditionData, RegistryData, cited
from occupations.models import BatchRecord, DataLoad, Edition, Revision

Say = Callable[[str], None]


def is_loaded(digest: str) -> bool:
    """Whether the database already stands on files of this digest."""
    return DataLoad.objects.values_list("digest", flat=True).first() == digest


@transaction.atomic
def load(data: RegistryData, *, say: Say) -> None:
    """Bring the database up to the data files. All of it happens, or nothing.

    Raises ValidationError with every problem of the files, before anything is written.
    """
    lock_registry()
    if is_loaded(data.digest):
        say("The registry's data is loaded already; nothing to do.")
        return
    if problems := check(data) or refused(data):
        raise ValidationError(problems)
    published = set(Edition.objects.values_list("slug", flat=True))
    announced = set(BatchRecord.objects.current().exclude(state="withdrawn").values_list("batch", flat=True))
    for _day, _order, part in sorted(_parts(data), key=lambda part: part[:2]):
        if isinstance(part, EditionData) and part.edition.slug not in published:
            _publish(data, part, say)
        elif isinstance(part, BatchData) and part.batch.number not in announced:
            _announce(data, part, say)
    if published or announced:
        _update(data, say)
    DataLoad.objects.create(digest=data.digest, loaded_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # thousands of new rows: the planner must not go by what it knew before


def _parts(data: RegistryData) -> Iterable[tuple[date, int, EditionData | BatchData]]:
    """Editions and batches with the day they took effect; an edition before the batch of the same day."""
    yield from ((part.edition.valid_from, 0, part) for part in data.editions.values())
    yield from ((part.batch.effective_on, part.batch.number, part) for part in data.batches.values())


def _publish(data: RegistryData, part: EditionData, say: Say) -> None:
    started = time.monotonic()
    revision = publish_edition(
        edition=part.edition,
        items=part.items,
        work_types=part.work_types,
        successions=part.successions,
        sources=cited(data, [part.edition, *part.items, *part.work_types, *part.successions]),
        by=LOADER,
        reason=f"Edition {part.edition.slug} of the registry's data files",
    )
    count = f"{len(part.items)} items, {len(part.work_types)} work types"
    _told(say, f"edition {part.edition.slug}", count, revision, started)


def _announce(data: RegistryData, part: BatchData, say: Say) -> None:
    started = time.monotonic()
    revision = announce_batch(
        batch=part.batch,
        changes=part.changes,
        sources=cited(data, [part.batch, *part.changes]),
        by=LOADER,
        reason=f"Batch {part.batch.number} of the registry's data files",
    )
    _told(say, f"batch {part.batch.number}", f"{len(part.changes)} changes", revision, started)


def _update(data: RegistryData, say: Say) -> None:
    """Apply what newer files say of what is published already."""
    reason = "Newer data files of the registry"
    for number, changes in supplements(data):
        started = time.monotonic()
        revision = supplement_batch(
            number=number, changes=changes, sources=cited(data, list(changes)), by=LOADER, reason=reason
        )
        _told(say, f"batch {number}", f"{len(changes)} changes more", revision, started)
    if rows := corrections(data, say):
        started = time.monotonic()
        revision = correct(corrections=rows, sources=data.sources.values(), by=LOADER, reason=reason)
        _told(say, "corrections", f"{len(rows)} records", revision, started)
    if rows := texts(data, say):
        started = time.monotonic()
        _told(say, "texts", f"{len(rows)} records", edit_text(texts=rows, by=LOADER, reason=reason), started)


def _told(say: Say, what: str, count: str, revision: Revision, started: float) -> None:
    seconds = time.monotonic() - started
    say(f"  {what:<20} {count:<32} revision {revision.number:<4} {seconds:5.2f} s")
