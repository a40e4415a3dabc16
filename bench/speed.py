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
from contextlib import ExitStack
from datetime import date
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
os.sched_setaffinity(0, {CORES[-1]})  # PostgreSQL, which the next import starts, inherits it
os.environ["TEST_DATABASE"] = "postgresql"

from bench import servers  # noqa: E402
from bench.load import SCRIPT, Window, load  # noqa: E402
from bench.paths import addresses, as_files, rows, warm  # noqa: E402
from bench.servers import Made, Server, started  # noqa: E402
from bench.table import DATASETTE, NGINX, PLAIN, POSTGRESQL, SQLITE, STRICT, TUNED, Results, show  # noqa: E402
from tests.processes import OwnRegistry, own_registry  # noqa: E402

HOT = ("one", "page", "search", "whole", "tree", "304", "page, br", "whole, br")
HEADERS = {"304": "If-None-Match: *", "page, br": "Accept-Encoding: br", "whole, br": "Accept-Encoding: br"}
COLD = ("cold one", "cold page", "cold search", "cold whole")
OURS = (SQLITE, POSTGRESQL, STRICT)
KINDS = {**dict.fromkeys(OURS, "ours"), DATASETTE: "datasette", TUNED: "tuned", PLAIN: "plain", NGINX: "nginx"}
READY_BY = 80
# Of those that ask at every request, one operation tells what that costs.
ASKED_OF_STRICT = ("one",)


def main() -> None:
    """Takes some ten minutes, most of it for asking once what is to be hot."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--share", type=float, default=1.0, help="which part of the hot addresses is used")
    options = parser.parse_args()
    missing = [name for name in ("wrk", "nginx", "taskset") if not shutil.which(name)]
    if missing or not servers.DATASETTE.exists():
        print("`apt-get install wrk nginx-light` and `make .peers/installed` bring what is missing.", file=sys.stderr)
        sys.exit(f"Missing: {', '.join(missing) or servers.DATASETTE}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        (folder / "script.lua").write_text(SCRIPT)
        run(stack, folder, options.rounds, options.share)


def run(stack: ExitStack, folder: Path, rounds: int, share: float) -> None:
    (folder / "sqlite").mkdir()
    on_sqlite = OwnRegistry(folder / "sqlite", None)
    on_postgresql = stack.enter_context(own_registry(folder))
    for registry in (on_sqlite, on_postgresql):
        registry.run("up", "--prepare-only")
    running: dict[str, Server] = {}

    def start(name: str, made: Made, first: str, beside: int | None = None, **more: str) -> None:
        command, environment, port = made
        server = started(name, command, port, first, CORES[-1], {**environment, **more}, beside)
        running[name] = stack.enter_context(server)

    postmaster = servers.postmaster(on_postgresql)
    first = "/api/v1/occupations/4-01-06-02"
    start(SQLITE, servers.ours(on_sqlite), first)
    start(POSTGRESQL, servers.ours(on_postgresql), first, postmaster)
    start(STRICT, servers.ours(on_postgresql), first, postmaster, REVISION_READ_WITHIN="0")
    database = servers.fill(folder, running[SQLITE].address)
    start(PLAIN, servers.plain(database), "/occupations/4-01-06-02")
    start(DATASETTE, servers.datasette(database), "/peers/occupations/4-01-06-02.json")
    running[TUNED] = running[DATASETTE]

    occupations = json.loads((folder / "occupations.json").read_text(encoding="utf-8"))["results"]
    without_code = sum(row["code"] is None for row in occupations)
    paths = addresses(occupations, date.today(), share)
    for operation in ("one", "page", "search", "whole", "tree"):
        bodies = warm(running[SQLITE].address, paths[operation, "ours"])
        paths[operation, "nginx"] = as_files(folder, operation, bodies)
        warm(running[POSTGRESQL].address, paths[operation, "ours"])
        if operation in ASKED_OF_STRICT:
            warm(running[STRICT].address, paths[operation, "ours"])
        for name in (SQLITE, DATASETTE, TUNED, PLAIN):
            if operation in ("page", "whole"):
                [body] = warm(running[name].address, paths[operation, KINDS[name]][:1], 1)
                assert rows(body) == (50 if operation == "page" else len(occupations)) - (
                    0 if operation == "page" or name in (SQLITE, PLAIN) else without_code
                ), f"{name} does not answer {operation} as the others do"
    paths["304", "nginx"] = paths["one", "nginx"]
    for operation in COLD:  # what a process makes ready once, in each language, is not counted
        for name in (SQLITE, POSTGRESQL):
            warm(running[name].address, paths[operation, "ours"][:READY_BY], 1)
            running[name].places[operation] = READY_BY
    start(NGINX, servers.nginx(folder), "/one/0")
    files = {key: _write(folder, number, lines) for number, (key, lines) in enumerate(paths.items())}

    results: Results = {}
    for _round in range(rounds):
        for operation in (*HOT, *COLD):
            for name in running:
                if (operation, KINDS[name]) not in files or (name == STRICT and operation not in ASKED_OF_STRICT):
                    continue
                window = _window(running[name], operation, files[operation, KINDS[name]], folder)
                assert window.refused == 0, f"{name}, {operation}: {window}"
                results.setdefault((operation, name), []).append(window)
    _say_how(rounds, share)
    show(results)
    print("\n| | memory of the worker, MiB | start to the first answer, s |\n|---|---|---|")
    for name, server in running.items():
        if name != TUNED:
            print(f"| {name} | {server.memory():.0f} | {server.cold_start:.2f} |")


def _window(server: Server, operation: str, paths: Path, folder: Path) -> Window:
    slow = operation.startswith("cold") or "whole" in operation or server.name in (PLAIN, DATASETTE, TUNED)
    place = server.places.get(operation, 0)
    window = load(
        server.address,
        paths,
        folder / "script.lua",
        server.processes(),
        connections=4 if slow else 16,
        seconds=3 if slow else 1,
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


def _say_how(rounds: int, share: float) -> None:
    told = [platform.python_version()]
    for command in ([str(servers.DATASETTE), "--version"], ["nginx", "-v"]):
        version = subprocess.run(command, capture_output=True, text=True, check=False)
        told.append((version.stdout or version.stderr).strip())
    print(f"\n{date.today()}, Python {', '.join(told)}; server on core {CORES[-1]}, client on core {CORES[0]};")
    print(f"`python -m bench.speed --rounds {rounds} --share {share:g}`; one worker; no compression asked for.")


if __name__ == "__main__":
    main()
