"""publish_edition: a dictionary is published, and what it replaces ends the same day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from occupations import codes
from occupations.actions.inputs import (
    EditionContent,
    ItemContent,
    SourceContent,
    SuccessionContent,
    WorkTypeContent,
)
from occupations.actions.revise import (
    Author,
    Conflict,
    act,
    ensure_concepts,
    evidence,
    invalid,
    lock_registry,
    record_sources,
)
from occupations.models import (
    Act,
    ConceptKind,
    Edition,
    EditionRecord,
    Item,
    Revision,
    Scheme,
    Succession,
    WorkType,
)


@transaction.atomic
def publish_edition(
    *,
    edition: EditionContent,
    items: Sequence[ItemContent],
    work_types: Sequence[WorkTypeContent] = (),
    successions: Iterable[SuccessionContent] = (),
    sources: Iterable[SourceContent],
    by: Author,
    reason: str,
) -> Revision:
    """Publish an edition: its scheme's previous edition, items and work types end on its first day.

    Raises ValidationError (content that cannot be), Conflict (published already, or an overlap).
    """
    _check_items(items)
    lock_registry()
    day = edition.valid_from
    if EditionRecord.objects.current().begun_after(day).filter(scheme=edition.scheme).exists():
        raise Conflict(_("The scheme has a later edition already."))
    Scheme.objects.get_or_create(slug=edition.scheme)
    identity, created = Edition.objects.get_or_create(slug=edition.slug, defaults={"scheme_id": edition.scheme})
    if not created:
        raise Conflict(_("The edition %(edition)s is published already.") % {"edition": edition.slug})
    with act(Act.PUBLISH_EDITION, by=by, reason=reason, edition=identity, effective_on=day) as writer:
        record_sources(writer, sources)
        ensure_concepts(
            {i.concept: str(_kind(i)) for i in items}
            | {w.concept: str(ConceptKind.WORK_TYPE) for w in work_types}
            | {w.occupation: str(ConceptKind.OCCUPATION) for w in work_types if w.occupation}
        )
        for model in (EditionRecord, Item, WorkType):
            for row in model.objects.current().valid_after(day).filter(scheme=edition.scheme):
                writer.close(row, day)
        writer.add(
            EditionRecord(
                edition=identity,
                scheme_id=edition.scheme,
                status=edition.status,
                coverage=edition.coverage,
                title_zh=edition.title_zh,
                title_en=edition.title_en,
                official_counts=edition.official_counts,
                valid_from=day,
                valid_to=edition.valid_to,
                **evidence(edition),
            )
        )
        for item in items:
            writer.add(
                Item(
                    edition=identity,
                    scheme_id=edition.scheme,
                    concept_id=item.concept,
                    level=item.level,
                    code=item.code,
                    parent_id=item.parent,
                    gbt6565=item.gbt6565,
                    name_zh=item.name_zh,
                    name_en=item.name_en,
                    digital=item.digital,
                    green=item.green,
                    valid_from=day,
                    valid_to=edition.valid_to,
                    **evidence(item),
                )
            )
        for work_type in work_types:
            writer.add(
                WorkType(
                    edition=identity,
                    scheme_id=edition.scheme,
                    concept_id=work_type.concept,
                    occupation_id=work_type.occupation,
                    name_zh=work_type.name_zh,
                    former_names_zh=";".join(work_type.former_names_zh),
                    valid_from=day,
                    valid_to=edition.valid_to,
                    **evidence(work_type),
                )
            )
        for succession in successions:
            writer.add(
                Succession(
                    predecessor_id=succession.predecessor,
                    successor_id=succession.successor,
                    relation=succession.relation,
                    effective_on=day,
                    **evidence(succession),
                )
            )
    return writer.revision


def _kind(item: ItemContent) -> ConceptKind:
    return ConceptKind.OCCUPATION if item.level == codes.OCCUPATION else ConceptKind.GROUP


def _check_items(items: Sequence[ItemContent]) -> None:
    """Codes fit their levels, nothing stands twice, and every parent is a group one level up."""
    by_concept = {item.concept: item for item in items}
    for name, values in {"concept": [i.concept for i in items], "code": [i.code for i in items if i.code]}.items():
        if twice := [value for value, times in Counter(values).items() if times > 1]:
            raise invalid(name, _("Given twice: %(values)s") % {"values": ", ".join(twice)}, "duplicate")
    for item in items:
        if item.code is not None and (not codes.is_code(item.code) or codes.level(item.code) != item.level):
            raise invalid("code", _("Not a code of its level: %(code)s") % {"code": item.code}, "invalid")
        if item.parent is None:
            continue
        parent = by_concept.get(item.parent)
        if parent is None or parent.level != item.level - 1:
            raise invalid("parent", _("%(code)s has no parent one level up.") % {"code": item.code}, "orphan")
        if item.code and parent.code and codes.parent(item.code) != parent.code:
            raise invalid(
                "parent",
                _("%(code)s does not lie under %(parent)s.") % {"code": item.code, "parent": parent.code},
                "orphan",
            )
