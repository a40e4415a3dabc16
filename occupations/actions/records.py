"""The records that clerks enter at the desk, one kind each: what a draft of it holds, and how it is published."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from occupations.actions.contents import read_content
from occupations.actions.desk import Content, DraftKind, Finding, register, rehearsed
from occupations.actions.inputs import SourceContent
from occupations.actions.revise import LOADER, Author, Signed
from occupations.actions.standards import StandardContent, publish_standards
from occupations.lifecycle import RECORD, Move
from occupations.models import Draft, Revision


def _publish_standard(content: Content, by: Author, reason: str) -> Revision:
    return publish_standards(
        standards=[read_content(StandardContent, content["standard"])],
        sources=[read_content(SourceContent, told) for told in content["sources"]],
        by=by,
        reason=reason,
    )


def _find_in_standard(content: Content) -> list[Finding]:
    return rehearsed(lambda: _publish_standard(content, LOADER, "rehearsal"))


def _enter_standard(draft: Draft, move: Move, signed: Signed, reason: str) -> Revision | None:
    return _publish_standard(draft.content, signed, reason) if move.to == "published" else None


register(
    DraftKind(
        name="standard",
        title=_("skill standard"),
        lifecycle=RECORD,
        permission="occupations.enter_classification",
        key=lambda content: content["standard"]["slug"],
        summary=lambda content: content["standard"]["title_zh"],
        findings=_find_in_standard,
        enter_state=_enter_standard,
    )
)
