"""The batch at the desk: from the first entry to the day on which it holds, and what is refused on the way."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from occupations import codes
from occupations.actions.desk import allowed_moves, edit_draft, move_draft, open_draft, restore_draft, state_of
from occupations.actions.revise import Conflict
from occupations.models import Change, Concept, Draft, DraftAct, Item, Revision
from tests import drafts
from tests.clerks import ENTER, PUBLISH, REVIEW, clerk
from tests.drafts import MARKETER, approved, commented, content, move

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(drafts.NOW, tick=False):
        yield


@pytest.fixture
def editor():
    return clerk("wang", ENTER)


@pytest.fixture
def reviewer():
    return clerk("li", REVIEW)


@pytest.fixture
def publisher():
    return clerk("zhao", PUBLISH)


def refused(error: type[Exception], draft: Draft, to: str, by, *, reason: str = "", zh: str, en: str) -> None:
    """The move is refused in both languages, and leaves everything as it was."""
    before = (list(Draft.objects.values()), DraftAct.objects.count(), Revision.objects.count(), Concept.objects.count())
    for language, words in (("zh-hans", zh), ("en", en)):
        with translation.override(language), pytest.raises(error) as caught:
            move(draft, to, by, reason)
        assert words in str(caught.value), language
    after = (list(Draft.objects.values()), DraftAct.objects.count(), Revision.objects.count(), Concept.objects.count())
    assert after == before


def test_it_works(api, editor, reviewer, publisher):
    draft = approved(content(), editor, reviewer)
    assert (draft.key, draft.title) == ("9", "关于发布测试技术员等职业信息的通知")
    api.problem("/batches/9", "unknown-batch")
    draft = move(draft, "scheduled", publisher, "checked")
    assert (draft.revision.act, draft.revision.batch_id, draft.revision.by) == ("announce_batch", 9, publisher)
    api.problem("/batches/9", "unknown-batch")
    assert api.get("/batches/9", include="scheduled")["state"] == "scheduled"
    api.problem("/occupations/4-01-06-81", "unknown-code")
    assert state_of(draft) == "scheduled"
    with time_machine.travel("2026-12-01T00:00:00+08:00", tick=False):
        assert state_of(draft) == "announced"
        assert api.get("/batches/9")["state"] == "announced"
        found = api.get("/occupations/4-01-06-81")
        assert (found["name_zh"], found["digital"]) == ("测试技术员", True)
        assert {work_type["name_zh"] for work_type in found["work_types"]} == {"测试甲工", "测试乙工"}
        assert api.get("/occupations/4-01-06-02")["name_zh"] == "网络营销师"
        changes = api.get("/batches/9/changes")["results"]
        assert [(c["number"], c["kind"]) for c in changes] == [
            (1, "new_occupation"),
            (2, "renamed"),
            (3, "new_work_type"),
        ]
        assert changes[2]["occupation"] == {"concept": found["concept"], "code": "4-01-06-81"}
        assert changes[0]["sources"][0]["document_number"] == "人社厅发〔2026〕99号"


def test_ids_of_what_clerks_bring_are_their_own(editor, reviewer, publisher):
    move(approved(content(), editor, reviewer), "scheduled", publisher)
    first = codes.CLERK_NUMBERS[0]
    concepts = Change.objects.filter(batch=9).order_by("number").values_list("concept", flat=True)
    assert list(concepts) == [codes.concept_id(first), MARKETER, codes.concept_id(first + 1)]
    more = {"id": "c1", "kind": "new_occupation", "name_zh": "又一技术员", "code": "4-01-06-82"}
    move(approved(content(more, number=10), editor, reviewer), "scheduled", publisher)
    assert Change.objects.get(batch=10).concept_id == codes.concept_id(first + 3)


def test_at_once_or_for_a_day_to_come(editor, reviewer, publisher):
    draft = approved(content(), editor, reviewer)
    refused(Conflict, draft, "announced", publisher, zh="2026-12-01", en="a day to come")
    with time_machine.travel("2026-12-01T08:00:00+08:00", tick=False):
        refused(Conflict, draft, "scheduled", publisher, zh="2026-12-01", en="not a day to come")
        assert move(draft, "announced", publisher).state == "announced"
    assert Item.objects.current().get(code="4-01-06-81").valid_from == date(2026, 12, 1)


def test_no_approval_while_the_public_may_comment(editor, reviewer):
    draft = commented(content(comment_to="2026-11-23", effective_on="2026-12-01"), editor)
    refused(Conflict, draft, "approved", reviewer, zh="2026-11-23", en="runs until 2026-11-23, that day included")
    with time_machine.travel("2026-11-24T00:00:00+08:00", tick=False):
        assert move(draft, "approved", reviewer).state == "approved"


def test_no_approval_by_an_author(editor):
    both = clerk("qian", ENTER, REVIEW, PUBLISH)
    draft = commented(content(), both)
    refused(PermissionDenied, draft, "approved", both, zh="须由另一人审定", en="a second person must approve it")
    draft = commented(content(number=10), editor)
    draft = edit_draft(draft=draft.pk, version=draft.version, content=content(number=10, seen_at="x"), by=both)
    refused(PermissionDenied, draft, "approved", both, zh="须由另一人审定", en="a second person must approve it")


def test_what_is_missing_is_saved_and_keeps_it_back(editor, reviewer):
    draft = open_draft(kind="batch", content={}, by=editor)
    assert (draft.key, draft.title) == ("", "")
    draft = move(draft, "under_review", editor)
    refused(ValidationError, draft, "public_comment", editor, zh="批次号", en="number of the batch")
    told = content(title_zh="", effective_on=None)
    draft = edit_draft(draft=draft.pk, version=draft.version, content=told, by=editor)
    draft = move(draft, "public_comment", editor)
    refused(Conflict, draft, "approved", reviewer, zh="标题", en="title of the announcement, day it takes effect")


def test_another_form_is_refused(editor):
    for wrong in ({"numbre": 9}, {"number": "9"}, {"changes": [{"kind": "renamed"}]}, {"effective_on": "1 December"}):
        with pytest.raises(ValidationError):
            open_draft(kind="batch", content=wrong, by=editor)
    with pytest.raises(ValidationError):
        open_draft(kind="batch", content=content({"id": "c1", "digital": "no"}), by=editor)


def test_the_buttons_say_why_not(editor, reviewer, publisher):
    draft = approved(content(), editor, reviewer)
    offered = {move.to: why for move, why in allowed_moves(draft, publisher)}
    assert offered["scheduled"] is None
    assert "2026-12-01" in offered["announced"]


def test_an_edit_is_undone(editor):
    draft = open_draft(kind="batch", content=content(), by=editor)
    edit_draft(draft=draft.pk, version=1, content=content(number=10), by=editor)
    draft = restore_draft(draft=draft.pk, version=2, earlier=1, by=editor)
    assert (draft.version, draft.key) == (3, "9")
    act = draft.acts.last()
    assert (act.act, act.content) == ("edit", draft.acts.first().content)
    with pytest.raises(DraftAct.DoesNotExist):
        restore_draft(draft=draft.pk, version=3, earlier=7, by=editor)


def test_a_dropped_change_is_not_announced(api, editor, reviewer, publisher):
    dropped = [{**drafts.CHANGES[1], "dropped": "the public was against it"}]
    told = content(drafts.CHANGES[0], *dropped, drafts.CHANGES[2])
    draft = move(approved(told, editor, reviewer), "scheduled", publisher)
    changes = api.get("/batches/9/changes", include="scheduled")["results"]
    assert [(c["number"], c["name_zh"]) for c in changes] == [(1, "测试技术员"), (2, "测试乙工")]
    assert draft.content["changes"][1]["dropped"] == "the public was against it"


def test_a_number_is_announced_once(editor, reviewer, publisher):
    move(approved(content(), editor, reviewer), "scheduled", publisher)
    with time_machine.travel("2026-12-02T08:00:00+08:00", tick=False), pytest.raises(Conflict):
        open_draft(kind="batch", content=content(), by=editor)


def test_who_publishes_must_see_what_there_is(editor, reviewer, publisher):
    draft = approved(content(), editor, reviewer)
    with pytest.raises(Conflict):
        move_draft(draft=draft.pk, version=draft.version - 1, to="scheduled", by=publisher)
