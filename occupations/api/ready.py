"""What a process has ready as JSON: all items of a moment, once that moment has been asked about a few times.

What the registry says of a moment never changes: a moment is a revision, the instant since when it says so, and a day,
or a stage: the days between which no item changes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from occupations.api.selection import Chosen, Selection, chosen_by
from registry.http.ready_json import ReadyList, ReadyResults, WrittenObject, to_json

ASKED_BEFORE = 20
"""How often a moment is asked about before it is worth the second that it takes to make all its items ready."""
REMEMBERED_MOMENTS = 200
Kept = TypeVar("Kept")


class ReadyItems:
    """Every item of a moment as the list shows it."""

    def __init__(self, results: Iterable[Any], like: Iterable[ReadyItems] = ()) -> None:
        """``like`` are those of other moments: most items are told alike in all of them, and kept once."""
        like = list(like)
        texts = {text: text for other in like for text in other.texts}
        searched = {text: text for other in like for text in other.selection.texts}
        made: list[tuple[Chosen, bytes]] = []
        for result in results:
            text, item = to_json(result), chosen_by(result)
            made.append((item._replace(text=searched.get(item.text, item.text)), texts.get(text, text)))
        made.sort(key=lambda pair: pair[0].concept)
        self.texts: list[bytes] = [text for _item, text in made]
        self.selection: Selection = Selection([item for item, _text in made])
        self.concepts = [item.concept for item, _text in made]
        self._by_concept = {concept: place for place, concept in enumerate(self.concepts)}
        self._by_code = {item.code: place for place, (item, _text) in enumerate(made) if item.code}

    def places(self, concepts: Iterable[str]) -> list[int]:
        return [self._by_concept[concept] for concept in concepts]

    def results(self, places: Iterable[int]) -> ReadyResults:
        return ReadyResults([self.texts[place] for place in places])

    def by_code(self, code: str) -> tuple[str, WrittenObject] | None:
        """The concept that holds a code, and what is told of it."""
        place = self._by_code.get(code)
        return None if place is None else (self.concepts[place], WrittenObject(self.texts[place]))


class Ready(Generic[Kept]):
    """What was made for moments; of more than ``most`` the one goes that was not asked about for longest."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self.asked: OrderedDict[Hashable, int] = OrderedDict()
        self._making = threading.Lock()

    def get(self, moment: Hashable, make: Callable[[], Kept], *, times: int = 1) -> Kept | None:
        """None as long as a moment is asked about too seldom, or while another thread makes one ready.

        To ask now counts as ``times`` such questions.
        """
        found = self.kept.get(moment)
        if found is not None:
            with suppress(KeyError):  # driven out by another thread meanwhile
                self.kept.move_to_end(moment)
            return found
        if not self._making.acquire(blocking=False):
            return None
        try:
            self.asked[moment] = self.asked.pop(moment, 0) + times
            if len(self.asked) > REMEMBERED_MOMENTS:
                self.asked.popitem(last=False)
            if self.asked[moment] <= ASKED_BEFORE:
                return None
            self.kept[moment] = found = make()
            if len(self.kept) > self.most:
                # Else it would be made again as soon as it is asked about.
                self.asked.pop(self.kept.popitem(last=False)[0], None)
            return found
        finally:
            self._making.release()

    def forget(self) -> None:
        self.kept.clear()
        self.asked.clear()


# Occupations and groups, in two languages, are four already.
ITEMS: Ready[ReadyItems] = Ready(6)
STANDARDS: Ready[dict[str, ReadyList]] = Ready(24)
"""Those of each occupation in brief, by concept: they have stages of their own, so here the moment has its day."""


def forget() -> None:
    ITEMS.forget()
    STANDARDS.forget()
