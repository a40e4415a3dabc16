"""POST /codes/migrate as a stream, against one GET /occupations/{code} for each record."""

from __future__ import annotations

import http.client
import json
import random
import time
from collections import Counter
from collections.abc import Iterator

from bench.server import Server

RECORDS = 100_000
LOOKUPS = 300
ROUNDS = 3


def run(server: Server) -> None:
    """Prints records a second, the memory it took, and the ratio to asking one by one."""
    codes = _codes(server)
    random.Random(1).shuffle(codes)
    records = [codes[number % len(codes)] for number in range(RECORDS)]
    _stream(server, records[:1000])
    memory = server.memory()
    streamed, asked = [], []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        outcomes = _stream(server, records)
        streamed.append(RECORDS / (time.perf_counter() - started))
        started = time.perf_counter()
        _ask(server, records[:LOOKUPS])
        asked.append(LOOKUPS / (time.perf_counter() - started))
    assert sum(outcomes.values()) == RECORDS
    rate, single = sorted(streamed)[ROUNDS // 2], sorted(asked)[ROUNDS // 2]
    grown = server.memory("VmHWM") - memory
    print(f"codes/migrate, {RECORDS:,} records as NDJSON: {rate:,.0f} records/s; {dict(outcomes)}")
    print(f"  worker's memory {memory:.0f} MiB before, {grown:.1f} MiB more at the most")
    print(f"  peer, GET /occupations/{{code}} for each: {single:,.0f} records/s; ratio {rate / single:,.0f}")


def _codes(server: Server) -> list[dict[str, str]]:
    """Every code there is in the national classification, on the first and on the last day of the edition 2022."""
    connection = http.client.HTTPConnection(server.host, server.port)
    found = []
    for on in ("2022-09-28", "2026-11-21", "2022-09-27"):
        connection.request("GET", f"/api/v1/occupations?on={on}&page_size=5000")
        results = json.loads(connection.getresponse().read())["results"]
        found += [{"code": item["code"], "on": on} for item in results if item["code"]]
    return found


def _stream(server: Server, records: list[dict[str, str]]) -> Counter[str]:
    """Sends the records as they come and reads the answers as they come."""

    def body() -> Iterator[bytes]:
        for start in range(0, len(records), 1000):
            yield b"".join(json.dumps(record).encode() + b"\n" for record in records[start : start + 1000])

    connection = http.client.HTTPConnection(server.host, server.port, timeout=300)
    length = sum(len(json.dumps(record)) + 1 for record in records)
    headers = {"Content-Type": "application/x-ndjson", "Content-Length": str(length)}
    connection.request("POST", "/api/v1/codes/migrate?to=2026-11-21", body=body(), headers=headers)
    response = connection.getresponse()
    assert response.status == 200, response.read()
    outcomes = Counter(line.split(b'"outcome":"', 1)[1].split(b'"', 1)[0].decode() for line in response)
    connection.close()
    return outcomes


def _ask(server: Server, records: list[dict[str, str]]) -> None:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    for record in records:
        connection.request("GET", f"/api/v1/occupations/{record['code']}?on={record['on']}")
        connection.getresponse().read()
    connection.close()
