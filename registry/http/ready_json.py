"""JSON that is written already: what knows its own text, and how an answer is joined from such parts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder


def to_json(value: Any) -> bytes:
    """The JSON of an answer; what is written already is not written again."""
    if isinstance(value, WITH_TEXT):
        return value.text
    if isinstance(value, dict) and value:
        name, last = next(reversed(value.items()))
        if isinstance(last, ReadyResults):
            around = _written({**value, name: []})
            if not last.texts:
                return around
            # Joined once: of the whole list another copy would be two megabytes more.
            texts = [*last.texts]
            texts[0] = around.removesuffix(b"]}") + texts[0]
            texts[-1] += b"]}"
            return b",".join(texts)
    return _written(value)


def joined(*parts: Mapping[str, Any]) -> bytes:
    """The JSON of one object that has the members of several, in their order."""
    return b"{" + b",".join(members for part in parts if (members := _members(part))) + b"}"


def json_response(text: bytes, headers: dict[str, str] | None = None) -> HttpResponse:
    """What a view answers with that has nothing else to choose from: REST framework would look for a renderer."""
    return HttpResponse(text, content_type=JSONRenderer.media_type, headers=headers)


class ReadyObject(dict[str, Any]):
    """An object that keeps its own text."""

    @cached_property
    def text(self) -> bytes:
        return _written(self)

    def __setitem__(self, name: str, value: Any) -> None:
        raise TypeError("It is kept as it is: make another one of it.")


class ReadyList(list[ReadyObject]):
    """Some of them; nothing may be added once it was asked for its text."""

    @cached_property
    def text(self) -> bytes:
        return b"[" + b",".join(member.text for member in self) + b"]"


NONE = ReadyList()


class WrittenObject(Mapping[str, Any]):
    """An object of which there is but the text; it is read only once somebody asks what it tells."""

    def __init__(self, text: bytes) -> None:
        self.text = text

    @cached_property
    def told(self) -> dict[str, Any]:
        return json.loads(self.text)

    def __getitem__(self, name: str) -> Any:
        return self.told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.told)

    def __len__(self) -> int:
        return len(self.told)


class ReadyResults(Sequence[Any]):
    """The results of a list that are JSON already; whoever wants something else of them gets them parsed."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, place: Any) -> Any:
        return json.loads(self.texts[place])


WITH_TEXT = (ReadyObject, ReadyList, WrittenObject)


def _members(part: Mapping[str, Any]) -> bytes:
    """The text of an object without its braces."""
    if isinstance(part, WITH_TEXT):
        return part.text[1:-1]
    if any(isinstance(value, WITH_TEXT) for value in part.values()):
        return b",".join(_name(name) + to_json(value) for name, value in part.items())
    return _written(part)[1:-1]


@lru_cache(maxsize=256)
def _name(name: str) -> bytes:
    return _written(name) + b":"


def _written(value: Any) -> bytes:
    return _ENCODER.encode(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()


# As REST framework writes it.
_ENCODER = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
