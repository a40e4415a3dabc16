"""The clerks' desk: two people for what is published, nobody's edit lost, every act in the history."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from occupations.actions.desk import Outdated, allowed_moves, approved_by, authors, edit_draft, move_draft, open_draft
from occupations.actions.revise import Conflict, Signed
from occupations.models import Draft, DraftAct, Revision
from tests.clerks import ENTER, PUBLISH, REVIEW, clerk

pytestmark = pytest.mark.usefixtures("standards")
CONTENT = {
    "standard": {
        "source": "standard-test-2026",
        "seen_at": "",
        "confidence": "high",
        "known_gap_zh": "",
        "known_gap_en": "",
        "slug": "test-2026",
        "concept": "C0005947",
        "name_zh": "互联网营销师",
        "printed_code": "4-01-06-02",
        "title_zh": "互联网营销师国家职业标准",
        "edition_year": 2026,
        "issued_on": "2026-11-01",
        "document_number": None,
        "issuers_zh": ["人力资源社会保障部"],
        "kind": "vocational_skill",
        "levels": ["level5", "level4"],
        "supersedes": "hulianwangyingxiaoshi-2021",
    },
    "sources": [
        {"slug": "standard-test-2026", "kind": "announcement", "title_zh": "通知", "confidence": "high"},
    ],
}


def with_title(title: str) -> dict:
    return {**CONTENT, "standard": {**CONTENT["standard"], "title_zh": title}}


@pytest.fixture
def editor():
    return clerk("wang", ENTER)


@pytest.fixture
def publisher():
    return clerk("li", ENTER, PUBLISH, REVIEW)


def moved(draft: Draft, to: str, by, reason: str = "") -> Draft:
    return move_draft(draft=draft.pk, version=draft.version, to=to, by=by, reason=reason)


def refused(error: type[Exception], draft: Draft, to: str, by, reason: str = "") -> str:
    before = Revision.objects.count()
    with pytest.raises(error) as caught:
        moved(draft, to, by, reason)
    held = Draft.objects.get(pk=draft.pk)
    assert (held.state, held.version, Revision.objects.count()) == (draft.state, draft.version, before)
    return str(caught.value)


def test_it_works(api, editor, publisher):
    draft = open_draft(kind="standard", content=CONTENT, by=editor)
    assert (draft.state, draft.version, draft.key, draft.title) == ("draft", 1, "test-2026", "互联网营销师国家职业标准")
    draft = moved(draft, "submitted", editor)
    assert api.problem("/skill-standards/test-2026", "unknown-standard")
    draft = moved(draft, "published", publisher, "checked against the notice")
    assert api.get("/skill-standards/test-2026")["levels"] == ["level5", "level4"]
    assert (draft.revision.by, draft.revision.reason) == (publisher, "checked against the notice")
    assert [(act.version, act.act, act.by_name) for act in draft.acts.all()] == [
        (1, "open", "wang"),
        (2, "submitted", "wang"),
        (3, "published", "li"),
    ]


def test_nobody_publishes_their_own_work(editor, publisher):
    draft = open_draft(kind="standard", content=CONTENT, by=publisher)
    draft = moved(draft, "submitted", publisher)
    assert "yourself" in refused(PermissionDenied, draft, "published", publisher)
    assert [why for move, why in allowed_moves(draft, publisher) if move.to == "published"] != [None]


def test_nobody_publishes_what_they_once_edited(editor, publisher):
    draft = open_draft(kind="standard", content=CONTENT, by=editor)
    draft = edit_draft(draft=draft.pk, version=1, content=with_title("新"), by=publisher)
    draft = edit_draft(draft=draft.pk, version=2, content=CONTENT, by=editor)
    draft = moved(draft, "submitted", editor)
    assert authors(draft) == [editor, publisher]
    refused(PermissionDenied, draft, "published", publisher)


def test_nobody_signs_alone(editor):
    for authors_ in [(editor,), ()]:
        with pytest.raises(PermissionDenied):
            Signed(authors=authors_, approver=editor, by=editor)


def test_who_has_no_such_duty_is_refused(editor, publisher):
    with pytest.raises(PermissionDenied):
        open_draft(kind="standard", content=CONTENT, by=clerk("zhao"))
    draft = open_draft(kind="standard", content=CONTENT, by=editor)
    with pytest.raises(PermissionDenied):
        edit_draft(draft=draft.pk, version=1, content=with_title("新"), by=clerk("qian", PUBLISH))
    draft = moved(draft, "submitted", editor)
    refused(PermissionDenied, draft, "published", clerk("sun", ENTER))
    assert allowed_moves(draft, clerk("zhou")) == []


def test_the_second_to_save_is_told_what_changed(editor, publisher):
    draft = open_draft(kind="standard", content=CONTENT, by=editor)
    edit_draft(draft=draft.pk, version=1, content=with_title("李的题目"), by=publisher)
    with pytest.raises(Outdated, match="li") as caught:
        edit_draft(draft=draft.pk, version=1, content=with_title("王的题目"), by=editor)
    assert caught.value.before.content == CONTENT
    assert [act.content["standard"]["title_zh"] for act in caught.value.since] == ["李的题目"]
    assert Draft.objects.get(pk=draft.pk).title == "李的题目"


def test_what_is_not_open_is_not_edited(editor):
    draft = moved(open_draft(kind="standard", content=CONTENT, by=editor), "submitted", editor)
    with pytest.raises(Conflict):
        edit_draft(draft=draft.pk, version=2, content=with_title("新"), by=editor)


def test_saving_the_same_again_writes_nothing(editor):
    draft = open_draft(kind="standard", content=CONTENT, by=editor)
    assert edit_draft(draft=draft.pk, version=1, content=dict(CONTENT), by=editor).version == 1
    assert DraftAct.objects.filter(draft=draft.pk).count() == 1


def test_an_error_found_by_the_checks_keeps_it_back(editor):
    wrong = {**CONTENT, "standard": {**CONTENT["standard"], "supersedes": "diangong-2018"}}
    draft = open_draft(kind="standard", content=wrong, by=editor)
    assert "supersedes" in refused(ValidationError, draft, "submitted", editor)


def test_there_is_no_way_but_the_table_s(editor, publisher):
    draft = open_draft(kind="standard", content=CONTENT, by=editor)
    refused(Conflict, draft, "published", publisher)
    refused(ValidationError, draft, "withdrawn", editor)
    draft = moved(draft, "withdrawn", editor, "entered twice")
    refused(Conflict, draft, "submitted", editor)


def test_a_return_takes_a_reason_and_the_approval_away(editor, publisher):
    draft = moved(open_draft(kind="standard", content=CONTENT, by=editor), "submitted", editor)
    refused(ValidationError, draft, "draft", publisher, " ")
    draft = moved(draft, "draft", publisher, "the title is wrong")
    assert approved_by(draft) is None
    assert edit_draft(draft=draft.pk, version=3, content=with_title("新"), by=editor).title == "新"


def test_two_open_drafts_are_not_about_the_same(editor):
    draft = open_draft(kind="standard", content=CONTENT, by=editor)
    with pytest.raises(Conflict):
        open_draft(kind="standard", content=CONTENT, by=editor)
    moved(draft, "withdrawn", editor, "entered twice")
    assert open_draft(kind="standard", content=CONTENT, by=editor).pk != draft.pk


def test_the_history_cannot_be_changed(editor):
    draft = open_draft(kind="standard", content=CONTENT, by=editor)
    for change in (lambda acts: acts.update(reason="x"), lambda acts: acts.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(DraftAct.objects.filter(draft=draft.pk))
