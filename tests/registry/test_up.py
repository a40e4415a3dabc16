"""manage.py up: from nothing to a running registry; running it again changes nothing."""

from __future__ import annotations

import json
import urllib.request

import pytest
from django.db import connection

from tests.waiting import LIMIT

pytestmark = pytest.mark.django_db


def everything(own) -> list[int]:
    """How many rows each table has."""
    tables = sorted(set(connection.introspection.table_names()) - {"django_session"})
    program = f"""
import json
from django.db import connection
with connection.cursor() as cursor:
    counts = []
    for table in {tables}:
        cursor.execute(f"SELECT count(*) FROM {{table}}")
        counts.append(cursor.fetchone()[0])
print(json.dumps(counts))
"""
    return own.python(program)


def test_it_works(own):
    first = own.run("up", "--prepare-only")
    assert "revision 11" in first
    assert "First admin: admin, password: " in first
    held = everything(own)
    second = own.run("up", "--prepare-only")
    assert "nothing to do" in second
    assert "First admin" not in second
    assert everything(own) == held


def test_the_password_of_the_environment_is_not_printed(own):
    output = own.run("up", "--prepare-only", ADMIN_USERNAME="wang", ADMIN_PASSWORD="a-secret-of-mine")
    assert "First admin: wang" in output
    assert "a-secret-of-mine" not in output
    program = """
import json
from django.contrib.auth.models import User
print(json.dumps(User.objects.get(username="wang", is_superuser=True).check_password("a-secret-of-mine")))
"""
    assert own.python(program) is True


def test_a_weak_password_of_the_environment_is_remarked_on(own):
    output = own.run("up", "--prepare-only", ADMIN_PASSWORD="admin")
    assert "ADMIN_PASSWORD is weak: The password must have at least 12 characters. This password is too" in output


def test_it_serves(own):
    with own.served() as address:
        with urllib.request.urlopen(f"{address}/api/v1/occupations/4-01-06-02") as answer:
            assert json.load(answer)["name_zh"] == "互联网营销师"
            assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
        request = urllib.request.Request(f"{address}/api/v1/occupations", method="HEAD")
        with urllib.request.urlopen(request) as answer:
            assert int(answer.headers["Content-Length"]) > 10_000
            assert answer.read() == b""


def test_the_secret_key_is_made_once_and_private(own):
    own.run("check")
    file = own.folder / "secret-key"
    key = file.read_text()
    own.run("check")
    assert len(key) >= 50
    assert file.read_text() == key
    assert file.stat().st_mode & 0o077 == 0


def test_a_database_that_cannot_be_reached_is_said(own):
    own.environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/nothing"
    process = own.start("up", "--prepare-only")
    output, _none = process.communicate(timeout=LIMIT)
    assert process.returncode == 1
    assert "The database cannot be reached" in output
    assert "Traceback" not in output
