"""The groups of the classification on every day, by concept: read once for all cases of a revision."""

from __future__ import annotations

from occupations import codes
from occupations.answers.kept import Kept
from occupations.models import Item, Scheme

KEPT_REVISIONS = 4
"""At about a megabyte each."""


def _read(revision: int, known_at: str) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for group in Item.objects.known_at(revision).filter(scheme=Scheme.NATIONAL, level__lt=codes.OCCUPATION):
        found.setdefault(group.concept_id, []).append(group)
    return found


groups_at = Kept(_read, KEPT_REVISIONS)
