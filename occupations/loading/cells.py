"""The cells of a CSV file: one line at a time, and what is malformed names its file, line and column."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from occupations.characters import has_odd_space, has_unseen, visible

Cell = TypeVar("Cell")


class MalformedData(Exception):
    """A file of the registry's data cannot be read."""


class Row:
    """One line of a file; every access names the file, the line and the column if it fails."""

    def __init__(self, file: str, line: int, cells: dict[str, str]) -> None:
        self.file, self.line, self.cells = file, line, cells

    def get(self, column: str, parse: Callable[[str], Cell]) -> Cell | None:
        text = self.cells[column]
        return self.need(column, parse) if text else None

    def need(self, column: str, parse: Callable[[str], Cell]) -> Cell:
        try:
            return parse(self.cells[column])
        except (ValueError, KeyError) as error:
            raise MalformedData(f"{self.file}:{self.line}: {column}: {self.cells.get(column)!r}") from error

    def text(self, column: str) -> str:
        return self.cells[column]

    def optional(self, column: str) -> str | None:
        return self.cells[column] or None

    def many(self, column: str) -> tuple[str, ...]:
        return tuple(part for part in self.cells[column].split(";") if part)

    def evidence(self) -> dict[str, str]:
        given = {"source": self.text("source"), "confidence": self.text("confidence")}
        return given | {"seen_at": self.cells.get("seen_at", "")}


def rows_of(folder: Path, file: str) -> Iterator[Row]:
    with (folder / file).open(encoding="utf-8", newline="") as lines:
        for number, cells in enumerate(csv.DictReader(lines, strict=True), start=2):
            if None in cells or None in cells.values():
                raise MalformedData(f"{file}:{number}: not as many cells as columns")
            for column, text in cells.items():
                if text != text.strip():
                    raise MalformedData(f"{file}:{number}: {column}: space at an end")
                if has_unseen(text) or has_odd_space(text):
                    raise MalformedData(f"{file}:{number}: {column}: invisible characters: {visible(text)}")
            yield Row(file, number, cells)
