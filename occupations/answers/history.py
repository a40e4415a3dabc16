"""The whole life of a concept: its own stretches, those of what it came from and lives on in, and each change."""

from __future__ import annotations

from datetime import date
from typing import Any

from occupations import validity
from occupations.answers.change_log import About, dated_events, describe_events
from occupations.answers.migration import stretch
from occupations.answers.places import Link, Links, Place, by_concept, load_items, load_work_types
from occupations.models import Concept, Scheme
from occupations.validity import AsOf


def describe_history(concept: Concept, as_of: AsOf, on: date) -> dict[str, Any]:
    """A whole life, told up to its last change or to ``on``. A fixed number of queries, however long it is."""
    links = Links(as_of)
    family, successions = _family(concept.id, links)
    places = by_concept(load_items(as_of, concept__in=family) + load_work_types(as_of, concept__in=family))
    log = dated_events(validity.EARLIEST_DAY, validity.following(as_of.day), as_of, About(concepts=frozenset(family)))
    return {
        "concept": concept.id,
        "kind": concept.kind,
        "until": max([on, *(place.valid_from for member in places.values() for place in member)]),
        "lines": [
            _line(member, places[member]) for member in sorted(family, key=lambda m: _age(m, places, concept.id))
        ],
        "successions": [
            {
                "predecessor": link.predecessor,
                "successor": link.successor,
                "relation": link.relation,
                "effective_on": link.effective_on,
            }
            for link in successions
        ],
        "changes": describe_events(log[:], as_of, by_revision=False),
    }


def _line(concept: str, places: list[Place]) -> dict[str, Any]:
    resource = places[0].resource if places else None
    periods = [{**stretch(place), "draft": place.scheme != Scheme.NATIONAL} for place in places]
    return {"concept": concept, "resource": resource, "periods": periods}


def _age(member: str, places: dict[str, list[Place]], subject: str) -> tuple[Any, ...]:
    """Oldest first; among those of one age the subject itself, then by id."""
    begun = min((place.valid_from for place in places[member]), default=validity.EARLIEST_DAY)
    return begun, member != subject, member


def _family(concept: str, links: Links) -> tuple[set[str], list[Link]]:
    """Everything connected by successions, whichever way."""
    family, open_ = {concept}, [concept]
    found: dict[Link, None] = {}
    while open_:
        current = open_.pop()
        for link in [*links.before.get(current, ()), *links.after.get(current, ())]:
            found[link] = None
            fresh = {link.predecessor, link.successor} - family
            family |= fresh
            open_ += fresh
    return family, sorted(found, key=lambda link: (link.effective_on, link.predecessor, link.successor))
