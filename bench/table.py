"""What the measurement says, in Markdown: rates and latencies, and the ratios against what is aimed at."""

from __future__ import annotations

from statistics import median

from bench.load import Window

Results = dict[tuple[str, str], list[Window]]
SQLITE, POSTGRESQL, STRICT = "ours, SQLite", "ours, PostgreSQL", "ours, PostgreSQL, never stale"
DATASETTE, TUNED, PLAIN, NGINX = "Datasette", "Datasette, tuned", "plain DRF", "nginx, files"
SERVERS = (SQLITE, POSTGRESQL, STRICT, DATASETTE, TUNED, PLAIN, NGINX)
# What, who, beside whom; then floor, target and stretch.
GOALS = (
    ("hot, one occupation", "one", SQLITE, DATASETTE, (10, 20, 30)),
    ("hot, one occupation", "one", SQLITE, NGINX, (0.15, 0.30, 0.40)),
    ("hot, page of 50", "page", SQLITE, TUNED, (30, 60, 90)),
    ("hot, page of 50", "page", SQLITE, NGINX, (0.15, 0.30, 0.40)),
    ("hot, repeated search", "search", SQLITE, DATASETTE, (30, 60, 80)),
    ("hot, repeated search", "search", SQLITE, NGINX, (0.15, 0.25, 0.35)),
    ("hot, whole list", "whole", SQLITE, TUNED, (50, 100, 120)),
    ("hot, whole list", "whole", SQLITE, NGINX, (0.6, 0.9, 1.0)),
    ("304", "304", SQLITE, NGINX, (0.10, 0.20, 0.30)),
    ("cold, one occupation", "cold one", SQLITE, PLAIN, (8, 13, 16)),
    ("cold, page of 50", "cold page", SQLITE, PLAIN, (15, 30, 40)),
    ("cold, whole list", "cold whole", SQLITE, PLAIN, (50, 120, 160)),
    ("cold, one occupation", "cold one", SQLITE, DATASETTE, (1.5, 2.2, 3)),
    ("cold, page of 50", "cold page", SQLITE, TUNED, (3, 4.5, 6)),
    ("hot, one occupation", "one", STRICT, DATASETTE, (2, 4, 10)),
    ("hot, one occupation", "one", POSTGRESQL, DATASETTE, (15, 25, 36)),
    ("hot, one occupation", "one", POSTGRESQL, NGINX, (0.2, 0.3, 0.45)),
)


def show(results: Results) -> None:
    operations = list(dict.fromkeys(operation for operation, _server in results))
    print("\n| requests/s (p50 / p99 ms) | " + " | ".join(SERVERS) + " |")
    print("|---" * (len(SERVERS) + 1) + "|")
    for operation in operations:
        cells = [_cell(results.get((operation, server), [])) for server in SERVERS]
        print(f"| {operation} | " + " | ".join(cells) + " |")
    print("\n| ratio | of | to | measured | floor · target · stretch | |")
    print("|---|---|---|---|---|---|")
    for what, operation, server, peer, goals in GOALS:
        own, other = results.get((operation, server)), peer_of(results, operation, peer)
        if not own or not other:
            continue
        ratios = sorted(a.rate / b.rate for a, b in zip(own, other, strict=False) if b.rate)
        if not ratios:
            continue
        ratio = median(ratios)
        reached = [word for word, goal in zip(("floor", "target", "stretch"), goals, strict=True) if ratio >= goal]
        aims = " · ".join(f"{goal:g}" for goal in goals)
        spread = f"{_number(ratio)} ({_number(ratios[0])}–{_number(ratios[-1])})"
        print(f"| {what} | {server} | {peer} | {spread} | {aims} | {reached[-1] if reached else 'missed'} |")


def peer_of(results: Results, operation: str, peer: str) -> list[Window] | None:
    """A peer that keeps nothing answers what is cold as it answers what is hot."""
    return results.get((operation, peer)) or results.get((operation.removeprefix("cold "), peer))


def _cell(windows: list[Window]) -> str:
    if not windows:
        return "–"
    rate, p50, p99 = (median(getattr(window, name) for window in windows) for name in ("rate", "p50", "p99"))
    return f"{_number(rate)} ({_number(p50)} / {_number(p99)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}"
