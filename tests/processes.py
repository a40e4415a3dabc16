"""Real processes on a database of their own, for what cannot be seen within one: kills, races, starts."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from registry.management.commands.up import server_command
from tests import databases
from tests.ports import free_port
from tests.waiting import LIMIT, wait_until

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a-password-for-tests"
"""Of the first admin."""


class OwnRegistry:
    """An installation of its own: a folder, and a database of the kind the tests run on."""

    root = ROOT

    def __init__(self, folder: Path, database_url: str | None) -> None:
        self.folder = folder
        others = {"DATABASE_URL", "SECRET_KEY", *databases.TIME_OUTS}
        self.environment = {k: v for k, v in os.environ.items() if k not in others}
        self.environment |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "registry.settings"}
        if database_url:
            self.environment["DATABASE_URL"] = database_url

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *arguments]

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return self.popen(self.command(*arguments), **environment)

    def popen(self, command: list[str], **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str, **environment: str) -> str:
        """The output of a manage.py command that must succeed."""
        process = self.start(*arguments, **environment)
        output, _none = process.communicate(timeout=LIMIT)
        assert process.returncode == 0, output
        return output

    def python(self, program: str) -> Any:
        """What a program prints as JSON, run with the registry's settings."""
        process = self.popen([sys.executable, "-c", f"import django; django.setup()\n{program}"])
        output, _none = process.communicate(timeout=LIMIT)
        assert process.returncode == 0, output
        return json.loads(output.splitlines()[-1])

    @contextmanager
    def served(self, **environment: str) -> Iterator[str]:
        """The address of the registry while ``manage.py up`` runs; with one worker unless told otherwise."""
        port = free_port()
        environment = {"WORKERS": "1", "ADMIN_PASSWORD": PASSWORD} | environment
        process = self.start("up", PORT=str(port), **environment)
        self.process = process.pid
        with answering(process, port) as address:
            yield address

    @contextmanager
    def served_by(self, application: str, **environment: str) -> Iterator[str]:
        """The address of a registry that is prepared already, while another WSGI application serves it."""
        port = free_port()
        command = server_command("127.0.0.1", str(port), environment.get("WORKERS", "1"))
        command[command.index("registry.wsgi:application")] = application
        process = self.popen(command, **environment)
        self.process = process.pid
        with answering(process, port) as address:
            yield address


@contextmanager
def answering(process: subprocess.Popen[str], port: int) -> Iterator[str]:
    """The address of a server from its first answer to its end."""
    try:
        wait_for(f"http://127.0.0.1:{port}/api/v1", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=LIMIT)


def wait_for(address: str, process: subprocess.Popen[str] | None = None) -> None:
    """Until it answers. A server that ended will not."""

    def answers() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=LIMIT):
                return True
        except urllib.error.HTTPError as error:
            # A server that lost its database says so; a proxy says so of a server that is not there yet.
            assert error.code >= 500, f"{address} answers {error.code}."
            return process is not None
        except (OSError, http.client.HTTPException):
            assert process is None or process.poll() is None, process.communicate()[0]
            return False

    wait_until(answers, f"{address} does not answer.")


@contextmanager
def own_registry(folder: Path, like: OwnRegistry | None = None) -> Iterator[OwnRegistry]:
    """An installation in this folder: empty, or a copy of another that no process works on."""
    if like:
        shutil.copytree(like.folder, folder, dirs_exist_ok=True)
    if databases.NAME == "sqlite":
        yield OwnRegistry(folder, None)
        return
    server = settings.DATABASES["default"]
    address = f"postgres://{server['USER']}:{server['PASSWORD']}@{server['HOST']}:{server['PORT']}"
    name = f"registry_{uuid.uuid4().hex[:12]}"
    template = like.environment["DATABASE_URL"].rpartition("/")[2] if like else "template1"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield OwnRegistry(folder, f"{address}/{name}")
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
