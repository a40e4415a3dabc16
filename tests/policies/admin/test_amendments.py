"""A published policy is amended at the clerks' desk: statements are withdrawn and added, by two people."""

from __future__ import annotations

import pytest
import time_machine

from occupations.actions.corrections import Correction, correct
from policies.actions import amend_policies
from policies.models import Benefit
from tests.clerks import ENTER, POLICIES, PUBLISH, clerk, desk, entered, move, published, signed, wrong
from tests.policies.admin.policy_rows import level, rows

pytestmark = pytest.mark.usefixtures("policies_loaded")
ASKED = "?policy=yn-skills-upgrading-2025"
NEW = f"/admin/occupations/draft/new/amendment/{ASKED}"


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-11-22T12:00:00+08:00"):
        yield


@pytest.fixture
def editor():
    return desk(clerk("wang", POLICIES))


@pytest.fixture
def publisher():
    return desk(clerk("li", POLICIES, PUBLISH))


def third_grade() -> Benefit:
    return Benefit.objects.current().get(policy="yn-skills-upgrading-2025", level="level3")


def withdrawn() -> str:
    return f"benefits.3.{third_grade().recorded_from_id}"


def amended(editor) -> dict:
    return rows(benefits=[level("level3", 2200)]) | {"withdraw": [withdrawn()]}


def test_it_works(api, editor, publisher):
    draft = entered(editor, "amendment", amended(editor), ASKED)
    text = editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    assert "2000 yuan" in text
    assert "2200 yuan" in text
    revision = published(draft, editor, publisher).revision
    assert (revision.act, revision.by_name) == ("correct", "li")
    body = api.get("/policies/yn-skills-upgrading-2025")
    assert [(b["number"], b["level"], b["amount"]) for b in body["benefits"]] == [
        (1, "level5", 1000),
        (2, "level4", 1500),
        (4, "level3", 2200),
    ]
    before = api.get("/policies/yn-skills-upgrading-2025", known_at=str(revision.number - 1))
    assert [b["amount"] for b in before["benefits"]] == [1000, 1500, 2000]


def test_it_is_begun_from_the_policy_s_page(editor):
    root = desk(clerk("root", POLICIES, "view_policy"))
    page = root.get("/admin/policies/policy/yn-skills-upgrading-2025/change/").content.decode()
    assert NEW in page
    form = editor.get(NEW).context["form"]
    assert len(form.fields["withdraw"].choices) == 12
    assert "Skills upgrading" not in str(form.fields["withdraw"].choices[0])
    assert "1000 yuan" in str(form.fields["withdraw"].choices[0])


@pytest.mark.parametrize(
    "quicker",
    [
        lambda row, by: amend_policies(withdraw=[row], by=by, reason="somebody was quicker"),
        lambda row, by: correct(corrections=[Correction(row, {"amount": 2100})], by=by, reason="quicker"),
    ],
)
def test_what_was_changed_meanwhile_is_not_withdrawn(editor, publisher, quicker):
    draft = entered(editor, "amendment", amended(editor), ASKED)
    move(editor, draft, "submitted")
    quicker(third_grade(), signed("other"))
    response = move(publisher, draft, "published")
    assert "changed or withdrawn meanwhile" in " ".join(str(m) for m in response.context["messages"])
    text = editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    assert "2000 yuan" in text


@pytest.mark.parametrize(
    ("place", "values"),
    [
        ("__all__", rows()),
        ("withdraw", rows() | {"withdraw": ["benefits.99.1"]}),
        ("withdraw", rows() | {"withdraw": ["nonsense"]}),
        ("benefits.0.amount", rows(benefits=[level("level3", 1) | {"amount": "much"}])),
    ],
)
def test_what_cannot_be_is_said(editor, place, values):
    response = editor.post(NEW, values | {"version": "0"})
    assert response.status_code == 200
    assert place in wrong(response)


def test_a_case_is_tried_on_it(editor):
    draft = entered(editor, "amendment", amended(editor), ASKED)
    case = {"occupation": "4-01-06-02", "on": "2025-07-01", "level": "level3", "region": "530000"}
    case |= {"employment": "employed", "insured_months": "12", "certificate_on": "2025-06-10"}
    response = editor.post(f"/admin/occupations/draft/{draft.pk}/try-amendment/", case)
    assert response.context["trial"]["amount"] == "2,200 yuan (a certificate)"


@pytest.mark.parametrize("asked", ["", "?policy=", "?policy=no-such-policy", "?policy=%00"])
def test_it_is_about_a_published_policy(editor, asked):
    response = editor.get(f"/admin/occupations/draft/new/amendment/{asked}", follow=True)
    assert "There is no such policy" in response.content.decode()


def test_only_those_who_may_enter_policies(editor):
    assert desk(clerk("zhao", ENTER)).get(NEW).status_code == 403
