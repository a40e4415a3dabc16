"""What other apps show beside an occupation and beside a batch: they register it here, this app knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from occupations.api.scope import ScopedViewSet


@dataclass(frozen=True)
class Linked:
    shape: Callable[[], serializers.Field]
    """What documents it."""
    of_occupation: Callable[[ScopedViewSet, str, Mapping[str, Any]], list[dict[str, Any]]]
    """Takes the occupation's concept, and what is told of it: to look into that may cost the reading of JSON."""
    of_batch: Callable[[ScopedViewSet, int], list[dict[str, Any]]]


LINKED: dict[str, Linked] = {}
"""Field of the answer → what fills it; apps register theirs when their api package is imported."""


class WithLinked(serializers.Serializer):
    """Documents what is linked after the fields of its own."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {name: linked.shape() for name, linked in LINKED.items()}


def linked_to_occupation(view: ScopedViewSet, concept: str, described: Mapping[str, Any]) -> dict[str, Any]:
    return {name: linked.of_occupation(view, concept, described) for name, linked in LINKED.items()}


def linked_to_batch(view: ScopedViewSet, number: int) -> dict[str, Any]:
    return {name: linked.of_batch(view, number) for name, linked in LINKED.items()}
