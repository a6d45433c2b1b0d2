"""What checking pages costs, side by side: pagewatch, bare Scrapy, urlwatch, webchanges, changedetection.io.

    python benchmarks/crawl.py [--pages 1000] [--small 100] [--sample 300] [--no-peers]

Marginal CPU per page = (CPU of a pass over many pages - CPU of a pass over few) / difference: start-up is out. Children
and what outlives them count. Each pass is run three times (peers twice) and the cheapest counts: other programs on the
machine only ever add. All guards are on; only per-host delays are off. Peers are installed into environments of their own.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from measure import Cost, least, sample_pages
from programs import Ours, Served, bare, changedetection, served, urlwatch, webchanges
from report import Report, parser

PASSES = 3


def ours(server: Served, count: int) -> dict[str, Cost]:
    """Our passes over `count` pages: the first visit, then unchanged with 304, without, and with changed bytes."""
    server.mode("304")
    with tempfile.TemporaryDirectory() as folder:
        program = Ours(Path(folder), server.port, count)
        costs = {"first": program.check()}
        for mode in ("304", "same", "touch"):
            server.mode(mode)
            if mode == "touch":
                program.check()  # the first of these stores a second version; what follows is the steady state
            costs[mode] = least([program.check() for _ in range(PASSES)])
        return costs


def marginal(many: Cost, few: Cost, step: int) -> float:
    """ms of CPU per page."""
    return (many.cpu_s - few.cpu_s) / step * 1000


def unchanged(report: Report, server: Served, options: object, bodies: list[bytes]) -> None:
    """Points 1 and 2."""
    many, few = options.pages, options.small  # type: ignore[attr-defined]
    step = many - few
    big, small = ours(server, many), ours(server, few)
    own = {mode: marginal(big[mode], small[mode], step) for mode in ("same", "304", "touch")}
    tags = ['"' + hashlib.sha256(b).hexdigest()[:20] + '"' for b in bodies]
    bares: dict[str, float] = {}
    for mode in ("same", "304"):
        server.mode(mode)
        for trimmed in (False, True):
            known = tags if mode == "304" else None
            costs = [least([bare(server, n, trimmed=trimmed, tags=known) for _ in range(PASSES)]) for n in (many, few)]
            bares[f"{mode} {trimmed}"] = marginal(costs[0], costs[1], step)
    server.mode("same")
    peers = {} if options.no_peers else _peers(server, many, few)  # type: ignore[attr-defined]
    rows = [
        ["pagewatch, no 304", own["same"], 1.0, big["same"].peak_mb],
        ["bare Scrapy spider, aiohttp handler, no 304", bares["same False"], bares["same False"] / own["same"], 0],
        ["… with no middleware or extension at all", bares["same True"], bares["same True"] / own["same"], 0],
        *([name, cost, cost / own["same"], peak] for name, (cost, peak) in peers.items()),
        ["pagewatch, 304", own["304"], own["304"] / own["same"], big["304"].peak_mb],
        ["bare Scrapy spider, 304", bares["304 False"], bares["304 False"] / own["same"], 0],
        ["… with no middleware or extension at all", bares["304 True"], bares["304 True"] / own["same"], 0],
        ["pagewatch, bytes change, text does not", own["touch"], own["touch"] / own["same"], big["touch"].peak_mb],
    ]
    report.table(
        f"A pass over {many} pages that did not change",
        ["what", "CPU ms/page", "ratio to pagewatch without 304", "peak MB of a process"],
        [[str(n), f"{c:.2f}", f"{r:.2f}", f"{p:.0f}" if p else "–"] for n, c, r, p in rows],
    )
    for name, least_ratio in (("urlwatch", 4.0), ("webchanges", 30.0)):
        if name in peers:
            report.target(
                1,
                f"unchanged without 304: {name} / pagewatch",
                peers[name][0] / own["same"],
                least_ratio,
                "×",
                at_least=True,
            )
    report.target(1, "unchanged without 304: pagewatch / bare spider", own["same"] / bares["same False"], 2, "×")
    report.target(1, "unchanged with 304", own["304"], 0.7, " ms")
    report.target(1, "unchanged with 304: pagewatch / bare spider", own["304"] / bares["304 False"], 1.6, "×")
    report.target(2, "bytes changed, text the same: beyond the request", own["touch"] - bares["same False"], 1.5, " ms")


def _peers(server: Served, many: int, few: int) -> dict[str, tuple[float, float]]:
    """Marginal cost of an unchanged pass and peak memory, by peer. webchanges on fewer pages: it takes its time."""
    found = {}
    for name, visit, most in (("urlwatch", urlwatch, many), ("webchanges", webchanges, 200)):
        big, small = visit(server, min(most, many), 3), visit(server, few // 2, 3)
        if big is not None and small is not None:
            cost = marginal(least(big[1:]), least(small[1:]), min(most, many) - few // 2)
            found[name] = (cost, max(c.peak_mb for c in big))
    return found


def first_visits(report: Report, server: Served, options: object) -> None:
    """Point 3: everything that is stored of a first visit, beside programs that store less."""
    many, few = options.sample, options.sample // 6  # type: ignore[attr-defined]
    server.mode("same")

    def own(_: Served, count: int, __: int) -> list[Cost]:
        with tempfile.TemporaryDirectory() as folder:
            return [Ours(Path(folder), server.port, count).check()]

    programs: list[tuple[str, Callable[..., list[Cost] | None]]] = [("pagewatch", own)]
    if not options.no_peers:  # type: ignore[attr-defined]
        programs += [("webchanges", webchanges), ("changedetection.io, batch", changedetection)]
    costs = {}
    for name, visit in programs:
        big, small = visit(server, many, 1), visit(server, few, 1)
        if big is not None and small is not None:
            costs[name] = marginal(big[0], small[0], many - few)
    stores = {
        "pagewatch": "raw, text, links, stated dates, search index",
        "webchanges": "raw",
        "changedetection.io, batch": "text",
    }
    report.table(
        f"First visit of {many} different pages",
        ["what", "stores", "CPU ms/page", "ratio to pagewatch"],
        [[n, stores[n], f"{c:.1f}", f"{c / costs['pagewatch']:.2f}"] for n, c in costs.items()],
    )
    for name in list(costs)[1:]:
        report.target(3, f"first visit: {name} / pagewatch", costs[name] / costs["pagewatch"], 2, "×", at_least=True)


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--pages", type=int, default=1000)
    arguments.add_argument("--small", type=int, default=100)
    arguments.add_argument("--sample", type=int, default=300, help="pages of the first visits")
    arguments.add_argument("--no-peers", action="store_true")
    options = arguments.parse_args()
    bodies, report = sample_pages(max(options.pages, options.sample)), Report()
    with served(bodies) as server:
        unchanged(report, server, options, bodies)
        first_visits(report, server, options)
    return report.end(options.json)


if __name__ == "__main__":
    sys.exit(main())
