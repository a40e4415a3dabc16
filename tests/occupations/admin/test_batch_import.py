"""Importing the changes of a batch: looked at first, all or nothing, errors with their place, and undone."""

from __future__ import annotations

import base64
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from occupations.actions.desk import edit_draft, open_draft
from occupations.models import Draft
from tests import drafts
from tests.clerks import ENTER, REVIEW, clerk, desk
from tests.drafts import content

pytestmark = pytest.mark.django_db

LIST = "/admin/occupations/draft/"
HEADINGS = "变更类型,名称,代码,数字职业\n"
GOOD = HEADINGS + "新职业,测试技术员,4-01-06-81,否\n新职业,新来的员,4-01-06-82,是\n"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(drafts.NOW, tick=False):
        yield


@pytest.fixture
def wang():
    return clerk("wang", ENTER)


@pytest.fixture
def draft(wang) -> Draft:
    return open_draft(kind="batch", content=content(drafts.CHANGES[0]), by=wang)


def look(user, draft, text: str | bytes, name: str = "changes.csv", language: str = "en"):
    data = text.encode() if isinstance(text, str) else text
    response = desk(user, language).post(f"{LIST}{draft.pk}/import/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 200
    return response


def take(user, draft, text: str, version: int = 1):
    sent = base64.b64encode(text.encode()).decode()
    return desk(user).post(f"{LIST}{draft.pk}/import/", {"_take": "x", "version": version, "sent": sent}, follow=True)


def names(draft) -> list[str]:
    return [change["name_zh"] for change in Draft.objects.get(pk=draft.pk).content["changes"]]


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_file_is_looked_at_before_it_is_taken(wang, draft):
    response = look(wang, draft, GOOD)
    assert [(row.number, row.status) for row in response.context["rows"]] == [(2, "changed"), (3, "new")]
    [altered] = response.context["rows"][0].altered
    assert altered == ("digital mark", "Yes", "No")
    assert names(draft) == ["测试技术员"]
    sent = response.context["data"]
    taken = desk(wang).post(
        f"{LIST}{draft.pk}/import/", {"_take": "x", "version": draft.version, "sent": sent}, follow=True
    )
    assert "the batch has 2 changes now" in told(taken)
    assert names(draft) == ["测试技术员", "新来的员"]


def test_it_is_undone(wang, draft):
    response = take(wang, draft, GOOD)
    assert "Undo the last edit" in response.content.decode()
    desk(wang).post(f"{LIST}{draft.pk}/restore/", {"version": 2, "earlier": 1})
    assert Draft.objects.get(pk=draft.pk).content == draft.content


def test_the_same_file_again_changes_nothing_and_says_so(wang, draft):
    take(wang, draft, GOOD)
    response = look(wang, draft, GOOD)
    assert "there is nothing to take from it" in response.content.decode()
    assert b'id="take"' not in response.content
    take(wang, draft, GOOD, version=2)
    assert Draft.objects.get(pk=draft.pk).version == 2


@pytest.mark.parametrize(("language", "words"), [("en", "nothing of it is taken"), ("zh-hans", "未导入任何内容")])
def test_a_bad_file_changes_nothing_and_says_where(wang, draft, language, words):
    bad = HEADINGS + "新职业,好的员,4-01-06-82,否\n新职业,坏的员,2001-06-02,也许\n没有的,某员,,\n"
    response = look(wang, draft, bad, language=language)
    assert [(error.row, error.column) for error in response.context["found"].errors] == [(3, "C"), (3, "D"), (4, "A")]
    assert words in response.content.decode()
    assert b'id="take"' not in response.content
    assert "2001-06-02" in told(take(wang, draft, bad))
    assert names(draft) == ["测试技术员"]


def test_cells_are_pasted(wang, draft):
    pasted = "变更类型\t名称\t代码\n新职业\t贴来的员\t4-01-06-83\n"
    response = desk(wang).post(f"{LIST}{draft.pk}/import/", {"pasted": pasted})
    assert [(row.number, row.status) for row in response.context["rows"]] == [(2, "new"), (None, "missing")]


def test_who_was_slower_sees_what_the_file_would_change_now(wang, draft):
    edit_draft(draft=draft.pk, version=1, content=content(title_zh="李的题目"), by=clerk("li", ENTER))
    response = take(wang, draft, GOOD)
    assert "li" in told(response)
    assert len(response.context["rows"]) == 4
    assert names(draft) == [change["name_zh"] for change in drafts.CHANGES]


def test_the_template_holds_what_the_batch_has_and_comes_back_unchanged(wang, draft):
    for form in ("xlsx", "csv"):
        response = desk(wang).get(f"{LIST}{draft.pk}/template.{form}")
        assert response["Content-Disposition"] == f'attachment; filename="batch-9.{form}"'
        assert look(wang, draft, response.content, f"x.{form}").context["found"].changes_nothing
    book = openpyxl.load_workbook(BytesIO(desk(wang).get(f"{LIST}{draft.pk}/template.xlsx").content))
    assert "测试技术员" in [cell.value for cell in book.worksheets[0][2]]
    assert desk(wang).get(f"{LIST}{draft.pk}/template.exe").status_code == 404


def test_nonsense_is_answered(wang, draft):
    address = f"{LIST}{draft.pk}/import/"
    for body in ({}, {"pasted": "  "}, {"pasted": "\x00"}, {"_take": "x"}, {"_take": "x", "version": 1, "sent": "%"}):
        assert desk(wang).post(address, body).status_code == 200, body
    both = {"pasted": GOOD, "file": SimpleUploadedFile("x.csv", GOOD.encode())}
    assert "not both" in desk(wang).post(address, both).content.decode()
    assert "too large" in look(wang, draft, b"x" * 1_500_001).content.decode()
    for data in (b"PK\x03\x04nonsense", b"\xff\xfe\x00", b"%PDF-1.4", b"<script>alert(1)</script>,b\n1,2\n"):
        page = look(wang, draft, data, "x.xlsx").content.decode()
        assert "errornote" in page
        assert "<script>alert" not in page
    assert Draft.objects.get(pk=draft.pk).version == 1


def test_who_may_not_enter_may_not_import(draft):
    li = clerk("li", REVIEW)
    take(li, draft, GOOD)
    assert names(draft) == ["测试技术员"]
    assert desk(li).get(f"{LIST}{draft.pk}/template.csv").status_code == 200
    assert desk(clerk("zhao")).get(f"{LIST}{draft.pk}/import/").status_code == 403
