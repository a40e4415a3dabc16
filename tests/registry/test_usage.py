"""What is asked with keys is written down once, and what could not be written is not lost."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from registry.http import usage
from registry.http.usage import Usage

written = []


def write_down(counts, day):
    if day is None:
        raise OperationalError("locked")
    written.append((counts, str(day)))


@pytest.fixture
def used(settings, monkeypatch):
    settings.KEY_USAGE = f"{__name__}.write_down"
    monkeypatch.setattr(usage, "current_day", lambda: "2026-11-22")
    monkeypatch.setattr(Usage, "_start", lambda self: None)
    written.clear()
    return Usage()


def test_it_works(used):
    used.of(1)[0] += 3
    used.of(2)[3] += 1
    used.write()
    used.write()
    used.of(1)[1] += 2
    used.write()
    assert written == [({1: (3, 0, 0, 0), 2: (0, 0, 0, 1)}, "2026-11-22"), ({1: (0, 2, 0, 0)}, "2026-11-22")]


def test_nothing_is_written_of_nothing(used):
    used.of(1)
    used.write()
    assert written == []


def test_what_cannot_be_written_is_written_later(used, monkeypatch, caplog):
    used.of(1)[0] += 3
    monkeypatch.setattr(usage, "current_day", lambda: None)
    used.write()
    assert "could not be written" in caplog.text
    used.of(1)[0] += 1
    monkeypatch.setattr(usage, "current_day", lambda: "2026-11-23")
    used.write()
    assert written == [({1: (4, 0, 0, 0)}, "2026-11-23")]


def test_it_is_written_once_more_at_the_end(used):
    used.of(1)[0] += 1
    used.stop()
    used.stop()
    assert len(written) == 1
