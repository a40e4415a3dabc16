"""Which items a process has ready as JSON: all those of a moment, once that moment has been asked about a few times.

What the registry says of a moment never changes: a moment is a revision, the instant since when it says so, and a day.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from typing import Any

from occupations.api.selection import Selection
from registry.http.ready_json import ReadyObject, ReadyResults, to_json

ASKED_BEFORE = 20
"""How often a moment is asked about before it is worth the second that it takes to make all its items ready."""
KEPT_MOMENTS = 6
"""Occupations and groups, in two languages, are four already."""
REMEMBERED_MOMENTS = 200


class ReadyItems:
    """Every item of a moment as the list shows it, and by concept what the answer to its code has beside that."""

    def __init__(self, results: Sequence[Any], details: dict[str, dict[str, Any]]) -> None:
        self.texts = {result["concept"]: to_json(result) for result in results}
        self.details = details
        self.selection = Selection(results)
        self.concepts = {result["code"]: result["concept"] for result in results if result["code"]}

    def results(self, concepts: Sequence[str]) -> ReadyResults:
        return ReadyResults([self.texts[concept] for concept in concepts])

    def by_code(self, code: str) -> tuple[ReadyObject, dict[str, Any]] | None:
        """The item, and its details."""
        concept = self.concepts.get(code)
        return None if concept is None else (ReadyObject.parsed(self.texts[concept]), self.details.get(concept, {}))


_kept: OrderedDict[Hashable, ReadyItems] = OrderedDict()
_asked: OrderedDict[Hashable, int] = OrderedDict()
_making = threading.Lock()


def ready_items(moment: Hashable, make: Callable[[], ReadyItems]) -> ReadyItems | None:
    """None as long as a moment is asked about too seldom, or while another thread makes one ready."""
    found = _kept.get(moment)
    if found is not None:
        with suppress(KeyError):  # driven out by another thread meanwhile
            _kept.move_to_end(moment)
        return found
    if not _making.acquire(blocking=False):
        return None
    try:
        _asked[moment] = _asked.pop(moment, 0) + 1
        if len(_asked) > REMEMBERED_MOMENTS:
            _asked.popitem(last=False)
        if _asked[moment] <= ASKED_BEFORE:
            return None
        _kept[moment] = found = make()
        if len(_kept) > KEPT_MOMENTS:
            _asked.pop(_kept.popitem(last=False)[0], None)  # else it would be made again as soon as it is asked about
        return found
    finally:
        _making.release()


def forget() -> None:
    _kept.clear()
    _asked.clear()
