"""The arrows of the design: who may know whom, who may write, and where time is compared."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = [
    path
    for app in ("registry", "occupations", "policies")
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
PURE = (
    "occupations.characters",
    "occupations.codes",
    "occupations.levels",
    "occupations.lifecycle",
    "occupations.plain_text",
    "occupations.roles",
)
EDGES = ("api", "admin", "management")
# A layer may know those after it, never those before it.
LAYERS = [
    EDGES,
    ("loading", "answers", "exports", "webhooks"),
    ("actions",),
    ("guards", "checks", "models"),
    ("validity",),
    ("characters", "codes", "levels", "lifecycle", "plain_text", "roles"),
]
TIME_COLUMNS = {"valid_from", "valid_to", "recorded_from", "recorded_to", "recorded_from_id", "recorded_to_id"}
LOOKUPS = ("lt", "lte", "gt", "gte", "range", "isnull")
LATE = {("apps.py", "ready"), ("admin_app.py", "check_forms"), ("xlsx.py", "render"), ("dumps.py", "_key")}
"""Where an import waits: for the models, or because it takes megabytes that few need."""
WRITING = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}


def for_every_file(rule: Callable[[Path], None]) -> Callable[[], None]:
    """One test of one rule over all files; it names each file that breaks it."""

    def test() -> None:
        broken = []
        for path in FILES:
            try:
                rule(path)
            except AssertionError as error:
                broken.append(f"{module(path)}: {str(error).splitlines()[0]}")
        assert broken == []

    test.__name__, test.__doc__ = rule.__name__, rule.__doc__
    return test


def module(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def layer(name: str) -> int | None:
    """The place of a module of ``occupations`` in LAYERS; lower is nearer to the edge."""
    parts = name.split(".")
    if parts[0] != "occupations" or len(parts) < 2:
        return None
    return next((place for place, names in enumerate(LAYERS) if parts[1] in names), None)


@for_every_file
def test_the_arrows_hold(path):
    name, known = module(path), set(imports(path))
    if name.startswith("occupations"):
        assert not {k for k in known if k.startswith("policies")}, "occupations must not know policies"
    if name.startswith(("occupations", "policies")):
        assert not {k for k in known if k.startswith("registry") and not k.startswith("registry.http")}
    if name.startswith("registry.http"):
        assert not {k for k in known if k.startswith(("occupations", "policies"))}, "the floor knows no app"
    if name in PURE or name == "policies.levels" or name.startswith("policies.rules"):
        known = {k for k in known if not k.startswith(PURE) and k != "occupations"}
        assert not {k for k in known if k.startswith(("django", "rest_framework", "occupations"))}
    own = layer(name)
    if own is not None:
        wrong = {k for k in known if (other := layer(k)) is not None and other < own}
        assert not wrong, f"{name} must not know {wrong}"


@for_every_file
def test_only_the_edges_know_http(path):
    name = module(path)
    if not name.startswith("registry") and name.split(".")[1:2] not in (["api"], ["admin"]):
        known = {
            k for k in imports(path) if k.startswith(("rest_framework", "django.http", "django_filters", "registry"))
        }
        assert not known


@for_every_file
def test_edges_never_write(path):
    if not {"api", "admin", "answers", "http"} & set(module(path).split(".")[1:]):
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING:
            assert not any(isinstance(part, ast.Attribute) and part.attr == "objects" for part in ast.walk(node.func))


@for_every_file
def test_time_is_compared_in_validity_only(path):
    if module(path) == "occupations.validity":
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Compare):
            named = {part.attr for part in [node.left, *node.comparators] if isinstance(part, ast.Attribute)}
            ordered = any(isinstance(sign, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for sign in node.ops)
            assert not (ordered and named & (TIME_COLUMNS | {"effective_on"})), f"line {node.lineno}"
        if isinstance(node, ast.keyword) and node.arg:
            column, _sep, lookup = node.arg.partition("__")
            assert not (column in TIME_COLUMNS and lookup in LOOKUPS), f"line {node.value.lineno}: {node.arg}"


@for_every_file
def test_the_clock_is_read_at_the_edges_only(path):
    allowed = (
        "registry.http.as_of",
        "registry.http.freshness",
        "occupations.actions.revise",
        "occupations.actions.corrections",
        "occupations.actions.desk",
        "occupations.actions.batch_desk.kind",
        "occupations.loading.load",
        "occupations.admin.keys",
        "occupations.admin.key_forms",
        "occupations.admin.webhooks",
        "occupations.admin.batch_form",
        "occupations.admin.batch_changes",
        "occupations.admin.batch_import",
        "occupations.admin.batch_preview",
        "policies.admin.trying",
        "occupations.actions.consultation",
        "occupations.actions.proposals",
    )
    if module(path) not in allowed and ".management.commands." not in module(path):
        calls = {
            node.func.attr
            for node in ast.walk(tree(path))
            # localdate(instant) converts; localdate() reads the clock.
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args
        }
        assert not calls & {"today", "now", "utcnow", "localdate", "localtime"}


@for_every_file
def test_files_stay_small_and_well_named(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320 or path.name == "known_gaps.py"
    assert path.stem not in {"utils", "helpers", "common", "base", "misc"}


@for_every_file
def test_imports_stand_at_the_top(path):
    for function in ast.walk(tree(path)):
        if isinstance(function, ast.FunctionDef) and (path.name, function.name) not in LATE:
            inside = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            assert not inside, f"line {inside[0].lineno}" if inside else ""


@for_every_file
def test_every_file_says_what_it_decides(path):
    if path.read_text(encoding="utf-8").strip() and path.name not in ("apps.py",):
        assert ast.get_docstring(tree(path)), "a module docstring is missing"


def test_there_are_no_signals():
    assert not [path for path in FILES if "django.dispatch" in path.read_text(encoding="utf-8")]
