"""What the measurement says, in Markdown: rates and latencies, and the ratios against what is aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from bench.load import Window

Results = dict[tuple[str, str], list[Window]]
SQLITE, POSTGRESQL, STRICT = "ours, SQLite", "ours, PostgreSQL", "ours, PostgreSQL, never stale"
PROXIED = "ours, through nginx"
DATASETTE, TUNED, PLAIN, NGINX = "Datasette", "Datasette, tuned", "plain DRF", "nginx, files"
SERVERS = (SQLITE, POSTGRESQL, STRICT, PROXIED, DATASETTE, TUNED, PLAIN, NGINX)
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
    ("through the caching proxy, one occupation", "one", PROXIED, NGINX, (0.3, 0.5, 0.8)),
    ("through the caching proxy, page of 50", "page", PROXIED, NGINX, (0.3, 0.5, 0.8)),
    ("through the caching proxy, repeated search", "search", PROXIED, NGINX, (0.3, 0.5, 0.8)),
    ("through the caching proxy, whole list", "whole", PROXIED, NGINX, (0.3, 0.5, 0.8)),
)
# What a trial on a machine of this kind found for the peers. Slower here, the machine or the peer is at fault, and the
# ratios above say less; the known reasons are told.
TRIAL: dict[str, dict[str, float]] = {
    NGINX: {"one": 87_700, "page": 67_200, "search": 76_400, "whole": 2_330, "304": 99_600},
    DATASETTE: {"one": 1_150, "search": 277},
    TUNED: {"page": 304, "whole": 20},
    PLAIN: {"one": 200, "page": 48, "search": 34, "whole": 1.4, "304": 143},
}
AT_LEAST = 0.7
# Smaller is better: × Datasette.
SMALL = (
    ("memory of the worker after load, its own", 0, (2, 1.5, 1.2)),
    ("start to the first answer", 2, (2, 1.2, 1.0)),
)
Small = dict[str, tuple[float, float, float]]
"""Server → its own memory and all of it (MiB), seconds to the first answer."""


def tables(results: Results, small: Small, sizes: dict[str, tuple[int, int]]) -> str:
    return "\n\n".join(
        "\n".join(lines)
        for lines in (_rates(results), _ratios(results, small), _small(small), _trial(results, sizes), _sizes(sizes))
    )


def _rates(results: Results) -> list[str]:
    lines = [f"| requests/s (p50 / p99 ms) | {' | '.join(SERVERS)} |", "|---" * (len(SERVERS) + 1) + "|"]
    for operation in dict.fromkeys(operation for operation, _server in results):
        cells = [_cell(results.get((operation, server), [])) for server in SERVERS]
        lines.append(f"| {operation} | {' | '.join(cells)} |")
    return lines


def _ratios(results: Results, small: Small) -> list[str]:
    lines = ["| ratio | of | to | measured | floor · target · stretch | |", "|---|---|---|---|---|---|"]
    for what, operation, server, peer, goals in GOALS:
        own, other = results.get((operation, server)), peer_of(results, operation, peer)
        if not own or not other:
            continue
        ratios = sorted(a.rate / b.rate for a, b in zip(own, other, strict=False) if b.rate)
        if not ratios:
            continue
        ratio = median(ratios)
        reached = [word for word, goal in zip(WORDS, goals, strict=True) if ratio >= goal]
        spread = f"{_number(ratio)} ({_number(ratios[0])}–{_number(ratios[-1])})"
        lines.append(_goal(what, server, peer, spread, goals, reached))
    for what, column, limits in SMALL:
        if SQLITE in small and DATASETTE in small:
            ratio = small[SQLITE][column] / small[DATASETTE][column]
            reached = [word for word, goal in zip(WORDS, limits, strict=True) if ratio <= goal]
            lines.append(_goal(f"{what} (less is better)", SQLITE, DATASETTE, _number(ratio), limits, reached))
    return lines


WORDS = ("floor", "target", "stretch")


def _goal(what: str, server: str, peer: str, measured: str, goals: Sequence[float], reached: list[str]) -> str:
    aims = " · ".join(f"{goal:g}" for goal in goals)
    return f"| {what} | {server} | {peer} | {measured} | {aims} | {reached[-1] if reached else '**missed**'} |"


def _small(small: Small) -> list[str]:
    lines = ["| after load | memory of the worker, its own, MiB | all of it | start to the first answer, s |"]
    lines.append("|---|---|---|---|")
    for server, (own, whole, start) in small.items():
        lines.append(f"| {server} | {own:.0f} | {whole:.0f} | {start:.2f} |")
    return lines


def _trial(results: Results, sizes: dict[str, tuple[int, int]]) -> list[str]:
    lines = ["| peer | operation | requests/s | in the trial | ratio | |", "|---|---|---|---|---|---|"]
    for peer, known in TRIAL.items():
        for operation, rate in known.items():
            if windows := results.get((operation, peer)):
                measured = median(window.rate for window in windows)
                ratio = measured / rate
                said = "" if ratio >= AT_LEAST else "slower here" + _reason(peer, operation, sizes)
                cells = [peer, operation, _number(measured), _number(rate), f"{ratio:.2f}", said]
                lines.append(f"| {' | '.join(cells)} |")
    return lines


def _reason(peer: str, operation: str, sizes: dict[str, tuple[int, int]]) -> str:
    """nginx sends our bytes, so their number counts."""
    return f": an answer has {_kilobytes(sizes[operation][0])}" if peer == NGINX and operation in sizes else ""


def _sizes(sizes: dict[str, tuple[int, int]]) -> list[str]:
    lines = ["| of an answer, in the middle | plain | br |", "|---|---|---|"]
    return lines + [f"| {name} | {_kilobytes(plain)} | {_kilobytes(br)} |" for name, (plain, br) in sizes.items()]


def _kilobytes(size: int) -> str:
    return f"{_number(size / 1000)} kB"


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
