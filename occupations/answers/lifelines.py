"""The life of a code and of a concept: when it held, what introduced it, what it became."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from occupations import validity
from occupations.answers.missing import Missing
from occupations.answers.scope import Scope
from occupations.models import BatchRecord, Change, ChangeKind, ChangeStatus, Item, Succession
from occupations.validity import AsOf

# A work type raised to an occupation is "moved" without a former code; an occupation moved elsewhere has one.
INTRODUCES = Q(status=ChangeStatus.ANNOUNCED) & (
    Q(kind__in=(ChangeKind.NEW_OCCUPATION, ChangeKind.NEW_WORK_TYPE)) | Q(kind=ChangeKind.MOVED, former_code=None)
)


def batches_in_effect(scope: Scope) -> dict[int, BatchRecord]:
    """The batches that have taken effect at that moment, by number. A withdrawn one never does."""
    records = BatchRecord.objects.known_at(scope.as_of.known_at).exclude(state="withdrawn")
    return {r.batch_id: r for r in records if not validity.is_later(r.effective_on, scope.as_of.day)}


def introductions(concepts: Iterable[str], scope: Scope) -> dict[str, tuple[Change, BatchRecord]]:
    """The change that brought each concept into the classification, with its batch."""
    batches = batches_in_effect(scope)
    changes = (
        Change.objects.known_at(scope.as_of.known_at)
        .filter(INTRODUCES, concept__in=set(concepts), batch__in=batches)
        .order_by("-batch", "-number")
    )
    return {change.concept_id: (change, batches[change.batch_id]) for change in changes if change.concept_id}


def concepts_of_batch(number: str, scope: Scope) -> QuerySet[Any, Any]:
    """What a batch introduced, by concept. Raises Missing where it is not in effect at that moment."""
    if int(number) not in batches_in_effect(scope):
        raise Missing("unknown-batch", _("No batch %(number)s is in effect on that day.") % {"number": number})
    return introduced_by(int(number), scope)


def introduced_by(batch: int, scope: Scope) -> QuerySet[Any, Any]:
    """The concepts that a batch brings, in effect or not."""
    return Change.objects.known_at(scope.as_of.known_at).filter(INTRODUCES, batch=batch).values("concept")


def introduction(found: tuple[Change, BatchRecord] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    change, batch = found
    return {
        "batch": batch.batch_id,
        "change": change.number,
        "kind": change.kind,
        "published_on": batch.published_on,
        "code": change.code,
        "name_zh": change.name_zh,
    }


def period(row: Item, as_of: AsOf) -> dict[str, Any]:
    """One stretch in the life of a concept."""
    return {
        "code": row.code,
        "concept": row.concept_id,
        "name_zh": row.name_zh,
        "edition": row.edition_id,
        "valid_from": row.valid_from,
        "valid_to": as_of.shown_end(row.valid_to),
    }


def earlier_rows(concepts: Iterable[str], scope: Scope) -> dict[str, list[Item]]:
    """The rows of each concept whose time was over by the day asked about, oldest first."""
    rows = (
        Item.objects.known_at(scope.as_of.known_at)
        .filter(scheme=scope.scheme, concept__in=set(concepts))
        .order_by("valid_from")
    )
    found: dict[str, list[Item]] = defaultdict(list)
    for row in rows:
        if validity.ended_by(row, scope.as_of.day):
            found[row.concept_id].append(row)
    return found


class Heirs:
    """What some concepts live on in, on any day. Two queries."""

    def __init__(self, concepts: Iterable[str], known_at: int, scheme: str) -> None:
        self._links: dict[str, list[Succession]] = defaultdict(list)
        for link in Succession.objects.known_at(known_at).order_by("successor"):
            self._links[link.predecessor_id].append(link)
        wanted = {end for concept in concepts for end, _relation in self._reached(concept, None)}
        self._rows: dict[str, list[Item]] = defaultdict(list)
        for row in Item.objects.known_at(known_at).filter(scheme=scheme, concept__in=wanted):
            self._rows[row.concept_id].append(row)

    def of(self, concept: str, day: date) -> list[dict[str, Any]]:
        """What a concept is on a day: itself under its code of then, or those it lives on in."""
        return [
            {
                "concept": end,
                "code": row.code,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
                "relation": relation,
            }
            for end, relation in self._reached(concept, day)
            for row in self._rows[end]
            if validity.holds_on(row, day)
        ]

    def _reached(self, concept: str, day: date | None) -> list[tuple[str, str]]:
        """The concept itself and those after it by a day; without one, by any day."""
        ends, seen, open_ = [], set(), [(concept, "same_concept")]
        while open_:
            current, relation = open_.pop(0)
            if current in seen:
                continue
            seen.add(current)
            ends.append((current, relation))
            for link in self._links[current]:
                if day is None or not validity.is_later(link.effective_on, day):
                    open_.append((link.successor_id, link.relation))
        return ends


def successors(concepts: Iterable[str], scope: Scope) -> dict[str, list[dict[str, Any]]]:
    """What each concept is on that day."""
    concepts = set(concepts)
    heirs = Heirs(concepts, scope.as_of.known_at, scope.scheme)
    return {concept: heirs.of(concept, scope.as_of.day) for concept in concepts}


def unheld_codes(wanted: list[str], scope: Scope) -> list[dict[str, Any]]:
    """For codes that hold nothing on that day: why, when they did, and what became of that.

    The reason is ``not-held`` (our record of that day is partial), ``not-valid`` (it holds on other days)
    or ``unknown-code``.
    """
    rows = [
        row
        for row in Item.objects.known_at(scope.as_of.known_at)
        .filter(scheme=scope.scheme, code__in=wanted)
        .order_by("code", "valid_from")
        if scope.as_of.shows(row.valid_from)
    ]
    became = successors({row.concept_id for row in rows}, scope)
    found = []
    for code in wanted:
        held = [row for row in rows if row.code == code]
        found.append(
            {
                "code": code,
                "reason": "not-held" if scope.partial else "not-valid" if held else "unknown-code",
                "periods": [period(row, scope.as_of) for row in held],
                "successors": [
                    successor for concept in dict.fromkeys(r.concept_id for r in held) for successor in became[concept]
                ],
            }
        )
    return found


def missing_code(code: str, scope: Scope) -> Missing:
    """The error that answers for a code that holds nothing on that day."""
    [found] = unheld_codes([code], scope)
    return missing(found, scope.as_of.on)


def missing(found: dict[str, Any], day: date) -> Missing:
    """The error for one of what ``unheld_codes`` finds."""
    code = found["code"]
    values = {"code": code, "day": day}
    heirs = ", ".join(f"{s['code'] or '-'} {s['name_zh']}" for s in found["successors"])
    match found["reason"]:
        case "not-held":
            detail = _("Our record of %(day)s is partial and does not hold %(code)s.") % values
        case "not-valid" if heirs:
            detail = _("%(code)s is not valid on %(day)s; look at %(heirs)s.") % {**values, "heirs": heirs}
        case "not-valid":
            detail = _("%(code)s is not valid on %(day)s.") % values
        case _:
            detail = _("No item of the classification has ever had the code %(code)s.") % values
    return Missing(found["reason"], detail, code=code, periods=found["periods"], successors=found["successors"])
