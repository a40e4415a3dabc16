"""Who may do what: the roles of the clerks, one table. Pure: no Django.

``manage.py create_roles`` makes a group of each; the guide and the page of one's own duties are drawn from here.
"""

from __future__ import annotations

from dataclasses import dataclass

APPS = ("occupations", "policies")
DRAFTS = ("draft", "draftact")
SENT_IN = ("comment", "commentact", "proposal", "proposalact")
CONTACTS = ("contact",)
OPERATION = ("dataload", "webhookevent", "webhooksubscription", "submissioncount", "revisioncounter")
KEYS = ("apikey", "keyusage")
UNPUBLISHED = (*DRAFTS, *SENT_IN, *CONTACTS, *OPERATION, *KEYS)
"""The tables of APPS that are not published statements, by what they are for."""


@dataclass(frozen=True)
class Role:
    """Every role may read what is published. ``duties`` are permissions of the app occupations."""

    name_zh: str
    name_en: str
    does_zh: str
    does_en: str
    duties: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    """Further tables, by name."""


ROLES: dict[str, Role] = {
    "editor": Role(
        "编辑",
        "Editor",
        "录入批次、标准、数据和更正，送审并开始公示；处理公众意见和建议。",
        "Enters batches, standards, figures and corrections, opens public comment; answers comments and proposals.",
        ("enter_classification", "answer_public"),
        (*DRAFTS, *SENT_IN, *CONTACTS),
    ),
    "reviewer": Role(
        "审核",
        "Reviewer",
        "审定或退回他人录入的内容；审核公众意见和建议。",
        "Approves or returns what others have entered; moderates comments and proposals.",
        ("review_drafts", "answer_public"),
        (*DRAFTS, *SENT_IN, *CONTACTS),
    ),
    "publisher": Role(
        "发布",
        "Publisher",
        "发布他人录入并经审定的内容；撤回已定日的发布；发放、更换和吊销 API 密钥。",
        "Publishes what others have entered and approved; calls off what is scheduled; issues and revokes API keys.",
        ("publish_drafts", "issue_keys"),
        (*DRAFTS, *SENT_IN, *KEYS),
    ),
    "policy editor": Role(
        "政策编辑",
        "Policy editor",
        "录入政策和地区。",
        "Enters policies and regions.",
        ("enter_policies",),
        DRAFTS,
    ),
    "auditor": Role(
        "审计",
        "Auditor",
        "查看全部内容、草稿和每一次操作，不作任何改动；看不到公众的联系方式。",
        "Reads everything, drafts and every act included, and changes nothing; does not see how to reach senders.",
        (),
        (*DRAFTS, *SENT_IN, *OPERATION, *KEYS),
    ),
}
