"""Which items of a moment a list shows, and in which order, decided in memory as ItemFilter decides it by query.

A test asks both ways and compares.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from occupations.api.text import lowered

KEYS = ("code", "name_zh", "valid_from")
PARTING = "\0"
"""Between texts that are searched together: nobody can ask for it."""
AFTER_ALL = "\U0010ffff"
Places = array  # four bytes each


class Chosen(NamedTuple):
    """What an item is chosen by, and put in order."""

    concept: str
    code: str | None
    name_zh: str | None
    valid_from: str
    level: int
    digital: bool | None
    green: bool | None
    groups: Sequence[str]
    """Codes of all that it lies under."""
    text: str
    """What is looked through for a text."""


class Selection:
    """An item is meant by its place among the items, which come by concept."""

    def __init__(self, items: Sequence[Chosen]) -> None:
        self.orders = {sign + key: _in_order(items, key, turned_round=bool(sign)) for key in KEYS for sign in ("", "-")}
        self.texts = [item.text for item in items]
        coded = sorted((item.code, place) for place, item in enumerate(items) if item.code)
        self.codes, self.places = [code for code, _place in coded], _places(place for _code, place in coded)
        self.holding: dict[tuple[str, Any], Places] = defaultdict(_places)
        for place, item in enumerate(items):
            for name in ("digital", "green", "level"):
                self.holding[name, getattr(item, name)].append(place)
            for group in item.groups:
                self.holding["under", group].append(place)
        self.tests: dict[str, Callable[[Any], Collection[int] | None]] = {
            "code": self._with_codes,
            "q": self._with_text,
            "level": lambda level: self.holding.get(("level", int(level)), ()),
            "digital": lambda mark: self.holding.get(("digital", mark), ()),
            "green": lambda mark: self.holding.get(("green", mark), ()),
            "under": lambda group: self.holding.get(("under", group)),
        }

    def choose(self, wanted: Mapping[str, Any]) -> Sequence[int] | None:
        """The places, by the filters that were asked for; None where the items alone cannot tell."""
        order: Sequence[int] = self.orders[wanted.get("ordering", "code")]
        for name, value in wanted.items():
            if name == "ordering":
                continue
            found = self.tests[name](value) if name in self.tests else None
            if found is None:
                return None
            order = list(filter(set(found).__contains__, order))
        return order

    def _with_codes(self, text: str) -> set[int]:
        found: set[int] = set()
        for code in text.split(","):
            beginning = code.removesuffix("*")
            found.update(self._between(beginning, beginning if code == beginning else beginning + AFTER_ALL))
        return found

    def _between(self, first: str, last: str) -> Places:
        """The items whose codes are one of these, or lie between them."""
        return self.places[bisect_left(self.codes, first) : bisect_right(self.codes, last)]

    def _with_text(self, text: str) -> set[int]:
        searched = lowered(text)
        found = {place for place, known in enumerate(self.texts) if searched in known}
        return found.union(self._between(text, text + AFTER_ALL))


def chosen_by(item: Mapping[str, Any]) -> Chosen:
    """Of an item as the list shows it."""
    names = [item["name_zh"], item["name_en"]]
    for work_type in item.get("work_types", ()):
        names += [work_type["name_zh"], ";".join(work_type["former_names_zh"])]
    return Chosen(
        groups=[group["code"] for group in item["ancestors"]],
        text=lowered(PARTING.join(name for name in names if name)),
        **{name: item[name] for name in ("concept", "code", "name_zh", "valid_from", "level", "digital", "green")},
    )


def _in_order(items: Sequence[Chosen], key: str, *, turned_round: bool) -> Places:
    """As text.in_order does it."""
    keys = [getattr(item, key) for item in items]
    told = [place for place, value in enumerate(keys) if value is not None]
    told.sort(key=keys.__getitem__, reverse=turned_round)
    return _places(told + [place for place, value in enumerate(keys) if value is None])


def _places(places: Iterable[int] = ()) -> Places:
    return array("I", places)
