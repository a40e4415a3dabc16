"""The changes of a batch in words: each as one sentence, and as a row with before, after and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from occupations.actions.batch_desk.form import ENDING, LABELS, BatchDraft, DraftChange
from occupations.actions.desk import Finding
from occupations.admin.draft_forms import Line
from occupations.characters import visible
from occupations.models import ChangeKind

PLACE = "changes."


@dataclass
class ChangeRow:
    """A change as the page of its batch shows it."""

    change: DraftChange
    kind: str
    before: str
    after: str
    extras: list[Line]
    findings: list[Finding] = field(default_factory=list)
    proposal: Any = None
    comments: int = 0
    comments_address: str = ""

    @property
    def name(self) -> str:
        return visible(self.change.name_zh)

    @property
    def why_dropped(self) -> str:
        return visible(self.change.dropped)

    @property
    def came_from(self) -> str:
        return visible(self.change.proposal)

    @property
    def wrong(self) -> bool:
        return any(finding.error for finding in self.findings)


def rows_of(batch: BatchDraft, labels: Mapping[str, str], findings: Sequence[Finding] = ()) -> list[ChangeRow]:
    """``labels``: what the concepts that changes mention are called."""
    found: dict[int, list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: not finding.error):
        if (place := place_of(finding)) is not None:
            found.setdefault(place, []).append(finding)
    rows = []
    for place, change in enumerate(batch.changes):
        before, after = before_and_after(change, labels)
        told = extras(change, labels)
        rows.append(ChangeRow(change, kind_of(change), visible(before), visible(after), told, found.get(place, [])))
    return rows


def place_of(finding: Finding) -> int | None:
    """The number of the change that it names, if it names one."""
    number = finding.place.removeprefix(PLACE).partition(".")[0]
    return int(number) if finding.place.startswith(PLACE) and number.isdecimal() else None


def kind_of(change: DraftChange) -> str:
    return str(ChangeKind(change.kind).label) if change.kind in ChangeKind.values else change.kind


def before_and_after(change: DraftChange, labels: Mapping[str, str]) -> tuple[str, str]:
    """What it was called, and what it is going to be called; blank where there was, or will be, nothing."""
    now = f"{change.code} {change.name_zh}".strip()
    if change.kind in ENDING:
        was = f"{change.former_code} {change.name_zh}".strip()
        return was, joined(labels.get(successor, successor) for successor in change.successors)
    if change.kind == ChangeKind.WORK_TYPE_REMOVED:
        return change.name_zh, ""
    if change.kind == ChangeKind.MOVED and not change.concept:
        return _("%(name)s (work type)") % {"name": change.name_zh}, now
    if not change.concept:
        return "", now
    code = change.former_code or change.code
    return f"{code} {change.former_name_zh or change.name_zh}".strip(), now


def extras(change: DraftChange, labels: Mapping[str, str]) -> list[Line]:
    """What else it tells."""
    told = {
        "name_en": change.name_en,
        "occupation": labels.get(change.occupation, change.occupation),
        "work_types": joined(change.work_types),
        "digital": yes_or_no(change.digital),
        "green": yes_or_no(change.green),
    }
    return [Line(name, str(LABELS[name]), text) for name, text in told.items() if text]


def sentence(change: DraftChange, labels: Mapping[str, str]) -> str:
    before, after = before_and_after(change, labels)
    what = " → ".join(filter(None, (before, after))) if before != after else after
    more = "".join(f"; {line.label}: {line.text}" for line in extras(change, labels))
    dropped = "; " + _("dropped: %(why)s") % {"why": change.dropped} if change.dropped else ""
    source = f"; {LABELS['proposal']}: {change.proposal}" if change.proposal else ""
    return visible(f"{kind_of(change)}: {what}{more}{source}{dropped}")


def lines_of(batch: BatchDraft, labels: Mapping[str, str]) -> list[Line]:
    """One line for each change."""
    lines = []
    for change in batch.changes:
        label = _("change %(number)s") % {"number": change.id.lstrip("c")}
        lines.append(Line(f"{PLACE}{change.id}", label, sentence(change, labels)))
    return lines


def joined(words: Iterable[str]) -> str:
    return _(", ").join(words)


def yes_or_no(value: bool | None) -> str:
    return "" if value is None else _("Yes") if value else _("No")
