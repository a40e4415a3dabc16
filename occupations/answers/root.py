"""The registry in figures."""

from __future__ import annotations

from django.db.models import Count, Q

from occupations import codes
from occupations.answers.lifelines import batches_in_effect
from occupations.answers.scope import Scope
from occupations.models import Item, SourceRecord, WorkType


def counts(scope: Scope) -> dict[str, int]:
    """How much is held at that moment."""
    at_level = {
        name: Count("id", filter=Q(level=level))
        for name, level in (
            ("major_groups", codes.MAJOR),
            ("medium_groups", codes.MEDIUM),
            ("minor_groups", codes.MINOR),
            ("occupations", codes.OCCUPATION),
        )
    }
    items = Item.objects.as_of(scope.as_of).filter(scheme=scope.scheme).aggregate(**at_level)
    work_types = WorkType.objects.as_of(scope.as_of).filter(scheme=scope.scheme)
    return {
        **items,
        "work_types": work_types.count(),
        "batches": len(batches_in_effect(scope)),
        "sources": SourceRecord.objects.known_at(scope.as_of.known_at).count(),
    }
