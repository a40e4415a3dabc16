"""Properties of the two times over the whole real registry."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from occupations import validity
from occupations.models import Item, WorkType
from occupations.validity import AsOf

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
days = st.dates(min_value=date(2014, 6, 1), max_value=date(2032, 1, 1))
revisions = st.integers(min_value=1, max_value=11)
whole = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@whole
@given(days, revisions)
def test_on_any_day_at_any_revision_a_code_and_a_concept_stand_once(day, revision):
    moment = AsOf(day, revision, TODAY)
    items = list(Item.objects.as_of(moment).values_list("scheme", "code", "concept"))
    assert max(Counter((s, c) for s, c, _k in items if c).values(), default=1) == 1
    assert max(Counter((s, k) for s, _c, k in items).values(), default=1) == 1
    work_types = WorkType.objects.as_of(moment).values_list("scheme", "concept")
    assert max(Counter(work_types).values(), default=1) == 1


@whole
@given(days, revisions)
def test_the_query_and_the_row_agree(day, revision):
    held = Item.objects.known_at(revision).filter(scheme="cn", level=4)
    by_query = set(held.valid_on(day).values_list("pk", flat=True))
    assert by_query == {row.pk for row in held if validity.holds_on(row, day)}


@whole
@given(days)
def test_every_item_of_the_complete_edition_has_its_place_or_a_known_gap(day):
    rows = Item.objects.as_of(AsOf(day, 11, TODAY)).filter(edition="2022")
    concepts = {row.concept_id for row in rows}
    for row in rows:
        assert row.level == 1 or row.parent_id in concepts or row.known_gap_zh


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2050, 1, 1)))
def test_the_reach_ahead_is_five_years(today):
    last = validity.latest_day(today)
    assert (last.year - today.year, last.month) == (5, today.month)
    assert validity.is_answerable(last, today)
    assert not validity.is_answerable(date.fromordinal(last.toordinal() + 1), today)
    assert validity.is_answerable(date(2015, 1, 1), today)
    assert not validity.is_answerable(date(2014, 12, 31), today)
