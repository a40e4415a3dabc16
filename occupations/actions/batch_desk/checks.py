"""Everything that is wrong, or worth a look, with a batch as it has been entered: all of it, not only the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from occupations import validity
from occupations.actions.batch_desk.complete import incomplete
from occupations.actions.batch_desk.form import COUNTS, BatchDraft, DraftChange, named, read_batch
from occupations.actions.batch_desk.publishing import announcement
from occupations.actions.batch_desk.standing import Standing
from occupations.actions.batches import announce_batch
from occupations.actions.desk import Content, Finding
from occupations.actions.inputs import ChangeContent
from occupations.actions.revise import LOADER, Conflict, lock_registry
from occupations.models import BatchRecord, ChangeKind


def findings(content: Content, today: date) -> list[Finding]:
    draft = read_batch(content)
    found = [*_of_announcement(draft), *_of_days(draft, today), *_of_counts(draft)]
    broken: dict[str, list[Finding]] = {}
    for place, change in draft.places():
        broken[change.id] = _at(place, incomplete(draft, change))
    found += [finding for of_change in broken.values() for finding in of_change]
    day = day_of_effect(draft)
    if day is None:
        return found
    standing = Standing(draft, day)
    for place, change in draft.places():
        told = _at(place, standing.findings(change))
        broken[change.id] += told
        found += told
    sound = {key for key, of_change in broken.items() if not any(finding.error for finding in of_change)}
    return found + _refused(draft, day, sound, any(finding.error for finding in found))


def _at(place: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings of one change, each with its place in the whole draft."""
    return [replace(finding, place=f"{place}.{finding.place}".rstrip(".")) for finding in findings]


def day_of_effect(draft: BatchDraft) -> date | None:
    """The day for which it is checked, as long as its own is not told."""
    return draft.effective_on or draft.published_on or validity.day_after(draft.comment_to)


def _of_announcement(draft: BatchDraft) -> Iterator[Finding]:
    for name in ("number", "edition", "comment_from", "comment_to", "changes"):
        if not getattr(draft, name):
            yield Finding(_("Still to be filled in: %(members)s.") % {"members": named([name])}, place=name)
    for name in ("title_zh", "published_on", "effective_on"):
        if not getattr(draft, name):
            told = _("Needed before it is approved: %(members)s.") % {"members": named([name])}
            yield Finding(told, error=False, place=name)
    for name in ("document_number", "document_date", "agencies"):
        if not getattr(draft, name):
            told = _("Not filled in, and would be shown as not known: %(members)s.") % {"members": named([name])}
            yield Finding(told, error=False, place=name)
    if draft.changes and not draft.kept:
        yield Finding(_("Every change has been dropped."), place="changes")
    if draft.number is not None:
        yield from _of_number(draft.number)
    keys = [change.id for change in draft.changes]
    for place, change in enumerate(draft.changes):
        if not change.id or keys.index(change.id) != place:
            yield Finding(_("Two changes of the draft have the same id."), place=f"changes.{place}")


def _of_number(number: int) -> Iterator[Finding]:
    rows = BatchRecord.objects.current().exclude(state="withdrawn")
    if rows.filter(batch=number).exists():
        yield Finding(_("Batch %(number)s is announced already.") % {"number": number}, place="number")
    elif not 1 <= number <= 9999:
        yield Finding(_("A batch has a number from 1 to 9999."), place="number")
    elif (latest := max(rows.values_list("batch", flat=True), default=0)) != number - 1:
        told = _("The latest batch is number %(latest)s.") % {"latest": latest}
        yield Finding(told, error=False, place="number")


def _of_days(draft: BatchDraft, today: date) -> Iterator[Finding]:
    def later(day: date | None, than: date | None) -> bool:
        return day is not None and than is not None and validity.is_later(day, than)

    if later(draft.comment_from, draft.comment_to):
        yield Finding(_("The public comment ends before it begins."), place="comment_to")
    if draft.effective_on is None:
        return
    if later(draft.comment_to, validity.day_before(draft.effective_on)):
        yield Finding(_("It takes effect before the public comment is over."), place="effective_on")
    if not validity.is_answerable(draft.effective_on, today):
        yield Finding(_("That day is further away than the registry reaches."), place="effective_on")
    elif later(today, draft.effective_on):
        told = _("It takes effect on a day that is past: answers about the days since then will change.")
        yield Finding(told, error=False, place="effective_on")
    if later(draft.published_on, draft.effective_on):
        yield Finding(_("It takes effect before it is published."), error=False, place="published_on")
    if later(draft.document_date, draft.published_on):
        yield Finding(_("It is published before the date on the document."), error=False, place="document_date")


def _of_counts(draft: BatchDraft) -> Iterator[Finding]:
    kinds = Counter(change.kind for change in draft.kept)
    held = {
        "new_occupations": kinds[ChangeKind.NEW_OCCUPATION],
        "new_work_types": kinds[ChangeKind.NEW_WORK_TYPE],
        "adjustments": kinds.total() - kinds[ChangeKind.NEW_OCCUPATION] - kinds[ChangeKind.NEW_WORK_TYPE],
        "proposed_occupations": [c.kind for c in draft.changes].count(ChangeKind.NEW_OCCUPATION),
    }
    for name, official in draft.official_counts.items():
        place = f"official_counts.{name}"
        if name not in COUNTS:
            yield Finding(_("There is no such count: %(name)s") % {"name": name}, place=place)
        elif official is not None and name in held and official != held[name]:
            told = _("Announced: %(official)s. Entered: %(held)s.") % {"official": official, "held": held[name]}
            yield Finding(told, error=False, place=place)


def _refused(draft: BatchDraft, day: date, sound: set[str], broken: bool) -> list[Finding]:
    """What the announcement itself would refuse of the changes that nothing else is wrong with."""
    if draft.number is None or not draft.edition:
        return []
    changes = _standing_alone(draft.kept, sound)
    refused: list[Finding] = []
    places = {change.id: place for place, change in draft.places()}

    def note(content: ChangeContent, error: ValidationError | Conflict) -> None:
        place = places[changes[content.number - 1].id]
        refused.extend(Finding(message, place=f"{place}.{name}".rstrip(".")) for name, message in _messages(error))

    try:
        with transaction.atomic():
            lock_registry()
            told = announcement(draft.with_changes(changes), day)
            source = [told.source]
            announce_batch(
                batch=told.batch, changes=told.changes, sources=source, by=LOADER, reason="rehearsal", refused=note
            )
            transaction.set_rollback(True)
    except (ValidationError, Conflict) as error:
        if not refused and not broken:
            return [Finding(message, place=name) for name, message in _messages(error)]
    return refused


def _standing_alone(changes: Iterable[DraftChange], sound: set[str]) -> list[DraftChange]:
    """The sound changes that mention no unsound one."""
    kept = [change for change in changes if change.id in sound]
    while True:
        keys = {f"#{change.id}" for change in kept}
        fewer = [c for c in kept if all(m in keys for m in c.mentions if m.startswith("#"))]
        if len(fewer) == len(kept):
            return kept
        kept = fewer


def _messages(error: ValidationError | Conflict) -> list[tuple[str, str]]:
    """Each message with the member it is about."""
    if isinstance(error, Conflict):
        return [("", str(error))]
    if hasattr(error, "error_dict"):
        return [(name, message) for name, messages in error.message_dict.items() for message in messages]
    return [("", message) for message in error.messages]
