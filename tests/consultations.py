"""A batch under public comment, for the tests: entered and put out by clerks, through the desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import time_machine
from django.contrib.auth.models import User

from occupations.actions.consultation import CommentContent, answer_comment, move_comment, send_comment
from occupations.actions.desk import edit_draft, move_draft, open_draft
from occupations.actions.proposals import ProposalContent, send_proposal
from occupations.models import Draft, Proposal
from tests.clerks import ENTER, PUBLISH, REVIEW, clerk

ANSWER = "answer_public"
REFERENCE = "P-7KQ2-M9RT-4WXC"
FIRST, LAST = date(2026, 11, 10), date(2026, 12, 9)
BEFORE, DURING, AFTER = "2026-11-09T23:59:59+08:00", "2026-11-21T12:00:00+08:00", "2026-12-10T00:00:00+08:00"


def content(**told: Any) -> dict[str, Any]:
    return {
        "number": 9,
        "edition": "2022",
        "title_zh": "拟发布新职业信息公示",
        "published_on": "2026-12-20",
        "effective_on": "2027-01-01",
        "comment_from": FIRST.isoformat(),
        "comment_to": LAST.isoformat(),
        "changes": [
            {
                "id": "c1",
                "kind": "new_occupation",
                "name_zh": "云端阅卷协调员",
                "code": "4-01-06-81",
                "digital": True,
                "proposal": REFERENCE,
            },
            {"id": "c2", "kind": "new_occupation", "name_zh": "城市静音顾问", "dropped": "与另一项重复"},
            {
                "id": "c3",
                "kind": "renamed",
                "concept": "C0003179",
                "name_zh": "网络主持人",
                "former_name_zh": "网络主播",
            },
        ],
        **told,
    }


def editor() -> User:
    return User.objects.filter(username="wang").first() or clerk("wang", ENTER, ANSWER)


def reviewer() -> User:
    return User.objects.filter(username="zhao").first() or clerk("zhao", REVIEW, PUBLISH, ANSWER)


def moved(draft: Draft, to: str, by: User, reason: str = "") -> Draft:
    return move_draft(draft=draft.pk, version=draft.version, to=to, by=by, reason=reason)


def edited(draft: Draft, **told: Any) -> Draft:
    return edit_draft(draft=draft.pk, version=draft.version, content=content(**told), by=editor())


def put_out(**told: Any) -> Draft:
    """Batch 9, in the state of public comment."""
    draft = open_draft(kind="batch", content=content(**told), by=editor())
    return moved(moved(draft, "under_review", editor()), "public_comment", editor())


def build_example() -> None:
    """What the examples of the OpenAPI document ask for: batch 9 with one comment, and one proposal."""
    with time_machine.travel(DURING, tick=False):
        told = CommentContent(text="建议写明与相近职业的区别。", change="c1", name="张女士")
        comment = send_comment(draft=put_out().pk, comment=told, address="127.0.0.1")
        move_comment(comment=comment.pk, version=1, to="published", by=editor())
        answer_comment(comment=comment.pk, version=2, answer="已在职业定义中写明，谢谢。", by=editor())
        proposal = ProposalContent(kind="new_occupation", name_zh="云端阅卷协调员", description="协调在线阅卷。")
        sent = send_proposal(proposal=proposal, key=None, address="127.0.0.1")
        Proposal.objects.filter(pk=sent.pk).update(reference=REFERENCE)
