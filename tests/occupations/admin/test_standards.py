"""A skill standard at the clerks' desk: entered by one, published by another through the action, nothing past it."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import User

from occupations.codes import concept_id
from occupations.models import Draft, SkillStandardRecord, WorkType
from tests.clerks import ENTER, POLICIES, PUBLISH, REVIEW, clerk, desk, entered, move, published, wrong

NEW = "/admin/occupations/draft/new/standard/"
GIVEN = {
    "title_zh": "互联网营销师国家职业标准（2026年版）",
    "slug": "hulianwangyingxiaoshi-2026",
    "issued_on": "2026-11-01",
    "code": "4-01-06-02",
    "kind": "vocational_skill",
    "levels": ["level3", "level5", "level4"],
    "edition_year": "2026",
    "issuers_zh": "人力资源社会保障部；商务部",
    "document_number": "人社厅发〔2026〕99号",
    "notice_zh": "关于颁布互联网营销师国家职业标准的通知",
    "supersedes": "hulianwangyingxiaoshi-2021",
    "confidence": "high",
    "reason": "新标准已颁布",
    "work_types-TOTAL_FORMS": "0",
    "work_types-INITIAL_FORMS": "0",
}
pytestmark = pytest.mark.usefixtures("standards")


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-11-22T12:00:00+08:00"):
        yield


@pytest.fixture
def editor():
    return desk(clerk("wang", ENTER))


@pytest.fixture
def publisher():
    return desk(clerk("li", ENTER, PUBLISH, REVIEW))


def test_it_works(api, editor, publisher):
    draft = entered(editor, "standard", GIVEN)
    assert api.problem("/skill-standards/hulianwangyingxiaoshi-2026", "unknown-standard")
    revision = published(draft, editor, publisher).revision
    assert (revision.act, revision.by_name, revision.origin) == ("publish_standards", "li", "clerk")
    body = api.get("/skill-standards/hulianwangyingxiaoshi-2026")
    assert body["levels"] == ["level5", "level4", "level3"]
    assert body["issuers_zh"] == ["人力资源社会保障部", "商务部"]
    assert body["sources"][0]["title_zh"] == "关于颁布互联网营销师国家职业标准的通知"
    assert api.get("/skill-standards/hulianwangyingxiaoshi-2021")["status"] == "superseded"
    assert api.get("/occupations/4-01-06-02/skill-standards")["count"] == 1


def test_levels_that_are_not_known_are_a_gap(api, editor, publisher):
    published(entered(editor, "standard", GIVEN | {"levels": []}), editor, publisher)
    body = api.get("/skill-standards/hulianwangyingxiaoshi-2026")
    assert (body["levels"], body["known_gap"]) == (None, "Its levels are not held.")


def test_the_code_is_that_of_the_day_of_issue(editor, publisher):
    values = {"issued_on": "2022-01-10", "code": "4-01-02-07", "supersedes": "hulianwangyingxiaoshi-2021"}
    published(entered(editor, "standard", GIVEN | values), editor, publisher)
    row = SkillStandardRecord.objects.current().get(standard="hulianwangyingxiaoshi-2026")
    assert (row.concept_id, row.printed_code, row.valid_from) == ("C0005947", "4-01-02-07", date(2022, 1, 10))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("code", {"code": "4-01-02-07"}),
        ("code", {"code": "4-01"}),
        ("slug", {"slug": "Standard 2026"}),
        ("supersedes", {"supersedes": "diangong-1900"}),
        ("supersedes", {"supersedes": "xiaofangsheshicaozuoyuan-2019"}),
        ("levels", {"levels": ["level9"]}),
        ("issuers_zh", {"issuers_zh": ""}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(editor, field, values):
    response = editor.post(NEW, GIVEN | values | {"version": "0"})
    assert response.status_code == 200
    assert field in wrong(response)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"issued_on": "2026-11-23"}, "not issued yet"),
        ({"supersedes": "diangong-2018"}, "supersedes no standard of the same occupation"),
        ({"issued_on": "2021-10-15", "code": "4-01-02-07"}, "must be issued after"),
        ({"levels": ["level5", "senior"]}, "levels"),
        ({"slug": "hulianwangyingxiaoshi-2021"}, "Published already"),
    ],
)
def test_what_contradicts_the_registry_is_found_and_holds_it_back(editor, values, said):
    draft = entered(editor, "standard", GIVEN | values)
    assert said in editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    response = move(editor, draft, "submitted")
    assert any(said in str(message) for message in response.context["messages"])
    draft.refresh_from_db()
    assert (draft.state, draft.version) == ("draft", 1)


def work_types(*rows: dict) -> dict:
    data = {"work_types-TOTAL_FORMS": str(len(rows))}
    return data | {f"work_types-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def test_work_types_are_named_and_new_ones_get_an_id(api, editor, publisher):
    named = work_types({"name_zh": "直播销售员", "levels": ["level5"]}, {"name_zh": "虚拟主播运营员", "new": "on"})
    draft = entered(editor, "standard", GIVEN | named)
    assert [row["concept"] for row in draft.content["standard"]["work_types"]][1] == ""
    published(draft, editor, publisher)
    body = api.get("/skill-standards/hulianwangyingxiaoshi-2026")
    assert [(row["name_zh"], row["levels"]) for row in body["work_types"]] == [
        ("直播销售员", ["level5"]),
        ("虚拟主播运营员", None),
    ]
    fresh = WorkType.objects.current().get(name_zh="虚拟主播运营员")
    assert (fresh.concept_id, fresh.occupation_id) == (concept_id(500_000), "C0005947")
    assert fresh.valid_from == date(2026, 11, 1)


def test_a_work_type_that_is_not_known_is_said_to_be(editor):
    response = editor.post(NEW, GIVEN | work_types({"name_zh": "面包师"}) | {"version": "0"})
    assert "work_types.0.name_zh" in wrong(response)


def test_a_day_of_issue_that_is_not_known_is_a_gap(api, editor, publisher):
    values = {"issued_on": "", "edition_year": "2025", "supersedes": ""}
    published(entered(editor, "standard", GIVEN | values), editor, publisher)
    body = api.get("/skill-standards/hulianwangyingxiaoshi-2026")
    assert (body["issued_on"], body["known_gap"]) == (None, "Its day of issue is not known.")
    response = editor.post(NEW, GIVEN | values | {"edition_year": "", "version": "0"})
    assert "edition_year" in wrong(response)


def test_a_returned_draft_is_edited_and_goes_out(api, editor, publisher):
    draft = entered(editor, "standard", GIVEN)
    move(editor, draft, "submitted")
    assert move(publisher, draft, "draft", "the title is cut short").status_code == 302
    page = editor.get(f"/admin/occupations/draft/{draft.pk}/edit/")
    filled = page.context["form"].initial
    assert {name: filled[name] for name in ("title_zh", "slug", "code", "printed_code", "kind", "supersedes")} == {
        "title_zh": GIVEN["title_zh"],
        "slug": GIVEN["slug"],
        "code": "4-01-06-02",
        "printed_code": "",
        "kind": "vocational_skill",
        "supersedes": "hulianwangyingxiaoshi-2021",
    }
    draft.refresh_from_db()
    given = GIVEN | {"title_zh": "互联网营销师国家职业标准（2026年修订版）", "version": str(draft.version)}
    assert editor.post(f"/admin/occupations/draft/{draft.pk}/edit/", given).status_code == 302
    published(draft, editor, publisher)
    assert api.get("/skill-standards/hulianwangyingxiaoshi-2026")["title_zh"].endswith("（2026年修订版）")


def test_only_those_who_may_enter_do(editor):
    for person in (clerk("zhao"), clerk("qian", PUBLISH), clerk("sun", POLICIES)):
        assert desk(person).get(NEW).status_code == 403
        assert desk(person).post(NEW, GIVEN).status_code == 403
    link = "/admin/occupations/skillstandardrecord/add/"
    assert editor.get(link).url == NEW


def test_nothing_published_is_changed_by_hand():
    client = desk(User.objects.create_superuser("root"))
    row = SkillStandardRecord.objects.current().get(standard="hulianwangyingxiaoshi-2021")
    address = f"/admin/occupations/skillstandardrecord/{row.pk}"
    assert client.post(f"{address}/change/", GIVEN).status_code == 403
    assert client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403


def test_the_lists_show_levels_and_figures_in_words():
    client = desk(User.objects.create_superuser("root"))
    page = client.get("/admin/occupations/skillstandardrecord/?q=互联网营销师").content.decode()
    assert "初级工、中级工、高级工、技师、高级技师" in page
    page = client.get("/admin/occupations/indicatorrecord/?q=人才缺口").content.decode()
    assert "30,000,000 – 40,000,000" in page
    assert "11,000,000" in page
    assert "8.80" in client.get("/admin/occupations/indicatorrecord/?q=月增长").content.decode()
    assert "女性居多" in client.get("/admin/occupations/indicatorrecord/?q=年龄与性别").content.decode()
