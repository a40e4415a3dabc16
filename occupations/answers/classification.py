"""The whole classification as it is known at a revision, on whatever day: read once for all who ask of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from occupations.answers.kept import Kept
from occupations.answers.places import Links, Place, load_items, load_work_types
from occupations.answers.scope import Scope
from occupations.validity import AsOf

KEPT_CLASSIFICATIONS = 4
"""At some six megabytes each; nearly always the latest is asked, with and without what is scheduled."""


class Classification:
    """Items and work types on every day, oldest first, and what became of what."""

    def __init__(self, as_of: AsOf, known_at: str) -> None:
        self.as_of = as_of

    @cached_property
    def items(self) -> list[Place]:
        return load_items(self.as_of)

    @cached_property
    def work_types(self) -> list[Place]:
        return load_work_types(self.as_of)

    @cached_property
    def links(self) -> Links:
        return Links(self.as_of)


classification_at = Kept(Classification, KEPT_CLASSIFICATIONS)


def without_day(as_of: AsOf) -> AsOf:
    """The same moment for questions about all days: which of them is asked about does not matter."""
    return replace(as_of, on=as_of.known_on)


def classification(scope: Scope) -> Classification:
    return classification_at(without_day(scope.as_of), scope.known_at)
