"""JSON that is written already: what knows its own text, and how an answer is joined from such parts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from rest_framework.utils.encoders import JSONEncoder


def to_json(value: Any) -> bytes:
    """The JSON of an answer; of its members one level down, what is written already is not written again."""
    if isinstance(value, ReadyObject):
        return value.text
    if isinstance(value, JoinedObject):
        return b"{" + b",".join(text[1:-1] for part in value.parts if len(text := to_json(part)) > 2) + b"}"
    if isinstance(value, dict) and value:
        name, last = next(reversed(value.items()))
        if isinstance(last, ReadyResults) or _is_ready_list(last):
            around = _written({**value, name: []})
            texts = [*last.texts] if isinstance(last, ReadyResults) else [member.text for member in last]
            if not texts:
                return around
            # Joined once: of the whole list another copy would be two megabytes more.
            texts[0] = around.removesuffix(b"]}") + texts[0]
            texts[-1] += b"]}"
            return b",".join(texts)
    return _written(value)


class ReadyObject(dict[str, Any]):
    """An object that keeps its own text; nobody may change it."""

    @cached_property
    def text(self) -> bytes:
        return _written(self)

    @classmethod
    def parsed(cls, text: bytes) -> ReadyObject:
        found = cls(json.loads(text))
        found.text = text
        return found


class JoinedObject(dict[str, Any]):
    """One object of the members of several, in their order."""

    def __init__(self, *parts: dict[str, Any]) -> None:
        super().__init__()
        self.parts = parts
        for part in parts:
            self.update(part)


class ReadyResults(Sequence[Any]):
    """The results of a list that are JSON already; whoever wants something else of them gets them parsed."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, place: Any) -> Any:
        return json.loads(self.texts[place])


def _is_ready_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(member, ReadyObject) for member in value)


def _written(value: Any) -> bytes:
    return _ENCODER.encode(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()


# As REST framework writes it.
_ENCODER = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
