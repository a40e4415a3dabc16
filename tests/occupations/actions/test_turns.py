"""How long PostgreSQL lets one wait: a reader a moment, a writer for his turn, a command as long as it takes."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from occupations.actions.revise import lock_registry
from occupations.actions.turns import LONGEST
from tests import databases

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(databases.NAME != "postgresql", reason="SQLite has one time-out, that of its connection"),
]
SHOWN = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


def shown() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'current_setting({name!r})' for name in SHOWN)}")
        return list(cursor.fetchone())


def test_whoever_writes_waits_for_his_turn():
    before = shown()
    with transaction.atomic():
        lock_registry()
        assert shown() == [LONGEST, *before[1:]]
        transaction.set_rollback(True)
    assert shown() == before  # a savepoint here; of a transaction, its end


PRINT = "import json; from tests.occupations.actions.test_turns import shown; print(json.dumps(shown()))"


def test_the_server_waits_for_so_long_and_a_command_for_as_long_as_it_takes(own):
    assert own.python(PRINT) == ["2s", "30s", "2min"]
    own.environment |= {"LOCK_TIMEOUT": "0.5", "STATEMENT_TIMEOUT": "0"}
    assert own.python(PRINT) == ["500ms", "0", "2min"]
    assert own.run("shell", "--no-imports", "-c", PRINT).splitlines()[-1] == '["0", "0", "0"]'
