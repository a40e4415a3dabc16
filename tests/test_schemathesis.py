"""schemathesis, all checks: calls that the OpenAPI document allows, calls that it forbids, and what is answered.

In parts that run beside each other; together they are the whole document.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PARTS = {
    "policies": r"^/api/v1/(eligibility|policies|regions)",
    "history": r"^/api/v1/(batches|changes|codes|compare|concepts|correspondences|feeds)",
    "rest": r"^(?!/api/v1/(eligibility|policies|regions|batches|changes|codes|compare|concepts|correspondences|feeds))",
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("examples", [5, pytest.param(100, marks=pytest.mark.long)])
def test_the_api_keeps_its_contract(loaded, openapi, part, examples):
    with loaded.served() as address:
        program = Path(sys.executable).parent / "schemathesis"
        options = [
            "--checks",
            "all",
            "--max-examples",
            str(examples),
            "--phases",
            "examples,coverage,fuzzing",
            "--no-color",
        ]
        options += ["--include-path-regex", PARTS[part], "--seed", "20261121"]
        run = subprocess.run(
            [str(program), "run", f"{address}/openapi.json", "--url", address, *options],
            capture_output=True,
            text=True,
            check=False,
            cwd=loaded.folder,
        )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
    wanted = sum(len(item) for path, item in openapi["paths"].items() if re.search(PARTS[part], path))
    assert f"{wanted} selected / " in run.stdout


def test_the_parts_are_the_whole_document(openapi):
    for path in openapi["paths"]:
        assert len([part for part, pattern in PARTS.items() if re.search(pattern, path)]) == 1, path
