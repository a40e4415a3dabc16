"""The history of the desk: who, when, why and what changed, to be searched and taken away as CSV."""

from __future__ import annotations

import csv
import io

import pytest

from occupations.actions.desk import edit_draft, open_draft
from tests.clerks import ENTER, PUBLISH, clerk, desk, move
from tests.occupations.actions.test_desk import CONTENT, with_title

pytestmark = pytest.mark.usefixtures("standards")
LIST = "/admin/occupations/draftact/"


@pytest.fixture
def wang():
    return clerk("wang", ENTER)


@pytest.fixture
def draft(wang):
    draft = open_draft(kind="standard", content=CONTENT, by=wang, reason="from the notice")
    draft = edit_draft(draft=draft.pk, version=1, content=with_title("=新题目"), by=wang, reason="-corrected")
    move(desk(wang), draft, "submitted")
    return draft


def exported(client, asked: str = "") -> list[dict[str, str]]:
    response = client.get(f"{LIST}export/{asked}")
    assert response.status_code == 200
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_before_and_after_are_shown(wang, draft):
    text = desk(wang).get(LIST).content.decode()
    assert "<del>互联网营销师国家职业标准</del> <ins>=新题目</ins>" in text
    assert "from the notice" in text
    assert "<ins>=新题目</ins>" in desk(wang).get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("asked", "found"), [("?q=wang", 3), ("?q=notice", 1), ("?q=nobody", 0), ("?kind=standard", 3), ("?kind=x", 0)]
)
def test_it_is_searched_and_sifted_and_so_is_the_file(wang, draft, asked, found):
    assert desk(wang).get(LIST + asked).context["cl"].result_count == found
    assert len(exported(desk(wang), asked)) == found


def test_the_file_tells_all_and_runs_no_formula(wang, draft):
    rows = exported(desk(wang))
    assert [row["act"] for row in rows] == ["Submitted", "edited", "begun"]
    edited = rows[1]
    assert (edited["by"], edited["reason"], edited["field"]) == ("wang", "'-corrected", "title (Chinese)")
    assert (edited["before"], edited["after"]) == ("互联网营销师国家职业标准", "'=新题目")
    assert edited["time"].endswith("+08:00")


def test_nothing_of_it_is_changed_by_hand(draft):
    client = desk(clerk("li", ENTER, PUBLISH))
    act = draft.acts.first()
    assert client.post(f"{LIST}{act.pk}/change/", {"reason": "x"}).status_code == 403
    assert client.post(f"{LIST}{act.pk}/delete/", {"post": "yes"}).status_code == 403
