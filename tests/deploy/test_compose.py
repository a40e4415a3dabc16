"""compose.yaml: valid by the schema of compose files, and every file, command, port and variable in it exists.

No engine starts it here. What the image does is tried by .ci/dockerfile-steps, what the proxy does beside this file.
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml

from tests.processes import ROOT
from tests.proxy import CONFIGURATION

FILE = ROOT / "compose.yaml"
COMPOSE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}


def resolved(value: str) -> str:
    """With what the operator has to give given, and all else as it is by default."""
    return re.sub(r"\$\{(\w+):([-?])([^}]*)\}", lambda m: m[3] if m[2] == "-" else "secret", value)


def test_it_keeps_the_schema_of_compose_files():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    told = subprocess.run(command, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout


def test_the_check_can_fail(tmp_path):
    (tmp_path / "compose.yaml").write_text(FILE.read_text().replace("restart: unless-stopped", "restarts: x"))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    told = subprocess.run([*command, str(tmp_path / "compose.yaml")], capture_output=True, text=True)
    assert told.returncode == 1


def test_who_is_waited_for_is_there():
    for service in COMPOSE["services"].values():
        for name, how in service.get("depends_on", {}).items():
            awaited = COMPOSE["services"][name]
            assert how["condition"] == "service_healthy"
            assert "healthcheck" in awaited
            assert "test" in awaited["healthcheck"] or re.search(
                "^HEALTHCHECK", (ROOT / "Dockerfile").read_text(), re.M
            )


def test_every_volume_and_file_is_there():
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]
    used = {v.split(":")[0] for service in COMPOSE["services"].values() for v in service["volumes"]}
    assert used >= set(COMPOSE["volumes"])
    [data] = [v for v in OURS["registry"]["volumes"] if v.startswith("data:")]
    assert f"DATA_DIR={data.partition(':')[2]} " in (ROOT / "Dockerfile").read_text()


def test_the_proxy_is_led_to_the_registry_and_published():
    nginx, dockerfile = CONFIGURATION.read_text(), (ROOT / "Dockerfile").read_text()
    [host, port] = re.findall(r"^\s*server (\w+):(\d+);", nginx, re.M)[0]
    assert host in OURS
    assert f"PORT={port} " in dockerfile
    assert f"HOST=0.0.0.0 PORT={port}" in dockerfile
    [listens] = re.findall(r"^\s*listen (\d+);", nginx, re.M)
    [published] = COMPOSE["services"]["proxy"]["ports"]
    assert resolved(published).split(":")[1] == listens
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]


def test_every_variable_is_one_of_ours():
    told = (ROOT / "README.md").read_text() + (ROOT / "Dockerfile").read_text()
    for service in OURS.values():
        for name in service["environment"]:
            assert re.search(rf"\b{name}\b", told), name
            assert any(name in path.read_text() for path in [ROOT / "registry/settings.py", *UP]), name


UP = [ROOT / "registry/management/commands/up.py"]


def test_every_variable_that_an_operator_may_set_is_told():
    names = set(re.findall(r"\$\{(\w+)", FILE.read_text()))
    readme = (ROOT / "README.md").read_text()
    assert {name for name in names if f"`{name}`" not in readme} == set()


def test_the_commands_are_there():
    for service in OURS.values():
        if "command" in service:
            python, manage, *command = service["command"]
            assert (python, manage) == ("python3", "manage.py")
            told = subprocess.run([sys.executable, manage, *command, "--help"], cwd=ROOT, capture_output=True)
            assert told.returncode == 0


@pytest.mark.parametrize("service", OURS)
def test_the_registry_starts_with_this_environment(own, service):
    environment = {name: resolved(value) for name, value in OURS[service]["environment"].items()}
    assert environment.pop("DATABASE_URL") == "postgres://registry:secret@postgres:5432/registry"
    postgres = COMPOSE["services"]["postgres"]["environment"]
    assert (postgres["POSTGRES_USER"], postgres["POSTGRES_DB"]) == ("registry", "registry")
    own.environment |= environment
    told = own.run("check")
    assert "no issues" in told or "registry.W001" in told  # by default it is tried without TLS
    assert "(0 silenced)" in told
    settings = own.python(
        "import json; from django.conf import settings as s\n"
        "print(json.dumps([s.BEHIND_PROXY, s.REVISION_READ_WITHIN, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS]))"
    )
    assert settings == [True, 0.0, ["localhost", "127.0.0.1"], []]
