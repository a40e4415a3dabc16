"""The records that clerks enter at the desk, one kind each: what a draft of it holds, and how it is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from occupations.actions.contents import read_content
from occupations.actions.desk import Content, DraftKind, Finding, register, rehearsed
from occupations.actions.indicators import IndicatorContent, publish_indicators
from occupations.actions.inputs import SourceContent
from occupations.actions.revise import LOADER, Author, Signed, lock_registry, next_concepts
from occupations.actions.sources import publish_sources
from occupations.actions.spelling import wrong_places
from occupations.actions.standards import StandardContent, publish_standards
from occupations.lifecycle import RECORD, Move
from occupations.models import Draft, Revision

Publish = Callable[[Content, Author, str], Revision]
CLASSIFICATION = "occupations.enter_classification"


def record_kind(
    name: str,
    title: Any,
    *,
    publish: Publish,
    key: Callable[[Content], str],
    summary: Callable[[Content], str],
    permission: str = CLASSIFICATION,
    public: Callable[[Content], Any] = lambda content: content,
) -> None:
    """Register a kind that is published by one act, which its checks rehearse."""

    def find(content: Content) -> list[Finding]:
        if any(wrong_places(public(content))):
            return []  # the rehearsal would find the first of them again, and nothing else
        return rehearsed(lambda: publish(content, LOADER, "rehearsal"))

    def enter(draft: Draft, move: Move, signed: Signed, reason: str) -> Revision | None:
        return publish(draft.content, signed, reason) if move.to == "published" else None

    register(
        DraftKind(
            name=name,
            title=title,
            lifecycle=RECORD,
            permission=permission,
            key=key,
            summary=summary,
            findings=find,
            public=public,
            enter_state=enter,
        )
    )


def read_sources(content: Content) -> list[SourceContent]:
    return [read_content(SourceContent, told) for told in content["sources"]]


def _publish_standard(content: Content, by: Author, reason: str) -> Revision:
    lock_registry()  # before the ids of new work types are chosen
    standard = _with_concepts(read_content(StandardContent, content["standard"]))
    return publish_standards(standards=[standard], sources=read_sources(content), by=by, reason=reason)


def _with_concepts(standard: StandardContent) -> StandardContent:
    """A work type without a concept is one that the standard brought: it gets an id now."""
    ids = next_concepts()
    work_types = [w if w.concept else replace(w, concept=next(ids)) for w in standard.work_types]
    fresh = [new.concept for new, told in zip(work_types, standard.work_types, strict=True) if not told.concept]
    return replace(standard, work_types=tuple(work_types), new_work_types=(*standard.new_work_types, *fresh))


def _publish_indicator(content: Content, by: Author, reason: str) -> Revision:
    indicator = read_content(IndicatorContent, content["indicator"])
    return publish_indicators(indicators=[indicator], sources=read_sources(content), by=by, reason=reason)


def _publish_source(content: Content, by: Author, reason: str) -> Revision:
    return publish_sources(sources=[read_content(SourceContent, content["source"])], by=by, reason=reason)


record_kind(
    "standard",
    _("skill standard"),
    publish=_publish_standard,
    key=lambda content: content["standard"]["slug"],
    summary=lambda content: content["standard"]["title_zh"],
)
record_kind(
    "indicator",
    _("indicator"),
    publish=_publish_indicator,
    key=lambda content: content["indicator"]["slug"],
    summary=lambda content: content["indicator"]["name_zh"],
)
record_kind(
    "source",
    _("source document"),
    publish=_publish_source,
    key=lambda content: content["source"]["slug"],
    summary=lambda content: content["source"]["title_zh"],
)
