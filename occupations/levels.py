"""The levels of skill: which there are, in which system, and in which order. Pure.

The five grades of vocational skill became part of the eight-grade system. The three levels of
professional-technical standards are a ladder of their own, and the certificate of a special ability is no step of
any: no document at hand ranks one by the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FIVE_GRADES = "five_grades"
EIGHT_GRADES = "eight_grades"
PROFESSIONAL_TECHNICAL = "professional_technical"
SPECIAL_ABILITY = "special_ability"
SYSTEMS = (FIVE_GRADES, EIGHT_GRADES, PROFESSIONAL_TECHNICAL, SPECIAL_ABILITY)


@dataclass(frozen=True)
class Level:
    id: str
    order: int
    """Its place among all of them, from the lowest upwards."""
    systems: tuple[str, ...]
    rank: int
    """Its step on the ladder of its systems, from the lowest upwards; ladders are not comparable."""
    grade: int | None
    """The number it is called by: of the five grades, 5 is the lowest."""
    name_zh: str
    name_en: str


_GRADES = (FIVE_GRADES, EIGHT_GRADES)
LEVELS = {
    level.id: level
    for level in (
        Level("apprentice", 1, (EIGHT_GRADES,), 1, None, "学徒工", "Apprentice"),
        Level("level5", 2, _GRADES, 2, 5, "初级工", "Junior worker"),
        Level("level4", 3, _GRADES, 3, 4, "中级工", "Intermediate worker"),
        Level("level3", 4, _GRADES, 4, 3, "高级工", "Senior worker"),
        Level("level2", 5, _GRADES, 5, 2, "技师", "Technician"),
        Level("level1", 6, _GRADES, 6, 1, "高级技师", "Senior technician"),
        Level("special-grade", 7, (EIGHT_GRADES,), 7, None, "特级技师", "Special-grade technician"),
        Level("chief", 8, (EIGHT_GRADES,), 8, None, "首席技师", "Chief technician"),
        Level("junior", 9, (PROFESSIONAL_TECHNICAL,), 1, None, "初级", "Junior"),
        Level("intermediate", 10, (PROFESSIONAL_TECHNICAL,), 2, None, "中级", "Intermediate"),
        Level("senior", 11, (PROFESSIONAL_TECHNICAL,), 3, None, "高级", "Senior"),
        Level("special-ability", 12, (SPECIAL_ABILITY,), 1, None, "专项职业能力", "Special ability"),
    )
}
"""Every level by its id, the lowest of each ladder first."""
GRADES = {str(level.grade): level.id for level in LEVELS.values() if level.grade is not None}
"""The five grades by their numbers, as documents call them: taken wherever a level is asked for, never answered."""


def is_level(text: str) -> bool:
    return text in LEVELS


def named(word: str) -> str:
    """The id of the level that an id or the number of a grade stands for; any other word as it is."""
    return GRADES.get(word, word)


def in_order(ids: Iterable[str]) -> tuple[str, ...]:
    """The levels from the lowest upwards, each once. Raises KeyError for what is no level."""
    return tuple(sorted(set(ids), key=lambda level: LEVELS[level].order))


def is_at_least(level: str, other: str) -> bool | None:
    """Whether a level is the other one or above it; None where the two stand on different ladders."""
    one, two = LEVELS[level], LEVELS[other]
    if not set(one.systems) & set(two.systems):
        return None
    return one.rank >= two.rank
