"""No test depends on how much a clock lets happen, on the day, on chance, or on a port that was only looked at.

Held by what the tests' code says: who waits, waits for something to happen, by tests/waiting.py, whose limit only a
fault reaches. Programs that tests start with ``python -c`` stand in strings, and are read too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

TESTS = Path(__file__).resolve().parent
FILES = [path for path in sorted(TESTS.rglob("*.py")) if path != Path(__file__)]
WAITS = ("waiting.py",)
"""Where a program may sleep."""
MEASURES = ("waiting.py", "checker.py", "test_staleness.py", "mutants.py")
"""Where time is measured: for the limit, and for how stale an answer was, which the server counts by the same clock."""
TODAY = (
    *("breaking_changes.py", "test_breaking_changes.py"),  # whether a sunset has come
    # A day after an own registry was loaded, which is always now.
    *("test_processes.py", "test_limits_processes.py", "test_batch_processes.py", "test_browser_batch.py"),
)
"""Where the real day is asked for."""
BINDS = ("ports.py", "test_ports.py", "test_sending.py")


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file and in the programs within its strings, by the last part of its name."""
    pending = [ast.parse(path.read_text(encoding="utf-8"))]
    while pending:
        for node in ast.walk(pending.pop()):
            if isinstance(node, ast.Call):
                yield getattr(node.func, "attr", getattr(node.func, "id", "")), node
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
                try:
                    pending.append(ast.parse(node.value.replace("{{", "{").replace("}}", "}")))
                except SyntaxError:
                    continue


def found(*names: str, but: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(TESTS)}:{call.lineno}: {ast.unparse(call)}"
        for path in FILES
        if path.name not in but
        for name, call in calls(path)
        if name in names
    ]


def test_it_can_fail(tmp_path):
    """Also in a program within a string."""
    file = tmp_path / "test_x.py"
    file.write_text('import time\nP = """\nimport time\ntime.sleep(1)\n"""\ntime.sleep(2)\n', encoding="utf-8")
    assert [ast.unparse(call) for name, call in calls(file) if name == "sleep"] == ["time.sleep(2)", "time.sleep(1)"]


def test_nobody_sleeps():
    assert found("sleep", "wait_for_timeout", "Timer", but=WAITS) == []


def test_nobody_measures_how_long_something_took():
    assert found("monotonic", "perf_counter", "process_time", "timeit", but=MEASURES) == []


def test_every_limit_is_the_one_that_only_a_fault_reaches():
    """No number stands where a wait ends without what it waited for."""
    numbers = []
    for path in FILES:
        for name, call in calls(path):
            limits = [word.value for word in call.keywords if word.arg in ("timeout", "limit")]
            limits += call.args[:1] if name == "wait" else call.args[1:2] if name == "create_connection" else []
            if any(isinstance(limit, ast.Constant) and isinstance(limit.value, int | float) for limit in limits):
                numbers.append(f"{path.relative_to(TESTS)}:{call.lineno}: {ast.unparse(call)}")
    assert numbers == []


def test_nobody_looks_for_a_port_and_lets_go_of_it():
    assert found("bind", but=BINDS) == []


def test_the_real_day_is_asked_for_only_where_it_is_meant():
    assert found("today", "now", "utcnow", "localdate", but=TODAY) == []


def test_chance_is_seeded():
    drawn = found("Random", "SystemRandom", "choice", "choices", "shuffle", "sample", "random", "randint", "randrange")
    assert [line for line in drawn if re.search(r": (random\.[a-z]|.*(System)?Random\(\))", line)] == []


@pytest.mark.parametrize("setting", ["deadline", "derandomize"])
def test_generated_examples_are_the_same_each_time_and_may_take_their_time(setting):
    wanted = {"deadline": None, "derandomize": True}
    assert getattr(hypothesis.settings.default, setting) == wanted[setting]
