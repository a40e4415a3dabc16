"""The forms of changes: each kind asks for what is its own, and what the registry knows is filled in."""

from __future__ import annotations

import pytest
import time_machine

from occupations.actions.desk import edit_draft, open_draft
from occupations.models import Draft
from tests import drafts
from tests.clerks import ENTER, REVIEW, clerk, desk, wrong
from tests.drafts import HOST, MARKETER, content

pytestmark = pytest.mark.django_db

LIST = "/admin/occupations/draft/"
NEW = {"id": "c1", "kind": "new_occupation", "name_zh": "测试技术员", "code": "4-01-06-81"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(drafts.NOW, tick=False):
        yield


@pytest.fixture
def wang():
    return clerk("wang", ENTER)


@pytest.fixture
def draft(wang) -> Draft:
    return open_draft(kind="batch", content=content(NEW), by=wang)


def entered(user, draft, kind: str, **given) -> dict:
    """The change that a form makes, as the draft then holds it."""
    address = f"{LIST}{draft.pk}/changes/new/{kind}/"
    assert desk(user).get(address).status_code == 200
    response = desk(user).post(address, given | {"version": draft.version})
    assert response.status_code == 302, wrong(response)
    draft.refresh_from_db()
    return told(draft.content["changes"][1])


def refused(user, draft, kind: str, **given) -> dict:
    response = desk(user).post(f"{LIST}{draft.pk}/changes/new/{kind}/", given | {"version": draft.version})
    assert response.status_code == 200
    assert Draft.objects.get(pk=draft.pk).version == draft.version
    return wrong(response)


def told(change: dict) -> dict:
    """A change without what it does not tell."""
    return {k: v for k, v in change.items() if v not in ("", [], None) and k not in ("id", "kind", "confidence")}


def test_a_new_occupation(wang, draft):
    change = entered(
        wang, draft, "new_occupation", name_zh="新甲员", code="4-01-06-82", digital="yes", work_types="甲\n乙"
    )
    assert change == {"name_zh": "新甲员", "code": "4-01-06-82", "digital": True, "work_types": ["甲", "乙"]}


def test_the_next_free_number_of_a_group(wang, draft):
    """After every number that was ever given there, those of the batch itself included."""
    change = entered(wang, draft, "new_occupation", name_zh="新乙员", group="4-01-06")
    assert change["code"] == "4-01-06-82"


def test_a_renaming_asks_for_the_new_name(wang, draft):
    change = entered(wang, draft, "renamed", concept=MARKETER, name_zh="网络营销师")
    assert change == {
        "concept": MARKETER,
        "name_zh": "网络营销师",
        "former_name_zh": "互联网营销师",
        "code": "4-01-06-02",
    }
    assert "name_zh" in refused(wang, draft, "renamed", concept=HOST, name_zh="网络主播")


def test_a_recoding_asks_for_the_new_code(wang, draft):
    change = entered(wang, draft, "recoded", concept=MARKETER, code="4-01-06-90")
    assert change == {
        "concept": MARKETER,
        "name_zh": "互联网营销师",
        "code": "4-01-06-90",
        "former_code": "4-01-06-02",
    }
    assert "code" in refused(wang, draft, "recoded", concept=MARKETER, code="4-01-06-02")


def test_a_split_asks_for_its_parts(wang, draft):
    formset = {"parts-TOTAL_FORMS": 2, "parts-INITIAL_FORMS": 0}
    parts = {"parts-0-name_zh": "甲师", "parts-0-code": "4-01-06-91", "parts-1-name_zh": "乙师", "parts-1-code": ""}
    change = entered(wang, draft, "split", concept=MARKETER, successors=["#c1"], **formset, **parts)
    assert change["successors"] == ["#c1", "#c3", "#c4"]
    assert [(c["id"], c["kind"], c["name_zh"], c["code"]) for c in draft.content["changes"][2:]] == [
        ("c3", "new_occupation", "甲师", "4-01-06-91"),
        ("c4", "new_occupation", "乙师", ""),
    ]


@pytest.mark.parametrize("kind", ["merged", "abolished"])
def test_what_ends_asks_for_successors(wang, draft, kind):
    change = entered(wang, draft, kind, concept=MARKETER, successors=[HOST])
    assert (change["former_code"], change["successors"]) == ("4-01-06-02", [HOST])
    assert "successors" in refused(wang, draft, kind, concept=HOST, successors=[HOST])


def test_the_others_take_what_stands(wang, draft):
    assert entered(wang, draft, "redefined", concept=MARKETER)["name_zh"] == "互联网营销师"
    marks = {"digital": "no", "green": "yes"}
    response = desk(wang).post(f"{LIST}{draft.pk}/changes/c2/", {"version": draft.version})
    assert "concept" in wrong(response)
    change = entered(wang, Draft.objects.get(pk=draft.pk), "mark_changed", concept=HOST, **marks)
    assert change["name_zh"] == "互联网营销师"


def test_a_work_type_comes_under_an_occupation_of_the_batch(wang, draft):
    assert entered(wang, draft, "new_work_type", name_zh="丙工", occupation="#c1") == {
        "name_zh": "丙工",
        "occupation": "#c1",
    }


def test_an_occupation_moves_to_another_group(wang, draft):
    change = entered(wang, draft, "moved", concept=HOST, group="4-01-06")
    assert change == {"concept": HOST, "name_zh": "网络主播", "code": "4-01-06-82", "former_code": "4-13-01-10"}
    assert "__all__" in refused(wang, draft, "moved", concept=HOST, code="4-01-06-83", digital="yes")


def test_a_work_type_is_raised_or_removed(wang, draft):
    found = desk(wang).get(f"{LIST}{draft.pk}/choices/work-types/", {"term": "直播销售员"}).json()["results"]
    change = entered(wang, draft, "moved", concept=found[0]["id"], code="4-01-06-84", digital="yes")
    assert change == {"name_zh": "直播销售员", "code": "4-01-06-84", "digital": True}
    page = desk(wang).get(f"{LIST}{draft.pk}/changes/c2/")
    assert page.context["form"].initial["concept"] == found[0]["id"]
    assert "concept" in refused(wang, draft, "work_type_removed", concept=MARKETER)


def test_nonsense_is_named(wang, draft):
    assert "concept" in refused(wang, draft, "renamed", concept="C9999999", name_zh="x")
    assert "concept" in refused(wang, draft, "renamed", concept="4-01-06", name_zh="x")
    assert "concept" in refused(wang, draft, "recoded", concept="#c1", code="1")
    assert "occupation" in refused(wang, draft, "new_work_type", name_zh="丁工", occupation="#c77")
    assert "digital" in refused(wang, draft, "new_occupation", name_zh="x", digital="perhaps")
    for address in ("changes/new/nonsense/", "changes/c99/", "changes/c99/drop/", "choices/nonsense/"):
        assert desk(wang).get(f"{LIST}{draft.pk}/{address}").status_code == 404, address
    assert desk(wang).get(f"{LIST}{draft.pk}/choices/groups/?page=0").status_code == 404
    assert desk(wang).get(f"{LIST}999999/changes/new/renamed/").status_code == 404


def test_what_is_typed_is_shown_escaped(wang, draft):
    entered(wang, draft, "new_occupation", name_zh="<script>alert(1)</script>")
    page = desk(wang).get(f"{LIST}{draft.pk}/change/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_choices_are_found_by_code_and_by_name(wang, draft):
    def found(what: str, term: str) -> list[str]:
        return [
            c["text"] for c in desk(wang).get(f"{LIST}{draft.pk}/choices/{what}/", {"term": term}).json()["results"]
        ]

    assert found("occupations", "4-13-01-10") == ["4-13-01-10 网络主播"]
    assert found("occupations", "4-13 主播") == ["4-13-01-10 网络主播"]
    assert found("occupations", "测试技术员") == []
    assert found("successors", "测试技术员") == ["4-01-06-81 测试技术员 (new in this batch)"]
    assert [text.split()[0] for text in found("groups", "4-01-06")] == ["4-01-06"]
    first = desk(wang).get(f"{LIST}{draft.pk}/choices/occupations/").json()
    second = desk(wang).get(f"{LIST}{draft.pk}/choices/occupations/?page=2").json()
    assert (len(first["results"]), first["pagination"]) == (20, {"more": True})
    assert not {c["id"] for c in first["results"]} & {c["id"] for c in second["results"]}


def test_a_change_is_dropped_with_a_reason_and_taken_in_again(wang, draft):
    address = f"{LIST}{draft.pk}/changes/c1/"
    assert "why" in wrong(desk(wang).post(f"{address}drop/", {"version": 1, "why": " "}))
    desk(wang).post(f"{address}drop/", {"version": 1, "why": "重复"})
    assert Draft.objects.get(pk=draft.pk).content["changes"][0]["dropped"] == "重复"
    assert "重复" in desk(wang).get(f"{LIST}{draft.pk}/change/").content.decode()
    desk(wang).post(f"{address}take-in/", {"version": 2})
    assert Draft.objects.get(pk=draft.pk).content["changes"][0]["dropped"] == ""


def test_the_second_to_save_is_told_and_loses_nothing(wang, draft):
    address = f"{LIST}{draft.pk}/changes/c1/"
    other = {**draft.content, "changes": [{**draft.content["changes"][0], "name_zh": "李的名称"}]}
    edit_draft(draft=draft.pk, version=1, content=other, by=clerk("li", ENTER))
    response = desk(wang).post(address, {"version": 1, "name_zh": "王的名称", "code": "4-01-06-81"})
    page = response.content.decode()
    assert "li changed this draft meanwhile" in page
    assert "李的名称" in page
    assert response.context["form"]["name_zh"].value() == "王的名称"
    assert Draft.objects.get(pk=draft.pk).content["changes"][0]["name_zh"] == "李的名称"
    desk(wang).post(address, {"version": 2, "name_zh": "王的名称", "code": "4-01-06-81"})
    assert Draft.objects.get(pk=draft.pk).content["changes"][0]["name_zh"] == "王的名称"


def test_a_change_entered_meanwhile_by_another_is_kept(wang, draft):
    """Two clerks at two changes: saving one's own again after the warning leaves the other's."""
    more = [*draft.content["changes"], {**NEW, "id": "c2", "name_zh": "李的职业", "code": "4-01-06-85"}]
    edit_draft(draft=draft.pk, version=1, content={**draft.content, "changes": more}, by=clerk("li", ENTER))
    desk(wang).post(f"{LIST}{draft.pk}/changes/c1/", {"version": 2, "name_zh": "王的名称", "code": "4-01-06-81"})
    held = Draft.objects.get(pk=draft.pk).content["changes"]
    assert [change["name_zh"] for change in held] == ["王的名称", "李的职业"]


def test_who_may_not_enter_may_look_only(wang, draft):
    li = clerk("li", REVIEW)
    page = desk(li).get(f"{LIST}{draft.pk}/change/").content.decode()
    assert "测试技术员" in page
    assert "/changes/c1/" not in page
    response = desk(li).post(f"{LIST}{draft.pk}/changes/c1/drop/", {"version": 1, "why": "x"})
    assert response.status_code == 302
    assert Draft.objects.get(pk=draft.pk).version == 1
    assert desk(clerk("zhao")).get(f"{LIST}{draft.pk}/choices/groups/").status_code == 403
