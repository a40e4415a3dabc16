"""What a process keeps of its answers: bounded by bytes, of one state only, the least recently asked for goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from registry.http.freshness import State
from registry.http.representations import Representation

LARGEST_SHARE = 4
"""What takes more than this part of the memory is not kept: it would drive out all else."""
KINDS = 32
"""For how many kinds of answers a text is kept that the others are packed by; it takes of the memory too."""
LONGEST_REACH = 64 * 1024
"""Bytes; lz4 looks no further back for what was there before."""
REMEMBERED = 20_000
"""How many addresses are remembered as asked for once."""


class Memory:
    """Addresses that anyone can make up, as those with text to search for, are kept from the second time on."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.largest_first = min(LONGEST_REACH, most // KINDS)
        self._state: State | None = None
        self._first: dict[str, bytes] = {}
        """Of each kind the first text: of the others only that is kept which is not in it."""
        self._kept: OrderedDict[Hashable, Representation] = OrderedDict()
        self._asked: set[int] = set()
        self._asked_before: set[int] = set()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, state: State, key: Hashable) -> Representation | None:
        kept = self._kept.get(key)
        if kept is None or kept.state is not state:
            return None
        try:  # noqa: SIM105 (suppress costs more than all the rest here)
            self._kept.move_to_end(key)
        except KeyError:  # driven out by another thread meanwhile
            pass
        return kept

    def put(
        self,
        key: Hashable,
        answer: Representation,
        kind: str = "",
        is_over: Callable[[State], bool] = lambda state: False,
    ) -> None:
        """``kind`` is the same for answers that have much of their text in common.

        ``is_over`` is asked when answers of another state would be driven out: whoever puts may have been overtaken.
        """
        answer = answer.packed(self._like(kind, answer))
        if answer.size * LARGEST_SHARE > self.most:
            return
        with self._lock:
            if answer.state is not self._state:
                if is_over(answer.state):
                    return
                self._kept.clear()
                self.size, self._state = 0, answer.state
            replaced = self._kept.pop(key, None)
            self.size += answer.size - (replaced.size if replaced else 0)
            self._kept[key] = answer
            while self.size > self.most:
                self.size -= self._kept.popitem(last=False)[1].size

    def _like(self, kind: str, answer: Representation) -> bytes:
        found = self._first.get(kind, b"")
        if found or answer.length > self.largest_first or not answer.is_packable:
            return found
        with self._lock:
            if len(self._first) < KINDS and kind not in self._first:
                self._first[kind] = answer.body
                self.most -= answer.length
            return self._first.get(kind, b"")

    def asked_again(self, key: Hashable) -> bool:
        """Whether the address was asked for before; from now on it was."""
        mark = hash(key)
        if mark in self._asked or mark in self._asked_before:
            return True
        self._asked.add(mark)
        if len(self._asked) >= REMEMBERED // 2:
            self._asked, self._asked_before = set(), self._asked
        return False
