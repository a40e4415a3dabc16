"""How the draft of a batch becomes an announcement: its contents, the ids of what it brings, and its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from django.utils.translation import gettext as _

from occupations.actions.batch_desk.form import NEW, BatchDraft, DraftChange, brings_a_concept
from occupations.actions.inputs import BatchContent, ChangeContent, SourceContent
from occupations.actions.revise import invalid, next_concepts
from occupations.models import ChangeKind, ChangeStatus, Item, Source, SourceKind


@dataclass(frozen=True)
class Announcement:
    """What announce_batch is told, and which change of the draft each change is."""

    batch: BatchContent
    changes: list[ChangeContent]
    source: SourceContent
    concepts: dict[str, str]
    """The concept of each change, by its id in the draft."""


def announcement(draft: BatchDraft, day: date | None = None) -> Announcement:
    """Under the registry's lock, since it gives ids. ``day`` stands for a day of effect that is not told yet.

    Raises ValidationError where what an announcement cannot be without is missing.
    """
    day = draft.effective_on or day
    if draft.number is None:
        raise invalid("number", _("Say the number of the batch."), "required")
    if day is None:
        raise invalid("effective_on", _("Say the day on which it takes effect."), "required")
    source = _source(draft)
    batch = BatchContent(
        number=draft.number,
        edition=draft.edition,
        title_zh=draft.title_zh or None,
        document_number=draft.document_number or None,
        document_date=draft.document_date,
        published_on=draft.published_on or day,
        effective_on=day,
        comment_from=draft.comment_from,
        comment_to=draft.comment_to,
        agencies=tuple({"name_zh": agency.name_zh, "name_en": agency.name_en} for agency in draft.agencies),
        official_counts=draft.official_counts,
        source=source.slug,
        seen_at=draft.seen_at,
        confidence=draft.confidence,
        known_gap_zh=draft.known_gap_zh,
        known_gap_en=draft.known_gap_en,
    )
    fresh = next_concepts()
    concepts = {c.id: next(fresh) if brings_a_concept(c) else c.concept for c in draft.kept}
    changes = [_change(change, number, source.slug, concepts, fresh) for number, change in enumerate(draft.kept, 1)]
    changes = _with_codes(changes, draft.edition, day)
    # A work type may belong to an occupation that the same batch brings further down.
    changes.sort(key=lambda change: change.kind == ChangeKind.NEW_WORK_TYPE)
    return Announcement(batch, changes, source, concepts)


def _change(
    change: DraftChange, number: int, source: str, concepts: dict[str, str], fresh: Iterator[str]
) -> ChangeContent:
    def concept_of(mention: str) -> str:
        return concepts.get(mention.removeprefix(NEW), "") if mention.startswith(NEW) else mention

    return ChangeContent(
        number=number,
        kind=change.kind,
        status=ChangeStatus.ANNOUNCED,
        concept=concepts[change.id] or None,
        name_zh=change.name_zh,
        name_en=change.name_en or None,
        former_name_zh=change.former_name_zh or None,
        code=change.code or None,
        former_code=change.former_code or None,
        occupation=concept_of(change.occupation) or None,
        work_types=tuple((next(fresh), name) for name in change.work_types),
        successors=tuple(concept_of(successor) for successor in change.successors),
        digital=change.digital,
        green=change.green,
        source=source,
        seen_at=change.seen_at,
        confidence=change.confidence,
        known_gap_zh=change.known_gap_zh,
        known_gap_en=change.known_gap_en,
    )


def _with_codes(changes: list[ChangeContent], edition: str, day: date) -> list[ChangeContent]:
    """Each work type with the code that its occupation has from that day on."""
    wanted = {change.occupation for change in changes if change.occupation}
    rows = Item.objects.current().valid_on(day).filter(edition=edition, concept__in=wanted)
    held = dict(rows.values_list("concept", "code"))
    held |= {change.concept: change.code for change in changes if change.code and change.concept}
    return [replace(c, occupation_code=held.get(c.occupation)) if c.occupation else c for c in changes]


def _source(draft: BatchDraft) -> SourceContent:
    """The announcement as a document; where a withdrawn batch of that number left one, under the next free id."""
    first = f"batch-{draft.number}"
    taken = set(Source.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    slug = first if first not in taken else next(s for n in count(2) if (s := f"{first}-{n}") not in taken)
    return SourceContent(
        slug=slug,
        kind=SourceKind.ANNOUNCEMENT,
        # Only a rehearsal is without a title: nothing is approved before it has one.
        title_zh=draft.title_zh or f"第{draft.number}批",
        document_number=draft.document_number or None,
        issuers_zh=tuple(agency.name_zh for agency in draft.agencies),
        issued_on=draft.document_date,
        seen_at=(draft.seen_at,) if draft.seen_at else (),
        confidence=draft.confidence,
        known_gap_zh=draft.known_gap_zh,
        known_gap_en=draft.known_gap_en,
    )
