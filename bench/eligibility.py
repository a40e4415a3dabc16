"""POST /eligibility with 1,000 cases, against one GET /eligibility for each case."""

from __future__ import annotations

import http.client
import json
import time
from urllib.parse import urlencode

from bench.server import Server

CASES = 1000
SINGLE = 30
ROUNDS = 3
PLACES = ("440000", "530102", "320500", "310000", "340000")
OCCUPATIONS = ("4-01-06-02", "4-13-01-10", "4-10-08-01", "2-02-38-01", "4-02-07-10")


def run(server: Server) -> None:
    """Prints cases a second, and the ratio to asking one by one."""
    cases = [
        {
            "occupation": OCCUPATIONS[number % 5],
            "region": PLACES[number // 5 % 5],
            "on": f"202{4 + number % 3}-10-01",
            "insured_months": number % 40,
            "employment": "employed",
        }
        for number in range(CASES)
    ]
    _post(server, cases[:1])
    memory = server.memory()
    server.forget_peak()
    together, alone = [], []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        answered, size = _post(server, cases)
        together.append(CASES / (time.perf_counter() - started))
        started = time.perf_counter()
        _get(server, cases[:SINGLE])
        alone.append(SINGLE / (time.perf_counter() - started))
    rate, single = sorted(together)[ROUNDS // 2], sorted(alone)[ROUNDS // 2]
    print(f"eligibility, {CASES:,} cases in one POST: {rate:,.0f} cases/s; {answered:,} answered")
    grown = server.memory("VmHWM") - memory
    print(f"  worker's memory {memory:.0f} MiB before, {grown:.1f} MiB more at the most; {size / 2**20:.0f} MiB sent")
    print(f"  peer, GET /eligibility for each: {single:,.0f} cases/s; ratio {rate / single:,.0f}")


def _post(server: Server, cases: list[dict[str, object]]) -> tuple[int, int]:
    """How many were answered, and the bytes of the answer."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=120)
    connection.request("POST", "/api/v1/eligibility", json.dumps(cases), {"Content-Type": "application/json"})
    response = connection.getresponse()
    body = response.read()
    results = json.loads(body)["results"]
    connection.close()
    assert len(results) == len(cases)
    return sum(result["status"] == "answered" for result in results), len(body)


def _get(server: Server, cases: list[dict[str, object]]) -> None:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    for case in cases:
        connection.request("GET", f"/api/v1/eligibility?{urlencode(case)}")
        assert connection.getresponse().read()
    connection.close()
