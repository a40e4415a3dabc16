"""One announced change → the rows it closes and opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from occupations import codes, validity
from occupations.actions.inputs import ChangeContent
from occupations.actions.revise import Conflict, Writer, evidence, invalid
from occupations.models import (
    ChangeKind,
    ChangeStatus,
    Coverage,
    EditionRecord,
    Item,
    Relation,
    Succession,
    WorkType,
)

Refused = Callable[[ChangeContent, ValidationError | Conflict], None]
"""Told of a change that cannot be made."""


def refuse(change: ChangeContent, error: ValidationError | Conflict) -> None:
    """The first change that cannot be made ends the act."""
    raise error


def apply_changes(
    writer: Writer, edition: EditionRecord, day: date, changes: Sequence[ChangeContent], refused: Refused = refuse
) -> None:
    """Make every confirmed change hold from that day on. An unconfirmed one changes nothing."""
    application = _Application(writer, edition, day, changes)
    for change in changes:
        if change.status == ChangeStatus.ANNOUNCED:
            try:
                APPLY[ChangeKind(change.kind)](application, change)
            except (ValidationError, Conflict) as error:
                refused(change, error)
    for change in application.ended:
        if set(change.successors) - application.items.keys():
            told = _("A successor of %(name)s is not in force.") % {"name": change.name_zh}
            refused(change, invalid("successors", told, "orphan"))


class _Application:
    """What the changes of a batch speak of, in one scheme on one day, while they are being made; and every group."""

    def __init__(self, writer: Writer, edition: EditionRecord, day: date, changes: Sequence[ChangeContent]) -> None:
        self.writer = writer
        self.edition = edition
        self.day = day
        concepts = {concept for change in changes for concept in _mentions(change)}
        spoken_of, names = Q(concept__in=concepts), {change.name_zh for change in changes}
        items = Item.objects.current().valid_on(day).filter(scheme=edition.scheme)
        items = items.filter(spoken_of | Q(level__lt=codes.OCCUPATION))
        work_types = WorkType.objects.current().valid_on(day).filter(scheme=edition.scheme)
        work_types = work_types.filter(spoken_of | Q(occupation__in=concepts) | Q(name_zh__in=names)).order_by("pk")
        self.changed_later = {
            concept
            for model in (Item, WorkType)
            for concept in model.objects.current()
            .begun_after(day)
            .filter(edition=edition.edition)
            .values_list("concept", flat=True)
        }
        self.ended: list[ChangeContent] = []
        self.items: dict[str, Item] = {item.concept_id: item for item in items}
        self.work_types: dict[str, WorkType] = {row.concept_id: row for row in work_types}
        self.groups = {item.code: item for item in self.items.values() if item.level < codes.OCCUPATION}

    def item(self, change: ChangeContent) -> Item:
        item = self.items.get(change.concept or "")
        if item is None:
            raise invalid(
                "concept", _("%(name)s is not in force on that day.") % {"name": change.name_zh}, "not_in_force"
            )
        return item

    def parent_of(self, code: str | None) -> str | None:
        """The concept of the group that a code lies under. A partial edition may not hold it."""
        if code is None:
            return None
        if not codes.is_code(code) or codes.level(code) != codes.OCCUPATION:
            raise invalid("code", _("Not an occupation's code: %(code)s") % {"code": code}, "invalid")
        group = self.groups.get(codes.parent(code))
        if group is None and self.edition.coverage == Coverage.COMPLETE:
            raise invalid("code", _("No group to lie under: %(code)s") % {"code": code}, "orphan")
        return group.concept_id if group else None

    def open_item(self, change: ChangeContent) -> None:
        if change.concept is None:
            raise invalid("concept", _("A new occupation needs a concept."), "required")
        if held := self.items.get(change.concept):
            self.confirm_item(held, change)
            self.open_work_types(change)
            return
        self.not_changed_later(change.concept, change.name_zh)
        self.items[change.concept] = self.writer.add(
            Item(
                edition=self.edition.edition,
                scheme=self.edition.scheme,
                concept_id=change.concept,
                level=codes.OCCUPATION,
                code=change.code,
                parent_id=self.parent_of(change.code),
                name_zh=change.name_zh,
                name_en=change.name_en,
                digital=change.digital,
                green=change.green,
                valid_from=self.day,
                valid_to=self.edition.valid_to,
                **evidence(change),
            )
        )
        self.open_work_types(change)

    def open_work_types(self, change: ChangeContent) -> None:
        for concept, name in change.work_types:
            self.open_work_type(concept, name, change.concept, change)

    def confirm_item(self, held: Item, change: ChangeContent) -> None:
        """An edition published for the same day may bring the occupation itself (batch 5); the two must agree."""
        same = (held.name_zh, held.code, held.digital, held.green) == (
            change.name_zh,
            change.code,
            change.digital,
            change.green,
        )
        if not (validity.begun_on(held, self.day) and same):
            raise invalid("concept", _("%(name)s is in force already.") % {"name": change.name_zh}, "duplicate")

    def open_work_type(self, concept: str, name: str, occupation: str | None, change: ChangeContent) -> None:
        if concept in self.work_types:
            raise invalid("concept", _("%(name)s is in force already.") % {"name": name}, "duplicate")
        self.work_types[concept] = self.writer.add(
            WorkType(
                edition=self.edition.edition,
                scheme=self.edition.scheme,
                concept_id=concept,
                occupation_id=occupation,
                name_zh=name,
                valid_from=self.day,
                valid_to=self.edition.valid_to,
                **evidence(change),
            )
        )

    def raise_work_type(self, change: ChangeContent) -> None:
        """The work type of that name, where it is held, lives on in the occupation."""
        row = next((row for row in self.work_types.values() if row.name_zh == change.name_zh), None)
        if row is None or change.concept is None:
            return
        self.not_changed_later(row.concept_id, change.name_zh)
        self.writer.close(self.work_types.pop(row.concept_id), self.day)
        self.succeed(row.concept_id, change.concept, Relation.RAISED, change)

    def succeed(self, predecessor: str, successor: str, relation: Relation, change: ChangeContent) -> None:
        self.writer.add(
            Succession(
                predecessor_id=predecessor,
                successor_id=successor,
                relation=relation,
                effective_on=self.day,
                **evidence(change),
            )
        )

    def not_changed_later(self, concept: str, name: str) -> None:
        """A later change of the same edition, scheduled or past, was made of what is about to become another."""
        if concept in self.changed_later:
            raise Conflict(_("%(name)s is changed again on a later day; withdraw that first.") % {"name": name})

    def amend(self, change: ChangeContent, **values: object) -> None:
        item = self.item(change)
        self.not_changed_later(item.concept_id, change.name_zh)
        self.items[item.concept_id] = self.writer.amend(item, self.day, **values, **evidence(change))

    def end_item(self, concept: str) -> None:
        item = self.items.pop(concept)
        self.writer.close(item, self.day)
        for row in [row for row in self.work_types.values() if row.occupation_id == concept]:
            self.writer.close(self.work_types.pop(row.concept_id), self.day)

    def end(self, change: ChangeContent, relation: Relation) -> None:
        """The occupation ends; its life goes on in the successors, if there are any."""
        predecessor = self.item(change).concept_id
        self.not_changed_later(predecessor, change.name_zh)
        self.end_item(predecessor)
        self.ended.append(change)
        for successor in change.successors:
            self.succeed(predecessor, successor, relation, change)


def _mentions(change: ChangeContent) -> Iterator[str]:
    """The concepts that a change speaks of."""
    brought = [concept for concept, _name in change.work_types]
    yield from filter(None, (change.concept, change.occupation, *change.successors, *brought))


def _moved(application: _Application, change: ChangeContent) -> None:
    """A work type becomes an occupation; or an occupation goes under another group, with a new code."""
    if change.concept in application.items:
        _recoded(application, change)
    else:
        application.open_item(change)
        application.raise_work_type(change)


def _renamed(application: _Application, change: ChangeContent) -> None:
    if application.item(change).name_zh != change.former_name_zh:
        raise invalid("former_name_zh", _("It is not named %(name)s.") % {"name": change.former_name_zh}, "mismatch")
    application.amend(change, name_zh=change.name_zh, name_en=change.name_en)


def _recoded(application: _Application, change: ChangeContent) -> None:
    if application.item(change).code != change.former_code:
        raise invalid("former_code", _("Its code is not %(code)s.") % {"code": change.former_code}, "mismatch")
    application.amend(change, code=change.code, parent_id=application.parent_of(change.code))


def _redefined(application: _Application, change: ChangeContent) -> None:
    """The tasks described change; name and code stay. The new row carries the announcement as its source."""
    application.amend(change)


def _mark_changed(application: _Application, change: ChangeContent) -> None:
    application.amend(change, digital=change.digital, green=change.green)


def _abolished(application: _Application, change: ChangeContent) -> None:
    application.end(change, Relation.REPLACED)


def _split(application: _Application, change: ChangeContent) -> None:
    """One becomes several; the parts are new occupations of the same batch."""
    application.end(change, Relation.SPLIT)


def _merged(application: _Application, change: ChangeContent) -> None:
    application.end(change, Relation.MERGED)


def _new_work_type(application: _Application, change: ChangeContent) -> None:
    if change.concept is None:
        raise invalid("concept", _("A new work type needs a concept."), "required")
    occupation = change.occupation
    complete = application.edition.coverage == Coverage.COMPLETE
    if occupation is not None and complete and occupation not in application.items:
        raise invalid(
            "occupation", _("The occupation of %(name)s is not in force.") % {"name": change.name_zh}, "orphan"
        )
    application.open_work_type(change.concept, change.name_zh, occupation, change)


def _work_type_removed(application: _Application, change: ChangeContent) -> None:
    application.not_changed_later(change.concept or "", change.name_zh)
    row = application.work_types.pop(change.concept or "", None)
    if row is None:
        raise invalid("concept", _("%(name)s is not in force on that day.") % {"name": change.name_zh}, "not_in_force")
    application.writer.close(row, application.day)


APPLY: dict[ChangeKind, Callable[[_Application, ChangeContent], None]] = {
    ChangeKind.NEW_OCCUPATION: _Application.open_item,
    ChangeKind.MOVED: _moved,
    ChangeKind.RENAMED: _renamed,
    ChangeKind.RECODED: _recoded,
    ChangeKind.REDEFINED: _redefined,
    ChangeKind.SPLIT: _split,
    ChangeKind.MERGED: _merged,
    ChangeKind.ABOLISHED: _abolished,
    ChangeKind.MARK_CHANGED: _mark_changed,
    ChangeKind.NEW_WORK_TYPE: _new_work_type,
    ChangeKind.WORK_TYPE_REMOVED: _work_type_removed,
}
