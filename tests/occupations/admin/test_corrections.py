"""A published mistake is put right at the clerks' desk: a new recorded fact, by two people."""

from __future__ import annotations

import pytest
import time_machine

from occupations.actions.corrections import Correction, correct
from occupations.models import Item, SkillStandardRecord, SourceRecord
from occupations.models.indicators import IndicatorRecord
from tests.clerks import ENTER, POLICIES, PUBLISH, clerk, desk, entered, move, published, signed, wrong

pytestmark = pytest.mark.usefixtures("standards")


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-11-22T12:00:00+08:00"):
        yield


@pytest.fixture
def editor():
    return desk(clerk("wang", ENTER, "view_item", "view_skillstandardrecord"))


@pytest.fixture
def publisher():
    return desk(clerk("li", ENTER, PUBLISH))


def marketer() -> Item:
    return Item.objects.current().get(concept="C0005947", valid_to=None)


def asked(row) -> str:
    return f"?record={row._meta.label_lower}:{row.pk}"


def filled(client, row) -> dict:
    """The form as the browser would send it untouched."""
    form = client.get(f"/admin/occupations/draft/new/correction/{asked(row)}").context["form"]
    given = {bound.name: bound.value() for bound in form}
    return {name: "false" if value is False else value for name, value in given.items() if value is not None}


def test_a_text_is_edited(api, editor, publisher):
    row = marketer()
    draft = entered(editor, "correction", filled(editor, row) | {"name_en": "Online marketer"}, asked(row))
    assert draft.content["values"] == {"name_en": "Online marketer"}
    text = editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    assert f"{row.name_en} → Online marketer" in text
    revision = published(draft, editor, publisher).revision
    assert (revision.act, revision.by_name) == ("edit_text", "li")
    assert api.get("/occupations/4-01-06-02")["name_en"] == "Online marketer"
    assert api.get("/occupations/4-01-06-02", known_at=str(revision.number - 1))["name_en"] == row.name_en


def test_a_fact_is_corrected(api, editor, publisher):
    row = marketer()
    given = filled(editor, row) | {"confidence": "low", "gbt6565": "40199", "green": "true"}
    draft = entered(editor, "correction", given, asked(row))
    assert published(draft, editor, publisher).revision.act == "correct"
    body = api.get("/occupations/4-01-06-02")
    assert (body["green"], body["confidence"]) == (True, "low")


def test_it_is_begun_from_the_record_s_page(editor):
    row = marketer()
    page = editor.get(f"/admin/occupations/item/{row.pk}/change/").content.decode()
    assert f"/admin/occupations/draft/new/correction/?record=occupations.item%3A{row.pk}" in page
    reader = desk(clerk("reader", "view_item"))
    assert "draft/new" not in reader.get(f"/admin/occupations/item/{row.pk}/change/").content.decode()


@pytest.mark.parametrize("model", [SourceRecord, SkillStandardRecord, IndicatorRecord])
def test_every_table_s_form_is_right_as_it_begins(editor, model):
    for row in model.objects.current().order_by("pk")[:3]:
        given = filled(editor, row)
        response = editor.post(f"/admin/occupations/draft/new/correction/{asked(row)}", given | {"version": "0"})
        assert wrong(response) == {"__all__": ["Nothing differs from what is published."]}


def test_lists_of_names_are_one_line(editor, publisher):
    row = SourceRecord.objects.current().exclude(issuers_zh=[]).first()
    draft = entered(editor, "correction", filled(editor, row) | {"issuers_zh": "甲；乙;丙"}, asked(row))
    published(draft, editor, publisher)
    assert SourceRecord.objects.current().get(source=row.source).issuers_zh == ["甲", "乙", "丙"]


def test_what_was_superseded_meanwhile_is_not_corrected(editor, publisher):
    row = marketer()
    draft = entered(editor, "correction", filled(editor, row) | {"name_en": "Online marketer"}, asked(row))
    move(editor, draft, "submitted")
    correct(corrections=[Correction(row, {"gbt6565": "40198"})], by=signed("other"), reason="quicker")
    response = move(publisher, draft, "published")
    assert "superseded meanwhile" in " ".join(str(message) for message in response.context["messages"])
    assert marketer().name_en == row.name_en


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("source_id", {"source_id": "no-such-document"}),
        ("parent_id", {"parent_id": "C9999999"}),
        ("confidence", {"confidence": "certain"}),
        ("valid_from", {"valid_from": "yesterday"}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(editor, field, values):
    row = marketer()
    response = editor.post(
        f"/admin/occupations/draft/new/correction/{asked(row)}", filled(editor, row) | values | {"version": "0"}
    )
    assert field in wrong(response)


def test_a_day_to_come_is_found(editor):
    row = marketer()
    draft = entered(editor, "correction", filled(editor, row) | {"valid_to": "2027-01-01"}, asked(row))
    text = editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    assert "A day to come is no correction" in text


@pytest.mark.parametrize(
    "told",
    [
        "",
        "occupations.item",
        "occupations.item:",
        "occupations.item:abc",
        "occupations.item:99999999",
        "auth.user:1",
        "nonsense:1",
        "policies.region:1",
        "%00:1",
    ],
)
def test_nonsense_begins_nothing(editor, told):
    response = editor.get(f"/admin/occupations/draft/new/correction/?record={told}", follow=True)
    assert "There is no such record" in response.content.decode()


def test_two_do_not_correct_the_same(editor, publisher):
    row = marketer()
    given = filled(editor, row) | {"name_en": "Online marketer"}
    entered(editor, "correction", given, asked(row))
    response = publisher.post(f"/admin/occupations/draft/new/correction/{asked(row)}", given | {"version": "0"})
    assert "Another draft is about the same" in str(wrong(response)["__all__"])


def test_only_those_who_may_enter():
    row = marketer()
    for person in (clerk("zhao", POLICIES), clerk("qian", PUBLISH)):
        assert desk(person).get(f"/admin/occupations/draft/new/correction/{asked(row)}").status_code == 403
