"""Where the tables of a run stand in docs/reference/performance.md: no figure there is copied by hand."""

from __future__ import annotations

from tests.processes import ROOT

PAGE = ROOT / "docs" / "reference" / "performance.md"
BEGIN, END = "<!-- measured: written by `python -m bench.speed --write` -->", "<!-- end of what was measured -->"


def write(told: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{told}\n\n{END}{after}", encoding="utf-8")
