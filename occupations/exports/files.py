"""The files of a dump: which there are, of which media type, and how each is written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from occupations.exports.graph import TURTLE, turtle_lines
from occupations.exports.snapshot import Snapshot
from occupations.exports.sqlite import write_sqlite


def write_ndjson(snapshot: Snapshot, path: Path) -> None:
    """First what the dump is, then the revisions, then every row of every table; ``resource`` says which."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for resource, row in _everything(snapshot):
            file.write(json.dumps({"resource": resource, **row}, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_csv_zip(snapshot: Snapshot, path: Path) -> None:
    """One CSV for each table; a list or an object is JSON in its cell."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        parts: dict[str, tuple[io.StringIO, Any]] = {}
        for resource, row in _everything(snapshot):
            if resource not in parts:
                text = io.StringIO()
                parts[resource] = (text, csv.DictWriter(text, list(row)))
                parts[resource][1].writeheader()
            parts[resource][1].writerow({name: _cell(value) for name, value in row.items()})
        for resource, (text, _writer) in parts.items():
            archive.writestr(ZipInfo(f"{resource}.csv"), text.getvalue().encode(), ZIP_DEFLATED)


def write_turtle(snapshot: Snapshot, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(turtle_lines(snapshot.nodes()))


FILES: dict[str, tuple[str, Callable[[Snapshot, Path], None]]] = {
    "registry.sqlite3": ("application/vnd.sqlite3", write_sqlite),
    "registry.ndjson": ("application/x-ndjson", write_ndjson),
    "registry-csv.zip": ("application/zip", write_csv_zip),
    "registry.ttl": (TURTLE, write_turtle),
}


def _everything(snapshot: Snapshot) -> Any:
    yield "about", snapshot.about()
    for revision in snapshot.revisions():
        yield "revision", revision
    for resource, table in snapshot.tables():
        for row in snapshot.rows(table):
            yield resource, row


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
