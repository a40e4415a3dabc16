"""What is measured, for whom and for how long; hot and cold belong together and are never measured apart."""

from __future__ import annotations

from bench.table import DATASETTE, NGINX, PLAIN, POSTGRESQL, PROXIED, SQLITE, STRICT, TUNED

GROUPS = {
    "one": ("one", "cold one"),
    "page": ("page", "page, br", "cold page"),
    "search": ("search", "cold search"),
    "whole": ("whole", "whole, br", "cold whole"),
    "tree": ("tree",),
    "304": ("304",),
    "dump": ("dump", "dump, a part"),
}
HEADERS = {
    "304": "If-None-Match: *",
    "page, br": "Accept-Encoding: br",
    "whole, br": "Accept-Encoding: br",
    "dump, a part": "Range: bytes=100000-199999",
}
OURS = (SQLITE, POSTGRESQL, STRICT, PROXIED)
KINDS = {**dict.fromkeys(OURS, "ours"), DATASETTE: "datasette", TUNED: "tuned", PLAIN: "plain", NGINX: "nginx"}
SLOW = (PLAIN, DATASETTE, TUNED)
ANSWERS = {
    # One operation tells what asking at every request costs.
    STRICT: ("one",),
    DATASETTE: ("one", "page", "search", "whole"),
    TUNED: ("page", "whole"),
    PLAIN: ("one", "page", "search", "whole", "304"),
}
COUNTED = 3
"""Requests in place of a window, where one takes up to seconds."""


def takes_part(server: str, operation: str) -> bool:
    """What a peer keeps nothing of it answers cold as it does hot; what it does not have is left out."""
    if server in ANSWERS:
        return operation in ANSWERS[server]
    if operation.startswith("cold"):
        return server not in (STRICT, PROXIED, NGINX)
    return not (server == NGINX and operation.endswith("br"))


def is_counted(server: str, operation: str) -> bool:
    return server in SLOW and operation == "whole"


def is_slow(server: str, operation: str) -> bool:
    return server in SLOW or operation.startswith("cold") or "whole" in operation


def connections(server: str, operation: str) -> int:
    """As many as suit it: whatever answers in microseconds or milliseconds does better with more, up to so many."""
    if "whole" in operation or server == PLAIN:
        return 4
    return 16 if is_slow(server, operation) else 64


def seconds(server: str, operation: str) -> int:
    """Of one window; with less, what is slow would be answered a handful of times."""
    if is_counted(server, operation):
        return 2 * COUNTED
    return 2 if is_slow(server, operation) else 1
