"""What starting costs: --help, a listing, and the time to the first request of a crawl, beside the peers' own --version.

    python benchmarks/startup.py [--runs 7]

CPU of the whole process tree, the median of several runs; the crawl's figure is wall time from the start of the command
to the first page that its server was asked for (robots.txt comes before it).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import ROOT, Cost, peer, run, sample_pages
from programs import Ours, Served, served
from report import Report, parser

VERBS = (["list"], ["list", "--json"], ["changes"], ["links"], ["alerts", "list"], ["history", "1"])


def usual(costs: list[Cost]) -> float:
    """Median CPU seconds."""
    return statistics.median(cost.cpu_s for cost in costs)


def first_request_s(program: Ours, server: Served, runs: int) -> float:
    """Seconds from starting `check --all` to its first page, the median."""
    waits = []
    for _ in range(runs):
        server.mode("same")
        start = time.time()
        subprocess.run([*program.base, "check", "--all", "-q"], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        waits.append(server.first_at() - start)
    return statistics.median(waits)


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--no-peers", action="store_true")
    options = arguments.parse_args()
    report, runs = Report(), options.runs
    rows = [("python -c pass", usual([run([sys.executable, "-c", "pass"]) for _ in range(runs)]))]
    with served(sample_pages(20)) as server, tempfile.TemporaryDirectory() as folder:
        program = Ours(Path(folder), server.port, 20)
        program.check()
        help_s = usual([run([*program.base, "--help"], cwd=ROOT) for _ in range(runs)])
        rows.append(("pagewatch --help", help_s))
        listings = {}
        for verb in VERBS:
            listings[" ".join(verb)] = usual([run([*program.base, *verb], cwd=ROOT) for _ in range(runs)])
        rows += [(f"pagewatch {verb}", cost) for verb, cost in listings.items()]
        waited = first_request_s(program, server, runs)
    if not options.no_peers:
        for name, package in (
            ("urlwatch", "urlwatch"),
            ("webchanges", "webchanges"),
            ("changedetection", "changedetection.io"),
        ):
            bin_ = peer(name, package)
            if bin_ is not None and name != "changedetection":  # its --version starts the whole program
                rows.append((f"{name} --version", usual([run([str(bin_ / name), "--version"]) for _ in range(runs)])))
    base = rows[0][1]
    report.table(
        "Starting",
        ["what", "CPU s", "ratio to starting Python"],
        [[name, f"{cost:.3f}", f"{cost / base:.1f}"] for name, cost in rows],
    )
    report.note(f"From the start of `pagewatch check --all` to its first page: {waited:.2f} s.\n")
    report.target(6, "--help, CPU", help_s, 0.12, " s")
    report.target(6, "the slowest of the listings, CPU", max(listings.values()), 0.25, " s")
    report.target(6, "first request of a crawl after its start", waited, 1.2, " s")
    return report.end(options.json)


if __name__ == "__main__":
    sys.exit(main())
