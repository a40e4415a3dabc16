"""What the draft of a batch holds, and which members a change of each kind needs. Anything may still be missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from occupations.actions.contents import as_json, read_content
from occupations.models import ChangeKind

NEW = "#"
"""Before the id of a change of the same draft: stands for the concept which that change is going to bring."""


@dataclass(frozen=True, kw_only=True)
class DraftChange:
    """A change as far as it has been entered. Concepts are given by id; see also NEW."""

    id: str
    """Its own within the draft, and never another's."""
    kind: str = ""
    concept: str = ""
    """The occupation or work type that it alters; blank for what it brings, whose id is given when it is announced."""
    name_zh: str = ""
    name_en: str = ""
    former_name_zh: str = ""
    code: str = ""
    former_code: str = ""
    occupation: str = ""
    """The occupation that a work type belongs to."""
    work_types: tuple[str, ...] = ()
    """The names of the work types that a new occupation brings with it."""
    successors: tuple[str, ...] = ()
    digital: bool | None = None
    green: bool | None = None
    proposal: str = ""
    """The reference number of the proposal it came from."""
    dropped: str = ""
    """Why it is no longer part of the batch; blank while it is."""
    seen_at: str = ""
    confidence: str = "high"
    known_gap_zh: str = ""
    known_gap_en: str = ""

    @property
    def mentions(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.concept, self.occupation, *self.successors)))

    def value(self, name: str) -> Any:
        return getattr(self, name)


@dataclass(frozen=True, kw_only=True)
class Agency:
    name_zh: str
    name_en: str = ""


@dataclass(frozen=True, kw_only=True)
class BatchDraft:
    """A batch as far as it has been entered. The announcement itself is the source of all it says."""

    number: int | None = None
    edition: str = ""
    title_zh: str = ""
    document_number: str = ""
    document_date: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    comment_from: date | None = None
    comment_to: date | None = None
    agencies: tuple[Agency, ...] = ()
    official_counts: dict[str, int | None] = field(default_factory=dict)
    seen_at: str = ""
    """The page where the announcement stands."""
    confidence: str = "high"
    known_gap_zh: str = ""
    known_gap_en: str = ""
    changes: tuple[DraftChange, ...] = ()

    @property
    def kept(self) -> tuple[DraftChange, ...]:
        """The changes that are still part of it."""
        return tuple(change for change in self.changes if not change.dropped)

    def places(self) -> Iterator[tuple[str, DraftChange]]:
        """The changes that are still part of it, each with its place in the content."""
        for place, change in enumerate(self.changes):
            if not change.dropped:
                yield f"changes.{place}", change

    def change(self, key: str) -> DraftChange | None:
        return next((change for change in self.changes if change.id == key), None)

    def with_changes(self, changes: list[DraftChange]) -> BatchDraft:
        return replace(self, changes=tuple(changes))

    def new_id(self) -> str:
        """An id for one more change. Ids are counted up, so that none is given twice while the last one is there."""
        numbers = [int(change.id[1:]) for change in self.changes if change.id[1:].isdecimal()]
        return f"c{max(numbers, default=0) + 1}"


def read_batch(content: dict[str, Any]) -> BatchDraft:
    """Raises ValidationError where the content is of another form."""
    return read_content(BatchDraft, content)


def in_full(content: dict[str, Any]) -> dict[str, Any]:
    """The content with every member."""
    return as_json(read_batch(content))


COUNTS = ("new_occupations", "new_work_types", "adjustments", "proposed_occupations", "cumulative_occupations")
"""The official counts of an announcement."""


@dataclass(frozen=True)
class Members:
    """Of a kind of change: what must be told, and what may be."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.needed, *self.optional)


MEMBERS: dict[ChangeKind, Members] = {
    ChangeKind.NEW_OCCUPATION: Members(("name_zh", "code"), ("digital", "green", "name_en", "work_types")),
    ChangeKind.MOVED: Members(
        ("name_zh", "code"), ("concept", "former_code", "name_en", "digital", "green", "work_types")
    ),
    ChangeKind.RENAMED: Members(("concept", "name_zh", "former_name_zh"), ("name_en", "code")),
    ChangeKind.RECODED: Members(("concept", "name_zh", "code", "former_code")),
    ChangeKind.REDEFINED: Members(("concept", "name_zh"), ("code",)),
    ChangeKind.SPLIT: Members(("concept", "name_zh", "successors"), ("former_code",)),
    ChangeKind.MERGED: Members(("concept", "name_zh", "successors"), ("former_code",)),
    ChangeKind.ABOLISHED: Members(("concept", "name_zh"), ("former_code", "successors")),
    ChangeKind.MARK_CHANGED: Members(("concept", "name_zh", "digital", "green"), ("code",)),
    ChangeKind.NEW_WORK_TYPE: Members(("name_zh", "occupation")),
    ChangeKind.WORK_TYPE_REMOVED: Members(("concept", "name_zh")),
}
ENDING = (ChangeKind.SPLIT, ChangeKind.MERGED, ChangeKind.ABOLISHED)


def brings_a_concept(change: DraftChange) -> bool:
    """Whether it is about something that has no concept yet."""
    if change.kind == ChangeKind.MOVED:
        return not change.concept
    return change.kind in (ChangeKind.NEW_OCCUPATION, ChangeKind.NEW_WORK_TYPE)


LABELS = {
    "number": _("number of the batch"),
    "edition": _("edition it adds to"),
    "title_zh": _("title of the announcement"),
    "document_number": _("document number"),
    "document_date": _("date on the document"),
    "published_on": _("day of publication"),
    "effective_on": _("day it takes effect"),
    "comment_from": _("public comment from"),
    "comment_to": _("public comment to (last day)"),
    "agencies": _("announcing agencies"),
    "official_counts": _("official counts"),
    "seen_at": _("page where it stands"),
    "changes": _("changes"),
    "kind": _("kind of change"),
    "concept": _("occupation or work type"),
    "name_zh": _("name"),
    "name_en": _("English name"),
    "former_name_zh": _("former name"),
    "code": _("code"),
    "former_code": _("former code"),
    "occupation": _("occupation it belongs to"),
    "work_types": _("work types it brings"),
    "successors": _("lives on in"),
    "digital": _("digital mark"),
    "green": _("green mark"),
    "proposal": _("proposal"),
    "dropped": _("why it was dropped"),
}
"""What each member is called for people."""


def named(members: Iterable[str]) -> str:
    """Members as a list in words."""
    comma = "、" if (get_language() or "zh").startswith("zh") else ", "
    return comma.join(str(LABELS[name]) for name in members)
