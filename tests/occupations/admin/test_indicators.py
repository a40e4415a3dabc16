"""A reported figure at the clerks' desk: entered by one, published by another."""

from __future__ import annotations

import pytest

from occupations.models import Source
from tests.clerks import ENTER, POLICIES, PUBLISH, clerk, desk, entered, published, wrong

pytestmark = pytest.mark.usefixtures("standards")
NEW = "/admin/occupations/draft/new/indicator/"
GIVEN = {
    "name_zh": "主播人数",
    "name_en": "Number of streamers",
    "slug": "streamers-2026",
    "measure": "workforce",
    "theme": "livestreaming",
    "occupation": "4-13-01-10",
    "value": "20000000",
    "qualifier": "more_than",
    "unit_zh": "人",
    "unit_en": "people",
    "figure_date": "2026-06",
    "attributed_to_zh": "某协会",
    "attributed_to_en": "An association",
    "check_status": "not_checked",
    "confidence": "medium",
}


@pytest.fixture
def editor():
    return desk(clerk("wang", ENTER))


@pytest.fixture
def publisher():
    return desk(clerk("li", ENTER, PUBLISH))


def test_it_works(api, editor, publisher):
    given = GIVEN | {"source": a_document()}
    draft = entered(editor, "indicator", given)
    revision = published(draft, editor, publisher).revision
    assert (revision.act, revision.by_name) == ("publish_indicators", "li")
    found = [row for row in api.get("/indicators", page_size="1000")["results"] if row["id"] == "streamers-2026"]
    assert (float(found[0]["value"]), found[0]["qualifier"]) == (20000000, "more_than")


def a_document() -> str:
    return Source.objects.values_list("slug", flat=True)[0]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("occupation", {"occupation": "4-99-99-99"}),
        ("source", {"source": "no-such-document"}),
        ("value", {"value": "many"}),
        ("value", {"value": "1" * 30}),
        ("figure_date", {"figure_date": "last year"}),
        ("theme", {"theme": "weather"}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(editor, field, values):
    response = editor.post(NEW, GIVEN | {"source": a_document()} | values | {"version": "0"})
    assert field in wrong(response)


@pytest.mark.parametrize(
    "values", [{"value": ""}, {"lower": "1", "upper": "2"}, {"value": "", "lower": "2", "upper": "1"}]
)
def test_what_is_no_figure_is_found(editor, values):
    draft = entered(editor, "indicator", GIVEN | {"source": a_document()} | values)
    text = editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    assert "A figure is a value, or two bounds, or words" in text


def test_a_returned_one_is_edited(editor):
    draft = entered(editor, "indicator", GIVEN | {"source": a_document()})
    form = editor.get(f"/admin/occupations/draft/{draft.pk}/edit/").context["form"]
    told = {bound.name: bound.value() for bound in form}
    assert (told["occupation"], str(told["value"]), told["figure_date"]) == ("4-13-01-10", "20000000", "2026-06")


def test_only_those_who_may_enter():
    assert desk(clerk("zhao", POLICIES)).post(NEW, GIVEN).status_code == 403
