"""The skill levels that policies speak of, and whether an occupation's standard has the one asked about. Pure."""

from __future__ import annotations

from collections.abc import Collection

# Level → its name in Chinese and English; the lowest of each line first.
LEVELS = {
    "5": ("五级／初级工", "level 5, junior worker"),
    "4": ("四级／中级工", "level 4, intermediate worker"),
    "3": ("三级／高级工", "level 3, senior worker"),
    "2": ("二级／技师", "level 2, technician"),
    "1": ("一级／高级技师", "level 1, senior technician"),
    "special_grade": ("特级技师", "special-grade technician"),
    "chief": ("首席技师", "chief technician"),
    "junior": ("初级专业技术", "junior professional"),
    "intermediate": ("中级专业技术", "intermediate professional"),
    "senior": ("高级专业技术", "senior professional"),
}
SPECIAL_ABILITY = "special_ability"
"""A certificate of one ability: some policies pay for it, but it is no level of an occupation."""


def is_in_standard(level: str, levels_of_standard: Collection[str] | None) -> bool:
    """Whether the level can be asked about; None: which levels the standard has is not known."""
    return levels_of_standard is None or level in levels_of_standard
