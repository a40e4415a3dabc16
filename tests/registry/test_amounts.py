"""How much is sent counts too: bytes and records, as they are read, in all processes together."""

from __future__ import annotations

import io
import json
import re
import threading

import pytest
import time_machine

from registry.http.amounts import KIB
from registry.http.counters import Counters
from registry.http.limits import Limits
from registry.http.windows import GREATEST, Policy, Sum
from tests.registry.entrance import Visitor, _connection_kept
from tests.registry.test_limits import NOON, keys

pytestmark = pytest.mark.django_db
LINE = b'{"code": "4-02-07-10", "on": "2021-01-01"}\n'
MIGRATE, LINES = "/codes/migrate?to=2026-01-01", {"content_type": "application/x-ndjson"}
QUOTAS = {"bytes": ((10 * KIB, 60), (30 * KIB, 3600)), "records": ((500, 60), (900, 3600))}


@pytest.fixture(autouse=True)
def clock(settings, monkeypatch):
    settings.BODY_LIMITS, settings.LIMIT_FACTOR = QUOTAS, 1
    monkeypatch.setattr(Counters, "_shared_secret", lambda counters: b"fixed")
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def ask():
    return Visitor()


def left(answer):
    """Of each window of bytes and records, what is left."""
    rest = re.findall(r'"(?:anonymous|key)-((?:bytes|records)-\w+)";r=(\d+)', answer["ratelimit"])
    return {name: int(number) for name, number in rest}


def post(ask, lines, **headers):
    return ask(MIGRATE, "POST", LINE * lines, **{**LINES, **headers})


def in_chunks(ask, lines):
    """The status of a body that does not say how long it is."""
    said, read = [], io.BytesIO(LINE * lines)
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/codes/migrate", "QUERY_STRING": "to=2026-01-01"}
    environ |= {"HTTP_HOST": "localhost", "REMOTE_ADDR": "192.0.2.1", "wsgi.url_scheme": "http", "wsgi.input": read}
    environ |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "CONTENT_TYPE": "application/x-ndjson"}
    environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    with _connection_kept():
        answer = ask.entrance(environ, lambda *told: said.append(told))
        sent = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
    status = int(said[0][0].split()[0])
    assert (status == 200) == (sent.count(b"\n") == lines)
    assert read.tell() == (len(LINE) * lines if status == 200 else 0)
    return status


def test_bytes_and_records_count_and_every_answer_tells_what_is_left(ask):
    first = post(ask, 30)  # 1290 bytes are counted as two KiB
    assert first["ratelimit-policy"].endswith(
        ', "anonymous-bytes-burst";q=10240;w=60;qu="content-bytes", "anonymous-bytes-hour";q=30720;w=3600'
        ';qu="content-bytes", "anonymous-records-burst";q=500;w=60;qu="records"'
        ', "anonymous-records-hour";q=900;w=3600;qu="records"'
    )
    assert left(first) == {"bytes-burst": 10240, "bytes-hour": 30720, "records-burst": 500, "records-hour": 900}
    rest = left(post(ask, 1))
    assert rest == {"bytes-burst": 8192, "bytes-hour": 28672, "records-burst": 470, "records-hour": 870}
    assert "bytes" not in ask("/tree")["ratelimit"]


@pytest.mark.parametrize(
    ("path", "records"), [("/codes/migrate", 3), ("/codes/impact", 3), ("/eligibility", 3), ("/proposals", 0)]
)
def test_records_of_json_count_wherever_they_are_sent(ask, path, records):
    body = json.dumps([{"code": "4-02-07-10"}] * 3 if records else {"kind": "nothing"}).encode()
    ask(path, "POST", body, content_type="application/json")
    assert left(post(ask, 1))["records-burst"] == 500 - records


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_last_line_counts_whether_it_ends_or_not(ask, end):
    ask(MIGRATE, "POST", (LINE * 7).removesuffix(b"\n") + end, **LINES)
    assert left(post(ask, 1))["records-burst"] == 500 - 7


def test_whoever_has_used_up_the_bytes_is_refused_before_the_next_are_read(ask, clock):
    assert [post(ask, lines).status for lines in (100, 90)] == [200, 200]
    assert in_chunks(ask, 100) == 200  # beyond the quota: it could not be known before
    assert in_chunks(ask, 1) == 429
    refused = post(ask, 1)
    assert refused.status == 429
    wait = int(refused["retry-after"])
    assert refused["ratelimit"] == f'"anonymous-bytes-burst";r=0;t={wait}'
    problem = json.loads(refused.body)
    assert problem["violated-policies"] == ["anonymous-bytes-burst"]
    assert problem["type"].endswith("/problems/too-many-requests")
    clock.shift(wait)
    assert post(ask, 1).status == 200


def test_whoever_announces_more_than_is_left_is_refused_at_once(ask):
    post(ask, 200)
    refused = post(ask, 100)
    assert refused.status == 429
    assert refused["ratelimit"].startswith('"anonymous-bytes-burst";r=1024;t=')
    assert post(ask, 20).status == 200


def test_what_is_more_than_there_ever_is_the_view_refuses(ask):
    """To wait would not help."""
    assert post(ask, 300, content_type="application/json").status == 400
    assert post(ask, 1).status == 429  # it was read


def test_the_records_of_an_hour_are_counted_too(ask, clock):
    empty = {"content_type": "application/x-ndjson"}
    for _minute in range(3):
        assert ask(MIGRATE, "POST", b"1\n" * 400, **empty).status == 200
        clock.shift(61)
    refused = post(ask, 1)
    assert json.loads(refused.body)["violated-policies"] == ["anonymous-records-hour"]
    assert 60 < int(refused["retry-after"]) <= 3600


@pytest.mark.parametrize(
    ("language", "bytes_", "records"),
    [
        ("en", "10240 bytes are taken in 60 seconds at most", "500 records are taken in 60 seconds at most"),
        ("zh", "60 秒内最多接收 10240 字节", "60 秒内最多接收 500 条记录"),
    ],
)
def test_it_says_what_was_too_much_in_the_language_of_the_asker(ask, clock, language, bytes_, records):
    post(ask, 240)
    assert bytes_ in json.loads(ask(f"{MIGRATE}&lang={language}", "POST", LINE, **LINES).body)["detail"]
    clock.shift(61)
    ask(MIGRATE, "POST", b"1\n" * 600, **LINES)
    assert records in json.loads(ask(f"{MIGRATE}&lang={language}", "POST", LINE, **LINES).body)["detail"]


def test_a_key_has_more_and_its_own(ask, monkeypatch):
    ask.entrance.limits.keys = keys(ork_all=(1, ["batch"], 4, None, False), ork_reads=(2, ["read"], 4, None, False))
    monkeypatch.setattr(ask.entrance.limits.usage, "_start", lambda: None)
    post(ask, 240)
    assert post(ask, 1).status == 429
    assert post(ask, 1, x_api_key="ork_reads").status == 429  # out of its scope it is its address
    assert left(post(ask, 1, x_api_key="ork_all")) == {
        "bytes-burst": 40 * KIB,
        "bytes-hour": 120 * KIB,
        "records-burst": 2000,
        "records-hour": 3600,
    }
    assert post(ask, 900, x_api_key="ork_all").status == 200
    refused = post(ask, 100, x_api_key="ork_all")
    assert json.loads(refused.body)["violated-policies"] == ["key-bytes-burst"]
    assert ask.entrance.limits.usage._counts[1] == [0, 3, 0, 1]


def test_all_processes_count_together(tmp_path):
    one, other = (Visitor(folder=tmp_path) for _process in range(2))
    post(one, 100)
    # Within one process the lock of a column is no hindrance: the second is told which one it has.
    limits = Limits(tmp_path)
    limits.counters = one.entrance.limits.counters
    limits.counters.column, limits.counters.cells[0] = 1, 2
    other.entrance.limits = limits
    assert left(post(other, 1))["bytes-burst"] == 10240 - 5 * KIB
    assert post(other, 90).status == 200
    assert post(one, 1).status == 429
    assert post(other, 1).status == 429


def test_whoever_lost_their_row_is_counted_anew(ask):
    post(ask, 200)
    account = next(iter(ask.entrance.limits._accounts.values()))
    for amount in (account.bytes, account.records):
        amount.cells[amount.place] += 1  # given to somebody else
    assert left(post(ask, 1))["bytes-burst"] == 10240
    assert left(post(ask, 1))["bytes-burst"] == 10240 - KIB


def test_what_many_threads_add_is_neither_lost_nor_counted_twice():
    counters = Counters(None)
    window = Sum(Policy("all", 10**9, 60), counters, 5, counters.row(5, 0), 0)

    def add():
        for number in range(3000):
            window.add(number % 7, 30)

    threads = [threading.Thread(target=add) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 10**9 - window.left(30) == 6 * sum(number % 7 for number in range(3000))


def test_no_sum_runs_over_into_the_mark():
    counters = Counters(None)
    window = Sum(Policy("all", 10**15, 60), counters, 5, counters.row(5, 0), 0)
    for _time in range(3):
        window.add(2**31, 30)
    assert 10**15 - window.left(30) == 2**32 - 1
    assert window.left(90) == 10**15


def test_numbers_in_headers_have_no_more_than_fifteen_digits(ask, settings):
    settings.LIMIT_FACTOR, settings.BODY_LIMITS = 1_000_000, {"bytes": ((10**10, 60),) * 2, "records": ((9, 60),) * 2}
    answer = post(ask, 1)
    assert f'"anonymous-bytes-burst";q={GREATEST};w=60' in answer["ratelimit-policy"]
    assert left(answer)["bytes-burst"] <= GREATEST
