"""How to reach somebody who commented or proposed is in no public answer, whatever is asked."""

from __future__ import annotations

import json

import pytest
import time_machine

from occupations.actions.consultation import CommentContent, answer_comment, move_comment, send_comment
from occupations.actions.proposals import ProposalContent, merge_proposal, move_proposal, send_proposal
from occupations.models import Draft
from tests.consultations import DURING, editor, put_out
from tests.examples import REQUESTS, asked
from tests.served import Client

SECRETS = ["13912345678", "zhang.san@example.org", "秘密提交人", "021-87654321", "weixin_zhangsan"]
TEXT = "请联系 13912345678 或 zhang.san@example.org，电话021-87654321，微信号weixin_zhangsan"


@pytest.fixture
def references():
    """One comment that a clerk has let pass whole, one that waits, and two proposals, of which one is merged."""
    with time_machine.travel(DURING, tick=False):
        draft = put_out()
        contact = {"email": "zhang.san@example.org", "phone": "021-87654321"}
        for text in (TEXT, f"还没有审核 {TEXT}"):
            told = CommentContent(text=text, name="张13912345678", change="c1", **contact)
            comment = send_comment(draft=draft.pk, comment=told, address="10.11.12.13")
        published = type(comment).objects.order_by("pk")[0]
        move_comment(comment=published.pk, version=1, to="published", by=editor())
        answer_comment(comment=published.pk, version=2, answer="谢谢。", by=editor())
        texts = {"description": TEXT, "evidence": TEXT, "submitter": "秘密提交人"}
        merged, declined = (
            send_proposal(
                proposal=ProposalContent(kind="new_occupation", name_zh="职业13912345678", **texts, **contact),
                key=None,
                address="10.11.12.13",
            )
            for _number in range(2)
        )
        for proposal in (merged, declined):
            move_proposal(proposal=proposal.pk, version=1, to="under_consideration", by=editor())
        version = Draft.objects.get(pk=draft.pk).version
        told = {"draft": draft.pk, "draft_version": version, "kind": "new_occupation", "by": editor()}
        merge_proposal(proposal=merged.pk, version=2, **told)
        move_proposal(proposal=declined.pk, version=2, to="declined", by=editor(), reason="已有。")
        yield [merged.reference, declined.reference]


def addresses(references: list[str]) -> list[str]:
    examples = [asked(operation)[0] for operation in REQUESTS if not operation.endswith("_create")]
    own = ["/consultations", "/consultations/9", "/batches/9", "/batches/9/changes", "/batches/9/comments", "/batches"]
    own += [f"/proposals/{reference}" for reference in references] + ["/changes?since=0&page_size=5000"]
    return [*examples, *(f"/api/v1{path}" for path in own), "/openapi.json"]


def test_it_works(api, references, policies_loaded):
    client = Client()
    for path in addresses(references):
        answer = client.get(path)
        body = answer.content
        text = body.decode()
        for secret in (*SECRETS, "10.11.12.13", "还没有审核"):
            assert secret not in text, path
            assert json.dumps(secret) not in text, path


def test_what_is_shown_is_shown(api, references):
    """The walk above means something only where the texts themselves are there."""
    [shown] = api.get("/batches/9/comments")["results"]
    assert shown["text"] == "请联系 ［…］ 或 ［…］，电话［…］，［…］"
    assert shown["name"] == "张［…］"
    assert api.get(f"/proposals/{references[0]}")["name_zh"] == "职业［…］"
    assert api.get("/consultations/9")["changes"][-1]["name_zh"] == "职业［…］"
