"""Correspondence tables: what stands in one edition against what stands in another, pair by pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from occupations import transitions, validity
from occupations.answers.comparison import Comparison, Resolve, compare, sides
from occupations.answers.documents import citation, sources_by_slug
from occupations.answers.missing import Missing
from occupations.answers.places import Place, brief
from occupations.answers.scope import visible_editions
from occupations.models import EditionRecord, EditionStatus, Scheme
from occupations.validity import AsOf

RELATIONS = {
    "exact": "the same concept",
    "broader": "the target is broader than the source",
    "narrower": "the target is narrower than the source",
    "overlapping": "they have something in common",
    "none": "nothing corresponds to it",
}
CARDINALITIES = ("1:1", "1:n", "n:1", "n:m")
INVERTED = {"broader": "narrower", "narrower": "broader"}
OF_SUCCESSION = {transitions.SPLIT: "narrower", transitions.MERGED: "broader", transitions.REPLACED: "overlapping"}


class Pair(NamedTuple):
    """A row of a table; ``justification`` says what it rests on."""

    source: Place | None
    target: Place | None
    relation: str
    justification: str
    cardinality: str | None = None


def table_ids(as_of: AsOf) -> dict[str, tuple[EditionRecord, EditionRecord]]:
    """The tables there are: from each edition to the next, and from a draft to the edition it became."""
    editions = visible_editions(as_of)
    national = [row for row in editions if row.scheme_id == Scheme.NATIONAL]
    found = {}
    for row in editions:
        later = [n for n in national if not validity.begins_before(n, row.valid_from) and n is not row]
        if later and (row.scheme_id == Scheme.NATIONAL or row.status == EditionStatus.DRAFT):
            found[f"{row.edition_id}-to-{later[0].edition_id}"] = (row, later[0])
    return found


def find_table(table: str, resolve: Resolve, as_of: AsOf, on: date | None) -> Comparison:
    """The two editions of a table, compared; the one that was in force ``on`` a day as it was then. Raises Missing."""
    tables = table_ids(as_of)
    if table not in tables:
        raise Missing(
            "unknown-correspondence",
            _("There is no correspondence table %(id)s; there are: %(known)s.")
            % {"id": table, "known": ", ".join(tables)},
            correspondences=list(tables),
        )
    before, after = sides(resolve, tables[table][0].edition_id, tables[table][1].edition_id)
    if on is not None:
        if validity.holds_on(before.edition, on) and before.edition.status != EditionStatus.DRAFT:
            before = resolve(edition=before.edition.edition_id, on=on)
        else:
            after = resolve(edition=after.edition.edition_id, on=on)
    return compare(before, after, {"group", "occupation"})


def pairs(comparison: Comparison, *, inverted: bool) -> list[Pair]:
    """Every row of a table in the order of the source's codes."""
    found = []
    for difference in comparison.differences:
        if difference.before and difference.after:
            found.append(Pair(difference.before, difference.after, "exact", "same_concept"))
        elif not difference.successors:
            found.append(Pair(difference.before, difference.after, "none", difference.kinds[0]))
        for kind in [kind for kind in OF_SUCCESSION if kind in difference.kinds][:1]:
            found += [Pair(difference.before, heir, OF_SUCCESSION[kind], kind) for heir in difference.successors]
    if inverted:
        found = [Pair(p.target, p.source, INVERTED.get(p.relation, p.relation), p.justification) for p in found]
    sources = Counter(pair.source.concept for pair in found if pair.source and pair.target)
    targets = Counter(pair.target.concept for pair in found if pair.source and pair.target)
    counted = [pair._replace(cardinality=_cardinality(pair, sources, targets)) for pair in found]
    return sorted(counted, key=_order)


def _cardinality(pair: Pair, sources: Counter[str], targets: Counter[str]) -> str | None:
    if pair.source is None or pair.target is None:
        return None
    many = ("n" if targets[pair.target.concept] > 1 else "1", "n" if sources[pair.source.concept] > 1 else "1")
    return "n:m" if many == ("n", "n") else ":".join(many)


def _order(pair: Pair) -> tuple[Any, ...]:
    places = (pair.source, pair.target)
    return tuple(part for place in places for part in (not (place and place.code), (place and place.code) or ""))


def describe_pairs(rows: Sequence[Pair], known_at: int) -> list[dict[str, Any]]:
    slugs = {place.source for row in rows for place in (row.source, row.target) if place}
    sources = sources_by_slug(slugs, known_at)
    return [
        {
            "source": row.source and brief(row.source),
            "target": row.target and brief(row.target),
            "relation": row.relation,
            "cardinality": row.cardinality,
            "justification": row.justification,
            "sources": [
                citation(sources[slug])
                for slug in dict.fromkeys(place.source for place in (row.source, row.target) if place)
                if slug in sources
            ],
        }
        for row in rows
    ]
