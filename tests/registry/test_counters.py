"""The file that processes count in: columns, rows, and what becomes of both."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager

import pytest

from registry.http import counters
from registry.http.counters import COLUMNS, COLUMNS_IN_USE, ROWS_IN_A_SET, SETS, Counters

PROCESS = """
import json, sys
from pathlib import Path
from registry.http.counters import Counters
counters = Counters(Path(sys.argv[1]))
print(json.dumps([counters.column, counters.columns_in_use, counters.digest("somebody")]), flush=True)
for line in sys.stdin:
    print(json.dumps(eval(line)), flush=True)
"""


@contextmanager
def process(folder):
    """Another process that counts there: what it tells first, and what to ask it with."""
    running = subprocess.Popen(
        [sys.executable, "-c", PROCESS, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def ask(expression):
        running.stdin.write(f"{expression}\n")
        running.stdin.flush()
        return json.loads(running.stdout.readline())

    try:
        yield [*json.loads(running.stdout.readline()), ask, running]
    finally:
        running.kill()
        running.communicate()


def in_one_set(made, number):
    """Digests whose rows are of one set."""
    return [7 + SETS * step for step in range(1, number + 1)]


def test_it_works(tmp_path):
    with (
        process(tmp_path) as [column, in_use, digest, ask, _one],
        process(tmp_path) as [next_one, now, same, other, _b],
    ):
        assert (column, in_use) == (0, 1)
        assert (next_one, now) == (1, 2)
        assert digest == same
        row = ask(f"counters.row({digest}, 5)")
        assert other(f"counters.row({digest}, 6)") == row
        ask(f"counters.cells.__setitem__(counters.places({row}, 0)[0], 41)")
        assert other(f"[counters.cells[place] for place in counters.places({row}, 0)[1]]") == [41]
        assert ask("counters.columns_in_use") == 2


def test_a_column_is_free_again_when_its_process_is_killed(tmp_path):
    with process(tmp_path) as [*_told, one], process(tmp_path) as [second, *_rest]:
        assert second == 1
        one.kill()
        one.wait()
        with process(tmp_path) as [column, in_use, *_rest]:
            assert (column, in_use) == (0, 2)
    with process(tmp_path) as [column, in_use, *_rest]:
        assert (column, in_use) == (0, 1)


def test_rows_are_found_again_and_the_idlest_is_given_away(tmp_path):
    made = Counters(tmp_path)
    digests = in_one_set(made, ROWS_IN_A_SET)
    rows = [made.row(digest, 100 + number) for number, digest in enumerate(digests)]
    assert sorted(set(rows)) == sorted(rows)
    assert [made.row(digest, 999) for digest in digests] == rows
    made.used(rows[0], 500)
    [newcomer] = in_one_set(made, ROWS_IN_A_SET + 1)[-1:]
    assert made.row(newcomer, 600) == rows[1]
    assert made.cells[made.holder_place(rows[1])] == newcomer
    assert made.row(digests[0], 700) == rows[0]
    assert made.row(digests[1], 800) == rows[2]


def test_places_do_not_overlap(tmp_path):
    made = Counters(tmp_path)
    made.cells[COLUMNS_IN_USE] = COLUMNS
    taken = []
    for row in (0, 1, counters.ROWS - 1):
        for window in (0, 1):
            own, others = made.places(row, window)
            taken += [own, *others]
        taken += [made.holder_place(row), counters._IDLE_SINCE + row]
    assert len(set(taken)) == len(taken) == 3 * (2 * COLUMNS + 2)
    assert max(taken) == counters.SIZE // 8 - 1
    assert min(taken) > counters._SECRET


def test_without_a_place_to_write_a_process_counts_alone(tmp_path, caplog):
    file = tmp_path / "file"
    file.touch()
    made = Counters(file)
    assert "counts alone" in caplog.text
    assert made.row(made.digest("somebody"), 1) >= 0
    assert Counters(None).column == 0


def test_more_processes_than_columns_count_alone(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(Counters, "_is_free", lambda made, column: made._file < 0)
    Counters(tmp_path)
    assert f"more than {COLUMNS} processes" in caplog.text


@pytest.mark.parametrize("content", [b"", b"x" * 100])
def test_a_file_that_was_cut_short_is_filled_up(tmp_path, content):
    (tmp_path / "limits-1").write_bytes(content)
    made = Counters(tmp_path)
    assert made.row(made.digest("somebody"), 1) >= 0
    assert (tmp_path / "limits-1").stat().st_size == counters.SIZE
