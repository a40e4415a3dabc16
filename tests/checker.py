"""Reads from a running registry while another process writes, and finds answers that are stale or of two revisions.

Each revision gives five occupations one English name, which says its number. So any answer that shows some of them
tells of what it is made, and all of them must say what ``meta.revision`` says.

How long it runs is a matter of what has happened, never of a clock: a slow machine takes longer and finds the same.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from urllib.parse import urlsplit

from tests.processes import OwnRegistry
from tests.waiting import LIMIT, wait_until

CODES = ["4-01-06-01", "4-01-06-02", "4-02-07-10", "4-13-01-10", "4-04-05-01"]
PATHS = [
    *(f"/occupations/{code}" for code in CODES[:3]),
    "/occupations?code=" + ",".join(CODES),
]
READERS = 4
ANSWERS_BETWEEN = 5
"""How many more answers every reader has before the next revision is committed."""
PAUSE = 0.05
"""Seconds after a failure: a server that is away need not be asked ten thousand times."""
WRITER = """
import json, sys
from time import monotonic
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Item, Revision
for line in sys.stdin:
    number = Revision.objects.order_by("-number")[0].number + 1
    rows = Item.objects.current().filter(edition="2022", code__in=CODES, valid_to=None)
    made = correct(corrections=[Correction(row, {"name_en": f"Revision {number}"}) for row in rows], by=LOADER,
        reason="checker").number
    print(json.dumps([made, len(rows), monotonic()]), flush=True)
"""


@dataclass
class Reading:
    path: str
    began: float
    revision: int
    said: set[int]
    status: int


@dataclass
class Findings:
    readings: list[Reading] = field(default_factory=list)
    committed: dict[int, float] = field(default_factory=dict)
    """Revision → a moment by which it had been committed."""
    failures: list[str] = field(default_factory=list)

    def mixed(self) -> list[Reading]:
        """Answers that say of themselves another revision than their parts do, or several."""
        return [r for r in self.readings if r.revision in self.committed and r.said - {r.revision}]

    def staleness(self) -> list[float]:
        """For each answer that was out of date when it was asked for: how long, at the most, it had been so."""
        found = []
        for reading in self.readings:
            newer = [at for number, at in self.committed.items() if number > reading.revision and at < reading.began]
            if newer:
                found.append(reading.began - min(newer))
        return found

    def answered_unchanged(self) -> int:
        return sum(reading.status == 304 for reading in self.readings)

    def seen(self) -> set[int]:
        """The revisions committed meanwhile that somebody read."""
        return {reading.revision for reading in self.readings} & set(self.committed)

    def __str__(self) -> str:
        told = f"{len(self.readings)} readings of {len(self.seen())} revisions, {len(self.committed)} committed"
        return f"{told}, {self.answered_unchanged()} unchanged; failures: {self.failures[:3]}"


def check(
    registry: OwnRegistry,
    address: str,
    *,
    enough: Callable[[Findings], bool],
    settled: bool = True,
    paths: Sequence[str] = PATHS,
    limit: float = 4 * LIMIT,
) -> Findings:
    """What readers got of a server while revisions were committed, each when every reader had had some more answers;
    until that is enough and, where it shall be settled, every reader has seen the last revision."""
    findings = Findings()
    program = f"import django; django.setup()\nCODES = {CODES}\n{WRITER}"
    command = [registry.command()[0], "-c", program]
    writer = subprocess.Popen(
        command,
        cwd=registry.root,
        env=registry.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    stop = threading.Event()
    readers = [_Reader(address, paths, findings, stop, seed) for seed in range(READERS)]
    end = monotonic() + limit

    def have_more_answers(goals: list[int]) -> bool:
        return all(reader.answers >= goal for reader, goal in zip(readers, goals, strict=True))

    try:
        _write(writer, findings)
        for reader in readers:
            reader.start()
        while not enough(findings):
            assert monotonic() < end, f"Not enough has happened within {limit:g} seconds: {findings}"
            goals = [reader.answers + ANSWERS_BETWEEN for reader in readers]
            wait_until(partial(have_more_answers, goals), "The readers get no answers.")
            _write(writer, findings)
        last = max(findings.committed)
        if settled:
            wait_until(lambda: all(reader.latest >= last for reader in readers), f"Not all have seen revision {last}.")
    finally:
        stop.set()
        for reader in readers:
            if reader.is_alive():
                reader.join()
        writer.communicate(timeout=LIMIT)
    return findings


def _write(writer: subprocess.Popen[str], findings: Findings) -> None:
    assert writer.stdin and writer.stdout
    writer.stdin.write("\n")
    writer.stdin.flush()
    number, rows, at = json.loads(writer.stdout.readline())
    assert rows == len(CODES)
    findings.committed[number] = at


class _Reader(threading.Thread):
    """Asks over one connection, half of the time for what it holds already."""

    def __init__(
        self, address: str, paths: Sequence[str], findings: Findings, stop: threading.Event, seed: int
    ) -> None:
        super().__init__()
        self.paths, self.findings, self.stop = paths, findings, stop
        self.chance = random.Random(seed)  # noqa: S311
        place = urlsplit(address)
        self.connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=LIMIT)
        self.held: dict[str, tuple[str, Reading]] = {}
        self.answers, self.latest = 0, 0

    def run(self) -> None:
        while not self.stop.is_set():
            self._ask(self.chance.choice(self.paths))
        self.connection.close()

    def _ask(self, path: str) -> None:
        headers = {"If-None-Match": self.held[path][0]} if path in self.held and self.chance.random() < 0.5 else {}
        began = monotonic()
        try:
            self.connection.request("GET", f"/api/v1{path}", headers=headers)
            response = self.connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            self._fail(f"{path}: {error!r}")
            return
        if response.status == 304:
            kept = self.held[path][1]
            self._note(Reading(path, began, kept.revision, kept.said, 304))
        elif response.status == 200:
            said = {int(number) for number in re.findall(rb'"Revision (\d+)"', body)}
            reading = Reading(path, began, json.loads(body)["meta"]["revision"], said, 200)
            self.held[path] = (response.headers["ETag"], reading)
            self._note(reading)
        else:
            self._fail(f"{path}: {response.status} {body[:200]!r}")

    def _note(self, reading: Reading) -> None:
        self.findings.readings.append(reading)
        self.latest = max(self.latest, reading.revision)
        self.answers += 1

    def _fail(self, said: str) -> None:
        self.findings.failures.append(said)
        self.stop.wait(PAUSE)
