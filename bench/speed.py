"""python -m bench.speed: the registry beside its peers, in one run, on the same data: rates, latencies and ratios.

The server (and PostgreSQL) has one core, the client another. Windows of load go round all servers, round after round,
so that whatever else the machine does touches all alike; medians are shown. A rate is requests a second of the
server's processor time: what one core that has nothing else to do would answer. *hot*: asked before in this revision;
*cold*: never asked before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from statistics import median

CORES = sorted(os.sched_getaffinity(0))
os.sched_setaffinity(0, {CORES[-1]})  # PostgreSQL, which the next import starts, inherits it
os.environ["TEST_DATABASE"] = "postgresql"

from bench import servers  # noqa: E402
from bench.load import SCRIPT, Window, counted, load  # noqa: E402
from bench.operations import (  # noqa: E402
    ANSWERS,
    COUNTED,
    GROUPS,
    HEADERS,
    KINDS,
    connections,
    is_counted,
    seconds,
    takes_part,
)
from bench.paths import addresses, as_files, dump_of, rows, sizes_of, warm  # noqa: E402
from bench.report import write  # noqa: E402
from bench.servers import Made, Server, started  # noqa: E402
from bench.table import DATASETTE, NGINX, PLAIN, POSTGRESQL, PROXIED, SQLITE, STRICT, TUNED, Results, tables  # noqa: E402
from tests.processes import OwnRegistry, own_registry  # noqa: E402

os.sched_setaffinity(0, {CORES[0]})
READY_BY = 80
STARTS = 3
LONGEST = 16 * 60
"""Seconds. No round begins that would not end by then."""
FIRST = "/api/v1/occupations/4-01-06-02"
BUSY = os.getloadavg()[0]
"""What else the machine was doing before."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--share", type=float, default=1.0, help="which part of the hot addresses is used")
    parser.add_argument("--only", default=",".join(GROUPS), help=f"some of {','.join(GROUPS)}")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/reference/performance.md")
    options = parser.parse_args()
    groups = options.only.split(",")
    if unknown := set(groups) - set(GROUPS):
        parser.error(f"--only: {', '.join(sorted(unknown))} is none of {', '.join(GROUPS)}")
    missing = [name for name in ("wrk", "taskset") if not shutil.which(name)]
    missing += [] if servers.PROGRAM else ["nginx"]
    if missing or not servers.DATASETTE.exists() or not servers.OURS.exists():
        print("`apt-get install wrk nginx-light` and `make .peers/installed` bring what is missing.", file=sys.stderr)
        sys.exit(f"Missing: {', '.join(missing) or servers.DATASETTE}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        (folder / "script.lua").write_text(SCRIPT)
        told = run(stack, folder, options.rounds, options.share, groups)
    print(f"\n{told}")
    if options.write:
        write(told)


def run(stack: ExitStack, folder: Path, rounds: int, share: float, groups: list[str]) -> str:
    began = time.monotonic()
    operations = [operation for group in groups for operation in GROUPS[group]]
    running: dict[str, Server] = {}
    taking = [(operation, name) for operation in operations for name in KINDS if takes_part(name, operation)]
    a_round = sum(seconds(name, operation) for operation, name in taking)
    print(f"Five minutes of preparation, then {rounds} rounds of {a_round / 60:.1f} minutes; at most {LONGEST // 60}.")
    sys.stdout.flush()

    def start(name: str, made: Made, first: str, *beside: int, **more: str) -> None:
        command, environment, port = made
        environment = {**environment, **more}
        starts = []
        for _turn in range(STARTS - 1):
            with started(name, command, port, first, CORES[-1], environment, beside) as server:
                starts.append(server.cold_start)
        server = stack.enter_context(started(name, command, port, first, CORES[-1], environment, beside))
        server.cold_start = median([*starts, server.cold_start])
        running[name] = server

    (folder / "sqlite").mkdir()
    on_sqlite = OwnRegistry(folder / "sqlite", None)
    on_postgresql = stack.enter_context(own_registry(folder))
    for registry in (on_sqlite, on_postgresql):
        registry.run("up", "--prepare-only")
    postmaster = servers.postmaster(on_postgresql)
    start(SQLITE, servers.ours(on_sqlite), FIRST)
    start(POSTGRESQL, servers.ours(on_postgresql), FIRST, postmaster)
    start(STRICT, servers.ours(on_postgresql), FIRST, postmaster, REVISION_READ_WITHIN="0")
    command, environment, port = servers.ours(on_sqlite)
    environment = {**environment, "BEHIND_PROXY": "true"}
    behind = stack.enter_context(started("behind the proxy", command, port, FIRST, CORES[-1], environment))
    start(PROXIED, servers.proxy(folder, behind), FIRST, behind.process.pid)
    database = servers.fill(folder, running[SQLITE].address)
    start(PLAIN, servers.plain(database), "/occupations/4-01-06-02")
    start(DATASETTE, servers.datasette(database), "/peers/occupations/4-01-06-02.json")
    running[TUNED] = running[DATASETTE]

    occupations = json.loads((folder / "occupations.json").read_text(encoding="utf-8"))["results"]
    paths = addresses(occupations, date.today(), share)
    sizes = prepare(folder, running, paths, groups, occupations)
    start(NGINX, servers.nginx(folder), f"{next(iter(paths[key][0] for key in paths if key[1] == 'nginx'))}")
    files = {key: _write(folder, number, lines) for number, (key, lines) in enumerate(paths.items())}

    results: Results = {}
    longest, made = 0.0, 0
    while made < rounds and time.monotonic() - began + longest < LONGEST:
        at = time.monotonic()
        for operation, name in taking:
            if (operation, KINDS[name]) in files:
                window = _window(running[name], name, operation, files[operation, KINDS[name]], folder)
                assert window.refused == 0, f"{name}, {operation}: {window}"
                results.setdefault((operation, name), []).append(window)
        longest, made = max(longest, time.monotonic() - at), made + 1
        print(f"Round {made} of {rounds}: {(time.monotonic() - began) / 60:.1f} minutes so far.", flush=True)
    small = {
        name.replace(PROXIED, "the caching proxy alone"): (*server.memory(), server.cold_start)
        for name, server in running.items()
        if name != TUNED
    }
    return f"{_how(made, share, groups)}\n\n{tables(results, small, sizes)}"


def prepare(
    folder: Path,
    running: dict[str, Server],
    paths: dict[tuple[str, str], list[str]],
    groups: list[str],
    occupations: list[dict[str, object]],
) -> dict[str, tuple[int, int]]:
    """Asks for what is to be hot, gives nginx the same bytes, and tells how large they are."""
    without_code = sum(row["code"] is None for row in occupations)
    hot = [group for group in GROUPS if (group in groups and group != "304") or (group == "one" and "304" in groups)]
    sizes = {}
    if "dump" in hot:
        paths["dump", "ours"] = [dump_of(running[SQLITE].address)]
        assert dump_of(running[POSTGRESQL].address) == paths["dump", "ours"][0]
        paths["dump, a part", "ours"] = paths["dump", "ours"]
    for operation in hot:
        bodies = warm(running[SQLITE].address, paths[operation, "ours"])
        paths[operation, "nginx"] = as_files(folder, operation, bodies)
        sizes[operation] = sizes_of(running[SQLITE].address, paths[operation, "ours"])
        for name in (POSTGRESQL, PROXIED, *([STRICT] if operation in ANSWERS[STRICT] else [])):
            warm(running[name].address, paths[operation, "ours"], 1 if name == PROXIED else 2)
        for name in (SQLITE, DATASETTE, TUNED, PLAIN):
            if operation in ("page", "whole"):
                [body] = warm(running[name].address, paths[operation, KINDS[name]][:1], 1)
                assert rows(body) == (50 if operation == "page" else len(occupations)) - (
                    0 if operation == "page" or name in (SQLITE, PLAIN) else without_code
                ), f"{name} does not answer {operation} as the others do"
    time.sleep(1.1)  # else the proxy would not ask the registry a second time, which keeps it only then
    for operation in hot:
        warm(running[PROXIED].address, paths[operation, "ours"], 1)
    for alike, operation in (("304", "one"), ("dump, a part", "dump")):
        if (operation, "nginx") in paths:
            paths[alike, "nginx"] = paths[operation, "nginx"]
    for group in groups:  # what a process makes ready once, in each language, is not counted
        for name in (SQLITE, POSTGRESQL):
            if (cold := f"cold {group}") in GROUPS[group]:
                warm(running[name].address, paths[cold, "ours"][:READY_BY], 1)
                running[name].places[cold] = READY_BY
    return sizes


def _window(server: Server, name: str, operation: str, paths: Path, folder: Path) -> Window:
    if is_counted(name, operation):
        return counted(server.address, paths.read_text().split()[0], server.processes(), requests=COUNTED)
    place = server.places.get(operation, 0)
    window = load(
        server.address,
        paths,
        folder / "script.lua",
        server.processes(),
        connections=connections(name, operation),
        seconds=seconds(name, operation),
        core=CORES[0],
        start=place,
        header=HEADERS.get(operation, ""),
    )
    server.places[operation] = place + window.requests + 16
    return window


def _write(folder: Path, number: int, lines: list[str]) -> Path:
    file = folder / f"addresses-{number}"
    file.write_text("\n".join(lines) + "\n")
    return file


def _how(rounds: int, share: float, groups: list[str]) -> str:
    told = [platform.python_version()]
    for command in ([str(servers.DATASETTE), "--version"], [str(servers.PROGRAM), "-v"]):
        version = subprocess.run(command, capture_output=True, text=True, check=False)
        told.append((version.stdout or version.stderr).strip())
    return (
        f"{date.today()}, Python {', '.join(told)}; {os.cpu_count()} cores, of which the server had one and the client"
        f" one; `python -m bench.speed --rounds {rounds} --share {share:g} --only {','.join(groups)}`; one worker; no"
        f" compression asked for but where it says br. The load of the machine was {BUSY:.1f} before it began:"
        " above 0.5, latencies and starts say little."
    )


if __name__ == "__main__":
    main()
