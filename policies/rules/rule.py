"""A rule: one thing that is checked of one case. Its docstring is the reason shown and its documentation. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from policies.rules.inputs import INPUTS, Text

BOTH = r"[^|]+\|[^|]+"
"""The form of a value that is text in both languages, ``Chinese|English``."""


@dataclass(frozen=True)
class Occupation:
    """An occupation as it is on the day of a case."""

    concept: str
    code: str | None
    name_zh: str | None
    name_en: str | None = None
    groups: frozenset[str] = frozenset()
    """The concepts of the groups above it."""
    group_codes: frozenset[str] = frozenset()
    """What the code says of the groups above it, where our record of the day knows no groups; else empty."""
    digital: bool | None = None
    green: bool | None = None
    batch: int | None = None
    """The batch that introduced it."""
    work_types: frozenset[str] = frozenset()
    levels: frozenset[str] | None = None
    """Those of its skill standards in force; None: our sources do not tell them."""
    has_standard: bool = False


@dataclass(frozen=True)
class Case:
    on: date
    occupation: Occupation
    region: tuple[str, ...] = ()
    """The region's code and those above it, nearest first; empty: not told."""
    chains: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The same of every region that a policy names."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What is told of the person, by the names of INPUTS."""


class Rule:
    """Subclasses say in their docstring (English) and in ``zh`` what must be so; ``{value}`` is what the policy names.

    ``check`` answers True (met), False (unmet) or None (unknown); more facts never turn an answer into None,
    nor True into False.
    """

    zh: ClassVar[str]
    inputs: ClassVar[tuple[str, ...]] = ()
    scope: ClassVar[bool] = False
    """Whether it says for what and whom the policy is: unmet, the policy does not apply at all."""
    limit: ClassVar[bool] = False
    """Whether it is about what was drawn before: not told, it is a proviso and does not hold up the decision."""
    _slug: ClassVar[str]
    form: ClassVar[str] = ""
    """What its value must look like; empty: it takes none."""

    def __init__(self, value: str = "") -> None:
        if not re.fullmatch(self.form, value):
            raise ValueError(f"{self.slug()}: {value!r}")
        self.value = value

    def __init_subclass__(cls) -> None:
        cls._slug = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def slug(cls) -> str:
        return cls._slug

    def check(self, case: Case) -> bool | None:
        raise NotImplementedError

    def missing(self, case: Case) -> tuple[str, ...]:
        """The inputs to ask for where the answer is not known."""
        return tuple(name for name in self.inputs if name not in case.facts)

    def shown(self) -> Text:
        """The value as the reason names it."""
        return self.value, self.value

    @cached_property
    def text(self) -> Text:
        zh, en = self.shown()
        return self.zh.format(value=zh), (self.__doc__ or "").format(value=en)

    def reason(self, case: Case) -> Text:
        """The rule in words, and what it was told."""
        zh, en = self.text
        for name in self.inputs:
            given = INPUTS[name]
            if name in case.facts:
                value_zh, value_en = given.shown(case.facts[name])
                zh += f"{given.label[0]}：{value_zh}。"
                en += f" Told: {given.label[1]}: {value_en}."
        return zh, en


def words(texts: Mapping[str, Text], value: str) -> Text:
    """Several words of a vocabulary, named in both languages."""
    named = [texts[word] for word in value.split(";")]
    return "、".join(zh for zh, _en in named), " or ".join(en for _zh, en in named)


def both(value: str) -> Text:
    """The two languages of such a value."""
    zh, _bar, en = value.partition("|")
    return zh, en
