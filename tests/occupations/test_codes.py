"""The grammar of codes and of concept ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occupations import codes

numbers = st.integers(min_value=0, max_value=999_999)


@pytest.mark.parametrize(
    ("code", "level", "parent", "ancestors"),
    [
        ("4", 1, None, []),
        ("4-01", 2, "4", ["4"]),
        ("4-01-06", 3, "4-01", ["4", "4-01"]),
        ("4-01-06-02", 4, "4-01-06", ["4", "4-01", "4-01-06"]),
    ],
)
def test_it_works(code, level, parent, ancestors):
    assert codes.is_code(code)
    assert (codes.level(code), codes.parent(code), codes.ancestors(code)) == (level, parent, ancestors)


@pytest.mark.parametrize("text", ["", "0", "9", "4-1", "4-01-", "4-01-06-02-01", "４", "4-０1", "4-01\n", " 4", "4_01"])
def test_what_is_no_code(text):
    assert not codes.is_code(text)


@given(numbers)
def test_a_concept_id_is_sound(number):
    assert codes.is_concept_id(codes.concept_id(number))


@given(numbers, st.integers(min_value=1, max_value=7), st.integers(min_value=0, max_value=9))
def test_one_wrong_digit_is_always_noticed(number, place, digit):
    concept = codes.concept_id(number)
    wrong = f"{concept[:place]}{digit}{concept[place + 1 :]}"
    assert codes.is_concept_id(wrong) == (wrong == concept)


@pytest.mark.parametrize("text", ["", "C", "C000001", "C00000175", "D0000017", "c0000017", "C００００００17"])
def test_what_is_no_concept_id(text):
    assert not codes.is_concept_id(text)
