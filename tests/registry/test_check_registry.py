"""manage.py check_registry: the data files, the known gaps and the database, of every app."""

from __future__ import annotations

import pytest
from django.core.management.base import CommandError

from policies.models import PolicyRecord
from registry.management.commands.check_registry import ALL_KNOWN_GAPS


@pytest.mark.usefixtures("policies_loaded")
def test_it_works(run):
    assert f"{len(ALL_KNOWN_GAPS)} known gaps" in run("check_registry")


@pytest.mark.usefixtures("policies_loaded")
def test_a_gap_that_is_not_listed_is_named(run, monkeypatch):
    monkeypatch.setattr("policies.loading.check.KNOWN_GAPS", [])
    assert PolicyRecord.objects.exists()
    with pytest.raises(CommandError, match=r"not in policies/loading/known_gaps\.py"):
        run("check_registry")
