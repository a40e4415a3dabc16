"""The admin's form for a new skill standard: what is entered goes through the action, and nothing past it."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from occupations.models import Revision, SkillStandardRecord

ADDRESS = "/admin/occupations/skillstandardrecord/add/"
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
}
pytestmark = pytest.mark.usefixtures("standards")


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-11-22T12:00:00+08:00"):
        yield


def signed_in(name: str = "wang", **values) -> Client:
    user = get_user_model().objects.create_user(name, is_staff=True, **values)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def refused(field: str, **values) -> None:
    before = Revision.objects.count()
    response = signed_in(is_superuser=True).post(ADDRESS, GIVEN | values)
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert Revision.objects.count() == before


def test_it_works(api):
    client = signed_in(is_superuser=True)
    assert client.get(ADDRESS).status_code == 200
    response = client.post(ADDRESS, GIVEN)
    assert response.status_code == 302, response.context["adminform"].form.errors
    revision = Revision.objects.latest("number")
    assert (revision.act, revision.by_name, revision.origin) == ("publish_standards", "wang", "clerk")
    body = api.get("/skill-standards/hulianwangyingxiaoshi-2026")
    assert body["levels"] == ["level5", "level4", "level3"]
    assert body["issuers_zh"] == ["人力资源社会保障部", "商务部"]
    assert body["sources"][0]["title_zh"] == "关于颁布互联网营销师国家职业标准的通知"
    assert api.get("/skill-standards/hulianwangyingxiaoshi-2021")["status"] == "superseded"
    assert api.get("/occupations/4-01-06-02/skill-standards")["count"] == 1


def test_levels_that_are_not_known_are_a_gap(api):
    response = signed_in(is_superuser=True).post(ADDRESS, GIVEN | {"levels": []})
    assert response.status_code == 302
    body = api.get("/skill-standards/hulianwangyingxiaoshi-2026")
    assert (body["levels"], body["known_gap"]) == (None, "Its levels are not held.")


def test_the_code_is_that_of_the_day_of_issue(api):
    values = {"issued_on": "2022-01-10", "code": "4-01-02-07", "supersedes": "hulianwangyingxiaoshi-2021"}
    response = signed_in(is_superuser=True).post(ADDRESS, GIVEN | values)
    assert response.status_code == 302
    row = SkillStandardRecord.objects.current().get(standard="hulianwangyingxiaoshi-2026")
    assert (row.concept_id, row.printed_code, row.valid_from) == ("C0005947", "4-01-02-07", date(2022, 1, 10))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("code", {"code": "4-01-02-07"}),
        ("code", {"code": "4-01"}),
        ("slug", {"slug": "Standard 2026"}),
        ("issued_on", {"issued_on": "2026-11-23"}),
        ("issued_on", {"issued_on": ""}),
        ("supersedes", {"supersedes": "xiaofangsheshicaozuoyuan-2019"}),
        ("supersedes", {"supersedes": "diangong-2018"}),
        ("issued_on", {"issued_on": "2021-10-15", "code": "4-01-02-07"}),
        ("levels", {"levels": ["level5", "senior"]}),
        ("levels", {"levels": ["level9"]}),
        ("reason", {"reason": " "}),
        ("issuers_zh", {"issuers_zh": ""}),
        ("__all__", {"slug": "hulianwangyingxiaoshi-2021"}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(field, values):
    refused(field, **values)


def test_only_those_who_may_add_enter_one():
    reader = signed_in("li")
    reader_permissions = Permission.objects.filter(codename="view_skillstandardrecord")
    get_user_model().objects.get(username="li").user_permissions.set(reader_permissions)
    assert reader.get(ADDRESS).status_code == 403
    assert reader.post(ADDRESS, GIVEN).status_code == 403
    clerk = signed_in("zhang")
    may_add = Permission.objects.filter(codename__in=["view_skillstandardrecord", "add_skillstandardrecord"])
    get_user_model().objects.get(username="zhang").user_permissions.set(may_add)
    assert clerk.post(ADDRESS, GIVEN).status_code == 302


def test_nothing_published_is_changed_by_hand():
    client = signed_in(is_superuser=True)
    row = SkillStandardRecord.objects.current().get(standard="hulianwangyingxiaoshi-2021")
    address = f"/admin/occupations/skillstandardrecord/{row.pk}"
    assert client.post(f"{address}/change/", GIVEN).status_code == 403
    assert client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403


def test_the_lists_show_levels_and_figures_in_words():
    client = signed_in(is_superuser=True)
    page = client.get("/admin/occupations/skillstandardrecord/?q=互联网营销师").content.decode()
    assert "初级工、中级工、高级工、技师、高级技师" in page
    page = client.get("/admin/occupations/indicatorrecord/?q=人才缺口").content.decode()
    assert "30,000,000 – 40,000,000" in page
    assert "11,000,000" in page
    assert "8.80" in client.get("/admin/occupations/indicatorrecord/?q=月增长").content.decode()
    assert "女性居多" in client.get("/admin/occupations/indicatorrecord/?q=年龄与性别").content.decode()
