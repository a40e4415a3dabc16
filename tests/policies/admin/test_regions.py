"""A region at the clerks' desk, and the correction of one: by two people, through the actions."""

from __future__ import annotations

import pytest

from policies.models import Region
from tests.clerks import ENTER, POLICIES, PUBLISH, clerk, desk, entered, published, wrong

pytestmark = pytest.mark.usefixtures("policies_loaded")
NEW = "/admin/occupations/draft/new/region/"
GIVEN = {
    "code": "530199",
    "name_zh": "测试区",
    "level": "county",
    "parent_code": "530100",
    "since": "2026-10",
    "source": "regions-2026-09",
    "confidence": "medium",
}


@pytest.fixture
def editor():
    return desk(clerk("wang", POLICIES))


@pytest.fixture
def publisher():
    return desk(clerk("li", POLICIES, PUBLISH))


def test_it_works(api, editor, publisher):
    draft = entered(editor, "region", GIVEN)
    assert api.raw("/regions/530199").status_code == 404
    assert published(draft, editor, publisher).revision.act == "correct"
    body = api.get("/regions/530199")
    assert (body["name_zh"], [part["code"] for part in body["ancestors"]][-1]) == ("测试区", "530100")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("code", {"code": "53019"}),
        ("parent_code", {"parent_code": "539900"}),
        ("level", {"level": "village"}),
        ("since", {"since": "2026-13"}),
        ("source", {"source": "no-such-document"}),
        ("name_zh", {"name_zh": ""}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(editor, field, values):
    assert field in wrong(editor.post(NEW, GIVEN | values | {"version": "0"}))


def test_one_that_is_held_already_is_found(editor):
    draft = entered(editor, "region", GIVEN | {"code": "530100"})
    assert "Published already: 530100" in editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()


def test_one_is_corrected(api, editor, publisher):
    row = Region.objects.current().get(code="530100")
    asked = f"?record=policies.region:{row.pk}"
    form = editor.get(f"/admin/occupations/draft/new/policy_correction/{asked}").context["form"]
    given = {name: value for name, value in form.initial.items() if value is not None}
    draft = entered(editor, "policy_correction", given | {"other_names_en": "Yunnanfu"}, asked)
    assert draft.content["values"] == {"other_names_en": "Yunnanfu"}
    published(draft, editor, publisher)
    assert Region.objects.current().get(code="530100").other_names_en == "Yunnanfu"


def test_only_those_who_may_enter_policies():
    assert desk(clerk("zhao", ENTER)).post(NEW, GIVEN).status_code == 403
