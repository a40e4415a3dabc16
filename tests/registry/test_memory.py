"""Memory is bounded by bytes, holds one state, and lets go of what was asked for longest ago."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest

from registry.http.freshness import State
from registry.http.memory import KINDS, REMEMBERED, Memory
from registry.http.representations import LARGEST_PACKED, Representation

DAY = date(2026, 11, 22)
BEGUN = datetime(2026, 11, 20, tzinfo=UTC)
STATE = State((11, BEGUN, DAY), 0, 0.0, 86_400.0)


def answer(size: int, state: State = STATE) -> Representation:
    """Of something that is no text, and so kept as it is."""
    made = Representation(state, [], b"x" * (size - Representation(state, [], b"").size))
    assert made.size == size
    return made


@pytest.fixture
def memory() -> Memory:
    return Memory(40_000)


def test_it_works(memory):
    kept = answer(3000)
    memory.put("a", kept)
    assert memory.get(STATE, "a") is kept
    assert memory.get(STATE, "b") is None


def test_it_is_bounded_and_exact(memory):
    for number in range(1000):
        memory.put(number % 37, answer(2000 + number * 7 % 8000))
        assert memory.size <= 40_000
        assert memory.size == sum(kept.size for kept in memory._kept.values())


def test_what_was_asked_for_longest_ago_goes_first(memory):
    for name in "abcd":
        memory.put(name, answer(10_000))
    memory.get(STATE, "a")
    memory.put("e", answer(10_000))
    assert [name for name in "abcde" if memory.get(STATE, name)] == ["a", "c", "d", "e"]


def test_what_would_drive_out_all_else_is_not_kept(memory):
    memory.put("a", answer(3000))
    memory.put("b", answer(10_001))
    assert (memory.get(STATE, "b"), len(memory)) == (None, 1)


def test_another_state_lets_go_of_all(memory):
    later = State((12, BEGUN, DAY), 0, 0.0, 86_400.0)
    memory.put("a", answer(3000))
    assert memory.get(later, "a") is None
    memory.put("b", answer(3000, later))
    assert (memory.get(STATE, "a"), memory.size) == (None, 3000)


def test_what_was_asked_for_is_remembered_for_a_while(memory):
    assert not memory.asked_again("a")
    assert memory.asked_again("a")
    for number in range(3 * REMEMBERED):
        memory.asked_again(number)
        assert len(memory._asked) + len(memory._asked_before) <= REMEMBERED
    assert not memory.asked_again("a")


@pytest.mark.parametrize("media_type", ["application/json", "text/csv; charset=utf-8", "application/ld+json"])
def test_texts_are_kept_packed(memory, media_type):
    body = b'{"name_zh":"\xe5\x8f\xb7"}' * 1000
    memory.put("a", Representation(STATE, [("Content-Type", media_type)], body))
    kept = memory.get(STATE, "a")
    assert (kept.body, kept.length) == (body, len(body))
    assert memory.size == kept.size < len(body) / 5
    assert dict(kept.headers(100.0)[0])["Content-Length"] == str(len(body))
    assert kept.packed() is kept
    assert kept.encoded("gzip").packed().body == gzip.compress(body, 6, mtime=0)


def test_of_what_is_alike_only_the_differences_are_kept():
    memory = Memory(2_000_000)
    bodies = [bytes(f'{{"code":"4-01-{n}","policies":{[*range(2000)]}}}', "ascii") for n in range(100)]
    for number, body in enumerate(bodies):
        memory.put(number, Representation(STATE, [("Content-Type", "application/json")], body), "/occupations/*")
    for number, body in enumerate(bodies):
        assert memory.get(STATE, number).body == body
        assert memory.get(STATE, number).size < 2200
    assert memory.most == 2_000_000 - len(bodies[0])


def test_the_texts_of_kinds_are_bounded_too():
    memory = Memory(100_000)
    for number in range(3 * KINDS):
        memory.put(number, Representation(STATE, [("Content-Type", "text/plain")], b"%d" % number * 1500), f"/{number}")
        assert memory.get(STATE, number).body == b"%d" % number * 1500
        assert memory.size <= memory.most
    assert sum(map(len, memory._first.values())) == 100_000 - memory.most < 100_000
    memory.put("large", Representation(STATE, [("Content-Type", "text/plain")], b"x" * 5000), "/large")
    assert "/large" not in memory._first


def test_what_gains_little_by_it_is_kept_as_it_is(memory):
    for body in (b"{}", b"[" + b"1," * LARGEST_PACKED + b"1]"):
        made = Representation(STATE, [("Content-Type", "application/json")], body)
        assert made.packed() is made
