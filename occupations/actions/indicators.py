"""publish_indicators: how a reported figure comes in; corrections go through corrections.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from occupations.actions.inputs import Evidence, SourceContent
from occupations.actions.revise import Author, Conflict, act, evidence, invalid, lock_registry, record_sources
from occupations.models import Act, Concept, ConceptKind, Indicator, IndicatorRecord, Revision


@dataclass(frozen=True, kw_only=True)
class IndicatorContent(Evidence):
    """A value, or both bounds, or words in both languages: exactly one of the three."""

    slug: str
    name_zh: str
    name_en: str
    measure: str
    theme: str
    concept: str | None = None
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    qualifier: str | None = None
    text_zh: str = ""
    text_en: str = ""
    unit_zh: str = ""
    unit_en: str = ""
    figure_date: str
    attributed_to_zh: str
    attributed_to_en: str
    check_status: str

    def columns(self) -> dict[str, Any]:
        names = (
            *("name_zh", "name_en", "measure", "theme", "value", "lower", "upper", "qualifier", "text_zh", "text_en"),
            *("unit_zh", "unit_en", "figure_date", "attributed_to_zh", "attributed_to_en", "check_status"),
        )
        return {name: getattr(self, name) for name in names} | {"concept_id": self.concept} | evidence(self)


@transaction.atomic
def publish_indicators(
    *, indicators: Sequence[IndicatorContent], sources: Iterable[SourceContent], by: Author, reason: str
) -> Revision:
    """Publish figures that are new. Raises ValidationError (not a figure), Conflict (published already)."""
    lock_registry()
    slugs = [indicator.slug for indicator in indicators]
    if held := set(Indicator.objects.filter(slug__in=slugs).values_list("slug", flat=True)):
        raise Conflict(_("Published already: %(indicators)s") % {"indicators": ", ".join(sorted(held))})
    if len(set(slugs)) != len(slugs):
        raise invalid("slug", _("An indicator is given twice."), "duplicate")
    wanted = {indicator.concept for indicator in indicators if indicator.concept}
    occupations = Concept.objects.filter(id__in=wanted, kind=ConceptKind.OCCUPATION)
    if unknown := wanted - set(occupations.values_list("id", flat=True)):
        raise invalid("concept", _("Not an occupation: %(ids)s") % {"ids": ", ".join(sorted(unknown))}, "unknown")
    Indicator.objects.bulk_create([Indicator(slug=slug) for slug in slugs])
    with act(Act.PUBLISH_INDICATORS, by=by, reason=reason) as writer:
        record_sources(writer, sources)
        for indicator in indicators:
            _check_figure(indicator)
            writer.add(IndicatorRecord(indicator_id=indicator.slug, **indicator.columns()))
    return writer.revision


def _check_figure(told: IndicatorContent) -> None:
    match told.value, told.lower, told.upper:
        case Decimal(), None, None:
            sound = True
        case None, Decimal() as lower, Decimal() as upper:
            sound = lower < upper
        case None, None, None:
            sound = told.qualifier is None and bool(told.text_zh and told.text_en)
        case _:
            sound = False
    if not sound:
        raise invalid("value", _("A figure is a value, or two bounds, or words."), "invalid")
