"""correct and edit_text: a mistake is superseded, never overwritten."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from occupations.actions.corrections import Correction, correct, edit_text
from occupations.actions.revise import LOADER, Conflict
from occupations.models import Revision
from tests import world
from tests.clerks import signed

pytestmark = pytest.mark.django_db

DAY = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def _world() -> None:
    world.build()


def put_right(*corrections: Correction) -> Revision:
    return correct(corrections=corrections, by=LOADER, reason="misprint")


def test_it_works():
    before = world.baker(DAY)
    revision = put_right(Correction(before, {"name_zh": "面包大师"}))
    assert world.baker(DAY).name_zh == "面包大师"
    assert world.baker(DAY, known_at=revision.number - 1).name_zh == "面包师"
    before.refresh_from_db()
    assert before.recorded_to_id == revision.number


def test_a_period_is_corrected():
    revision = put_right(Correction(world.baker(DAY), {"valid_to": date(2025, 1, 1)}))
    assert "1-01-01-01" not in world.names(world.TODAY)
    assert "1-01-01-01" in world.names(world.TODAY, known_at=revision.number - 1)


def test_neighbouring_periods_are_corrected_together():
    first, second = world.baker(date(2005, 1, 1)), world.baker(DAY)
    put_right(Correction(first, {"valid_to": date(2012, 1, 1)}), Correction(second, {"valid_from": date(2012, 1, 1)}))
    assert world.baker(date(2011, 1, 1)).edition_id == "world-1"


def test_an_overlap_is_a_conflict():
    before = Revision.objects.count()
    with pytest.raises(Conflict, match="no_overlap"):
        put_right(Correction(world.baker(date(2005, 1, 1)), {"valid_to": date(2012, 1, 1)}))
    assert Revision.objects.count() == before


def test_a_record_that_was_superseded_meanwhile_is_a_conflict():
    stale = world.baker(DAY)
    put_right(Correction(world.baker(DAY), {"name_zh": "面包大师"}))
    with pytest.raises(Conflict):
        put_right(Correction(stale, {"name_zh": "面包匠"}))
    assert world.baker(DAY).name_zh == "面包大师"


def test_one_record_is_not_corrected_twice_at_once():
    row = world.baker(DAY)
    with pytest.raises(Conflict):
        put_right(Correction(row, {"name_zh": "甲"}), Correction(row, {"name_zh": "乙"}))


@pytest.mark.parametrize("name", ["concept_id", "edition_id", "scheme_id", "recorded_from_id", "id", "nonsense"])
def test_what_a_record_is_about_is_not_corrected(name):
    with pytest.raises(ValidationError) as caught:
        put_right(Correction(world.baker(DAY), {name: "x"}))
    assert name in caught.value.message_dict


@pytest.mark.parametrize("values", [{}, {"name_zh": "面包师"}])
def test_nothing_to_correct_is_said(values):
    with pytest.raises(ValidationError) as caught:
        put_right(Correction(world.baker(DAY), values))
    assert caught.value.code == "nothing_to_do"


@pytest.mark.parametrize("values", [{"name_zh": "长" * 101}, {"confidence": "certain"}, {"level": -1}])
def test_a_value_that_cannot_be_is_refused(values):
    before = Revision.objects.count()
    with pytest.raises(ValidationError):
        put_right(Correction(world.baker(DAY), values))
    assert Revision.objects.count() == before


def test_texts_are_edited_and_nothing_else():
    revision = edit_text(texts=[Correction(world.baker(DAY), {"name_en": "Baker"})], by=LOADER, reason="translated")
    assert (world.baker(DAY).name_en, revision.act) == ("Baker", "edit_text")
    with pytest.raises(ValidationError):
        edit_text(texts=[Correction(world.baker(DAY), {"name_zh": "x"})], by=LOADER, reason="translated")


def test_who_did_it_is_recorded():
    clerk = signed("wang")
    revision = correct(corrections=[Correction(world.baker(DAY), {"green": True})], by=clerk, reason="document read")
    assert (revision.by, revision.by_name, revision.origin) == (clerk.by, "wang", "clerk")
    assert put_right(Correction(world.baker(DAY), {"green": False})).origin == "loaded"


def test_revisions_are_numbered_without_gaps_and_their_time_never_goes_back():
    with pytest.raises(ValidationError):
        put_right(Correction(world.baker(DAY), {"confidence": "certain"}))
    put_right(Correction(world.baker(DAY), {"green": True}))
    revisions = list(Revision.objects.order_by("number").values_list("number", "recorded_at"))
    assert [number for number, _at in revisions] == list(range(1, len(revisions) + 1))
    assert [at for _number, at in revisions] == sorted(at for _number, at in revisions)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"parent_id": world.BAKER}, "parent_id"), ({"parent_id": world.FOOD}, "parent_id"), ({"code": "banana"}, "code")],
)
def test_an_item_keeps_its_place_in_the_tree(values, field):
    with pytest.raises(ValidationError) as caught:
        put_right(Correction(world.baker(DAY), values))
    assert field in caught.value.message_dict


def test_a_day_to_come_is_no_correction():
    with pytest.raises(ValidationError) as caught:
        put_right(Correction(world.baker(DAY), {"valid_to": date(2100, 1, 1)}))
    assert caught.value.error_dict["valid_to"][0].code == "future"


def test_a_superseded_record_is_not_corrected_even_where_nothing_would_overlap():
    stale = world.baker(DAY)
    put_right(Correction(world.baker(DAY), {"valid_from": date(2015, 1, 1)}))
    with pytest.raises(Conflict):
        put_right(Correction(stale, {"valid_to": date(2012, 1, 1)}))
