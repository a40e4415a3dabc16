"""python -m bench: every benchmark against a registry of its own, on the database of TEST_DATABASE."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bench import attack, eligibility, migrate
from bench.server import served
from tests import databases
from tests.processes import own_registry


def main() -> None:
    print(f"Database: {databases.NAME}; one worker; {os.cpu_count()} cores; Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as folder, own_registry(Path(folder)) as registry, served(registry) as server:
        migrate.run(server)
        eligibility.run(server)
        attack.run(server)


if __name__ == "__main__":
    main()
