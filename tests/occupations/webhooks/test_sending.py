"""One attempt against a real HTTPS server: what counts as accepted, and what is never done."""

import socket
from threading import Event

import pytest

from occupations.webhooks import sending
from occupations.webhooks.sending import BYTES_READ, Request
from tests import receiver as receivers
from tests.receiver import HOST, here, running, sender
from tests.waiting import LIMIT

PAUSE = 0.05
"""Seconds between two bytes, which no wait for the next one exceeds."""


@pytest.fixture
def send(tmp_path, monkeypatch):
    """Send to an address; the kind and detail of the failure, or None."""

    def send(url, **options):
        failure = sender(tmp_path, monkeypatch, **options).send(Request(url, b'{"a":1}', {"webhook-id": "evt_1"}))
        return failure and (str(failure.kind), failure.detail)

    return send


def test_it_works(receiver, send):
    assert send(receiver.url) is None
    [got] = receiver.got
    assert got.body == b'{"a":1}'
    assert got.headers["webhook-id"] == "evt_1"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["host"] == f"{HOST}:{receiver.port}"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_accepted(receiver, send, status):
    receiver.answers = [status]
    assert send(receiver.url) is None


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_nothing_else_is(receiver, send, status):
    receiver.answers = [status]
    assert send(receiver.url) == ("status", str(status))


def test_gone(receiver, send):
    receiver.answers = [410]
    assert send(receiver.url) == ("gone", "410")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(receiver, send, status):
    with running() as elsewhere:
        receiver.answers, receiver.location = [status], elsewhere.url
        assert send(receiver.url) == ("redirect", str(status))
        assert elsewhere.got == []


def test_a_private_address_is_not_even_connected_to(receiver, send):
    assert send(receiver.url, allow_private=False) == ("address", f"{HOST} = 127.0.0.1")
    assert send(f"https://127.0.0.1:{receiver.port}/", allow_private=False) == ("address", "127.0.0.1 = 127.0.0.1")
    assert receiver.got == []


def test_the_name_is_looked_up_once_and_the_checked_address_is_called(receiver, send, monkeypatch):
    """A name that leads elsewhere at the second look does not matter: there is none."""
    looks = []

    def rebinding(host, port):
        looks.append(host)
        return ["127.0.0.1"] if len(looks) == 1 else ["10.0.0.1"]

    connected = []
    connect = socket.create_connection
    monkeypatch.setattr(socket, "create_connection", lambda to, timeout: connected.append(to) or connect(to, timeout))
    assert send(receiver.url, resolve=rebinding) is None
    assert looks == [HOST]
    assert connected == [("127.0.0.1", receiver.port)]


def test_the_next_address_is_tried_where_one_does_not_answer(receiver, send):
    assert send(receiver.url, resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"]) is None


def test_the_certificate_must_be_that_of_the_host(send):
    with running(names=("other.test",)) as stranger:
        kind, detail = send(stranger.url)
        assert kind == "certificate"
        assert HOST in detail
        assert stranger.got == []


def test_the_certificate_must_be_of_a_known_authority(receiver, send, monkeypatch):
    monkeypatch.setattr(receivers, "AUTHORITY", receivers.trustme.CA())
    kind, _detail = send(receiver.url)
    assert kind == "certificate"
    assert receiver.got == []


def test_http_only_where_it_is_allowed(send):
    with running(tls=False) as plain:
        assert send(plain.url) is None
        assert send(plain.url, allow_private=False) == ("scheme", "http")
        assert len(plain.got) == 1


def test_nobody_there(send):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        kind, _detail = send(f"https://{HOST}:{unused.getsockname()[1]}/")
    assert kind == "connection"


def slowly(handler, over):
    """A byte at a time, each soon enough."""
    for _turn in range(int(LIMIT / PAUSE)):
        handler.wfile.write(b"H")
        handler.wfile.flush()
        if over.wait(PAUSE):
            return


def never(handler, over):
    over.wait(LIMIT)


@pytest.fixture
def over():
    """Set when a test ends; who does not give up before that, waits for as long as only a fault takes."""
    event = Event()
    yield event
    event.set()


@pytest.mark.parametrize("answer", [slowly, never])
def test_the_time_is_bounded_for_all_of_it(receiver, send, over, answer):
    receiver.answers = [lambda handler: answer(handler, over)]
    assert send(receiver.url, seconds=0.5) == ("time", "")
    assert not over.is_set()


def test_a_receiver_that_does_not_finish_the_handshake(send):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert send(f"https://{HOST}:{silent.getsockname()[1]}/", seconds=0.5) == ("time", "")


def test_a_look_up_that_lasts_too_long_sends_nothing(receiver, send, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(sending.time, "monotonic", lambda: now[0])

    def slow(host, port):
        now[0] += 0.3
        return here(host, port)

    assert send(receiver.url, resolve=slow, seconds=0.2) == ("time", "")
    assert receiver.got == []


def endless_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(10 * BYTES_READ // 1000):
        handler.wfile.write(b"x-%d: " % number + b"y" * 1000 + b"\r\n")


def test_what_is_read_is_bounded(receiver, send):
    receiver.answers = [endless_headers]
    kind, _detail = send(receiver.url)
    assert kind == "answer"


def endless_body(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _turn in range(1000):
        handler.wfile.write(b"y" * 100_000)


def test_the_body_is_not_read(receiver, send):
    receiver.answers = [endless_body]
    assert send(receiver.url) is None


@pytest.mark.parametrize("answer", [b"", b"hello\r\n\r\n", b"HTTP/9 x\r\n\r\n", b"\x00" * 100, b"HTTP/1.1 99 \r\n\r\n"])
def test_what_is_no_answer_of_http(receiver, send, answer):
    receiver.answers = [lambda handler: handler.wfile.write(answer)]
    kind, _detail = send(receiver.url)
    assert kind in ("answer", "connection")


def test_an_error_of_our_own_stops_nobody_else(send, caplog):
    def broken(host, port):
        raise RuntimeError

    assert send("https://receiver.test/", resolve=broken) == ("internal", "RuntimeError")
    assert "could not be sent" in caplog.text


@pytest.mark.parametrize("url", ["https://[::1]:1/", "https://1.1.1.1:99999/", "nonsense", ""])
def test_nonsense_is_a_failure_and_no_exception(send, url):
    assert send(url) is not None
