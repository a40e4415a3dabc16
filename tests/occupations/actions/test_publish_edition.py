"""publish_edition: what it replaces ends the same day; content that cannot be is refused whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from occupations.actions.inputs import SuccessionContent
from occupations.actions.revise import Conflict
from occupations.models import Edition, EditionRecord, Item, Revision, Succession
from tests import world
from tests.world import BAKER, FOOD, MILLER, items, publish

pytestmark = pytest.mark.django_db

DAY = date(2015, 1, 1)


def test_it_works():
    world.build()
    kept = [item for item in items() if item.concept != MILLER]
    revision = publish("world-3", DAY, items=kept)
    assert "1-01-01-02" in world.names(date(2014, 12, 31))
    assert world.names(DAY) == {"1-01-01-01": "面包师", "1-01-01-03": "糖果师"}
    periods = EditionRecord.objects.current().filter(scheme="world").order_by("valid_from")
    assert [(p.edition_id, p.valid_to) for p in periods] == [
        ("world-1", world.SECOND),
        ("world-2", DAY),
        ("world-3", None),
    ]
    assert revision.edition_id == "world-3"


def test_a_concept_keeps_its_identity_when_it_is_recoded():
    world.build()
    moved = [replace(item, code="1-01-01-07") if item.concept == BAKER else item for item in items()]
    publish("world-3", DAY, items=moved)
    codes = Item.objects.current().filter(concept=BAKER, scheme="world").order_by("valid_from")
    assert [row.code for row in codes] == ["1-01-01-01", "1-01-01-01", "1-01-01-07"]


def test_another_scheme_is_left_alone():
    world.build()
    before = world.names(world.TODAY)
    publish("draft", DAY, scheme="world-draft")
    assert world.names(world.TODAY) == before


def test_a_split_between_editions_is_recorded():
    world.build()
    link = SuccessionContent(predecessor=MILLER, successor=BAKER, relation="merged", **world.EVIDENCE)
    publish("world-3", DAY, items=[i for i in items() if i.concept != MILLER], successions=[link])
    [held] = Succession.objects.current().filter(predecessor=MILLER)
    assert (held.successor_id, held.relation, held.effective_on) == (BAKER, "merged", DAY)


@pytest.mark.parametrize(
    ("concept", "values", "field"),
    [
        (BAKER, {"code": "1-01-01-02"}, "code"),
        (BAKER, {"concept": MILLER}, "concept"),
        (BAKER, {"code": "1-01-01"}, "code"),
        (BAKER, {"code": "x"}, "code"),
        (BAKER, {"parent": FOOD}, "parent"),
        (BAKER, {"parent": world.NEW}, "parent"),
        (BAKER, {"code": "1-02-01-01"}, "parent"),
        (BAKER, {"concept": "C0000001"}, "concept"),
    ],
)
def test_content_that_cannot_be_leaves_no_trace(concept, values, field):
    before = Revision.objects.count()
    bad = [replace(item, **values) if item.concept == concept else item for item in items()]
    with pytest.raises(ValidationError) as caught:
        publish("world-1", world.FIRST, items=bad)
    assert field in caught.value.message_dict
    assert Revision.objects.count() == before
    assert not Edition.objects.filter(slug="world-1").exists()


def test_an_edition_is_published_once():
    world.build()
    with pytest.raises(Conflict):
        publish("world-2", DAY)


def test_an_edition_does_not_begin_before_the_last_one():
    world.build()
    with pytest.raises(Conflict):
        publish("world-0", date(1999, 1, 1))
    assert "1-01-01-01" in world.names(world.TODAY)
