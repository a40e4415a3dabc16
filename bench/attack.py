"""How long reads take while others hold and send whatever they can: the promise is 100 ms for an answer in memory."""

from __future__ import annotations

import http.client
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event

from bench.server import Server
from tests import attack

REQUESTS = {"in memory": 1000, "not in memory": 300}
PROMISED = 100
"""Milliseconds, of the slowest hundredth in memory."""
ATTACKS: dict[str, list[attack.Kind]] = {
    "alone": [],
    "20 stuck, 5 endless, 5 unread": [*[attack.stuck] * 20, *[attack.endless] * 5, *[attack.unread] * 5],
    "20 that have all computed they can": [attack.greedy, attack.demanding] * 10,
}
READS = {
    "in memory": "/api/v1/occupations/4-01-06-02",
    "not in memory": "/api/v1/occupations?page_size=20&q=%E5%91%98&on=20{:02}-{:02}-{:02}",
}


def run(server: Server) -> None:
    """Prints the median and the slowest hundredth of reads one after the other, alone and under each attack."""
    print("Reads one after the other, while others attack, each from an address of its own:")
    slowest = 0.0
    for year, name in enumerate(ATTACKS, 23):
        with _under_way(f"http://{server.host}:{server.port}", name):
            told = []
            for kind, path in READS.items():
                p50, p99 = _measured(server, path, year, REQUESTS[kind])
                told.append(f"{kind} p50 {p50:.2f} ms, p99 {p99:.2f} ms")
                slowest = max(slowest, p99 if kind == "in memory" else 0)
        print(f"  {name}: {'; '.join(told)}")
    print(f"  promised in memory: p99 of {PROMISED} ms at most: {'kept' if slowest <= PROMISED else 'NOT KEPT'}")


def _measured(server: Server, path: str, year: int, requests: int) -> tuple[float, float]:
    """Milliseconds: the median, and what ninety-nine of a hundred are below."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    taken = []
    for number in range(requests):
        began = time.perf_counter()
        connection.request("GET", path.format(year, 1 + number // 28 % 12, 1 + number % 28))
        response = connection.getresponse()
        response.read()
        taken.append(1000 * (time.perf_counter() - began))
        assert response.status == 200, (path, response.status)
    connection.close()
    taken.sort()
    return taken[requests // 2], taken[requests * 99 // 100]


@contextmanager
def _under_way(address: str, name: str) -> Iterator[None]:
    """An attack, in a process of its own: it takes no time from who measures but that of the core they share."""
    spawn = multiprocessing.get_context("spawn")
    begun, over = spawn.Event(), spawn.Event()
    process = spawn.Process(target=_attack, args=(address, name, begun, over))
    process.start()
    try:
        assert begun.wait(60)
        yield
    finally:
        over.set()
        process.join(60)


def _attack(address: str, name: str, begun: Event, over: Event) -> None:
    if not ATTACKS[name]:
        begun.set()
        return
    with attack.Attack(address, ATTACKS[name]).under_way():
        begun.set()
        over.wait()
