"""Public comments in the admin: what waits, what a button does, and who may press it."""

from __future__ import annotations

import re
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import DatabaseError, transaction

from occupations.actions.consultation import CommentContent, send_comment
from occupations.models import Comment, CommentAct
from tests.clerks import ENTER, clerk, desk
from tests.consultations import DURING, editor, put_out, reviewer

pytestmark = pytest.mark.django_db

LIST = "/admin/occupations/comment/"
XSS = "&lt;\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def comment():
    with time_machine.travel(DURING, tick=False):
        told = CommentContent(text="请致电13800138000", change="c1", name="张女士", email="zhang@example.org")
        yield send_comment(draft=put_out().pk, comment=told, address="127.0.0.1")


def reading(user):
    for name in ("view_comment", "view_contact"):
        user.user_permissions.add(Permission.objects.get(codename=name))
    return user


@pytest.fixture
def client():
    return desk(reading(editor()))


def press(client, comment: Comment, act: str, **told: str):
    version = told.pop("version", str(Comment.objects.get(pk=comment.pk).version))
    return client.post(f"{LIST}{comment.pk}/change/", {"act": act, "version": version, **told}, follow=True)


def test_it_works(client, comment, api):
    page = client.get(LIST).content.decode()
    assert comment.reference in page
    page = client.get(f"{LIST}{comment.pk}/change/").content.decode()
    for word in (
        "13800138000",
        "a phone number",
        "c1 云端阅卷协调员",
        "zhang@example.org",
        "E-mail (never published)",
    ):
        assert word in page
    assert "The comment is public." in press(client, comment, "published").content.decode()
    page = press(client, comment, "answer", text="谢谢，已采纳。").content.decode()
    assert "The answer is public." in page
    [shown] = api.get("/batches/9/comments")["results"]
    assert (shown["text"], shown["answer"]) == ("请致电［…］", "谢谢，已采纳。")
    assert comment.reference not in client.get(LIST).content.decode()
    assert comment.reference in client.get(f"{LIST}?state=all").content.decode()
    assert comment.reference in client.get(f"{LIST}?state=published&q=13800138000").content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", ["公众意见", "待审核", "公开", "不予公开", "须写明理由", "电子邮箱（绝不公开）"]),
        ("en", ["Received", "Reject"]),
    ],
)
def test_in_both_languages(comment, language, words):
    client = desk(reading(editor()), language)
    page = client.get(f"{LIST}{comment.pk}/change/").content.decode()
    for word in words:
        assert word in page
    assert client.get(LIST).status_code == 200


def test_a_rejection_needs_a_reason_and_keeps_it(client, comment, api):
    page = press(client, comment, "rejected", reason=" ").content.decode()
    assert "Say why." in page
    assert Comment.objects.get().state == "received"
    press(client, comment, "rejected", reason="与批次无关")
    assert Comment.objects.get().state == "rejected"
    assert [(act.act, act.reason, act.by_name) for act in CommentAct.objects.order_by("version")] == [
        ("send", "", ""),
        ("rejected", "与批次无关", "wang"),
    ]
    assert api.get("/batches/9/comments")["count"] == 0


def test_a_published_one_is_taken_down_with_a_reason(client, comment, api):
    press(client, comment, "published")
    press(client, comment, "answer", text="谢谢。")
    press(client, comment, "rejected", reason="含有他人隐私")
    assert api.get("/batches/9/comments")["count"] == 0
    press(client, comment, "published", reason="误撤")
    assert api.get("/batches/9/comments")["results"][0]["answer"] == "谢谢。"


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "Write something."), ("<b>x</b>", "Plain text"), ("x\x07", "Plain text"), ("x" * 4001, "At most 4000")],
)
def test_an_answer_is_plain_text(client, comment, text, told):
    press(client, comment, "published")
    page = press(client, comment, "answer", text=text).content.decode()
    assert told in page
    assert Comment.objects.get().answer == ""


def test_what_is_not_published_is_not_answered(client, comment):
    assert "Only a published comment" in press(client, comment, "answer", text="x").content.decode()
    assert 'id="writing"' not in client.get(f"{LIST}{comment.pk}/change/").content.decode()


def test_the_second_is_told_who_was_quicker_and_loses_nothing(client, comment):
    press(client, comment, "published")
    other = desk(reading(reviewer()))
    press(other, comment, "answer", text="先到的答复", version="2")
    page = press(client, comment, "answer", text="后到的答复", version="2").content.decode()
    assert "worked on this meanwhile" in page
    assert "后到的答复" in page
    assert Comment.objects.get().answer == "先到的答复"


def test_whoever_may_only_look_sees_no_button_and_no_contact(comment):
    client = desk(clerk("auditor", "view_comment"))
    page = client.get(f"{LIST}{comment.pk}/change/").content.decode()
    assert "<button" not in page.partition('id="content-start"')[2]
    assert "zhang@example.org" not in page
    assert "This is not among your duties." in press(client, comment, "published").content.decode()
    assert Comment.objects.get().state == "received"


def test_who_may_not_look_is_refused(comment):
    client = desk(clerk("li", ENTER))
    for answer in (client.get(LIST), client.get(f"{LIST}{comment.pk}/change/"), press(client, comment, "published")):
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "told", [{}, {"act": "published"}, {"act": "x", "version": "1"}, {"act": "send", "version": "y"}]
)
def test_a_broken_form_changes_nothing(client, comment, told):
    assert client.post(f"{LIST}{comment.pk}/change/", told).status_code == 200
    assert Comment.objects.get().version == 1


def test_text_is_escaped_on_the_page(client, comment):
    Comment.objects.filter(pk=comment.pk).update(text=XSS, name=XSS, answer=XSS, state="published")
    for path in (f"{LIST}{comment.pk}/change/", f"{LIST}?state=all"):
        page = client.get(path).content.decode()
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page


def test_it_is_neither_added_nor_deleted(client, comment):
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{comment.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}999999/change/").status_code == 404


def test_the_history_cannot_be_changed(comment):
    for change in (lambda acts: acts.update(reason="x"), lambda acts: acts.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(CommentAct.objects.all())


def test_those_on_a_batch_and_on_its_changes_are_sifted(client, comment):
    """As the links of the batch's page ask for them."""
    other = send_comment(draft=comment.draft.pk, comment=CommentContent(text="全部"), address="127.0.0.2")
    page = client.get(f"/admin/occupations/draft/{comment.draft.pk}/change/").content.decode()
    links = [unescape(link) for link in re.findall(rf'href="({LIST}\?[^"]+)"', page)]
    assert [link.rpartition("&")[2] for link in links] == ["state=all", "change=c1"]
    found = [{row.reference for row in client.get(link).context["cl"].result_list} for link in links]
    assert found == [{comment.reference, other.reference}, {comment.reference}]
    assert "c1 云端阅卷协调员" in client.get(links[0]).content.decode()
    for wrong in ("?batch=x&change=c1", "?batch=99999999&change=c1", "?change=c1", "?batch=%00"):
        assert client.get(f"{LIST}{wrong}").status_code == 200
