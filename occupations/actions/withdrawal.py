"""withdraw_batch: a batch that has not taken effect yet is called off, and everything is as it was before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from occupations import validity
from occupations.actions.revise import Author, Conflict, Writer, act, lock_registry
from occupations.models import Act, BatchRecord, Change, Concept, Item, Revision, Succession, WorkType
from occupations.validity import Recorded

WITHDRAWN = "withdrawn"
WRITTEN: tuple[type[Recorded], ...] = (Item, WorkType, Succession, Change)
"""What a batch writes beside its own record. Documents stay: they were published."""


@transaction.atomic
def withdraw_batch(*, number: int, by: Author, reason: str) -> Revision:
    """Call off a scheduled batch. Its rows are superseded, and what they superseded is said again.

    Raises Conflict (in effect already, withdrawn already, or something else rests on it), BatchRecord.DoesNotExist.
    """
    lock_registry()
    record = BatchRecord.objects.current().select_related("batch", "edition").get(batch=number)
    if record.state == WITHDRAWN:
        raise Conflict(_("Batch %(number)s is withdrawn already.") % {"number": number})
    announced = Revision.objects.filter(batch=number, act=Act.ANNOUNCE_BATCH).order_by("-number")[0]
    own = list(Revision.objects.filter(batch=number, number__gte=announced.number).values_list("number", flat=True))
    with act(
        Act.WITHDRAW_BATCH,
        by=by,
        reason=reason,
        edition=record.edition,
        batch=record.batch,
        effective_on=record.effective_on,
    ) as writer:
        today = timezone.localdate(writer.revision.recorded_at)
        if not validity.is_later(record.effective_on, today):
            told = {"number": number, "day": record.effective_on}
            raise Conflict(_("Batch %(number)s took effect on %(day)s; a mistake in it is corrected.") % told)
        gone = {model: _take_back(writer, model, own) for model in WRITTEN}
        _check_nothing_rests_on(_brought(own), gone)
        _check_codes_are_free(own, gone[Item], record)
        writer.replace(record, state=WITHDRAWN)
    return writer.revision


def _take_back(writer: Writer, model: type[Recorded], own: list[int]) -> set[int]:
    """Supersede what the batch wrote, and write again what it superseded; the keys of what is gone.

    What has been corrected since goes with what it corrected, and stays corrected where it is written again.
    """
    rows = model._default_manager.filter(recorded_from__in=own).exclude(recorded_to__in=own)
    written = {_about(row): row for row in rows}
    said_again = Q(batch=None, act__in=(Act.CORRECT, Act.EDIT_TEXT)) | Q(act=Act.WITHDRAW_BATCH)
    corrections = Revision.objects.filter(said_again)
    corrected = {
        _about(row): row for row in model._default_manager.current().filter(recorded_from__in=corrections.values("pk"))
    }
    held: dict[tuple[Any, ...], Recorded] = {}
    for about, row in written.items():
        now = row if row.recorded_to_id is None else corrected.get(about)
        if now is None or getattr(now, "valid_to", None) != getattr(row, "valid_to", None):
            raise Conflict(_("A later act has built on this: %(row)s") % {"row": row})
        writer.supersede(now)
        held[about] = now
    for row in model._default_manager.filter(recorded_to__in=own).exclude(recorded_from__in=own):
        again = held.get(_about(row), row)
        writer.write_again(again, **({"valid_to": row.valid_to} if hasattr(row, "valid_to") else {}))
    return {row.pk for row in held.values()}


def _about(row: Recorded) -> tuple[Any, ...]:
    """What a row is a statement about, and from which day on."""
    names = [*row.overlap_keys[-1], *(["valid_from"] if hasattr(row, "valid_from") else [])]
    return tuple(getattr(row, name) for name in names)


def _brought(own: list[int]) -> set[str]:
    """The concepts that nothing but the batch knows a place for."""
    concepts: set[str] = set()
    for model in (Item, WorkType):
        rows = model.objects.filter(recorded_from__in=own)
        before = model.objects.recorded_by(min(own) - 1).values("concept")
        concepts |= set(rows.exclude(concept__in=before).values_list("concept", flat=True))
    return concepts


def _check_nothing_rests_on(concepts: Iterable[str], gone: dict[type[Recorded], set[int]]) -> None:
    """No standard, policy or later batch may be about what is not going to be."""
    for model in apps.get_models():
        if not issubclass(model, Recorded):
            continue
        about = Q()
        for column in model._meta.concrete_fields:
            if column.related_model is Concept:
                about |= Q(**{f"{column.name}__in": concepts})
        rows = model._default_manager.current().exclude(pk__in=gone.get(model, ()))
        if about and (row := rows.filter(about).first()):
            raise Conflict(_("A later act has built on this: %(row)s") % {"row": row})


def _check_codes_are_free(own: list[int], gone: set[int], record: BatchRecord) -> None:
    """No later batch may have given a code away that is needed again."""
    needed = Item.objects.filter(recorded_to__in=own).exclude(recorded_from__in=own)
    later = Item.objects.current().valid_after(record.effective_on).exclude(pk__in=gone)
    for scheme, code, concept in needed.values_list("scheme", "code", "concept"):
        if row := later.filter(scheme=scheme, code=code).exclude(concept=concept).first():
            raise Conflict(_("A later act has built on this: %(row)s") % {"row": row})
