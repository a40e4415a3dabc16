"""/batches/{number}/comments: taken in the period and limited, read by a clerk first, never with contact details."""

from __future__ import annotations

import json

import pytest
import time_machine

from occupations.actions.consultation import answer_comment, move_comment
from occupations.models import Comment, CommentAct, Contact, Draft
from tests.consultations import AFTER, BEFORE, DURING, FIRST, LAST, edited, editor, moved, put_out, reviewer

PATH = "/batches/9/comments"
GOOD = {"text": "建议写明与相近职业的区别。"}


@pytest.fixture
def draft():
    with time_machine.travel(DURING, tick=False):
        yield put_out()


def publish(comment: Comment, **told):
    return move_comment(comment=comment.pk, version=comment.version, to="published", by=editor(), **told)


def problem(answer, slug: str):
    body = answer.json()
    assert body["type"].rpartition("/")[2] == slug, body
    assert body["status"] == answer.status_code
    return body


def test_it_works(api, draft):
    sent = api.post(PATH, {**GOOD, "change": "c1", "name": "张女士", "email": "zhang@example.org"}, 201)
    assert sent == {"id": sent["id"], "state": "received", "received_at": "2026-11-21T12:00:00+08:00"}
    assert api.get(PATH)["count"] == 0
    comment = Comment.objects.get(reference=sent["id"])
    answered = publish(comment)
    answer_comment(comment=comment.pk, version=answered.version, answer="已采纳。", by=editor())
    body = api.get(PATH)
    assert body["meta"] == {
        "number": 9,
        "state": "open",
        "comment_from": FIRST.isoformat(),
        "comment_to": LAST.isoformat(),
    }
    [shown] = body["results"]
    assert (shown["id"], shown["change"], shown["name"], shown["text"], shown["answer"]) == (
        sent["id"],
        "c1",
        "张女士",
        GOOD["text"],
        "已采纳。",
    )
    assert [(act.version, act.act, act.by_name, act.told) for act in CommentAct.objects.all()] == [
        (1, "send", "", ""),
        (2, "published", "wang", ""),
        (3, "answer", "wang", "已采纳。"),
    ]


def test_nobody_stores_the_answers(api, draft):
    for answer in (api.raw(PATH), api.send(PATH, GOOD), api.raw("/batches/8/comments")):
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (BEFORE, 409),
        ("2026-11-10T00:00:00+08:00", 201),
        ("2026-12-09T23:59:59+08:00", 201),
        (AFTER, 409),
    ],
)
def test_both_days_of_the_period_count_in_shanghai(api, draft, now, status):
    with time_machine.travel(now, tick=False):
        answer = api.send(PATH, GOOD)
        assert answer.status_code == status
        if status == 409:
            told = problem(answer, "comments-closed")
            assert (told["comment_from"], told["comment_to"]) == (FIRST.isoformat(), LAST.isoformat())
            assert not Comment.objects.exists()


@pytest.mark.parametrize("number", [8, 10, 9999])
def test_a_batch_that_was_never_put_out_takes_none(api, draft, number):
    problem(api.send(f"/batches/{number}/comments", GOOD), "no-consultation")
    api.problem(f"/batches/{number}/comments", "no-consultation")


@pytest.mark.parametrize("number", ["0", "09", "x", "10000", "9;", "９"])
def test_a_number_that_is_none_is_malformed(api, draft, number):
    problem(api.client.post(f"/api/v1/batches/{number}/comments", GOOD, "application/json"), "malformed-parameter")


def test_a_batch_that_is_no_longer_put_out_takes_none(api, draft):
    moved(draft, "under_review", reviewer(), "too many remarks")
    problem(api.send(PATH, GOOD), "comments-closed")
    assert api.get(PATH)["meta"]["state"] == "closed"


def test_a_comment_may_be_about_a_change_of_the_batch_only(api, draft):
    told = problem(api.send(PATH, {**GOOD, "change": "c4"}), "unknown-change")
    assert told["changes"] == ["c1", "c2", "c3"]


NONSENSE = [
    ({}, "/text", "required"),
    ([], "", "an object is expected"),
    ("text", "", "an object is expected"),
    (None, "", "an object is expected"),
    ({"text": ""}, "/text", "plain text"),
    ({"text": " \n\t　"}, "/text", "plain text"),
    ({"text": None}, "/text", "text is expected"),
    ({"text": 7}, "/text", "text is expected"),
    ({"text": ["a"]}, "/text", "text is expected"),
    ({"text": "x" * 4001}, "/text", "at most 4000 characters"),
    ({"text": "<script>alert(1)</script>"}, "/text", "plain text"),
    ({"text": "a<b"}, "/text", "plain text"),
    ({"text": "null\x00"}, "/text", "plain text"),
    ({"text": "bell\x07"}, "/text", "plain text"),
    ({"text": "turned \u202e round"}, "/text", "plain text"),
    ({"text": "half \ud83d"}, "/text", "plain text"),
    ({**GOOD, "name": "two\nlines"}, "/name", "one line"),
    ({**GOOD, "name": "<b>"}, "/name", "one line"),
    ({**GOOD, "name": "x" * 61}, "/name", "at most 60"),
    ({**GOOD, "email": "nobody"}, "/email", "something like"),
    ({**GOOD, "email": "a@b.cn\n"}, "/email", "something like"),
    ({**GOOD, "phone": "call me"}, "/phone", "something like"),
    ({**GOOD, "phone": "１３８００１３８０００"}, "/phone", "something like"),
    ({**GOOD, "state": "published"}, "/state", "unknown"),
    ({**GOOD, "a/b~c": 1}, "/a~1b~0c", "unknown"),
]


@pytest.mark.parametrize(("body", "pointer", "detail"), NONSENSE)
def test_nonsense_is_named_and_nothing_is_kept(api, draft, body, pointer, detail):
    told = problem(api.send(PATH, json.dumps(body)), "malformed-body")
    assert [error for error in told["errors"] if error["pointer"] == pointer and detail in error["detail"]], told
    assert not Comment.objects.exists()


@pytest.mark.parametrize("body", ["{", "\xff", '{"text": NaN}', "[" * 100_000, '{"text": "a"} x'])
def test_a_body_that_is_not_json_is_malformed(api, draft, body):
    problem(api.send(PATH, body.encode("latin-1")), "malformed-body")


def test_a_form_is_not_taken(api, draft):
    problem(api.send(PATH, "text=a", content_type="application/x-www-form-urlencoded"), "unsupported-media-type")


def test_text_is_given_back_as_it_was_sent(api, draft):
    text = "\"'&amp; %s {{ 7*7 }} ${7*7} '; DROP TABLE x; -- \\u003cscript\\u003e 😀\r\n第二行\t𠮷"
    api.post(PATH, {"text": text}, 201)
    publish(Comment.objects.get())
    assert api.get(PATH)["results"][0]["text"] == text


@pytest.mark.parametrize(
    ("text", "shown", "kind"),
    [
        ("请致电13800138000，谢谢", "请致电［…］，谢谢", "phone"),
        ("138 0013 8000", "［…］", "phone"),
        ("＋８６ １３８００１３８０００", "［…］", "phone"),
        ("电话：010-12345678转1", "电话：［…］转1", "phone"),
        ("4008001234", "［…］", "phone"),
        ("write to zhang.san@example.com.cn please", "write to ［…］ please", "email"),
        ("zhang＠example．com", "［…］", "email"),
        ("zhang [at] example.com", "［…］", "email"),
        ("微信号：zhangsan_1", "［…］", "messenger"),
        ("身份证 11010519491231002X", "身份证 ［…］", "identity_number"),
    ],
)
def test_contact_details_within_a_text_are_flagged_and_never_shown(api, draft, text, shown, kind):
    api.post(PATH, {"text": text}, 201)
    comment = Comment.objects.get()
    assert kind in comment.flags
    publish(comment)
    assert api.get(PATH)["results"][0]["text"] == shown


@pytest.mark.parametrize(
    "text",
    [
        "代码4-01-06-02改为4-01-06-03",
        "2026-11-21发布，人社厅发〔2020〕73号",
        "从业人员约13800人，产值1234567890元",
        "见 ISO 9001:2015、GB/T 6565-2015",
        "@所有人",
    ],
)
def test_codes_days_and_figures_are_no_contact_details(api, draft, text):
    api.post(PATH, {"text": text}, 201)
    comment = Comment.objects.get()
    assert comment.flags == []
    publish(comment)
    assert api.get(PATH)["results"][0]["text"] == text


def test_how_to_reach_the_sender_is_kept_apart(api, draft):
    sent = api.post(PATH, {**GOOD, "email": "zhang@example.org", "phone": "010-12345678"}, 201)
    contact = Contact.objects.get(reference=sent["id"])
    assert (contact.email, contact.phone) == ("zhang@example.org", "010-12345678")
    api.post(PATH, GOOD, 201)
    assert Contact.objects.count() == 1


def test_an_address_is_limited_by_the_hour(api, draft, settings):
    settings.SUBMISSIONS_PER_HOUR = 2
    for _time in range(2):
        api.post(PATH, GOOD, 201)
    answer = api.send(PATH, GOOD)
    problem(answer, "too-many-requests")
    assert answer["Retry-After"] == "3600"
    assert Comment.objects.count() == 2
    assert api.client.post(f"/api/v1{PATH}", GOOD, "application/json", REMOTE_ADDR="10.0.0.2").status_code == 201
    with time_machine.travel("2026-11-21T13:00:00+08:00", tick=False):
        api.post(PATH, GOOD, 201)


def test_what_is_refused_is_not_counted(api, draft, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    api.send(PATH, {})
    api.send(PATH, {**GOOD, "change": "c9"})
    api.post(PATH, GOOD, 201)


def test_comments_stay_readable_after_the_period(api, draft):
    api.post(PATH, GOOD, 201)
    publish(Comment.objects.get())
    with time_machine.travel(AFTER, tick=False):
        body = api.get(PATH)
    assert (body["count"], body["meta"]["state"]) == (1, "closed")


def test_pages(api, draft):
    for place in range(3):
        api.post(PATH, {"text": f"意见{place}"}, 201)
    for comment in Comment.objects.order_by("pk"):
        publish(comment)
    first = api.get(PATH, page_size=2)
    assert [comment["text"] for comment in first["results"]] == ["意见0", "意见1"]
    second = api.client.get(first["next"]).json()
    assert ([comment["text"] for comment in second["results"]], second["count"]) == (["意见2"], 3)


def test_a_comment_on_a_change_that_is_dropped_stays(api, draft):
    api.post(PATH, {**GOOD, "change": "c1"}, 201)
    edited(Draft.objects.get(pk=draft.pk), changes=[])
    publish(Comment.objects.get())
    assert api.get(PATH)["results"][0]["change"] == "c1"
