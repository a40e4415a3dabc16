"""The caching proxy as it is deployed; without nginx its tests are skipped with a loud line."""

from __future__ import annotations

import os

import pytest

from tests.proxy import NGINX, proxied

if NGINX is None and os.environ.get("REQUIRE_NGINX"):
    raise RuntimeError("REQUIRE_NGINX is set and no nginx is installed")


@pytest.fixture(scope="module")
def registry(loaded_registry, tmp_path_factory):
    if NGINX is None:
        pytest.skip("NO NGINX IS INSTALLED: the tests of the caching proxy did not run")
    with loaded_registry(tmp_path_factory.mktemp("registry")) as registry:
        yield registry


@pytest.fixture(scope="module")
def server(registry):
    """The address of a registry that knows it is behind a proxy, set as in compose.yaml."""
    with registry.served(BEHIND_PROXY="true", REVISION_READ_WITHIN="0") as address:
        yield address


@pytest.fixture
def ask(server, tmp_path):
    """Asks through a proxy that holds nothing yet."""
    with proxied(tmp_path, server) as proxy:
        yield proxy
