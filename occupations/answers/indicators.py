"""Indicators: figures as reports state them, with the occupation they are about."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from occupations.answers.documents import citation, known_gap, sources_by_slug
from occupations.answers.scope import Scope
from occupations.answers.standards import places
from occupations.models import IndicatorRecord


def describe_indicators(rows: Sequence[IndicatorRecord], scope: Scope) -> list[dict[str, Any]]:
    occupations = places({row.concept_id for row in rows if row.concept_id}, scope)
    sources = sources_by_slug([row.source_id for row in rows], scope.as_of.known_at)
    return [
        {
            "id": row.indicator_id,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "measure": row.measure,
            "theme": row.theme,
            "occupation": occupations[row.concept_id] if row.concept_id else None,
            "value": _number(row.value),
            "lower": _number(row.lower),
            "upper": _number(row.upper),
            "qualifier": row.qualifier,
            "text_zh": row.text_zh or None,
            "text_en": row.text_en or None,
            "unit_zh": row.unit_zh or None,
            "unit_en": row.unit_en or None,
            "as_of": row.figure_date,
            "attributed_to_zh": row.attributed_to_zh,
            "attributed_to_en": row.attributed_to_en,
            "check": row.check_status,
            "sources": [citation(sources[row.source_id], row)],
            "confidence": row.confidence,
            "known_gap": known_gap(row),
        }
        for row in rows
    ]


def _number(figure: Decimal | None) -> int | float | None:
    if figure is None:
        return None
    return int(figure) if figure == int(figure) else float(figure)
