"""Debian's nginx with deploy/nginx.conf, in front of whatever server: for the tests and the bench."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.ports import free_port
from tests.processes import ROOT
from tests.waiting import LIMIT, wait_until

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
# Debian keeps it where only an administrator's shell looks.
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


def filled(folder: Path, behind: str, port: int) -> Path:
    """The configuration with the two addresses of this place; all else is as it is deployed."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    for line, here in (("server registry:8000;  # here", behind), ("listen 8080;  # here", f"127.0.0.1:{port}")):
        assert text.count(line) == 1
        text = text.replace(line, f"{line.split()[0]} {here};")
    assert not re.search("# here", text)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    return file


def command(folder: Path, behind: str, port: int) -> list[str]:
    """Starts nginx, which writes into the folder."""
    assert NGINX, "nginx is not installed"
    # As root it would serve as somebody who may not enter the folders of tests.
    user = "" if os.getuid() else "user root;"
    return [NGINX, "-p", str(folder), "-c", str(filled(folder, behind, port)), "-g", f"daemon off; {user}"]


NOT_PASSED_ON = "/problems-of-the-proxy/"
"""An address that nginx answers itself."""


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]

    @property
    def cache(self) -> str | None:
        """What the proxy says of where the answer came from; None where it keeps nothing."""
        return self.headers.get("x-cache")


@dataclass
class Proxy:
    address: str
    folder: Path

    def __call__(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Got:
        place = urlsplit(self.address)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=LIMIT)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        content = response.read()
        if connection.sock:
            # nginx puts a copy away when it has sent it, and reads on only then: who is answered again on the same
            # connection, by nginx itself, knows that the copy is there for all of its processes.
            connection.request("GET", NOT_PASSED_ON)
            connection.getresponse().read()
        connection.close()
        names = [name.lower() for name, _value in response.getheaders()]
        assert len(set(names)) == len(names), f"given twice: {[name for name in names if names.count(name) > 1]}"
        return Got(response.status, {name.lower(): value for name, value in response.getheaders()}, content)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()


def answers(proxy: Proxy, process: subprocess.Popen[bytes]) -> bool:
    try:
        proxy(NOT_PASSED_ON)
    except OSError:
        assert process.poll() is None, proxy.log
        return False
    return True


@contextmanager
def proxied(folder: Path, behind: str) -> Iterator[Proxy]:
    """nginx in front of the server at that address, ``http://host:port``."""
    port = free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command(folder / "nginx", urlsplit(behind).netloc, port), stdout=log, stderr=subprocess.STDOUT
        )
        proxy = Proxy(f"http://127.0.0.1:{port}", folder)
        try:
            wait_until(lambda: answers(proxy, process), "nginx does not answer.")
            yield proxy
        finally:
            process.terminate()
            process.wait(timeout=LIMIT)
