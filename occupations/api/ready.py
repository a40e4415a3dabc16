"""Which items a process has ready as JSON: all those of a moment, once that moment has been asked about a few times.

What the registry says of a moment never changes: a moment is a revision, the instant since when it says so, and a day.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
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
        results = sorted(results, key=lambda result: result["concept"])
        self.texts = [to_json(result) for result in results]
        self.details = details
        self.selection = Selection(results)
        self._by_concept = {result["concept"]: place for place, result in enumerate(results)}
        self._by_code = {result["code"]: place for place, result in enumerate(results) if result["code"]}

    def places(self, concepts: Iterable[str]) -> list[int]:
        return [self._by_concept[concept] for concept in concepts]

    def results(self, places: Iterable[int]) -> ReadyResults:
        return ReadyResults([self.texts[place] for place in places])

    def by_code(self, code: str) -> tuple[ReadyObject, dict[str, Any]] | None:
        """The item, and its details."""
        place = self._by_code.get(code)
        if place is None:
            return None
        item = ReadyObject.parsed(self.texts[place])
        return item, self.details.get(item["concept"], {})


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
