"""publish_indicators: a figure is a value, or two bounds, or words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from occupations.actions.indicators import IndicatorContent, publish_indicators
from occupations.actions.inputs import SourceContent
from occupations.actions.revise import LOADER, Conflict
from occupations.models import IndicatorRecord, Revision

pytestmark = pytest.mark.django_db

REPORT = SourceContent(slug="report", kind="press", title_zh="报道", confidence="low")


def indicator(**values) -> IndicatorContent:
    given = {
        "slug": "marketers",
        "name_zh": "互联网营销师人数",
        "name_en": "Internet marketers",
        "measure": "workforce",
        "theme": "livestreaming",
        "concept": "C0005947",
        "value": Decimal("10"),
        "unit_zh": "人",
        "unit_en": "people",
        "figure_date": "2024",
        "attributed_to_zh": "报道",
        "attributed_to_en": "report",
        "check_status": "not_checked",
        "source": "report",
        "confidence": "low",
    }
    return IndicatorContent(**given | values)


def publish(*indicators: IndicatorContent) -> Revision:
    return publish_indicators(indicators=indicators, sources=[REPORT], by=LOADER, reason="it was reported")


def test_it_works():
    revision = publish(indicator())
    assert (revision.act, IndicatorRecord.objects.current().get(indicator="marketers").value) == (
        *("publish_indicators",),
        10,
    )


@pytest.mark.parametrize(
    "figure",
    [
        {"value": Decimal("8.8"), "qualifier": "nearly"},
        {"value": None, "lower": Decimal(1), "upper": Decimal(2)},
        {"value": None, "text_zh": "多为女性", "text_en": "Mostly women"},
    ],
)
def test_the_three_forms(figure):
    publish(indicator(**figure))


@pytest.mark.parametrize(
    "figure",
    [
        {"value": None},
        {"lower": Decimal(1), "upper": Decimal(2)},
        {"value": None, "lower": Decimal(1)},
        {"value": None, "lower": Decimal(2), "upper": Decimal(2)},
        {"value": None, "text_zh": "多为女性"},
        {"value": None, "text_zh": "多为女性", "text_en": "Mostly women", "qualifier": "nearly"},
        {"measure": "luck"},
        {"concept": "C0002414"},
        {"value": Decimal("0.001")},
        {"source": "nowhere"},
    ],
)
def test_what_is_no_figure(figure):
    before = Revision.objects.count()
    with pytest.raises(ValidationError):
        publish(indicator(**figure))
    assert Revision.objects.count() == before


def test_the_database_refuses_it_too():
    publish(indicator())
    row = IndicatorRecord.objects.get(indicator="marketers")
    row.pk, row.indicator_id, row.lower = None, "other", Decimal(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_it_is_published_once():
    publish(indicator())
    with pytest.raises(Conflict):
        publish(indicator())
    with pytest.raises(ValidationError):
        publish(indicator(slug="a"), indicator(slug="a"))
