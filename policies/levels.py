"""The levels that a case may be of, with the names that reasons and questions give them. Pure."""

from __future__ import annotations

from occupations import levels

SPECIAL_ABILITY = "special-ability"
"""A certificate of one ability: some policies pay for it, but it is no level of an occupation."""
NUMBERED = {5: "五级", 4: "四级", 3: "三级", 2: "二级", 1: "一级"}


def _names(level: levels.Level) -> tuple[str, str]:
    if level.grade is None:
        return level.name_zh, level.name_en.lower()
    return f"{NUMBERED[level.grade]}／{level.name_zh}", f"level {level.grade}, {level.name_en.lower()}"


# Id → its name in Chinese and English; the lowest of each line first.
LEVELS = {level.id: _names(level) for level in levels.LEVELS.values() if level.id != SPECIAL_ABILITY}
