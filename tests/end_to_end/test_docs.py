"""The documents are true: every call that README and guide show is run, and every path they name exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SHOWN = "http://127.0.0.1:8000"


def blocks(file: str, language: str) -> list[str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def calls(file: str) -> list[tuple[str, str]]:
    """Each command of the console blocks, with the output shown under it."""
    found = []
    for block in blocks(file, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _newline, output = part.partition("\n")
            found.append((command, output))
    return found


GUIDES = ["first-steps", "formats", "keep-your-codes", "eligibility"]


@pytest.fixture(scope="module")
def address(loaded_registry, tmp_path_factory):
    """A running registry, for all tests of this file: the calls of the guides change nothing."""
    with loaded_registry(tmp_path_factory.mktemp("registry")) as registry, registry.served() as address:
        yield address


@pytest.mark.parametrize("file", ["README.md", *(f"docs/guide/{guide}.md" for guide in GUIDES)])
def test_every_call_prints_what_is_shown(address, file):
    [*definitions] = blocks(file, "sh")
    shown = calls(file)
    assert len(shown) >= 5
    marks = [f"{command}\necho '----'" for command, _output in shown]
    script = "\n".join([*definitions, *marks]).replace(SHOWN, address)
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    printed = run.stdout.replace(address, SHOWN).split("----\n")
    for (command, output), got in zip(shown, printed, strict=False):
        assert got == output, f"{command}\n{run.stderr}"


def test_contributing_names_paths_that_exist():
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Where do I change")[2]
    paths = set(re.findall(r"`((?:occupations|policies|registry|tests|docs|locale|bench|deploy)/[\w./-]+)`", table))
    assert len(paths) > 25
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_readme_names_every_variable_that_is_read():
    code = "".join((ROOT / f).read_text() for f in ("registry/settings.py", "registry/management/commands/up.py"))
    read = set(re.findall(r'(?:env\.\w+|environ\.get)\("([A-Z_]+)"', code)) | {"DATABASE_URL"}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert sorted(name for name in read - {"DEBUG"} if f"`{name}`" not in text) == []


def test_every_dependency_has_its_reason():
    reasons = (ROOT / "docs/decisions/0004-dependencies.md").read_text(encoding="utf-8").lower()
    for file in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / file).read_text().splitlines():
            name = re.split(r"[\[<>=]", line)[0].strip().lower()
            assert name.startswith("-r") or name in reasons, name


def test_links_between_documents_lead_somewhere():
    for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/data/SOURCES.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"
