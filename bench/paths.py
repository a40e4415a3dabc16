"""The addresses that each server is asked for, shuffled in the same way in every run."""

from __future__ import annotations

import http.client
import json
import random
import urllib.request
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

LIST = "/api/v1/occupations"
ORDERS = ("code", "-code", "name_zh", "-name_zh", "valid_from", "-valid_from")
TUNED = "_nocount=1&_nosuggest=1&_nofacet=1"
# Of the hot ones; five hundred pages are 27 MB.
ONES, PAGES, WORDS = 1000, 500, 1000
COLD = 40_000


def addresses(occupations: list[dict[str, Any]], today: date, share: float) -> dict[tuple[str, str], list[str]]:
    """(operation, kind of server) → addresses. ``share`` takes only a part of the hot ones."""
    chance = random.Random(1)
    codes = [row["code"] for row in occupations if row["code"] and row["valid_from"] <= "2025-08-01"]
    names = [name for row in occupations if (name := row["name_zh"])]
    words = sorted({quote(name[at : at + 2]) for name in names for at in range(len(name) - 1)})
    days = [(today - timedelta(days=days)).isoformat() for days in range(1, (today - date(2022, 10, 1)).days)]
    for part in (codes, words, days):
        chance.shuffle(part)
    ones, searched = codes[: int(ONES * share)], words[: int(WORDS * share)]
    places = sorted(codes)[:-60]
    chance.shuffle(places)
    places = places[: int(PAGES * share)]
    found = {
        ("one", "ours"): [f"{LIST}/{code}" for code in ones],
        ("page", "ours"): [f"{LIST}?page_size=50&on={day}" for day in days[: int(PAGES * share)]],
        ("search", "ours"): [f"{LIST}?q={word}" for word in searched],
        ("whole", "ours"): [f"{LIST}?page_size=5000"],
        ("tree", "ours"): ["/api/v1/tree"],
        ("one", "plain"): [f"/occupations/{code}" for code in ones],
        ("page", "plain"): [f"/occupations?page_size=50&since={code}" for code in places],
        ("search", "plain"): [f"/occupations?q={word}" for word in searched],
        ("whole", "plain"): ["/occupations?page_size=5000"],
        ("one", "datasette"): [f"/peers/occupations/{code}.json" for code in ones],
        ("page", "datasette"): [f"/peers/occupations.json?_size=50&code__gte={code}" for code in places],
        ("page", "tuned"): [f"/peers/occupations.json?_size=50&code__gte={code}&{TUNED}" for code in places],
        ("search", "datasette"): [f"/peers/search.json?q={word}" for word in searched],
        ("whole", "datasette"): ["/peers/occupations.json?_size=max"],
        ("whole", "tuned"): [f"/peers/occupations.json?_size=max&{TUNED}"],
    }
    found |= {("304", kind): found["one", kind] for kind in ("ours", "plain")}
    found |= {(f"{operation}, br", "ours"): found[operation, "ours"] for operation in ("page", "whole")}
    # Never asked before: every address is used once. All ask about today, as most do.
    told = [
        f"{lang}{edition}{on}"
        for lang in ("", "&lang=zh", "&lang=en")
        for edition in ("", "&edition=2022")
        for on in ("", f"&on={today}")
    ]
    groups = sorted({code[:end] for code in codes for end in (1, 4, 7)})
    cold = {
        "one": [f"{LIST}/{code}?{more[1:]}" for code in codes for more in told if more],
        "page": [
            f"{LIST}?page_size=50&code=6*,{group}*&ordering={order}{more}"
            for group in groups
            for order in ORDERS
            for more in told
        ],
        "search": [f"{LIST}?q={word}{more}" for word in words for more in told[1:]],
        "whole": [f"{LIST}?page_size={size}" for size in range(1700, 5000)],
    }
    for operation, lines in cold.items():
        chance.shuffle(lines)
        found[f"cold {operation}", "ours"] = lines[:COLD]
    return found


def warm(address: str, paths: list[str], times: int = 2) -> list[bytes]:
    """Asks for each as often, and gives the last bodies."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    bodies = []
    for path in paths:
        for _time in range(times):
            # As the load generator asks: without a word on encodings, which would make it another answer.
            connection.putrequest("GET", path, skip_accept_encoding=True)
            connection.endheaders()
            response = connection.getresponse()
            body = response.read()
            assert response.status == 200, f"{path}: {response.status}"
        bodies.append(body)
    connection.close()
    return bodies


def as_files(folder: Path, operation: str, bodies: list[bytes]) -> list[str]:
    """The same bytes for nginx, and their addresses there."""
    place = folder / "files" / operation
    place.mkdir(parents=True)
    for number, body in enumerate(bodies):
        (place / str(number)).write_bytes(body)
    return [f"/{operation}/{number}" for number in range(len(bodies))]


def dump_of(address: str) -> str:
    """The SQLite file of the latest dump, which is made if there is none."""
    base = f"{address}/api/v1/dumps"
    with urllib.request.urlopen(base) as answer:  # noqa: S310 (our own)
        latest = next(dump for dump in json.load(answer)["latest"] if dump["edition"] == "2022")
    with urllib.request.urlopen(latest["url"]) as answer:  # noqa: S310
        [file] = [file for file in json.load(answer)["files"] if file["name"].endswith(".sqlite3")]
    return file["url"].removeprefix(address)


def sizes_of(address: str, paths: list[str]) -> tuple[int, int]:
    """Bytes of the answer in the middle, as it is and compressed with brotli."""
    found = []
    for path in paths[:100]:
        sizes = []
        for encoding in ("identity", "br"):
            request = urllib.request.Request(f"{address}{path}", headers={"Accept-Encoding": encoding})  # noqa: S310
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                sizes.append(len(answer.read()))
        found.append(sizes)
    return sorted(found)[len(found) // 2][0], sorted(size for _plain, size in found)[len(found) // 2]


def rows(body: bytes) -> int:
    """How many occupations an answer has, whoever gave it."""
    told = json.loads(body)
    if isinstance(told, dict) and "results" in told:
        return len(told["results"])
    return len(told["rows"])
