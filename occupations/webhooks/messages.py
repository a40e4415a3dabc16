"""What a receiver is told of an event: the body, and the codes by which it is decided who gets it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property

from django.db.models import Q

from occupations import codes
from occupations.answers.rows import tables
from occupations.models import Item, WebhookEvent

CODES_TOLD = 500
"""How many codes a body names at most; the receiver reads the rest in ``changes``."""
CHANGES = "/api/v1/changes?since={since}"


@dataclass(frozen=True)
class Touched:
    """What a revision touched: rows by resource, and the codes they bore before and after."""

    counts: dict[str, dict[str, int]]
    codes: frozenset[str]

    @cached_property
    def reach(self) -> frozenset[str]:
        """The codes and the groups above them."""
        return frozenset(code for touched in self.codes for code in (touched, *codes.ancestors(touched)))

    def concerns(self, wanted: Iterable[str]) -> bool:
        """Whether one of the codes was touched, or anything under one. Who names none is concerned by all."""
        wanted = list(wanted)
        return not wanted or not self.reach.isdisjoint(wanted)


def touched(revision: int) -> Touched:
    """The same for ever: what a revision added and superseded is never altered.

    One query for each kind of record and one more, however much the revision touched.
    """
    counts: dict[str, Counter[str]] = {}
    named: set[str] = set()
    about = Q()
    for table in tables().values():
        rows = table.rows.written_since(revision - 1, revision)
        counted: Counter[str] = Counter()
        for recorded_from, *held in rows.values_list("recorded_from", *table.codes):
            counted["added" if recorded_from == revision else "superseded"] += 1
            named.update(code for code in held if code and codes.is_code(code))
        if counted:
            counts[table.resource] = counted
            if not table.codes:  # it is about codes only through concepts
                for column in table.concepts:
                    about |= Q(concept__in=rows.values(column))
    if about:
        named.update(Item.objects.known_at(revision).filter(about).exclude(code=None).values_list("code", flat=True))
    told = {name: {"added": c["added"], "superseded": c["superseded"]} for name, c in sorted(counts.items())}
    return Touched(told, frozenset(named))


def body(event: WebhookEvent, what: Touched) -> bytes:
    """The same bytes at every attempt."""
    revision = event.revision
    content = {
        "type": event.type,
        "timestamp": event.occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": {
            "revision": revision.number,
            "act": revision.act,
            "batch": revision.batch_id,
            "edition": revision.edition_id,
            "effective_on": revision.effective_on.isoformat() if revision.effective_on else None,
            "reason": revision.reason,
            "counts": what.counts,
            "codes": sorted(what.codes)[:CODES_TOLD],
            "codes_cut": len(what.codes) > CODES_TOLD,
            "changes": CHANGES.format(since=revision.number - 1),
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
