"""The desk's pages, whatever the kind: what waits for whom, moves and refusals; nothing is lost or overwritten."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from occupations.actions.desk import edit_draft, open_draft
from occupations.models import Draft, DraftAct, Revision
from tests.clerks import ENTER, POLICIES, PUBLISH, REVIEW, clerk, desk, move
from tests.drafts import content as batch
from tests.occupations.actions.test_desk import CONTENT, with_title

pytestmark = pytest.mark.usefixtures("standards")
LIST = "/admin/occupations/draft/"


@pytest.fixture
def wang() -> User:
    return clerk("wang", ENTER)


@pytest.fixture
def li() -> User:
    return clerk("li", ENTER, PUBLISH, REVIEW)


@pytest.fixture
def draft(wang) -> Draft:
    return open_draft(kind="standard", content=CONTENT, by=wang)


def page(user: User, draft: Draft, language: str = "en") -> str:
    response = desk(user, language).get(f"{LIST}{draft.pk}/change/")
    assert response.status_code == 200
    return response.content.decode()


def complaints(response) -> str:
    assert response.status_code == 200
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Draft", "Submit", "Nothing is wrong", "Junior worker", "Edit the content", "vocational skill"]),
        ("zh-hans", ["草稿", "提交复核", "没有发现问题", "初级工", "编辑内容", "职业技能"]),
    ],
)
def test_the_page_says_all_in_words(wang, draft, language, words):
    text = page(wang, draft, language)
    assert [word for word in words if word not in text] == []
    assert "互联网营销师国家职业标准" in text


@pytest.mark.parametrize(("kind", "content"), [("batch", batch()), ("standard", CONTENT)], ids=["batch", "standard"])
def test_a_page_rehearses_a_draft_once(wang, kind, content):
    client, held = desk(wang), open_draft(kind=kind, content=content, by=wang)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{LIST}{held.pk}/change/")
    revisions = [query["sql"] for query in asked if query["sql"].startswith('INSERT INTO "occupations_revision"')]
    assert len(revisions) == 1, revisions


def test_what_waits_for_me_comes_first(wang, li, draft):
    other = open_draft(kind="standard", content={**CONTENT, "standard": {**CONTENT["standard"], "slug": "b"}}, by=li)
    names = [row.pk for row in desk(wang).get(LIST).context["cl"].result_list]
    assert names == [draft.pk, other.pk]
    names = [row.pk for row in desk(li).get(LIST).context["cl"].result_list]
    assert names == [other.pk, draft.pk]
    move(desk(wang), draft, "submitted")
    assert [row.pk for row in desk(li).get(LIST + "?waits=me").context["cl"].result_list] == [draft.pk, other.pk]
    assert [row.pk for row in desk(wang).get(LIST + "?waits=me").context["cl"].result_list] == []
    move(desk(li), draft, "published")
    assert [row.pk for row in desk(wang).get(LIST + "?waits=done").context["cl"].result_list] == [draft.pk]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=互联网营销师", 1),
        ("q=test-2026", 1),
        ("q=nothing", 0),
        ("kind=standard", 1),
        ("kind=batch", 0),
        ("state=draft", 1),
        ("state=submitted", 0),
        ("author=wang", 1),
        ("author=li", 0),
        ("kind=%00%27", 0),
        ("waits=nonsense", 0),
    ],
)
def test_the_list_is_searched_and_sifted(wang, draft, asked, found):
    response = desk(wang).get(f"{LIST}?{asked}")
    assert response.status_code == 200
    assert response.context["cl"].result_count == found


def test_publication_is_asked_for_once_more(li, wang, draft):
    move(desk(wang), draft, "submitted")
    asked = move(desk(li), draft, "published", "checked", confirmed="")
    assert asked.status_code == 200
    assert "This becomes public" in asked.content.decode()
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert move(desk(li), draft, "published", "checked").status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.revision.reason) == ("published", "checked")
    assert f"/revision/{draft.revision_id}/change/" in page(wang, draft)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "a second person must approve it"), ("zh-hans", "须由另一人审定")]
)
def test_nobody_publishes_their_own(li, draft, language, said):
    edit_draft(draft=draft.pk, version=1, content=with_title("李的题目"), by=li)
    move(desk(li), draft, "submitted")
    before = Revision.objects.count()
    assert said in complaints(move(desk(li, language), draft, "published"))
    assert Revision.objects.count() == before
    text = page(li, draft)
    assert "disabled" in text
    assert "you have worked on it" in text


def test_refusals_keep_what_was_written(li, wang, draft):
    move(desk(wang), draft, "submitted")
    response = move(desk(li), draft, "draft", "  ")
    assert "Say why" in complaints(response)
    old = move(desk(li), draft, "draft", "the levels are missing", version="1")
    assert "wang changed this draft meanwhile" in complaints(old)
    assert "the levels are missing</textarea>" in old.content.decode()


def test_the_second_to_save_sees_both(li, wang, draft):
    client = desk(li)
    given = client.get(f"{LIST}{draft.pk}/edit/").context["form"].initial
    given = {name: value for name, value in given.items() if value is not None} | {"work_types-TOTAL_FORMS": "0"}
    given |= {"work_types-INITIAL_FORMS": "0"}
    edit_draft(draft=draft.pk, version=1, content=with_title("王的题目"), by=wang)
    mine = given | {"title_zh": "李的题目", "version": "1", "reason": "mine"}
    response = client.post(f"{LIST}{draft.pk}/edit/", mine)
    text = response.content.decode()
    assert response.status_code == 200
    assert [part in text for part in ("wang changed this draft meanwhile", "王的题目", "李的题目")] == [True] * 3
    assert response.context["clash"]["rows"][0]["yours"] == "李的题目"
    assert Draft.objects.get(pk=draft.pk).title == "王的题目"
    again = mine | {"version": str(response.context["saving"]["version"].value())}
    assert client.post(f"{LIST}{draft.pk}/edit/", again).status_code == 302
    assert Draft.objects.get(pk=draft.pk).title == "李的题目"


def test_texts_are_shown_and_never_run(wang, li, draft):
    planted = "<script>alert(1)</script>"
    edit_draft(draft=draft.pk, version=1, content=with_title(planted), by=wang, reason=planted)
    for address in (LIST, f"{LIST}{draft.pk}/change/", f"{LIST}{draft.pk}/edit/", "/admin/occupations/draftact/"):
        text = desk(wang).get(address).content.decode()
        assert planted not in text
        assert "&lt;script&gt;" in text
    assert planted not in move(desk(li), draft, "published", planted).content.decode()


@pytest.mark.parametrize(
    "told",
    [{}, {"to": "nowhere", "version": "1"}, {"to": "submitted", "version": "x"}, {"to": "submitted", "version": "-1"}],
)
def test_nonsense_is_refused_in_words(wang, draft, told):
    response = desk(wang).post(f"{LIST}{draft.pk}/move/", told)
    assert complaints(response)
    assert Draft.objects.get(pk=draft.pk).version == 1


@pytest.mark.parametrize("address", ["999999/change/", "999999/edit/", "999999/move/", "new/nothing/", "abc/change/"])
def test_what_is_not_there_is_not_found(wang, draft, address):
    assert desk(wang).get(LIST + address).status_code == 404


def test_who_has_no_duty_sees_nothing(draft):
    nobody = desk(clerk("zhao"))
    for address in ("", f"{draft.pk}/change/", f"{draft.pk}/edit/", "add/"):
        assert nobody.get(LIST + address).status_code == 403
    for address in ("", "export/"):
        assert nobody.get(f"/admin/occupations/draftact/{address}").status_code == 403
    onlooker = desk(clerk("qian", PUBLISH))
    assert onlooker.get(f"{LIST}{draft.pk}/change/").status_code == 200
    assert onlooker.get(f"{LIST}{draft.pk}/edit/").status_code == 302
    assert onlooker.get(f"{LIST}add/").status_code == 403


def test_one_chooses_among_the_kinds_one_may_enter(wang):
    text = desk(wang).get(f"{LIST}add/").content.decode()
    assert f"{LIST}new/standard/" in text
    assert f"{LIST}new/policy/" not in text
    assert f"{LIST}new/standard/" not in desk(clerk("sun", POLICIES)).get(f"{LIST}add/").content.decode()


def test_a_draft_is_not_deleted_and_not_changed_past_its_moves(wang, draft):
    for address in ("delete/", "history/"):
        assert desk(wang).post(f"{LIST}{draft.pk}/{address}", {"post": "yes"}).status_code in (302, 403)
    desk(wang).post(LIST, {"action": "delete_selected", "_selected_action": [str(draft.pk)], "post": "yes"})
    assert DraftAct.objects.filter(draft=draft.pk).count() == 1
