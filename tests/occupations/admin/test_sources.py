"""A source document at the clerks' desk: recorded so that statements can cite it, by two people."""

from __future__ import annotations

import pytest

from tests.clerks import ENTER, POLICIES, PUBLISH, clerk, desk, entered, published, wrong

pytestmark = pytest.mark.django_db

NEW = "/admin/occupations/draft/new/source/"
GIVEN = {
    "title_zh": "关于测试的通知",
    "slug": "test-notice-2026",
    "kind": "announcement",
    "document_number": "人社厅发〔2026〕98号",
    "issuers_zh": "人力资源社会保障部；国家统计局",
    "issued_on": "2026-10-01",
    "confidence": "high",
}


@pytest.fixture
def editor():
    return desk(clerk("wang", ENTER))


@pytest.fixture
def publisher():
    return desk(clerk("li", ENTER, PUBLISH))


def test_it_works(api, editor, publisher):
    draft = entered(editor, "source", GIVEN)
    assert published(draft, editor, publisher).revision.act == "correct"
    body = api.get("/sources/test-notice-2026")
    assert body["issuers_zh"] == ["人力资源社会保障部", "国家统计局"]
    assert (body["document_number"], body["issued_on"]) == ("人社厅发〔2026〕98号", "2026-10-01")


def test_one_that_is_recorded_already_is_found(editor, publisher):
    published(entered(editor, "source", GIVEN), editor, publisher)
    draft = entered(editor, "source", GIVEN)
    text = editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    assert "Recorded already: test-notice-2026" in text


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("slug", {"slug": "A notice"}),
        ("kind", {"kind": "rumour"}),
        ("seen_at", {"seen_at": "javascript:alert(1)"}),
        ("issued_on", {"issued_on": "2026-02-30"}),
        ("title_zh", {"title_zh": "x" * 301}),
        ("title_zh", {"title_zh": "a\0b"}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(editor, field, values):
    assert field in wrong(editor.post(NEW, GIVEN | values | {"version": "0"}))


def test_only_those_who_may_enter():
    assert desk(clerk("zhao", POLICIES)).post(NEW, GIVEN).status_code == 403
