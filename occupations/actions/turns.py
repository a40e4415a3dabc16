"""How long whoever writes waits for his turn: longer than an answer may wait for anything, and as long as on SQLite."""

from __future__ import annotations

from django.db import connection

LONGEST = "20s"


def wait_in_turn() -> None:
    """To be called in a transaction, before what others may hold is locked; it holds until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST}'")
