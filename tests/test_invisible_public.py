"""What the public sends in is shown without characters that cannot be seen, what clerks answer is written without
them, and the data files hold none.
"""

from __future__ import annotations

import shutil

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from occupations import plain_text
from occupations.actions.consultation import CommentContent, answer_comment, move_comment, send_comment
from occupations.actions.proposals import ProposalContent, move_proposal, note_proposal, send_proposal
from occupations.actions.revise import LOADER, act
from occupations.loading.cells import MalformedData
from occupations.loading.read import DATA, read
from occupations.loading.standards.read import read as read_standards
from occupations.models import Act, Comment, Item, Proposal
from policies.loading.read import DATA as POLICY_DATA
from policies.loading.read import read as read_policies
from tests import drafts
from tests.clerks import desk
from tests.consultations import DURING, editor, put_out

pytestmark = pytest.mark.django_db

HIDDEN = ["\u200c", "\u00ad", "\u180e", "\ufe0f", "\u3164", "\u2028", "\ue000", "\U000e0041"]
"""Those that the form of a comment takes."""


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(DURING, tick=False):
        yield


def comment(text: str = "好", name: str = "") -> Comment:
    return send_comment(draft=put_out().pk, comment=CommentContent(text=text, name=name), address="127.0.0.1")


@pytest.mark.parametrize("sign", [*HIDDEN, "\u00a0"])
def test_an_answer_of_ours_is_written_without(sign):
    sent = move_comment(comment=comment().pk, version=1, to="published", by=editor())
    shown = f"\\[U\\+{ord(sign):04X}\\]"
    with pytest.raises(ValidationError, match=shown):
        answer_comment(comment=sent.pk, version=2, answer=f"谢{sign}谢", by=editor())
    content = ProposalContent(kind="new_occupation", name_zh="甲", description="乙")
    proposal = send_proposal(proposal=content, key=None, address="127.0.0.1")
    with pytest.raises(ValidationError, match=shown):
        note_proposal(proposal=proposal.pk, version=1, note=f"正{sign}在研究", by=editor())
    with pytest.raises(ValidationError, match=shown):
        move_proposal(proposal=proposal.pk, version=1, to="declined", by=editor(), reason=f"重{sign}复")
    assert Comment.objects.get(pk=sent.pk).answer == ""


def test_an_answer_may_have_lines_and_chinese_indents():
    sent = move_comment(comment=comment().pk, version=1, to="published", by=editor())
    answer = "谢谢。\r\n　　已采纳，见 c1。\n\t完"
    assert answer_comment(comment=sent.pk, version=2, answer=answer, by=editor()).answer == answer


@pytest.mark.parametrize("sign", HIDDEN)
def test_a_comment_is_shown_without_and_kept_as_it_came(api, sign):
    sent = comment(f"第{sign}一行\n第二行", f"张{sign}三")
    move_comment(comment=sent.pk, version=1, to="published", by=editor())
    [shown] = api.get("/batches/9/comments")["results"]
    assert (shown["text"], shown["name"]) == ("第一行\n第二行", "张三")
    assert Comment.objects.get(pk=sent.pk).text == f"第{sign}一行\n第二行"


def test_what_was_answered_with_one_before_is_shown_without(api):
    sent = move_comment(comment=comment().pk, version=1, to="published", by=editor())
    Comment.objects.filter(pk=sent.pk).update(answer="谢\u200c谢")
    assert api.get("/batches/9/comments")["results"][0]["answer"] == "谢谢"
    content = ProposalContent(kind="new_occupation", name_zh="甲", description="乙")
    proposal = send_proposal(proposal=content, key=None, address="127.0.0.1")
    Proposal.objects.filter(pk=proposal.pk).update(note="正\u00ad在研究")
    assert api.get(f"/proposals/{proposal.reference}")["note"] == "正在研究"


@pytest.mark.parametrize("sign", HIDDEN)
def test_nobody_hides_a_number_behind_one(sign):
    text = f"电话138{sign}0013{sign}8000，a{sign}b@exa{sign}mple.com"
    assert plain_text.contacts_in(text) == ["email", "phone"]
    assert plain_text.without_contacts(text) == "电话［…］，［…］"


def test_a_clerk_sees_them_before_it_is_published():
    sent = comment("第\u200c一行", "张\u00ad三")
    user = editor()
    user.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client = desk(User.objects.get(pk=user.pk))
    page = client.get(f"/admin/occupations/comment/{sent.pk}/change/").content.decode()
    assert "第[U+200C]一行" in page
    assert "张[U+00AD]三" in page
    listed = client.get("/admin/occupations/comment/").content.decode()
    assert "第[U+200C]一行" in listed
    assert "\u200c" not in page + listed


@pytest.mark.parametrize(
    ("folder", "file", "reading"),
    [
        (DATA, "items-2022.csv", read),
        (DATA, "agencies.csv", read),
        (DATA, "english-names.csv", read),
        (DATA, "skill-standards.csv", read_standards),
        (DATA, "indicators.csv", read_standards),
        (POLICY_DATA, "regions.csv", read_policies),
        (POLICY_DATA, "benefits.csv", read_policies),
    ],
)
def test_the_data_files_hold_none(tmp_path, folder, file, reading):
    reading(folder)
    shutil.copytree(folder, tmp_path / "data")
    lines = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
    cells = lines[1].rsplit(",", 2)
    (tmp_path / "data" / file).write_text("".join([lines[0], f"{cells[0]}\u200b,{','.join(cells[1:])}", *lines[2:]]))
    with pytest.raises(MalformedData, match=rf"{file}:2: .*\[U\+200B\]"):
        reading(tmp_path / "data")


def test_what_was_published_with_one_before_is_named(run):
    """``check_registry`` tells an operator which records are to be corrected."""
    row = Item.objects.current().get(concept=drafts.MARKETER, valid_to=None)
    bad = Item(**{f.attname: getattr(row, f.attname) for f in Item._meta.concrete_fields if f.attname != "id"})
    bad.name_zh = "互联网\u200b营销师"
    with act(Act.CORRECT, by=LOADER, reason="as it could be before") as writer:
        writer.supersede(row)
        bad.recorded_from = writer.revision
        writer._added[Item].append(bad)
    with pytest.raises(CommandError, match=r"item .*name_zh.*互联网\[U\+200B\]营销师"):
        run("check_registry")
