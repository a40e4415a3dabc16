"""What clerks enter of policies and regions, one kind each: what a draft of it holds, and how it is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from occupations.actions.contents import read_content
from occupations.actions.desk import Content, DraftKind, Finding, register, rehearsed
from occupations.actions.inputs import SourceContent
from occupations.actions.revise import LOADER, Author, Conflict, Signed
from occupations.lifecycle import RECORD, Move
from occupations.models import Draft, Revision
from policies.actions import MODELS, amend_policies, publish_policies
from policies.inputs import BenefitContent, LinkContent, PolicyContent, RegionContent, StatementContent, TermContent
from policies.models.terms import Statement

Publish = Callable[[Content, Author, str], Revision]
PUBLISH: dict[str, Publish] = {}
"""How a draft of each kind is published; also what a trial rehearses."""
STATEMENTS: dict[str, type[StatementContent]] = {
    "benefits": BenefitContent,
    "terms": TermContent,
    "links": LinkContent,
}
"""The lists of statements in a draft, in the order in which they are shown."""


def publish_policy(content: Content, by: Author, reason: str) -> Revision:
    return publish_policies(
        policies=[read_content(PolicyContent, content["policy"])],
        statements=_statements(content["statements"]),
        sources=_sources(content),
        by=by,
        reason=reason,
    )


def amend_policy(content: Content, by: Author, reason: str) -> Revision:
    return amend_policies(
        add=_statements(content["add"]),
        withdraw=[_held(content["policy"], told) for told in content["withdraw"]],
        sources=_sources(content),
        by=by,
        reason=reason,
    )


def publish_region(content: Content, by: Author, reason: str) -> Revision:
    return amend_policies(regions=[read_content(RegionContent, content["region"])], by=by, reason=reason)


def _statements(told: dict[str, list[Any]]) -> list[StatementContent]:
    return [read_content(form, row) for name, form in STATEMENTS.items() for row in told[name]]


def _sources(content: Content) -> list[SourceContent]:
    return [read_content(SourceContent, told) for told in content["sources"]]


def _held(policy: str, told: dict[str, Any]) -> Statement:
    """The statement to withdraw, as the clerk had it before them. Raises Conflict where it is another by now."""
    model = MODELS[STATEMENTS[told["list"]]]
    row = model._default_manager.filter(policy=policy, number=told["number"], recorded_to=None).first()
    if row is None or row.recorded_from_id != told["recorded_from"]:
        raise Conflict(gettext("A statement that is to be withdrawn has been changed or withdrawn meanwhile."))
    return row


def _kind(
    name: str, title: Any, key: Callable[[Content], str], summary: Callable[[Content], str], act: Publish
) -> None:
    def find(content: Content) -> list[Finding]:
        return rehearsed(lambda: act(content, LOADER, "rehearsal"))

    def enter(draft: Draft, move: Move, signed: Signed, reason: str) -> Revision | None:
        return act(draft.content, signed, reason) if move.to == "published" else None

    PUBLISH[name] = act
    register(
        DraftKind(
            name=name,
            title=title,
            lifecycle=RECORD,
            permission="occupations.enter_policies",
            key=key,
            summary=summary,
            findings=find,
            enter_state=enter,
        )
    )


_kind(
    "policy",
    _("policy"),
    lambda content: content["policy"]["slug"],
    lambda content: content["policy"]["title_zh"],
    publish_policy,
)
_kind(
    "amendment",
    _("amendment of a policy"),
    lambda content: content["policy"],
    lambda content: content["title"],
    amend_policy,
)
_kind(
    "region",
    _("region"),
    lambda content: content["region"]["code"],
    lambda content: f"{content['region']['code']} {content['region']['name_zh']}",
    publish_region,
)
