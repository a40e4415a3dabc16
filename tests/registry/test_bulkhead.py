"""Each kind of request has its share of the threads, and gives back what it held, however it ends."""

from __future__ import annotations

import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from registry.http.bulkhead import AT_ONCE, LONG, Bulkhead, Share, Turns
from registry.http.refusals import Refused
from registry.management.commands.up import server_command
from tests.registry.entrance import Visitor
from tests.registry.test_limits import keys
from tests.waiting import LIMIT, wait_until


class Answer(list):
    """As Django's: not a list to a server."""

    def __init__(self, parts, streaming=False, then=None):
        super().__init__(parts)
        self.streaming, self.closed, self.then = streaming, 0, then

    def __iter__(self):
        yield from super().__iter__()
        if self.then is not None:
            raise self.then

    def close(self):
        self.closed += 1


class Application:
    """Answers what the test says, after it has read what there is to read."""

    def __init__(self, answer=None):
        self.answer = answer or Answer([b"done"])
        self.read = []

    def __call__(self, environ, start_response):
        self.read.append(environ["wsgi.input"].read())
        if isinstance(self.answer, BaseException):
            raise self.answer
        start_response("200 OK", [])
        return self.answer


class Endless:
    """A body that is never sent, until the client goes away."""

    def __init__(self):
        self.waited_for, self.gone = threading.Event(), threading.Event()

    def read(self, _size=-1):
        self.waited_for.set()
        assert self.gone.wait(LIMIT)
        return b""


def ask(guarded, method="POST", body=b"", client="192.0.2.1", **more):
    said = []
    stream = body if hasattr(body, "read") else io.BytesIO(body)
    environ = {"REQUEST_METHOD": method, "REMOTE_ADDR": client, "wsgi.input": stream, **more}
    answer = guarded(environ, lambda *parts: said.append(parts))
    assert len(said) == 1
    return answer


@pytest.fixture
def bulkhead():
    """Of each kind three at once, two for one client."""
    return Bulkhead(12)


@contextmanager
def under_way(guarded, clients, method="POST"):
    """Requests whose bodies are waited for."""
    bodies = [Endless() for _client in clients]
    with ThreadPoolExecutor(len(bodies)) as pool:
        try:
            asked = [
                pool.submit(ask, guarded, method, body, client) for body, client in zip(bodies, clients, strict=True)
            ]
            assert all(body.waited_for.wait(LIMIT) for body in bodies)
            yield
        finally:
            for body in bodies:
                body.gone.set()
        for future in asked:
            future.result()


def is_full(share):
    """Whether there is room for nobody."""
    try:
        share.take("somebody else").give_back()
    except Refused:
        return True
    return False


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "INVENTED"])
def test_a_quarter_of_the_threads_waits_for_bodies_and_no_more(bulkhead, method):
    guarded = bulkhead.guards(Application(), bulkhead.public)
    with under_way(guarded, ["192.0.2.1", "192.0.2.2", "192.0.2.3"], method):
        with pytest.raises(Refused) as refused:
            ask(guarded, method, client="192.0.2.4")
        assert refused.value.slug == "unavailable"
        assert dict(refused.value.headers)["Retry-After"]
    assert ask(guarded, method, client="192.0.2.4") == [b"done"]


def test_what_is_refused_is_not_read(bulkhead):
    guarded, body = bulkhead.guards(Application(), bulkhead.public), io.BytesIO(b"much")
    with under_way(guarded, ["192.0.2.1", "192.0.2.2", "192.0.2.3"]):
        with pytest.raises(Refused):
            ask(guarded, body=body, client="192.0.2.4")
        assert body.tell() == 0


def test_one_client_has_half_of_them(bulkhead):
    guarded = bulkhead.guards(Application(), bulkhead.public)
    with under_way(guarded, ["192.0.2.1", "192.0.2.1"]):
        with pytest.raises(Refused):
            ask(guarded, client="192.0.2.1")
        assert ask(guarded, client="192.0.2.2") == [b"done"]
    assert ask(guarded, client="192.0.2.1") == [b"done"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"client": "2001:db8::1"}, {"client": "2001:db8::2"}, True),
        ({"client": "2001:db8::1"}, {"client": "2001:db8:0:1::1"}, False),
        ({"registry.holder": "batch key 7"}, {"client": "192.0.2.2", "registry.holder": "batch key 7"}, True),
        ({"registry.holder": "batch key 7"}, {"registry.holder": "batch key 8"}, False),
    ],
)
def test_a_client_is_an_address_or_a_key(one, other, same):
    bulkhead = Bulkhead(8)
    guarded = bulkhead.guards(Application(Answer([b"part"], streaming=True)), bulkhead.public)
    answer = ask(guarded, **one)
    if same:
        with pytest.raises(Refused):
            ask(guarded, **other)
    else:
        ask(guarded, **other).close()
    answer.close()


def test_the_desk_has_threads_of_its_own(bulkhead):
    public = bulkhead.guards(Application(), bulkhead.public)
    desk = bulkhead.guards(Application(), bulkhead.desk)
    with under_way(public, ["192.0.2.1", "192.0.2.2", "192.0.2.3"]):
        assert ask(desk) == [b"done"]
        with under_way(desk, ["192.0.2.1", "192.0.2.2", "192.0.2.3"]):
            with pytest.raises(Refused):
                ask(desk, client="192.0.2.4")
            assert ask(public, "GET", client="192.0.2.4") == [b"done"]
    assert ask(desk) == ask(public) == [b"done"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_body_of_a_read_is_not_waited_for(bulkhead, method):
    application = Application()
    guarded = bulkhead.guards(application, bulkhead.public)
    for _time in range(20):
        ask(guarded, method, Endless(), CONTENT_LENGTH="1000", HTTP_TRANSFER_ENCODING="chunked")
    assert application.read == [b""] * 20


def test_threads_are_enough_for_every_kind_and_for_reads():
    for threads in range(4, 100):
        bulkhead = Bulkhead(threads)
        held = [share.most for share in (bulkhead.public, bulkhead.desk, bulkhead.long_answers)]
        assert min(held) >= 1
        assert held[0] + held[1] <= threads / 2
        assert threads - sum(held) >= threads / 4


def test_the_server_has_as_many_threads_as_are_shared_out(settings):
    settings.THREADS = 8
    command = server_command("127.0.0.1", "8000", "2")
    assert command[command.index("--blocking-threads") + 1] == "8"
    assert Bulkhead().public.most == 2


# --- what is held is given back -----------------------------------------------------------------------


@pytest.mark.parametrize("answer", [Answer([b"a", b"b"]), [b"a", b"b"]])
def test_an_answer_that_is_whole_holds_nothing_and_is_one_part(bulkhead, answer):
    guarded = bulkhead.guards(Application(answer), bulkhead.public)
    for _time in range(20):
        assert ask(guarded) == [b"ab"]
    assert getattr(answer, "closed", 20) == 20


def test_a_failure_holds_nothing(bulkhead):
    guarded = bulkhead.guards(Application(RuntimeError("broken")), bulkhead.public)
    for _time in range(20):
        with pytest.raises(RuntimeError):
            ask(guarded)


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("read", [0, 1, 2, 3])
def test_a_stream_holds_its_place_until_it_is_closed(method, read):
    bulkhead = Bulkhead(4)
    answer = Answer([b"a" * LONG, b"b", b"c"], streaming=True)
    guarded = bulkhead.guards(Application(answer), bulkhead.public)
    share = bulkhead.public if method == "POST" else bulkhead.long_answers
    stream = ask(guarded, method)
    assert [next(stream) for _time in range(read)] == [*answer][:read]
    if read == 3:
        with pytest.raises(StopIteration):
            next(stream)
    assert is_full(share)
    with pytest.raises(Refused):
        ask(guarded, method, client="192.0.2.2")
    stream.close()
    stream.close()
    assert not is_full(share)
    assert share.take("one").is_held  # and only one more
    assert is_full(share)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_stream_that_fails_or_is_thrown_away_holds_nothing(method):
    bulkhead = Bulkhead(4)
    answer = Answer([b"a" * (LONG + 1)], streaming=True, then=RuntimeError("broken"))
    guarded = bulkhead.guards(Application(answer), bulkhead.public)
    stream = ask(guarded, method)
    next(stream)
    with pytest.raises(RuntimeError):
        next(stream)
    stream.close()
    assert answer.closed == 1
    stream = ask(guarded, method)
    del stream  # as by a server that does not close what it could not begin to send
    assert not is_full(bulkhead.public)
    assert not is_full(bulkhead.long_answers)


def test_a_short_answer_to_a_read_is_taken_whole(bulkhead):
    answer = Answer([b"a" * 1000] * (LONG // 1000), streaming=True)
    guarded = bulkhead.guards(Application(answer), bulkhead.public)
    taken = [ask(guarded, "GET") for _time in range(20)]
    assert all(isinstance(each, list) for each in taken)  # which a server sends without waiting for its reader
    assert b"".join(taken[-1]) == b"".join(answer)
    assert answer.closed == 20


def test_a_long_answer_that_is_refused_is_closed_and_nothing_was_said_of_it():
    bulkhead = Bulkhead(4)
    answer, said = Answer([b"a" * (LONG + 1)], streaming=True), []
    guarded = bulkhead.guards(Application(answer), bulkhead.public)
    first = ask(guarded, "GET")
    environ = {"REQUEST_METHOD": "GET", "REMOTE_ADDR": "192.0.2.2"}
    with pytest.raises(Refused):
        guarded(environ, lambda *parts: said.append(parts))
    assert (said, answer.closed) == ([], 1)
    assert b"".join(first) == b"a" * (LONG + 1)


def test_places_are_neither_lost_nor_made_when_many_take_them_at_once():
    share, most, wrong = Share(3), threading.Semaphore(3), []

    def take(client):
        for _time in range(2000):
            try:
                place = share.take(f"client {client}")
            except Refused:
                continue
            if not most.acquire(blocking=False):
                wrong.append(client)
                continue
            most.release()
            place.give_back()
            place.give_back()

    threads = [threading.Thread(target=take, args=(client,)) for client in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert [share.take(f"client {client}").is_held for client in range(3)] == [True] * 3
    assert is_full(share)


# --- at the entrance -----------------------------------------------------------------------------------


@pytest.fixture
def visitor(monkeypatch, settings):
    settings.THREADS = 4
    visitor = Visitor()
    visitor.entrance.limits.keys = keys(ork_all=(1, ["read", "batch", "dumps"], None, None, False))
    monkeypatch.setattr(visitor.entrance.limits.usage, "_start", lambda: None)
    return visitor


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "detail"),
    [("en", "As many requests of this kind are under way"), ("zh", "此类请求正在处理的数量已达上限")],
)
def test_whoever_finds_no_room_is_told_in_their_language(visitor, language, detail):
    held = visitor.entrance.bulkhead.public.take("somebody")
    refused = visitor("/codes/migrate", "POST", b"[]", content_type="application/json", accept_language=language)
    assert (refused.status, refused["content-type"]) == (503, "application/problem+json")
    problem = json.loads(refused.body)
    assert problem["type"].endswith("/api/v1/problems/unavailable")
    assert problem["detail"].startswith(detail)
    assert int(refused["retry-after"]) > 0
    assert refused["access-control-allow-origin"] == "*"
    assert "batch" in refused["ratelimit"]
    assert visitor.asked == []
    assert visitor("/occupations/4-01-06-02?on=2024-01-01").status == 200
    assert visitor("/admin/login/", "POST").status == 403  # by Django, which misses a cookie
    held.give_back()
    assert visitor("/codes/migrate", "POST", b"[]", content_type="application/json").status == 200


@pytest.mark.django_db
def test_what_the_desk_holds_keeps_nobody_else_waiting(visitor):
    held = visitor.entrance.bulkhead.desk.take("somebody")
    assert visitor("/admin/login/", "POST", accept_language="en").status == 503
    assert visitor("/admin/login/").status == 200
    assert visitor("/codes/migrate", "POST", b"[]", content_type="application/json").status == 200
    held.give_back()
    assert visitor("/admin/login/", "POST").status == 403


@pytest.mark.django_db
def test_a_key_is_one_client_wherever_it_is_used(visitor, monkeypatch):
    holders, take = [], Share.take
    monkeypatch.setattr(Share, "take", lambda share, holder: holders.append(holder) or take(share, holder))
    for number, more in enumerate(({}, {}, {"x_api_key": "ork_all"}, {"x_api_key": "ork_all"})):
        visitor("/codes/migrate", "POST", b"[]", remote_addr=f"192.0.2.{number}", **more)
    assert len(set(holders)) == 3
    assert holders[2] == holders[3]


# --- turns --------------------------------------------------------------------------------------------


class Computing(Application):
    """Says when it computes, and does so until the test lets it end."""

    def __init__(self):
        super().__init__()
        self.begun, self.may_end = threading.Semaphore(0), threading.Event()

    def __call__(self, environ, start_response):
        answer = super().__call__(environ, start_response)
        self.begun.release()
        assert self.may_end.wait(LIMIT)
        return answer


def test_two_compute_at_once_and_whoever_waits_for_a_body_is_none_of_them(bulkhead):
    public, desk = Computing(), Computing()
    guarded = bulkhead.guards(public, bulkhead.public), bulkhead.guards(desk, bulkhead.desk)
    with ThreadPoolExecutor(4) as pool, under_way(bulkhead.guards(Application(), bulkhead.public), ["192.0.2.9"]):
        asked = [pool.submit(ask, guarded[0], client=f"192.0.2.{number}") for number in range(AT_ONCE)]
        assert [public.begun.acquire(timeout=LIMIT) for _each in asked] == [True] * AT_ONCE
        asked.append(pool.submit(ask, guarded[1]))
        wait_until(lambda: bulkhead.computing._waiting)
        assert not desk.begun.acquire(blocking=False)
        public.may_end.set()
        assert desk.begun.acquire(timeout=LIMIT)
        desk.may_end.set()
        assert [future.result() for future in asked] == [[b"done"]] * 3


def test_whoever_has_waited_for_longest_is_next():
    turns, order, waiting = Turns(1), [], []
    turns.begin()

    def wait(number):
        turns.begin()
        order.append(number)
        turns.end()

    for number in range(5):
        waiting.append(threading.Thread(target=wait, args=(number,)))
        waiting[-1].start()
        wait_until(lambda number=number: len(turns._waiting) > number)
    turns.end()
    turns.begin()  # the thread that ends is last
    order.append("again")
    turns.end()
    for thread in waiting:
        thread.join()
    assert order == [0, 1, 2, 3, 4, "again"]


def test_a_stream_computes_in_turns_and_keeps_none_while_it_is_sent(bulkhead):
    answer = Answer([b"a", b"b"], streaming=True)
    guarded = bulkhead.guards(Application(answer), bulkhead.public)
    streams = [ask(guarded, client=f"192.0.2.{number}") for number in range(3)]
    assert [next(stream) for stream in streams for _time in range(2)] == [b"a", b"b"] * 3
    for _turn in range(AT_ONCE):
        bulkhead.computing.begin()
    with ThreadPoolExecutor(1) as pool:
        next_part = pool.submit(next, streams[0], b"end")
        wait_until(lambda: bulkhead.computing._waiting)
        assert not next_part.done()
        bulkhead.computing.end()
        assert next_part.result(timeout=LIMIT) == b"end"


@pytest.mark.parametrize("how", [(-1,), (None,), (), (1000,)])
def test_after_the_end_of_a_body_nobody_waits_for_a_turn(bulkhead, how):
    """It may be asked for by whoever has locked what those wait for who compute meanwhile."""

    def application(environ, start_response):
        body = environ["wsgi.input"]
        found = [body.read(*how), body.read(1000), body.read(0)]
        bulkhead.computing.begin()
        found += [body.read(), body.read(1)]
        bulkhead.computing.end()
        start_response("200 OK", [])
        return found

    assert ask(bulkhead.guards(application, bulkhead.public), body=b"all of it") == [b"all of it"]


def test_a_body_can_be_read_by_the_line(bulkhead):
    def application(environ, start_response):
        start_response("200 OK", [])
        return [*environ["wsgi.input"]]

    guarded = bulkhead.guards(application, bulkhead.public)
    assert ask(guarded, body=b"one\ntwo\n\nfour") == [b"one\ntwo\n\nfour"]


def test_what_is_read_is_told(bulkhead):
    told = []
    guarded = bulkhead.guards(Application(), bulkhead.public)
    ask(guarded, body=b"x" * 70_000, **{"registry.reads": told.append})
    assert sum(told) == 70_000
