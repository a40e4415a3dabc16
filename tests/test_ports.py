"""A port that a test was given stays its own: no other program gets it while the server is still starting."""

from __future__ import annotations

import errno
import socket
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.ports import free_port


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Quietly."""


def test_nobody_else_gets_it():
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError) as refused:
        other.bind(("127.0.0.1", port))
    assert refused.value.errno == errno.EADDRINUSE


def test_a_server_that_is_told_its_number_gets_it_again_and_again():
    port = free_port()
    for _start in range(2):
        with HTTPServer(("127.0.0.1", port), Handler) as server:
            answers = threading.Thread(target=server.handle_request)
            answers.start()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                assert answer.status == 204
            answers.join()


def test_no_two_are_the_same():
    ports = [free_port() for _time in range(20)]
    assert len(set(ports)) == 20
