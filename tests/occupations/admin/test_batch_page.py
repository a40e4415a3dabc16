"""The page of a batch: where it stands, what may be done, and its changes with before, after and what was found."""

from __future__ import annotations

import pytest
import time_machine

from occupations.actions.desk import edit_draft, open_draft
from occupations.models import Draft, Revision
from tests import drafts
from tests.clerks import ENTER, PUBLISH, REVIEW, clerk, desk, entered, move
from tests.drafts import HOST, MARKETER, approved, commented, content

pytestmark = pytest.mark.django_db

LIST = "/admin/occupations/draft/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(drafts.NOW, tick=False):
        yield


@pytest.fixture
def wang():
    return clerk("wang", ENTER)


@pytest.fixture
def li():
    return clerk("li", REVIEW, PUBLISH)


def page(user, draft, language: str = "en") -> str:
    response = desk(user, language).get(f"{LIST}{draft.pk}/change/")
    assert response.status_code == 200
    return response.content.decode()


def rows(user, draft) -> dict:
    response = desk(user).get(f"{LIST}{draft.pk}/change/")
    return {row.change.id: row for row in [*response.context["rows"], *response.context["dropped"]]}


def complaints(response) -> str:
    assert response.status_code == 200
    return " ".join(str(message) for message in response.context["messages"])


def test_a_batch_is_begun_with_what_is_known_of_the_next(wang):
    form = desk(wang).get(f"{LIST}new/batch/").context["form"]
    assert (form.initial["number"], form.initial["edition"]) == (9, "2022")
    assert form.initial["agencies"].splitlines()[0].startswith("人力资源社会保障部 | Ministry")
    given = {"number": "9", "edition": "2022", "agencies": "甲部\n乙局｜Office B", "new_occupations": "3"}
    held = entered(desk(wang), "batch", given).content
    assert held["agencies"] == [{"name_zh": "甲部", "name_en": ""}, {"name_zh": "乙局", "name_en": "Office B"}]
    assert held["official_counts"] == {"new_occupations": 3}


def test_editing_the_announcement_leaves_the_changes(wang):
    draft = open_draft(kind="batch", content=content(), by=wang)
    given = {"number": "9", "edition": "2022", "title_zh": "新的标题", "comment_from": "2026-11-10", "version": "1"}
    assert desk(wang).post(f"{LIST}{draft.pk}/edit/", given).status_code == 302
    held = Draft.objects.get(pk=draft.pk)
    assert (held.title, held.content["comment_from"], len(held.content["changes"])) == ("新的标题", "2026-11-10", 3)
    assert held.content["changes"] == draft.content["changes"]


def test_each_change_has_its_before_and_after(wang):
    changes = [
        {"id": "c1", "kind": "new_occupation", "name_zh": "甲员", "code": "4-01-06-81", "digital": True},
        {"id": "c2", "kind": "renamed", "concept": MARKETER, "name_zh": "网络营销师", "former_name_zh": "互联网营销师"},
        {"id": "c3", "kind": "abolished", "concept": HOST, "name_zh": "网络主播", "former_code": "4-13-01-10"},
        {"id": "c4", "kind": "new_work_type", "name_zh": "乙工", "occupation": "#c1", "proposal": "P-2345-6789-ABCD"},
        {"id": "c5", "kind": "new_occupation", "name_zh": "丙员", "code": "4-01-06-82", "dropped": "重复"},
    ]
    changes[2]["successors"] = [MARKETER, "#c1"]
    found = rows(wang, open_draft(kind="batch", content=content(*changes), by=wang))
    assert [(row.before, row.after) for row in found.values()] == [
        ("", "4-01-06-81 甲员"),
        ("互联网营销师", "网络营销师"),
        ("4-13-01-10 网络主播", "4-01-06-02 互联网营销师, 4-01-06-81 甲员 (new in this batch)"),
        ("", "乙工"),
        ("", "4-01-06-82 丙员"),
    ]
    assert [line.text for line in found["c1"].extras] == ["Yes"]
    assert [line.text for line in found["c4"].extras] == ["4-01-06-81 甲员 (new in this batch)"]


def test_what_is_found_stands_beside_the_change_it_names(wang):
    twice = {"id": "c2", "kind": "new_occupation", "name_zh": "乙员", "code": "4-13-01-10"}
    draft = open_draft(kind="batch", content=content(drafts.CHANGES[0], twice, title_zh=""), by=wang)
    found = rows(wang, draft)
    assert any("4-13-01-10" in finding.message and finding.error for finding in found["c2"].findings)
    assert not [finding for finding in found["c1"].findings if finding.error]
    context = desk(wang).get(f"{LIST}{draft.pk}/change/").context
    assert [row.change.id for row in context["wrong"]] == ["c2"]
    assert 'id="wrong-changes"' in page(wang, draft)
    response = move(desk(wang), draft, "under_review")
    response = move(desk(wang), draft, "public_comment")
    assert "4-13-01-10" in complaints(response)
    assert Draft.objects.get(pk=draft.pk).state == "under_review"


@pytest.mark.parametrize(("language", "words"), [("en", "runs until"), ("zh-hans", "公示")])
def test_a_refused_move_says_why_and_changes_nothing(wang, li, language, words):
    draft = commented(content(comment_to="2026-11-30"), wang)
    before = (draft.version, Revision.objects.count())
    assert words in page(li, draft, language)
    assert words in complaints(move(desk(li, language), draft, "approved"))
    draft.refresh_from_db()
    assert (draft.version, Revision.objects.count()) == before


def test_an_author_s_own_approval_is_refused(wang):
    author = clerk("both", ENTER, REVIEW, PUBLISH)
    draft = commented(content(), author)
    assert "A second person must do this" in page(author, draft)
    assert "yourself" in complaints(move(desk(author), draft, "approved"))


def test_it_is_scheduled_and_announced_by_the_midnight_of_its_day(wang, li):
    draft = approved(content(), wang, li)
    response = move(desk(li), draft, "announced")
    assert "2026" in complaints(response)
    assert move(desk(li), draft, "scheduled").status_code == 302
    text = page(li, draft)
    assert 'aria-current="step">Scheduled' in text
    assert 'id="findings"' not in text
    assert "desk-found" not in text
    assert "Withdraw" in text
    with time_machine.travel("2026-12-01T00:00:00+08:00", tick=False):
        text = page(li, draft)
        assert 'aria-current="step">Announced' in text
        assert "Withdraw" not in text
        listed = desk(li).get(f"{LIST}?waits=done")
        assert "Announced" in listed.content.decode()


def test_a_scheduled_batch_is_withdrawn_with_a_reason(wang, li, api):
    draft = approved(content(), wang, li)
    move(desk(li), draft, "scheduled")
    assert "Say why" in complaints(move(desk(li), draft, "withdrawn"))
    assert move(desk(li), draft, "withdrawn", "The ministry put it off.").status_code == 302
    assert "The ministry put it off." in page(li, draft)
    assert api.get("/batches/9", include="scheduled")["state"] == "withdrawn"


def test_an_edit_is_undone(wang):
    draft = open_draft(kind="batch", content=content(), by=wang)
    assert "Undo the last edit" not in page(wang, draft)
    edit_draft(draft=draft.pk, version=1, content=content(title_zh="另一个标题"), by=wang)
    assert "Undo the last edit" in page(wang, draft)
    response = desk(wang).post(f"{LIST}{draft.pk}/restore/", {"version": 1, "earlier": 1})
    assert response.status_code == 302
    assert Draft.objects.get(pk=draft.pk).title == "另一个标题"
    desk(wang).post(f"{LIST}{draft.pk}/restore/", {"version": 2, "earlier": 1})
    assert Draft.objects.get(pk=draft.pk).content == draft.content
    for nonsense in ({}, {"version": 3, "earlier": 77}, {"version": "x", "earlier": 1}):
        assert desk(wang).post(f"{LIST}{draft.pk}/restore/", nonsense).status_code == 302
    assert Draft.objects.get(pk=draft.pk).version == 3


def test_the_history_tells_each_change_in_a_sentence(wang):
    draft = open_draft(kind="batch", content=content(drafts.CHANGES[0]), by=wang)
    edit_draft(draft=draft.pk, version=1, content=content(*drafts.CHANGES[:2]), by=wang)
    assert "<ins>renamed: 互联网营销师 → 网络营销师</ins>" in page(wang, draft)


def test_the_classification_after_it_and_whose_codes_it_touches(wang):
    recoded = {"id": "c9", "kind": "recoded", "concept": HOST, "name_zh": "网络主播", "code": "4-13-01-90"}
    told = content(*drafts.CHANGES, {**recoded, "former_code": "4-13-01-10"})
    draft = open_draft(kind="batch", content=told, by=wang)
    before = (Revision.objects.count(), draft.version)
    response = desk(wang).get(f"{LIST}{draft.pk}/preview/")
    text = response.content.decode()
    assert "1684 occupations, 1683 on the day before" in text
    assert "<del>4-01-06-02 互联网营销师</del>" in text
    assert "<ins>4-01-06-02 网络营销师</ins>" in text
    assert "2 codes in force are touched: the same code under another name: 1, another code: 1" in text
    assert "<td>4-13-01-90 网络主播</td><td>Dec. 1, 2026</td>" in text
    draft.refresh_from_db()
    assert (Revision.objects.count(), draft.version) == before


def test_there_is_no_such_preview_while_there_are_errors(wang):
    broken = {"id": "c1", "kind": "new_occupation", "name_zh": "甲员", "code": "4-13-01-10"}
    draft = open_draft(kind="batch", content=content(broken), by=wang)
    response = desk(wang).get(f"{LIST}{draft.pk}/preview/", follow=True)
    assert "cannot be shown before its errors are put right" in complaints(response)


def test_comments_and_proposals_stand_beside_their_changes(wang, api):
    told = content({**drafts.CHANGES[0], "proposal": "P-2345-6789-ABCD"}, comment_to="2026-11-30")
    draft = commented(told, wang)
    for change in ("c1", "c1", None):
        body = {"text": "同意"} | ({"change": change} if change else {})
        assert api.send("/batches/9/comments", body).status_code == 201
    clerk_of_comments = clerk("zhao", ENTER, "view_comment", "view_proposal")
    text = page(clerk_of_comments, draft)
    assert "Public comments: 3 (3 not read yet)" in text
    assert "2 comments" in text
    assert "P-2345-6789-ABCD" in text
    assert "comments" not in page(wang, draft).partition('id="changes"')[2].partition('id="content-words"')[0]
    [address] = [row.comments_address for row in rows(clerk_of_comments, draft).values()]
    listed = desk(clerk_of_comments).get(address)
    assert listed.context["cl"].result_count == 2
