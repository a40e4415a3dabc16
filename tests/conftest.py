"""Fixtures: the real registry, loaded once, and a client whose every answer is held against the contract."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction

from occupations.answers.classification import classification_at
from occupations.answers.editions import official_count
from occupations.answers.migration import index_at
from occupations.answers.scope import editions_at, resolve
from occupations.answers.stages import begun, days_of_change
from occupations.api import ready
from occupations.loading.load import load
from occupations.loading.read import RegistryData, read
from occupations.loading.standards.load import load as load_standards
from occupations.loading.standards.read import StandardsData
from occupations.loading.standards.read import read as read_standards
from policies.answers.brief import covering_batch, kept_for
from policies.answers.groups import groups_at
from policies.answers.told import told_at
from policies.loading import read as policies
from policies.loading.load import load as load_policies
from policies.loading.read import PolicyData
from policies.regions import regions_at
from tests import databases, served
from tests.contract import Contract
from tests.processes import PASSWORD, OwnRegistry, own_registry

DATABASE = {"db", "transactional_db", "django_db_setup", "empty_registry"}
"""Who asks for one of these, if only through another fixture, asks a database."""
ONCE = ("deploy/", "end_to_end/")
"""Folders of what asks by other programs, such as nginx, browsers and generated clients, which see no database."""


LONGEST = "test_schemathesis.py"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks a database runs on both; the rest once: without one on SQLite, other programs on PostgreSQL."""
    here, elsewhere = [], []
    for item in items:
        asked = DATABASE & set(getattr(item, "fixturenames", ()))
        if "django_db_setup" in asked:
            item.add_marker(pytest.mark.django_db)  # each test's changes are rolled back
        once = item.path.relative_to(Path(__file__).parent).as_posix().startswith(ONCE)
        asks = asked or item.get_closest_marker("django_db")
        on = {"postgresql"} if once else {"sqlite", "postgresql"} if asks else {"sqlite"}
        if on == {"sqlite"} == {databases.NAME} and any(mark.args[0] for mark in item.iter_markers("skipif")):
            raise pytest.UsageError(f"{item.nodeid} runs nowhere: it asks no database, and is skipped on SQLite.")
        (here if databases.NAME in on else elsewhere).append(item)
    # The longest first: else one process would wait at the end until another is done with them.
    items[:] = sorted(here, key=lambda item: item.path.name != LONGEST)
    config.hook.pytest_deselected(items=elsewhere)


def pytest_report_header() -> str:
    return f"database: {connection.vendor} (TEST_DATABASE={databases.NAME})"


@pytest.fixture(scope="session")
def data() -> RegistryData:
    """The registry's data files, read."""
    return read()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, data: RegistryData) -> None:
    """The real registry, loaded once by its own actions; each test's changes are rolled back."""
    # Recorded on a fixed day, before any that a test travels to.
    with django_db_blocker.unblock(), time_machine.travel("2026-11-20T09:00:00+08:00"):
        load(data, say=lambda line: None)
    gc.collect()
    gc.freeze()  # what stays for good is not looked through again and again: a fifth of the time of a test


@pytest.fixture(scope="session")
def policy_data() -> PolicyData:
    """The policies' data files, read."""
    return policies.read()


@pytest.fixture(scope="module")
def standards(django_db_setup: None, django_db_blocker: Any, data: RegistryData) -> Iterator[StandardsData]:
    """The skill standards and indicators, loaded on the day of the registry; and their data files, read."""
    files = read_standards()
    with loaded_for_a_module(django_db_blocker, lambda: load_standards(files, lambda: data, say=lambda line: None)):
        yield files


@pytest.fixture(scope="module")
def policies_loaded(
    django_db_setup: None, django_db_blocker: Any, data: RegistryData, policy_data: PolicyData
) -> Iterator[None]:
    """The real policies, regions and standards."""

    def load_both() -> None:
        load_policies(policy_data, say=lambda line: None)
        load_standards(read_standards(), lambda: data, say=lambda line: None)

    with loaded_for_a_module(django_db_blocker, load_both):
        yield


@contextmanager
def loaded_for_a_module(blocker: Any, load_all: Callable[[], object]) -> Iterator[None]:
    """What is loaded is there for all tests of a module, and taken back at its end."""
    with blocker.unblock(), transaction.atomic():
        with time_machine.travel("2026-11-20T10:00:00+08:00"):
            load_all()
        with blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """What a test wrote is rolled back and its revisions' numbers are given again: nothing of it is remembered."""
    for kept in (told_at, covering_batch, kept_for, editions_at, resolve, begun, official_count, days_of_change):
        kept.cache_clear()
    for kept in (classification_at, index_at, groups_at, regions_at):
        kept.cache_clear()
    ready.forget()
    served.reset()


@pytest.fixture(scope="session")
def contract(django_db_setup: None, django_db_blocker: Any) -> Contract:
    """The OpenAPI document that the server describes itself with."""
    with django_db_blocker.unblock():
        return Contract.of_server()


class Api:
    """GET requests to the API, in English unless told otherwise; every answer must keep the contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.client = served.Client(headers={"accept-language": "en"})

    def raw(self, path: str, parameters: dict[str, Any] | None = None, /, **headers: str) -> Any:
        response = self.client.get(f"/api/v1{path}", parameters or {}, headers=headers)
        self.contract.check(f"/api/v1{path}".partition("?")[0], response)
        return response

    def get(self, path: str, status: int = 200, /, **parameters: Any) -> Any:
        """The body of an answer that must have this status."""
        response = self.raw(path, parameters)
        assert response.status_code == status, response.content.decode()
        return response.json()

    def send(self, path: str, body: Any, /, *, content_type: str = "application/json", **headers: str) -> Any:
        """The answer to a POST."""
        response = self.client.post(f"/api/v1{path}", body, content_type=content_type, headers=headers)
        self.contract.check(f"/api/v1{path}".partition("?")[0], response, "post")
        return response

    def post(self, path: str, body: Any, status: int = 200, /, **parameters: Any) -> Any:
        """The body of an answer to a POST that must have this status."""
        response = self.send(f"{path}?{urlencode(parameters)}" if parameters else path, body)
        assert response.status_code == status, response.content.decode()
        return response.json()

    def problem(self, path: str, slug: str, /, **parameters: Any) -> Any:
        """The body of a problem that must be of this type."""
        response = self.raw(path, parameters)
        body = response.json()
        assert body.get("type", "").rpartition("/")[2] == slug, body
        assert response["content-type"] == "application/problem+json"
        assert body["status"] == response.status_code
        return body


@pytest.fixture
def api(contract: Contract, db: None) -> Api:
    return Api(contract)


def without_links(body: Any) -> Any:
    """A body without its addresses, which alone may differ between an answer and its replay."""
    if isinstance(body, dict):
        return {k: without_links(v) for k, v in body.items() if k not in ("next", "previous", "instance", "type")}
    if isinstance(body, list):
        return [without_links(part) for part in body]
    return body


@pytest.fixture
def client(db: None) -> served.Client:
    """Instead of pytest-django's, which asks another application than servers do."""
    return served.Client()


@pytest.fixture
def openapi(contract: Contract) -> dict[str, Any]:
    return contract.document


@pytest.fixture
def run(db: None) -> Any:
    """Run a management command and return what it printed."""

    def run_command(*arguments: str, **options: Any) -> str:
        out = StringIO()
        call_command(*arguments, stdout=out, **options)
        return out.getvalue()

    return run_command


@pytest.fixture(scope="session")
def empty_registry() -> Callable[[Path], AbstractContextManager[OwnRegistry]]:
    """Makes empty installations, for tests with real processes."""
    return own_registry


@pytest.fixture(scope="session")
def loaded_registry(
    tmp_path_factory: pytest.TempPathFactory, empty_registry: Any
) -> Iterator[Callable[[Path], AbstractContextManager[OwnRegistry]]]:
    """Makes installations that hold everything ``manage.py up`` loads; it is loaded once and then copied."""
    with empty_registry(tmp_path_factory.mktemp("loaded")) as original:
        original.run("up", "--prepare-only", ADMIN_PASSWORD=PASSWORD)
        yield partial(own_registry, like=original)


@pytest.fixture
def own(empty_registry: Any, tmp_path: Path) -> Iterator[OwnRegistry]:
    """An empty installation of this test's own."""
    with empty_registry(tmp_path) as registry:
        yield registry


@pytest.fixture
def loaded(loaded_registry: Any, tmp_path: Path) -> Iterator[OwnRegistry]:
    """A loaded installation of this test's own."""
    with loaded_registry(tmp_path) as registry:
        yield registry
