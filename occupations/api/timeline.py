"""The history of a concept as a drawing (SVG): one bar for each stretch, one row for each concept."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from rest_framework.renderers import BaseRenderer

WIDTH, LEFT, RIGHT = 960, 20, 20
BAR, LABEL, GAP, HEAD, FOOT = 12, 16, 18, 34, 26
INK, QUIET, PAPER, ARROW = "#1b2a3a", "#6b7785", "#ffffff", "#b3541e"
FILLS = {"occupation": "#2f6fab", "group": "#4b8b5a", "work_type": "#8a6fb0", None: QUIET}


class TimelineRenderer(BaseRenderer):
    """Draws what the JSON answer tells; nothing is looked up."""

    media_type = "image/svg+xml"
    format = "svg"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return _Drawing(data).svg()


class _Drawing:
    def __init__(self, history: dict[str, Any]) -> None:
        self.history = history
        self.lines = [(line, _shown(line)) for line in history["lines"]]
        begins = [date.fromisoformat(period["valid_from"]) for _line, periods in self.lines for period in periods]
        self.first = min(begins).replace(month=1, day=1)
        self.last = max(date.fromisoformat(history["until"]), max(begins))
        self.rows: dict[str, int] = {}

    def x(self, day: date) -> float:
        days = max((self.last - self.first).days, 1)
        share = min(max((day - self.first).days / days, 0), 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def svg(self) -> bytes:
        drawing = ElementTree.Element("svg", xmlns="http://www.w3.org/2000/svg", width=str(WIDTH), role="img")
        drawing.set("font-family", "sans-serif")
        ElementTree.SubElement(drawing, "title").text = self.title()
        paper = ElementTree.SubElement(drawing, "rect", width="100%", height="100%", fill=PAPER)
        body = ElementTree.SubElement(drawing, "g")
        bottom = float(HEAD)
        for line, periods in self.lines:
            self.rows[line["concept"]] = int(bottom)
            bottom += self.line(body, line, periods, int(bottom)) + GAP
        self.arrows(body)
        self.years(drawing, paper, int(bottom))
        height = int(bottom) + FOOT
        drawing.set("height", str(height))
        drawing.set("viewBox", f"0 0 {WIDTH} {height}")
        return ElementTree.tostring(drawing, encoding="utf-8", xml_declaration=True)

    def title(self) -> str:
        own = [periods for line, periods in self.lines if line["concept"] == self.history["concept"]]
        names = dict.fromkeys(f"{p['code'] or '–'} {p['name_zh'] or ''}".strip() for periods in own for p in periods)
        return f"{self.history['concept']}: {' → '.join(names)}"

    def line(self, body: ElementTree.Element, line: dict[str, Any], periods: list[dict[str, Any]], top: int) -> int:
        """The bars of one concept, each with its label on the first level where there is room; how high that is."""
        own = line["concept"] == self.history["concept"]
        ends: list[float] = []
        for period in periods:
            begin = date.fromisoformat(period["valid_from"])
            end = date.fromisoformat(period["valid_to"]) if period["valid_to"] else self.last
            left, right = self.x(begin), self.x(end)
            told = f"{period['code'] or '–'} {period['name_zh'] or ''}".strip()
            bar = ElementTree.SubElement(body, "rect", x=str(left), y=str(top), height=str(BAR), rx="2")
            bar.set("width", str(max(round(right - left - 1, 1), 2)))
            bar.set("fill", FILLS[line["resource"]])
            bar.set("opacity", "0.35" if period["draft"] else "1" if own else "0.7")
            until = period["valid_to"] or _("until further notice")
            ElementTree.SubElement(bar, "title").text = f"{told}  [{period['valid_from']}, {until})"
            width = _width(told)
            start = min(left, WIDTH - RIGHT - width)
            level = next((n for n, taken in enumerate(ends) if taken < start), len(ends))
            ends[level : level + 1] = [start + width + 10]
            y = top + BAR + LABEL * (level + 1) - 2
            label = ElementTree.SubElement(body, "text", x=str(start), y=str(y), fill=INK if own else QUIET)
            label.set("font-size", "13")
            label.text = told
        return BAR + LABEL * len(ends)

    def arrows(self, body: ElementTree.Element) -> None:
        for link in self.history["successions"]:
            x = self.x(date.fromisoformat(link["effective_on"]))
            rows = (self.rows.get(link["predecessor"]), self.rows.get(link["successor"]))
            if None in rows:
                continue
            start, end = (int(row or 0) + BAR / 2 for row in rows)
            path = f"M {x} {start} C {x + 26} {start}, {x + 26} {end}, {x + 3} {end}"
            arrow = ElementTree.SubElement(body, "path", d=path, fill="none", stroke=ARROW)
            arrow.set("stroke-width", "1.5")
            ElementTree.SubElement(arrow, "title").text = f"{link['relation']} {link['effective_on']}"
            head = f"{x + 2},{end} {x + 9},{end - 4} {x + 9},{end + 4}"
            ElementTree.SubElement(body, "polygon", points=head, fill=ARROW)

    def years(self, drawing: ElementTree.Element, paper: ElementTree.Element, bottom: int) -> None:
        step = max((self.last.year - self.first.year) // 12, 1)
        for year in range(self.first.year, self.last.year + 1, step):
            x = self.x(date(year, 1, 1))
            ends = {"x1": str(x), "x2": str(x), "y1": str(HEAD - 12), "y2": str(bottom)}
            tick = ElementTree.Element("line", ends, stroke="#e3e7eb")
            drawing.insert(list(drawing).index(paper) + 1, tick)
            label = ElementTree.SubElement(drawing, "text", x=str(x + 3), y="16", fill=QUIET)
            label.set("font-size", "11")
            label.text = str(year)
        note = ElementTree.SubElement(drawing, "text", x=str(LEFT), y=str(bottom + 10), fill=QUIET)
        note.set("font-size", "11")
        note.text = f"{self.history['meta']['known_at']} · {self.history['until']}"


def _shown(line: dict[str, Any]) -> list[dict[str, Any]]:
    """The stretches in the national classification; those of drafts only where there is nothing else."""
    return [period for period in line["periods"] if not period["draft"]] or line["periods"]


def _width(text: str) -> float:
    """About how wide a label is: Chinese characters are square."""
    return sum(13 if unicodedata.east_asian_width(letter) in "WF" else 7.3 for letter in text)
