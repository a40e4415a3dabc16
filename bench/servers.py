"""The servers that bench/speed.py sets side by side, each on the same data and on the same core."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.load import family, memory
from registry.management.commands.up import server_command
from tests import proxy as proxies
from tests.ports import free_port
from tests.processes import ROOT, OwnRegistry

PEERS = Path(os.environ.get("PEERS", ROOT / ".peers"))
DATASETTE = PEERS / "bin" / "datasette"
OURS = PEERS / "ours" / "bin" / "python"
"""Each has what a deployment installs, and nothing of what the tests need."""
SEARCH = (
    "select * from occupations where name_zh like '%' || :q || '%' or name_en like '%' || :q || '%'"
    " or code like :q || '%' or work_types like '%' || :q || '%' order by code limit 50"
)
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 256; }}
http {{
    access_log off; keepalive_requests 1000000000; default_type application/json;
    server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""
PROGRAM = proxies.NGINX
Made = tuple[list[str], dict[str, str], int]
"""A command, its environment and its port."""


@dataclass
class Server:
    name: str
    address: str
    process: subprocess.Popen[bytes]
    cold_start: float
    beside: tuple[int, ...] = ()
    """What else works for it: the database's process, or the registry behind a proxy."""
    places: dict[str, int] = field(default_factory=dict)
    """How far each list of addresses that must not come twice has been used."""

    def processes(self) -> list[int]:
        return [process for first in (self.process.pid, *self.beside) for process in family(first)]

    def memory(self) -> tuple[float, float]:
        """Of the process that answers, which is the largest."""
        return max(memory(process) for process in family(self.process.pid))


@contextmanager
def started(
    name: str,
    command: list[str],
    port: int,
    first: str,
    core: int,
    environment: dict[str, str],
    beside: tuple[int, ...] = (),
) -> Iterator[Server]:
    began = time.monotonic()
    process = subprocess.Popen(
        ["taskset", "-c", str(core), *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                with urllib.request.urlopen(f"{address}{first}", timeout=30):  # noqa: S310 (our own)
                    break
            except OSError:
                assert process.poll() is None, f"{name} did not start"
                time.sleep(0.005)
        yield Server(name, address, process, time.monotonic() - began, beside)
    finally:
        process.terminate()
        process.wait(timeout=30)


def ours(registry: OwnRegistry) -> Made:
    port = free_port()
    return _served(port), registry.environment, port


def _served(port: int) -> list[str]:
    return [str(OURS), *server_command("127.0.0.1", str(port), "1")[1:]]


def plain(database: Path) -> Made:
    port = free_port()
    command = [part.replace("registry.wsgi", "bench.plain.wsgi") for part in _served(port)]
    environment = {**os.environ, "PLAIN_DATABASE": str(database)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return command, environment, port


def datasette(database: Path) -> Made:
    port = free_port()
    folder = database.parent / "datasette"
    folder.mkdir(exist_ok=True)
    queries = {"databases": {database.stem: {"queries": {"search": {"sql": SEARCH}}}}}
    (folder / "metadata.json").write_text(json.dumps(queries), encoding="utf-8")
    command = [str(DATASETTE), "serve", "-i", str(database), "--port", str(port), "-m", str(folder / "metadata.json")]
    return [*command, "--setting", "max_returned_rows", "5000"], dict(os.environ), port


def nginx(folder: Path) -> Made:
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port), encoding="utf-8")
    return [str(PROGRAM), "-c", str(folder / "nginx.conf")], dict(os.environ), port


def proxy(folder: Path, registry: Server) -> Made:
    """The caching proxy as it is deployed."""
    port = free_port()
    return proxies.command(folder / "proxy", registry.address.removeprefix("http://"), port), dict(os.environ), port


def fill(folder: Path, address: str) -> Path:
    """The peers' database, made from our own answers."""
    told = []
    for name in ("groups", "occupations"):
        with urllib.request.urlopen(f"{address}/api/v1/{name}?page_size=5000") as answer:  # noqa: S310
            (folder / f"{name}.json").write_bytes(answer.read())
        told.append(str(folder / f"{name}.json"))
    _command, environment, _port = plain(folder / "peers.db")
    subprocess.run([sys.executable, "-m", "bench.plain.fill", *told], cwd=ROOT, env=environment, check=True)
    return folder / "peers.db"


def postmaster(registry: OwnRegistry) -> int:
    """The process of which every process of the database is a child."""
    with psycopg.connect(registry.environment["DATABASE_URL"]) as connection:
        backend = connection.info.backend_pid
        return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
