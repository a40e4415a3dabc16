"""One window of load on one server: requests a second of the server's own processor time, latencies, and memory."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

# Sends the addresses of a file one after the other, from a place on, with one header more if there is one.
SCRIPT = """
local requests, place = {}, 0
init = function(arguments)
    if arguments[3] then
        local name, value = arguments[3]:match("^(.-): (.*)$")
        wrk.headers[name] = value
    end
    for line in io.lines(arguments[1]) do requests[#requests + 1] = wrk.format("GET", line) end
    place = tonumber(arguments[2])
end
request = function()
    place = place + 1
    return requests[(place - 1) % #requests + 1]
end
"""
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Window:
    requests: int
    seconds: float
    processor: float
    """Seconds of processor time that the server used, its database included."""
    p50: float
    p99: float
    """Milliseconds."""
    refused: int

    @property
    def rate(self) -> float:
        """Requests a second of one core that has nothing else to do."""
        return self.requests / max(self.processor, 0.01)


def load(
    address: str,
    paths: Path,
    script: Path,
    processes: Sequence[int],
    *,
    connections: int,
    seconds: int,
    core: int,
    start: int = 0,
    header: str = "",
) -> Window:
    before, began = sum(map(_used, processes)), time.monotonic()
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency"]
    command += ["--timeout", "30s", "-s", str(script), address, "--", str(paths), str(start)]
    told = subprocess.run([*command, *([header] if header else [])], capture_output=True, text=True, check=True).stdout
    taken = time.monotonic() - began
    found = re.search(r"(\d+) requests in", told)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return Window(
        requests=int(found[1]) if found else 0,
        seconds=taken,
        processor=sum(map(_used, processes)) - before,
        p50=_milliseconds(told, "50%"),
        p99=_milliseconds(told, "99%"),
        refused=int(refused[1]) if refused else 0,
    )


def counted(address: str, path: str, processes: Sequence[int], *, requests: int) -> Window:
    """So many requests, one after the other: a window of some seconds would end in the midst of the slowest."""
    place = urlsplit(address)
    before, began, taken = sum(map(_used, processes)), time.monotonic(), []
    for _request in range(requests):
        asked = time.monotonic()
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=120)
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        connection.close()
        assert response.status == 200, f"{path}: {response.status}"
        taken.append(1000 * (time.monotonic() - asked))
    return Window(
        requests=requests,
        seconds=time.monotonic() - began,
        processor=sum(map(_used, processes)) - before,
        p50=median(taken),
        p99=max(taken),
        refused=0,
    )


def _used(process: int) -> float:
    """Processor time so far, in seconds; what has ended counts no more."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS


def family(process: int) -> list[int]:
    """A process and all its descendants."""
    found = [process]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def memory(process: int) -> tuple[float, float]:
    """MiB: its own, without the files of programs that processes share; and all that it holds.

    The first says what one more of them takes. Proportional shares would be kinder to whom there is several of.
    """
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return tuple(int(fields[name].split()[0]) / 1024 for name in ("RssAnon", "VmRSS"))  # type: ignore[return-value]


def _milliseconds(told: str, name: str) -> float:
    found = re.search(rf"{name}\s+([0-9.]+)(us|ms|s)\b", told)
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]] if found else float("nan")
