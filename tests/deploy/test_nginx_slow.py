"""deploy/nginx.conf before clients that are slow or many: none reaches the registry, and none takes all of nginx."""

from __future__ import annotations

import json
import re
from contextlib import suppress

import pytest

from tests import proxy
from tests.attack import ASKS_FIRST, NDJSON, Client
from tests.deploy.test_nginx_upstream import ONE, Registry
from tests.proxy import NGINX, proxied

pytestmark = pytest.mark.skipif(NGINX is None, reason="NO NGINX IS INSTALLED: the tests of the proxy did not run")
MOST = 100
TIMES = {"client_header_timeout": 10, "client_body_timeout": 15, "send_timeout": 30}


@pytest.fixture
def registry():
    registry = Registry()
    yield registry
    registry.end()


def test_one_address_has_so_many_requests_under_way_and_others_are_answered(registry, tmp_path):
    with proxied(tmp_path, f"http://127.0.0.1:{registry.port}") as ask:
        registry.asked.clear()
        opened = [Client(ask.address, 2) for _number in range(MOST + 1)]
        try:
            found = [client.send(ONE, NDJSON, ASKS_FIRST, "Content-Length: 1000") for client in opened]
            assert found == [100] * MOST + [503]
            told = opened[-1].socket.recv(65536).decode()
            assert "\r\nRetry-After: 5\r\n" in told
            assert json.loads(told.partition("\r\n\r\n")[2])["type"] == "/api/v1/problems/unavailable"
            assert ask(ONE).status == 200
            assert [path for _method, path, _headers in registry.asked] == [ONE]  # no stuck body got there
        finally:
            for client in opened:
                client.socket.close()


def test_whoever_sends_or_reads_nothing_is_given_up(registry, tmp_path, monkeypatch):
    text = proxy.CONFIGURATION.read_text(encoding="utf-8")
    for name, seconds in TIMES.items():
        text, found = re.subn(rf"\b{name} {seconds}s;", f"{name} 1s;", text)
        assert found == 1, name
    (tmp_path / "quick.conf").write_text(text, encoding="utf-8")
    monkeypatch.setattr(proxy, "CONFIGURATION", tmp_path / "quick.conf")
    with proxied(tmp_path, f"http://127.0.0.1:{registry.port}") as ask:
        with Client(ask.address, 2) as client:
            assert client.send(ONE, NDJSON, ASKS_FIRST, "Content-Length: 1000") == 100
            client.socket.sendall(b"\n")
            assert told_to_go(client)
        with Client(ask.address, 2) as client:
            client.socket.sendall(b"GET / HTTP/1.1\r\n")
            assert told_to_go(client)


def told_to_go(client):
    """Whether the connection ends within the ten seconds for which it is waited, with 408 or without a word."""
    said = b""
    with suppress(ConnectionResetError):
        while part := client.socket.recv(65536):
            said += part
    return not said.strip() or b" 408 " in said
