"""No test depends on what ran before it: fifty of them pass in any order."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests import databases

ROOT = Path(__file__).resolve().parent.parent
LOADED = {"policies_loaded", "standards"}
"""What a module loads once is loaded again wherever another module's test comes between: few of these suffice."""


def chosen(items: list[pytest.Item], count: int, *, loaded: bool) -> list[str]:
    """Tests of the API, by a fixed seed, of as many files as there are."""
    found = []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "api" in fixtures and bool(LOADED & fixtures) is loaded and item.nodeid.count("::") == 1:
            found.append(item.nodeid)
    chance = random.Random(20261130)  # noqa: S311
    return chance.sample(found, min(count, len(found)))


@pytest.mark.django_db
def test_fifty_tests_pass_shuffled_and_reversed(request):
    shuffled = [
        *chosen(request.session.items, 42, loaded=False),
        *chosen(request.session.items, 8, loaded=True),
    ]
    if not shuffled:
        pytest.skip("run alone it has no others to order")
    random.Random(1).shuffle(shuffled)  # noqa: S311
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "DATABASE_URL"))}
    for order in (shuffled, shuffled[::-1]):
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *order],
            cwd=ROOT,
            env={**environment, "TEST_DATABASE": databases.NAME},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout[-5000:]
        assert f"{len(order)} passed" in run.stdout
