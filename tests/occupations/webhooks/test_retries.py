"""The pauses between attempts: the documented table, and an end after about three days."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from occupations.webhooks.retries import RETRY_AFTER, next_attempt

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_it_works():
    pauses = [next_attempt(failures, NOW) - NOW for failures in range(1, 12)]
    assert [pause.total_seconds() for pause in pauses] == [5, 300, 1800, 7200, 18000, *[36000] * 6]
    assert next_attempt(12, NOW) is None
    assert timedelta(days=2.5) < sum(RETRY_AFTER, timedelta()) < timedelta(days=3.5)


@given(failures=st.integers(1, 200), seconds=st.integers(0, 10**8))
def test_a_pause_is_never_shorter_than_the_one_before(failures, seconds):
    now = NOW + timedelta(seconds=seconds)
    this, following = next_attempt(failures, now), next_attempt(failures + 1, now)
    assert this is None or this > now
    assert following is None or (this is not None and following >= this)


def test_the_guide_shows_the_same_table():
    guide = (ROOT / "docs/guide/webhooks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (\d+) (s|min|h) \|", guide, re.MULTILINE)
    units = {"s": 1, "min": 60, "h": 3600}
    shown = [timedelta(seconds=int(amount) * units[unit]) for _number, amount, unit in rows]
    assert shown == list(RETRY_AFTER)
