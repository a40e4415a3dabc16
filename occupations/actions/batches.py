"""announce_batch: the only way in which the classification changes between two editions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from occupations.actions.apply import Refused, apply_changes, refuse
from occupations.actions.inputs import BatchContent, ChangeContent, SourceContent
from occupations.actions.revise import (
    Author,
    Conflict,
    Writer,
    act,
    ensure_concepts,
    evidence,
    invalid,
    lock_registry,
    record_sources,
)
from occupations.models import (
    Act,
    Batch,
    BatchRecord,
    Change,
    ChangeKind,
    ChangeStatus,
    ConceptKind,
    EditionRecord,
    Revision,
)


@transaction.atomic
def announce_batch(
    *,
    batch: BatchContent,
    changes: Sequence[ChangeContent],
    sources: Iterable[SourceContent],
    by: Author,
    reason: str,
    refused: Refused = refuse,
) -> Revision:
    """Announce a batch: its changes hold from ``effective_on``, today, in the past or in the future.

    ``refused`` is told of each change that cannot be made; where it does not raise, the announcement is a rehearsal,
    and the caller must take it back.

    Raises ValidationError (a change that cannot be made), Conflict (announced already, or an overlap).
    """
    lock_registry()
    edition = EditionRecord.objects.current().valid_on(batch.effective_on).filter(edition=batch.edition).first()
    if edition is None:
        raise invalid("edition", _("The edition is not in force on that day."), "not_in_force")
    identity, _created = Batch.objects.get_or_create(number=batch.number)
    former = BatchRecord.objects.current().filter(batch=identity).first()
    # The number of a batch that was withdrawn before its day is free: the ministry counts what took effect.
    if former is not None and former.state != "withdrawn":
        raise Conflict(_("Batch %(number)s is announced already.") % {"number": batch.number})
    with act(
        Act.ANNOUNCE_BATCH,
        by=by,
        reason=reason,
        edition=edition.edition,
        batch=identity,
        effective_on=batch.effective_on,
    ) as writer:
        record_sources(writer, sources)
        if former is not None:
            writer.supersede(former)
        writer.add(
            BatchRecord(
                batch=identity,
                edition=edition.edition,
                state="announced",
                title_zh=batch.title_zh,
                document_number=batch.document_number,
                document_date=batch.document_date,
                published_on=batch.published_on,
                effective_on=batch.effective_on,
                comment_from=batch.comment_from,
                comment_to=batch.comment_to,
                agencies=list(batch.agencies),
                official_counts=batch.official_counts,
                **evidence(batch),
            )
        )
        record_changes(writer, identity, changes, refused)
        apply_changes(writer, edition, batch.effective_on, changes, refused)
    return writer.revision


@transaction.atomic
def supplement_batch(
    *,
    number: int,
    changes: Sequence[ChangeContent],
    sources: Iterable[SourceContent] = (),
    by: Author,
    reason: str,
) -> Revision:
    """Add to an announced batch what was not known of it; an unconfirmed change may become a confirmed one.

    Raises ValidationError (a change that cannot be made), Conflict (confirmed already, or an overlap).
    """
    lock_registry()
    batch = BatchRecord.objects.current().select_related("batch").get(batch=number)
    if batch.state == "withdrawn":
        raise Conflict(_("Batch %(number)s is withdrawn.") % {"number": number})
    day = batch.effective_on
    edition = EditionRecord.objects.current().valid_on(day).get(edition=batch.edition)
    held = {row.number: row for row in Change.objects.current().filter(batch=number)}
    with act(Act.CORRECT, by=by, reason=reason, edition=edition.edition, batch=batch.batch, effective_on=day) as writer:
        record_sources(writer, sources)
        for change in changes:
            if row := held.get(change.number):
                if row.status != ChangeStatus.UNCONFIRMED:
                    raise Conflict(_("Change %(change)s is announced already.") % {"change": row})
                writer.supersede(row)
        record_changes(writer, batch.batch, changes)
        apply_changes(writer, edition, day, changes)
    return writer.revision


def record_changes(writer: Writer, batch: Batch, changes: Iterable[ChangeContent], refused: Refused = refuse) -> None:
    """Write down what the announcement says, whether or not it can be applied."""
    changes = list(changes)
    kinds: dict[str, str] = {}
    for change in changes:
        if change.concept:
            work_type = change.kind in (ChangeKind.NEW_WORK_TYPE, ChangeKind.WORK_TYPE_REMOVED)
            kinds[change.concept] = ConceptKind.WORK_TYPE if work_type else ConceptKind.OCCUPATION
        kinds |= {concept: ConceptKind.WORK_TYPE for concept, _name in change.work_types}
        kinds |= dict.fromkeys(change.successors, ConceptKind.OCCUPATION)
        if change.occupation:
            kinds[change.occupation] = ConceptKind.OCCUPATION
    ensure_concepts(kinds)
    for change in changes:
        row = Change(
            batch=batch,
            number=change.number,
            kind=change.kind,
            status=change.status,
            concept_id=change.concept,
            name_zh=change.name_zh,
            name_en=change.name_en,
            former_name_zh=change.former_name_zh,
            code=change.code,
            former_code=change.former_code,
            occupation_id=change.occupation,
            occupation_code=change.occupation_code,
            digital=change.digital,
            green=change.green,
            **evidence(change),
        )
        try:
            writer.add(row)
        except ValidationError as error:
            refused(change, error)
