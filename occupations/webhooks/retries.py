"""When a failed attempt is made again, and when to give up: one table."""

from datetime import datetime, timedelta

RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    *[timedelta(hours=10)] * 6,
)
"""The pause after the first failed attempt at an event, after the second, and so on: in all 2 days and 20 hours."""


def next_attempt(failures: int, now: datetime) -> datetime | None:
    """When to try again after so many failed attempts at one event; None: the subscription is disabled."""
    return now + RETRY_AFTER[failures - 1] if failures <= len(RETRY_AFTER) else None
