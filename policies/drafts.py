"""What clerks enter of policies and regions, one kind each: what a draft of it holds, and how it is published."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from occupations.actions.contents import read_content
from occupations.actions.correction_drafts import register_corrections
from occupations.actions.desk import Content
from occupations.actions.records import Publish, read_sources, record_kind
from occupations.actions.revise import Author, Conflict
from occupations.models import Revision
from policies.actions import MODELS, amend_policies, publish_policies
from policies.inputs import BenefitContent, LinkContent, PolicyContent, RegionContent, StatementContent, TermContent
from policies.models.terms import Statement

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
        sources=read_sources(content),
        by=by,
        reason=reason,
    )


def amend_policy(content: Content, by: Author, reason: str) -> Revision:
    return amend_policies(
        add=_statements(content["add"]),
        withdraw=[_held(content["policy"], told) for told in content["withdraw"]],
        sources=read_sources(content),
        by=by,
        reason=reason,
    )


def publish_region(content: Content, by: Author, reason: str) -> Revision:
    return amend_policies(regions=[read_content(RegionContent, content["region"])], by=by, reason=reason)


def _statements(told: dict[str, list[Any]]) -> list[StatementContent]:
    return [read_content(form, row) for name, form in STATEMENTS.items() for row in told[name]]


def _held(policy: str, told: dict[str, Any]) -> Statement:
    """The statement to withdraw, as the clerk had it before them. Raises Conflict where it is another by now."""
    model = MODELS[STATEMENTS[told["list"]]]
    row = model._default_manager.filter(policy=policy, number=told["number"], recorded_to=None).first()
    if row is None or row.recorded_from_id != told["recorded_from"]:
        raise Conflict(gettext("A statement that is to be withdrawn has been changed or withdrawn meanwhile."))
    return row


def _policies_kind(name: str, title: Any, publish: Publish, **words: Any) -> None:
    PUBLISH[name] = publish
    record_kind(name, title, publish=publish, permission="occupations.enter_policies", **words)


_policies_kind(
    "policy",
    _("policy"),
    publish_policy,
    key=lambda content: content["policy"]["slug"],
    summary=lambda content: content["policy"]["title_zh"],
)
_policies_kind(
    "amendment",
    _("amendment of a policy"),
    amend_policy,
    key=lambda content: content["policy"],
    summary=lambda content: content["title"],
    public=lambda content: {"add": content["add"], "sources": content["sources"]},
)
record_kind(
    "region",
    _("region"),
    publish=publish_region,
    permission="occupations.enter_policies",
    key=lambda content: content["region"]["code"],
    summary=lambda content: f"{content['region']['code']} {content['region']['name_zh']}",
)
register_corrections("policies", "policy_correction", _("correction of a policy"), "occupations.enter_policies")
