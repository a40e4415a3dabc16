"""Reads from a running registry while another process writes, and finds answers that are stale or of two revisions.

Each revision gives five occupations one English name, which says its number. So any answer that shows some of them
tells of what it is made, and all of them must say what ``meta.revision`` says.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.processes import OwnRegistry

CODES = ["4-01-06-01", "4-01-06-02", "4-02-07-10", "4-13-01-10", "4-04-05-01"]
PATHS = [
    *(f"/occupations/{code}" for code in CODES[:3]),
    "/occupations?code=" + ",".join(CODES),
]
WRITER = """
import json, sys, time
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Item, Revision
for line in sys.stdin:
    number = Revision.objects.order_by("-number")[0].number + 1
    rows = Item.objects.current().filter(edition="2022", code__in=CODES, valid_to=None)
    made = correct(corrections=[Correction(row, {"name_en": f"Revision {number}"}) for row in rows], by=LOADER,
        reason="checker").number
    print(json.dumps([made, len(rows), time.monotonic()]), flush=True)
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


def check(
    registry: OwnRegistry, address: str, *, seconds: float, pause: float = 1.0, paths: Sequence[str] = PATHS
) -> Findings:
    """What four readers got of a server while revisions were committed with that pause between them."""
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
    threads = [threading.Thread(target=_read, args=(address, paths, findings, stop, seed)) for seed in range(4)]
    try:
        _write(writer, findings)
        for thread in threads:
            thread.start()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(pause)
            _write(writer, findings)
    finally:
        stop.set()
        for thread in threads:
            if thread.is_alive():
                thread.join()
        writer.communicate(timeout=30)
    return findings


def _write(writer: subprocess.Popen[str], findings: Findings) -> None:
    assert writer.stdin and writer.stdout
    writer.stdin.write("\n")
    writer.stdin.flush()
    number, rows, at = json.loads(writer.stdout.readline())
    assert rows == len(CODES)
    findings.committed[number] = at


def _read(address: str, paths: Sequence[str], findings: Findings, stop: threading.Event, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    place = urlsplit(address)
    held: dict[str, tuple[str, Reading]] = {}
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    while not stop.is_set():
        path = chance.choice(paths)
        headers = {"If-None-Match": held[path][0]} if path in held and chance.random() < 0.5 else {}
        began = time.monotonic()
        try:
            connection.request("GET", f"/api/v1{path}", headers=headers)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            findings.failures.append(f"{path}: {error!r}")
            connection.close()
            time.sleep(0.05)
            continue
        if response.status == 304:
            kept = held[path][1]
            findings.readings.append(Reading(path, began, kept.revision, kept.said, 304))
            continue
        if response.status != 200:
            findings.failures.append(f"{path}: {response.status} {body[:200]!r}")
            continue
        said = {int(number) for number in re.findall(rb'"Revision (\d+)"', body)}
        reading = Reading(path, began, json.loads(body)["meta"]["revision"], said, 200)
        findings.readings.append(reading)
        held[path] = (response.headers["ETag"], reading)
    connection.close()
