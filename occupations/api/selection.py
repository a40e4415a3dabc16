"""Which items of a moment a list shows, and in which order, decided in memory as ItemFilter decides it by query.

A test asks both ways and compares.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from occupations.api.text import lowered

KEYS = ("code", "name_zh", "valid_from")
PARTING = "\0"
"""Between texts that are searched together: nobody can ask for it."""
AFTER_ALL = "\U0010ffff"


class Selection:
    """An item is meant by its place among the items, which come by concept."""

    def __init__(self, items: Sequence[Mapping[str, Any]]) -> None:
        self.orders = {sign + key: _in_order(items, key, turned_round=bool(sign)) for key in KEYS for sign in ("", "-")}
        self.texts = [_searched(item) for item in items]
        coded = sorted((item["code"], place) for place, item in enumerate(items) if item["code"])
        self.codes, self.places = [code for code, _place in coded], [place for _code, place in coded]
        self.holding: dict[tuple[str, Any], set[int]] = defaultdict(set)
        for place, item in enumerate(items):
            for name in ("digital", "green", "level"):
                self.holding[name, item[name]].add(place)
            for group in item["ancestors"]:
                self.holding["under", group["code"]].add(place)
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
            order = list(filter(found.__contains__, order))
        return order

    def _with_codes(self, text: str) -> set[int]:
        found: set[int] = set()
        for code in text.split(","):
            beginning = code.removesuffix("*")
            found.update(self._between(beginning, beginning if code == beginning else beginning + AFTER_ALL))
        return found

    def _between(self, first: str, last: str) -> list[int]:
        """The items whose codes are one of these, or lie between them."""
        return self.places[bisect_left(self.codes, first) : bisect_right(self.codes, last)]

    def _with_text(self, text: str) -> set[int]:
        searched = lowered(text)
        found = {place for place, known in enumerate(self.texts) if searched in known}
        return found.union(self._between(text, text + AFTER_ALL))


def _in_order(items: Sequence[Mapping[str, Any]], key: str, *, turned_round: bool) -> list[int]:
    """As text.in_order does it."""
    told = [place for place, item in enumerate(items) if item[key] is not None]
    told.sort(key=lambda place: items[place][key], reverse=turned_round)
    return told + [place for place, item in enumerate(items) if item[key] is None]


def _searched(item: Mapping[str, Any]) -> str:
    """What is looked through for a text."""
    names = [item["name_zh"], item["name_en"]]
    for work_type in item.get("work_types", ()):
        names += [work_type["name_zh"], ";".join(work_type["former_names_zh"])]
    return lowered(PARTING.join(name for name in names if name))
