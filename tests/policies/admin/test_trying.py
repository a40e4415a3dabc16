"""A case is tried on a draft: the real engine decides, the reasons are shown, and nothing of it stays."""

from __future__ import annotations

import pytest
import time_machine

from occupations.models import Revision
from policies.models import Policy
from tests.clerks import ENTER, POLICIES, PUBLISH, clerk, desk, entered, published
from tests.policies.admin.policy_rows import GIVEN

pytestmark = pytest.mark.usefixtures("policies_loaded")
CASE = {"occupation": "4-01-06-02", "on": "2026-06-01", "level": "level3", "region": "530000", "insured_months": "12"}


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-11-22T12:00:00+08:00"):
        yield


@pytest.fixture
def editor():
    return desk(clerk("wang", POLICIES))


@pytest.fixture
def draft(editor):
    return entered(editor, "policy", GIVEN)


def tried(client, draft, **told: str):
    before = Revision.objects.count()
    response = client.post(f"/admin/occupations/draft/{draft.pk}/try-policy/", CASE | told)
    assert response.status_code == 200
    assert Revision.objects.count() == before
    assert not Policy.objects.filter(slug=draft.key).exists()
    return response


def test_it_works(editor, draft):
    page = editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    assert f"/draft/{draft.pk}/try-policy/" in page
    trial = tried(editor, draft).context["trial"]
    assert (trial["line"]["decision"], trial["amount"]) == ("granted", "2,000 yuan (a certificate)")
    assert all(condition["status"] == "met" for condition in trial["conditions"])


def test_reasons_and_questions_are_shown_in_both_languages(editor, draft):
    text = tried(editor, draft, insured_months="11").content.decode()
    assert "not granted" in text
    assert "Told: months of unemployment insurance paid: 11." in text
    assert "months of unemployment insurance paid" in str(
        tried(editor, draft, insured_months="").context["trial"]["missing"]
    )
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    text = tried(editor, draft, insured_months="11").content.decode()
    assert "不可享受" in text
    assert "累计缴纳失业保险费月数：11" in text


def test_what_it_changes_for_others_is_shown(editor, draft):
    shifts = {shift["policy"]: shift for shift in tried(editor, draft).context["trial"]["shifts"]}
    base = shifts["cn-skills-upgrading-2017"]
    assert "not applicable" in base["after"]
    assert base["before"] != base["after"]
    assert "yn-skills-upgrading-2026" not in shifts


def test_a_day_or_a_place_it_does_not_reach(editor, draft):
    assert "It has ended by that day" in tried(editor, draft, on="2027-06-01").content.decode()
    assert "does not hold on that day" in tried(editor, draft, on="2025-06-01").content.decode()
    assert "is for another region" in tried(editor, draft, region="440000").content.decode()


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("occupation", {"occupation": "4-99-99-99"}),
        ("occupation", {"occupation": "<b>"}),
        ("on", {"on": "someday"}),
        ("on", {"on": "1900-01-01"}),
        ("region", {"region": "999999"}),
        ("region", {"region": "Yunnan"}),
        ("insured_months", {"insured_months": "-1"}),
        ("level", {"level": "17"}),
        ("level", {"level": "senior"}),
        ("employment", {"employment": "employed", "unemployment_benefit": "true"}),
        ("certificate_on", {"certificate_on": "2026-07-01"}),
    ],
)
def test_a_case_that_cannot_be_is_said_beside_its_field(editor, draft, field, told):
    response = tried(editor, draft, **told)
    assert field in response.context["form"].errors
    assert response.context["trial"] is None


def test_a_draft_that_cannot_be_published_says_why(editor):
    draft = entered(editor, "policy", GIVEN | {"last_day": "2025-06-30"})
    errors = tried(editor, draft).context["form"].non_field_errors()
    assert any("over before it begins" in error for error in errors)


def test_only_at_the_desk_and_only_before_publication(editor, draft):
    address = f"/admin/occupations/draft/{draft.pk}/try-policy/"
    assert desk(clerk("nobody")).get(address).status_code == 403
    published(draft, editor, desk(clerk("li", ENTER, POLICIES, PUBLISH)))
    assert editor.get(address).status_code == 404
    assert editor.get("/admin/occupations/draft/99999/try-policy/").status_code == 404
