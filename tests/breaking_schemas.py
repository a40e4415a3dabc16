"""Whether a schema takes less of what may be sent, or gives more than what may be answered, than another one did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from warnings import catch_warnings, simplefilter

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import from_regex

Schema = dict[str, Any]
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
SAME = ("format", "multipleOf", "uniqueItems", "default")
WORDS = {"description", "title", "deprecated", "example", "examples", "x-sunset", "readOnly", "writeOnly"}
KNOWN = {
    *WORDS,
    *("$ref", "type", "enum", "const", "x-extensible-enum", "pattern", "x-always"),
    *("properties", "required", "additionalProperties", "items", "allOf", "oneOf", "anyOf"),
    *(*AT_LEAST, *AT_MOST, *SAME),
}


class Schemas:
    """Those of two documents."""

    def __init__(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        self.old, self.new = old, new
        self.seen: set[tuple[str, str, bool]] = set()
        self.patterns: dict[tuple[str, str], str | None] = {}

    def changes(self, place: str, old: Schema, new: Schema, *, asked: bool) -> Iterator[str]:
        """``asked``: it describes what may be sent; else, what may be answered."""
        if "$ref" in old and "$ref" in new:
            key = (old["$ref"], new["$ref"], asked)
            if key in self.seen:
                return  # a tree; or it was looked at from another place
            self.seen.add(key)
            names = [one["$ref"].rpartition("/")[2] for one in (old, new)]
            if names[0] != names[1]:
                yield f"{place}: is {names[1]}, not {names[0]}"
            place = f"{old['$ref'].rpartition('/')[2]} ({'sent' if asked else 'answered'})"
        yield from self.compare(place, self.whole(self.old, old), self.whole(self.new, new), asked)

    def whole(self, document: dict[str, Any], schema: Schema) -> Schema:
        """A schema with what it refers to, and all parts of ``allOf`` put together."""
        found = dict(schema)
        parts = found.pop("allOf", [])
        if "$ref" in found:
            part: Any = document
            for name in found.pop("$ref").split("/")[1:]:
                part = part[name]
            parts = [part, *parts]
        for part in parts:
            part = self.whole(document, part)
            properties = {**part.get("properties", {}), **found.get("properties", {})}
            required = [*part.get("required", []), *found.get("required", [])]
            found = {**part, **found}
            if properties:
                found |= {"properties": properties, "required": required}
        return found

    def compare(self, place: str, old: Schema, new: Schema, asked: bool) -> Iterator[str]:
        if unknown := {*old, *new} - KNOWN:
            changed = [name for name in sorted(unknown) if old.get(name) != new.get(name)]
            yield from (f"{place}: {name} is another, which this check does not understand" for name in changed)
        alternatives = [one.get("oneOf") or one.get("anyOf") for one in (old, new)]
        if any(alternatives):
            yield from self.unions(place, alternatives[0] or [old], alternatives[1] or [new], asked)
            return
        yield from self.types(place, old, new, asked)
        yield from self.words(place, old, new, asked)
        yield from self.bounds(place, old, new, asked)
        yield from self.members(place, old, new, asked)
        if "items" in old or "items" in new:
            yield from self.changes(f"{place}[]", old.get("items", {}), new.get("items", {}), asked=asked)

    def unions(self, place: str, old: list[Schema], new: list[Schema], asked: bool) -> Iterator[str]:
        """What could be sent must still fit one alternative; what is answered must have fitted one."""
        ones, others = (old, new) if asked else (new, old)
        for one in ones:
            tried = [self.attempt(place, *((one, other) if asked else (other, one)), asked) for other in others]
            if all(tried):
                name = one.get("$ref", "").rpartition("/")[2]
                namesakes = [found for other, found in zip(others, tried, strict=True) if name in other.get("$ref", "")]
                [closest] = tried if len(tried) == 1 else namesakes if name and len(namesakes) == 1 else [[]]
                what = f"the alternative {name or _named(_types(one))} is {'gone' if asked else 'new'}"
                yield from closest or [f"{place}: {what}"]

    def attempt(self, place: str, old: Schema, new: Schema, asked: bool) -> list[str]:
        """The changes between two alternatives, which may not be meant for each other."""
        fresh = Schemas(self.old, self.new)
        fresh.seen, fresh.patterns = {*self.seen}, self.patterns
        return [*fresh.changes(place, old, new, asked=asked)]

    def types(self, place: str, old: Schema, new: Schema, asked: bool) -> Iterator[str]:
        before, after = _types(old), _types(new)
        wide, narrow = (after, before) if asked else (before, after)
        if "number" in wide:
            wide = {*wide, "integer"}
        if wide and not (narrow and narrow <= wide):
            yield f"{place}: {_named(before)} before, {_named(after)} now"
        for name in SAME:
            if old.get(name) != new.get(name):
                yield f"{place}: {name} is {new.get(name)!r}, not {old.get(name)!r}"

    def words(self, place: str, old: Schema, new: Schema, asked: bool) -> Iterator[str]:
        before, after = _enum(old), _enum(new)
        wide, narrow = (after, before) if asked else (before, after)
        if wide is not None:
            surplus = None if narrow is None else [word for word in narrow if word not in wide]
            if surplus is None:
                yield f"{place}: {'only some words are taken now' if asked else 'any word may come now'}"
            elif surplus:
                yield f"{place}: {', '.join(map(str, surplus))}: {'not taken any more' if asked else 'may come now'}"

    def bounds(self, place: str, old: Schema, new: Schema, asked: bool) -> Iterator[str]:
        wide, narrow = (new, old) if asked else (old, new)
        for names, sign in ((AT_LEAST, 1), (AT_MOST, -1)):
            for name in names:
                if name in wide and (name not in narrow or narrow[name] * sign < wide[name] * sign):
                    yield f"{place}: {name} is {new.get(name)}, not {old.get(name)}"
        if "pattern" in wide and wide["pattern"] != narrow.get("pattern"):
            example = self.unmatched(narrow.get("pattern", r"^.{0,20}\Z"), wide["pattern"])
            if example is not None:
                yield f"{place}: {example!r} {'is not taken any more' if asked else 'may come now'}"

    def unmatched(self, narrow: str, wide: str) -> str | None:
        """Something of the first pattern that the second does not match."""
        if (narrow, wide) not in self.patterns:
            self.patterns[narrow, wide] = _unmatched(narrow, wide)
        return self.patterns[narrow, wide]

    def members(self, place: str, old: Schema, new: Schema, asked: bool) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name, schema in before.items():
            if name in after:
                yield from self.changes(f"{place}.{name}", schema, after[name], asked=asked)
            else:
                yield f"{place}.{name}: is gone"
        if asked:
            must = [name for name in new.get("required", []) if name not in old.get("required", [])]
            yield from (f"{place}.{name}: must be given now" for name in must)
        else:
            for word in ("required", "x-always"):
                there = {*new.get("required", []), *(new.get("x-always", []) if word == "x-always" else [])}
                lost = [name for name in old.get(word, []) if name not in there and name in after]
                yield from (f"{place}.{name}: is not always there any more" for name in lost)
        rest, rest_now = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if isinstance(rest, dict) and isinstance(rest_now, dict):
            yield from self.changes(f"{place}.*", rest, rest_now, asked=asked)
        elif rest != rest_now and (rest_now is not True if asked else isinstance(rest, dict)):
            yield f"{place}: other members are {'not taken any more' if asked else 'of another type'}"


def _types(schema: Schema) -> set[str]:
    """Empty: any."""
    stated = schema.get("type", [])
    return {stated} if isinstance(stated, str) else {*stated}


def _named(types: set[str]) -> str:
    return " or ".join(sorted(types)) or "anything"


def _enum(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _unmatched(narrow: str, wide: str) -> str | None:
    found: list[str] = []

    @seed(1)
    @settings(
        max_examples=200, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(from_regex(narrow.removesuffix("$") + r"\Z" if narrow.endswith("$") else narrow))
    def look(text: str) -> None:
        if not re.search(wide, text):
            found.append(text)

    with catch_warnings():
        simplefilter("ignore")
        look()
    return min(found, key=len) if found else None
