"""schemathesis, all checks: calls that the OpenAPI document allows, calls that it forbids, and what is answered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_api_keeps_its_contract(own):
    with own.served() as address:
        program = Path(sys.executable).parent / "schemathesis"
        options = ["--checks", "all", "--max-examples", "20", "--phases", "examples,coverage,fuzzing", "--no-color"]
        run = subprocess.run(
            [str(program), "run", f"{address}/openapi.json", "--url", address, "--seed", "20261121", *options],
            capture_output=True,
            text=True,
            check=False,
            cwd=own.folder,
        )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
    assert "43 selected / 43 total" in run.stdout
