"""publish_standards: how a skill standard comes in, what it supersedes, and the work types it brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from occupations import levels, validity
from occupations.actions.inputs import Evidence, SourceContent
from occupations.actions.revise import (
    Author,
    Conflict,
    Writer,
    act,
    ensure_concepts,
    evidence,
    invalid,
    lock_registry,
    record_sources,
)
from occupations.models import (
    Act,
    Concept,
    ConceptKind,
    EditionRecord,
    Item,
    Revision,
    Scheme,
    SkillStandard,
    SkillStandardRecord,
    StandardKind,
    WorkType,
)

LADDERS: dict[str, set[str]] = {
    StandardKind.VOCATIONAL_SKILL: {levels.FIVE_GRADES, levels.EIGHT_GRADES},
    StandardKind.PROFESSIONAL_TECHNICAL: {levels.PROFESSIONAL_TECHNICAL},
}
"""Which systems of levels a kind of standard may use."""


@dataclass(frozen=True, kw_only=True)
class CoveredWorkType:
    """A work type as the standard names it."""

    name_zh: str
    concept: str
    levels: tuple[str, ...] | None = None
    """None: those of the standard, or not known."""

    def __str__(self) -> str:
        return " ".join([self.name_zh, self.concept, *([",".join(self.levels)] if self.levels else [])])


@dataclass(frozen=True, kw_only=True)
class StandardContent(Evidence):
    slug: str
    concept: str
    """The occupation it is about."""
    name_zh: str
    printed_code: str | None
    title_zh: str
    edition_year: int | None
    issued_on: date | None
    """It is in force from that day; None: our sources do not say since when."""
    document_number: str | None
    issuers_zh: tuple[str, ...]
    kind: str
    levels: tuple[str, ...] | None
    """From the lowest upwards; None: not known."""
    work_types: tuple[CoveredWorkType, ...] = ()
    new_work_types: tuple[str, ...] = ()
    """Of these concepts those that it brought: no edition or batch had them on that day."""
    supersedes: str | None = None

    def columns(self) -> dict[str, Any]:
        """Those of its record, but for the end, which the next standard decides."""
        return {
            "concept_id": self.concept,
            "name_zh": self.name_zh,
            "printed_code": self.printed_code,
            "title_zh": self.title_zh,
            "edition_year": self.edition_year,
            "document_number": self.document_number,
            "issuers_zh": ";".join(self.issuers_zh),
            "kind": self.kind,
            "levels": None if self.levels is None else ";".join(self.levels),
            "work_types": ";".join(map(str, self.work_types)),
            "supersedes_id": self.supersedes,
            "valid_from": self.issued_on,
            **evidence(self),
        }


@transaction.atomic
def publish_standards(
    *, standards: Sequence[StandardContent], sources: Iterable[SourceContent], by: Author, reason: str
) -> Revision:
    """Publish standards that are new; those they supersede end on the day of issue.

    Raises ValidationError (a standard that cannot be), Conflict (published already, or an overlap).
    """
    lock_registry()
    slugs = [standard.slug for standard in standards]
    if held := set(SkillStandard.objects.filter(slug__in=slugs).values_list("slug", flat=True)):
        raise Conflict(_("Published already: %(standards)s") % {"standards": ", ".join(sorted(held))})
    if len(set(slugs)) != len(slugs):
        raise invalid("slug", _("A standard is given twice."), "duplicate")
    _check_concepts(standards)
    SkillStandard.objects.bulk_create([SkillStandard(slug=slug) for slug in slugs])
    with act(Act.PUBLISH_STANDARDS, by=by, reason=reason) as writer:
        record_sources(writer, sources)
        today = timezone.localdate(writer.revision.recorded_at)
        rows = {row.standard_id: row for row in SkillStandardRecord.objects.current()}
        for standard in standards:
            if standard.issued_on is not None and validity.is_later(standard.issued_on, today):
                raise invalid("issued_on", _("A standard that is not issued yet cannot be published."), "future")
            rows[standard.slug] = writer.add(SkillStandardRecord(standard_id=standard.slug, **standard.columns()))
            _check_levels(standard)
            _open_work_types(writer, standard)
        for standard in standards:
            if standard.supersedes:
                rows[standard.supersedes] = _supersede(writer, rows.get(standard.supersedes), standard)
    return writer.revision


def _check_concepts(standards: Sequence[StandardContent]) -> None:
    wanted = {standard.concept for standard in standards}
    occupations = Concept.objects.filter(id__in=wanted, kind=ConceptKind.OCCUPATION)
    if unknown := wanted - set(occupations.values_list("id", flat=True)):
        raise invalid("concept", _("Not an occupation: %(ids)s") % {"ids": ", ".join(sorted(unknown))}, "unknown")


def _check_levels(standard: StandardContent) -> None:
    """The levels of a standard, and of what it covers, are steps of the ladder that its kind has."""
    ladder = LADDERS[standard.kind]
    named = [*(standard.levels or ()), *(level for w in standard.work_types for level in w.levels or ())]
    if wrong := [name for name in named if name not in levels.LEVELS or not ladder & {*levels.LEVELS[name].systems}]:
        message = _("Not a level of such a standard: %(levels)s")
        raise invalid("levels", message % {"levels": ", ".join(dict.fromkeys(wrong))}, "contradictory")


def _supersede(writer: Writer, former: SkillStandardRecord | None, standard: StandardContent) -> SkillStandardRecord:
    """The former standard holds until the day the new one was issued."""
    if former is None or former.concept_id != standard.concept or former.standard_id == standard.slug:
        raise invalid("supersedes", _("It supersedes no standard of the same occupation."), "unknown")
    if former.valid_to is not None:
        raise Conflict(_("%(standard)s is superseded already.") % {"standard": former.title_zh})
    if standard.issued_on is None or (
        former.valid_from and not validity.is_later(standard.issued_on, former.valid_from)
    ):
        raise invalid("issued_on", _("It must be issued after the standard it supersedes."), "out_of_order")
    return writer.replace(former, valid_to=standard.issued_on)


def _open_work_types(writer: Writer, standard: StandardContent) -> None:
    """What the standard brought holds from its day on, until the end of the edition of that day."""
    if not standard.new_work_types:
        return
    day = standard.issued_on
    if day is None:
        raise invalid("issued_on", _("Work types are brought from a day on."), "required")
    edition = EditionRecord.objects.current().valid_on(day).filter(scheme=Scheme.NATIONAL).first()
    occupations = Item.objects.current().valid_on(day).filter(scheme=Scheme.NATIONAL, concept=standard.concept)
    if edition is None or not occupations.exists():
        raise invalid(
            "concept", _("%(name)s is not in force on that day.") % {"name": standard.name_zh}, "not_in_force"
        )
    names = {work_type.concept: work_type.name_zh for work_type in standard.work_types}
    if unnamed := set(standard.new_work_types) - set(names):
        raise invalid("new_work_types", _("Not named: %(ids)s") % {"ids": ", ".join(sorted(unnamed))}, "unknown")
    ensure_concepts(dict.fromkeys(standard.new_work_types, ConceptKind.WORK_TYPE))
    rows = WorkType.objects.current().valid_on(day).filter(scheme=Scheme.NATIONAL, concept__in=standard.new_work_types)
    if held := rows.order_by("concept").first():
        raise invalid("new_work_types", _("%(name)s is in force already.") % {"name": held.name_zh}, "duplicate")
    for concept in standard.new_work_types:
        writer.add(
            WorkType(
                edition=edition.edition,
                scheme=edition.scheme,
                concept_id=concept,
                occupation_id=standard.concept,
                name_zh=names[concept],
                valid_from=day,
                valid_to=edition.valid_to,
                **evidence(standard),
            )
        )
