"""What checking pages costs, side by side: pagewatch, bare Scrapy, urlwatch, webchanges, changedetection.io.

    python benchmarks/crawl.py [--pages 1000] [--small 100] [--sample 120] [--rounds 2] [--no-peers]

Marginal CPU per page = (CPU of a pass over many pages - CPU of a pass over few) / difference: start-up is out. Children
and what outlives them count. The programs take turns, round after round, and each one's cheapest pass counts: other
programs on the machine only ever add, and its own speed changes from minute to minute. All guards are on; only
per-host delays are off. Peers are installed into environments of their own.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from measure import Cost, least, sample_pages
from programs import Bare, Ours, Served, changedetection, served, urlwatch, webchanges
from report import Report, parser

# Distinct pages: each is visited for the first time once, then its rows are copied for the larger passes.
DISTINCT = 250
# webchanges takes its time: its passes are over fewer pages.
FEWER = {"webchanges": (150, 30)}


class Program(Protocol):
    """What follows pages."""

    def check(self) -> Cost:
        """One pass."""


class Turns:
    """Pairs of programs, one over many pages and one over few, that take turns."""

    def __init__(self) -> None:
        self.pairs: dict[str, tuple[Program, Program, int]] = {}
        self.at_most = {
            "webchanges": 2,
            "urlwatch": 3,
        }  # rounds: they take long, and a second of start-up is little there

    def add(self, name: str, many: Program | None, few: Program | None, step: int) -> None:
        """`step`: how many pages lie between the two."""
        if many is not None and few is not None:
            self.pairs[name] = (many, few, step)

    def run(self, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
        """(ms of CPU per page, peak MB of the larger passes), by name."""
        found: dict[str, tuple[list[Cost], list[Cost]]] = {name: ([], []) for name in self.pairs}
        for number in range(rounds):
            for name, (many, few, _step) in self.pairs.items():
                if number < self.at_most.get(name, rounds):
                    found[name][0].append(many.check())
                    found[name][1].append(few.check())
        costs = {n: (least(a).cpu_s - least(b).cpu_s) / self.pairs[n][2] * 1000 for n, (a, b) in found.items()}
        return costs, {name: max(cost.peak_mb for cost in many) for name, (many, _) in found.items()}


def followed(server: Served, folder: Path, count: int) -> Ours:
    """Our program with `count` pages that it has visited."""
    folder.mkdir()
    program = Ours(folder, server.port, min(count, DISTINCT))
    program.check()
    program.grow(count)
    return program


def unchanged(report: Report, server: Served, options: object, bodies: list[bytes], folder: Path) -> None:
    """Points 1 and 2."""
    many, few, rounds = options.pages, options.small, options.rounds  # type: ignore[attr-defined]
    step = many - few
    server.mode("304")
    big, small = followed(server, folder / "big", many), followed(server, folder / "small", few)
    tags = ['"' + hashlib.sha256(b).hexdigest()[:20] + '"' for b in bodies]
    costs: dict[str, float] = {}
    peaks: dict[str, float] = {}
    for mode in ("304", "same", "touch"):
        server.mode(mode)
        turns = Turns()
        turns.add(mode, big, small, step)
        if mode != "touch":
            known = tags if mode == "304" else None
            for name, trimmed in ((f"bare {mode}", False), (f"trimmed {mode}", True)):
                one, other = (Bare(server, n, trimmed=trimmed, tags=known) for n in (many, few))
                turns.add(name, one, other, step)
        if mode == "same" and not options.no_peers:  # type: ignore[attr-defined]
            add_peers(turns, server, folder, many, few)
        turns.run(1)  # the first looks; and where bytes change, a second version: what follows is the steady state
        found = turns.run(rounds)
        costs |= found[0]
        peaks |= found[1]
    tell(report, many, costs, peaks)


def add_peers(turns: Turns, server: Served, folder: Path, many: int, few: int) -> None:
    """urlwatch and webchanges, as far as they can be had."""
    for name, follow in (("urlwatch", urlwatch), ("webchanges", webchanges)):
        sizes = FEWER.get(name, (many, few))
        programs = []
        for count in sizes:
            place = folder / f"{name}-{count}"
            place.mkdir()
            programs.append(follow(server, count, place))
        turns.add(name, *programs, sizes[0] - sizes[1])


def tell(report: Report, many: int, costs: dict[str, float], peaks: dict[str, float]) -> None:
    """The table and the targets."""
    same = costs["same"]
    names = {
        "same": "pagewatch, no 304",
        "bare same": "bare Scrapy spider, aiohttp handler, no 304",
        "trimmed same": "… with no middleware or extension at all",
        "urlwatch": "urlwatch",
        "webchanges": "webchanges",
        "304": "pagewatch, 304",
        "bare 304": "bare Scrapy spider, 304",
        "trimmed 304": "… with no middleware or extension at all",
        "touch": "pagewatch, bytes change, text does not",
    }
    rows = [
        [text, f"{costs[n]:.2f}", f"{costs[n] / same:.2f}", f"{peaks[n]:.0f}"]
        for n, text in names.items()
        if n in costs
    ]
    report.table(
        f"A pass over {many} pages that did not change",
        ["what", "CPU ms/page", "ratio to pagewatch without 304", "peak MB of a process"],
        rows,
    )
    for name, wanted in (("urlwatch", 4.0), ("webchanges", 30.0)):
        if name in costs:
            text = f"unchanged without 304: {name} / pagewatch"
            report.target(1, text, costs[name] / same, wanted, "×", at_least=True)
    report.target(1, "unchanged without 304: pagewatch / bare spider", same / costs["bare same"], 2, "×")
    report.target(1, "unchanged with 304", costs["304"], 0.7, " ms")
    report.target(1, "unchanged with 304: pagewatch / bare spider", costs["304"] / costs["bare 304"], 1.6, "×")
    report.target(2, "bytes changed, text the same: beyond the request", costs["touch"] - same, 1.5, " ms")


class New:
    """A program that is followed anew at every pass: its first visits."""

    def __init__(self, make: Callable[[Served, int, Path], Program | None], server: Served, count: int) -> None:
        self.make, self.server, self.count = make, server, count

    def check(self) -> Cost:
        """The first look."""
        with tempfile.TemporaryDirectory() as folder:
            program = self.make(self.server, self.count, Path(folder))
            assert program is not None
            return program.check()


def first_visits(report: Report, server: Served, options: object) -> None:
    """Point 3: everything that is stored of a first visit, beside programs that store less."""
    many, few = options.sample, options.sample // 6  # type: ignore[attr-defined]
    server.mode("same")
    stores: dict[str, tuple[str, Callable[[Served, int, Path], Program | None]]] = {
        "pagewatch": (
            "raw, text, links, stated dates, search index",
            lambda server, count, folder: Ours(folder, server.port, count),
        ),
        "webchanges": ("raw", webchanges),
        "changedetection.io, batch": ("text", changedetection),
    }
    turns = Turns()
    for name, (_, make) in stores.items():
        with tempfile.TemporaryDirectory() as folder:
            if name != "pagewatch" and (options.no_peers or make(server, 1, Path(folder)) is None):  # type: ignore[attr-defined]
                continue
        turns.add(name, New(make, server, many), New(make, server, few), many - few)
    costs, _ = turns.run(2)
    own = costs["pagewatch"]
    report.table(
        f"First visit of {many} different pages",
        ["what", "stores", "CPU ms/page", "ratio to pagewatch"],
        [[n, stores[n][0], f"{c:.1f}", f"{c / own:.2f}"] for n, c in costs.items()],
    )
    for name in list(costs)[1:]:
        report.target(3, f"first visit: {name} / pagewatch", costs[name] / own, 2, "×", at_least=True)


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--pages", type=int, default=1000, help=f"a multiple of {DISTINCT}")
    arguments.add_argument("--small", type=int, default=100)
    arguments.add_argument("--sample", type=int, default=120, help="pages of the first visits")
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--no-peers", action="store_true")
    options = arguments.parse_args()
    report = Report()
    with served(sample_pages(DISTINCT)) as server, tempfile.TemporaryDirectory() as folder:
        unchanged(report, server, options, sample_pages(DISTINCT), Path(folder))
        first_visits(report, server, options)
    return report.end(options.json)


if __name__ == "__main__":
    sys.exit(main())
