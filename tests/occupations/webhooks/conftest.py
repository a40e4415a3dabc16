"""A receiver and a deliverer for the tests of webhooks."""

import pytest

from tests import receiver as receivers


@pytest.fixture
def receiver():
    with receivers.running() as running:
        yield running


@pytest.fixture
def post(tmp_path, monkeypatch):
    return receivers.Post(receivers.sender(tmp_path, monkeypatch))
