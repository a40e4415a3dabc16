"""occupations/levels.py: the one ordered vocabulary of levels."""

import pytest

from occupations.levels import (
    EIGHT_GRADES,
    FIVE_GRADES,
    LEVELS,
    PROFESSIONAL_TECHNICAL,
    in_order,
    is_at_least,
    is_level,
    named,
)


def names(system: str) -> list[str]:
    return [level.name_zh for level in LEVELS.values() if system in level.systems]


def test_the_systems_are_those_of_the_ministry():
    assert names(FIVE_GRADES) == ["初级工", "中级工", "高级工", "技师", "高级技师"]
    assert names(EIGHT_GRADES) == ["学徒工", *names(FIVE_GRADES), "特级技师", "首席技师"]
    assert names(PROFESSIONAL_TECHNICAL) == ["初级", "中级", "高级"]
    assert [level.grade for level in LEVELS.values() if level.grade] == [5, 4, 3, 2, 1]


def test_the_order_is_that_of_the_vocabulary():
    assert [level.order for level in LEVELS.values()] == list(range(1, len(LEVELS) + 1))
    assert list(LEVELS) == [level.id for level in LEVELS.values()]
    for system in (FIVE_GRADES, EIGHT_GRADES, PROFESSIONAL_TECHNICAL):
        ranks = [level.rank for level in LEVELS.values() if system in level.systems]
        assert ranks == sorted(set(ranks))


def test_levels_are_put_in_order():
    assert in_order(["level1", "level5", "level3", "level5"]) == ("level5", "level3", "level1")
    with pytest.raises(KeyError):
        in_order(["level9"])
    assert is_level("chief")
    assert not is_level("Chief")


@pytest.mark.parametrize(
    ("level", "other", "expected"),
    [
        ("level3", "level3", True),
        ("level1", "level3", True),
        ("level4", "level3", False),
        ("chief", "level1", True),
        ("apprentice", "level5", False),
        ("senior", "junior", True),
        ("senior", "level3", None),
        ("special-ability", "level5", None),
    ],
)
def test_only_levels_of_one_ladder_compare(level, other, expected):
    assert is_at_least(level, other) is expected


def test_a_grade_is_known_by_its_number_too():
    assert [named(word) for word in ("5", "1", "level3", "chief", "6")] == ["level5", "level1", "level3", "chief", "6"]
