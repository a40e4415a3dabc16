"""The words by which policies and cases name a level: its id in /skill-levels, the five grades by number. Pure."""

from __future__ import annotations

from occupations import levels

SPECIAL_ABILITY = "special-ability"
"""A certificate of one ability: some policies pay for it, but it is no level of an occupation."""
GRADES = {5: "五级", 4: "四级", 3: "三级", 2: "二级", 1: "一级"}


def word_of(level: levels.Level) -> str:
    return level.id if level.grade is None else str(level.grade)


def _names(level: levels.Level) -> tuple[str, str]:
    if level.grade is None:
        return level.name_zh, level.name_en.lower()
    return f"{GRADES[level.grade]}／{level.name_zh}", f"level {level.grade}, {level.name_en.lower()}"


# Word → its name in Chinese and English; the lowest of each line first.
LEVELS = {word_of(level): _names(level) for level in levels.LEVELS.values() if level.id != SPECIAL_ABILITY}
