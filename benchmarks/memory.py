"""Memory of a pass over 1,000 and 10,000 sources (unchanged), and of 200 passes in one process; file descriptors and tasks too.

    python benchmarks/memory.py [--sizes 1000,10000] [--first 250] [--passes 200]

`process` is the resident peak of the largest process, `tree` the peak of the proportional set sizes of the program and
its workers together (shared pages counted once). Beside it: urlwatch at the smaller size.
"""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ROOT, sample_pages
from programs import Ours, served, urlwatch
from report import Report, parser

EVERY = 20
FEW = 12  # sources of the many passes: what a pass leaves behind shows with a dozen


def long_run(db: str, config: str, passes: int) -> None:
    """In a process of its own: pass after pass over the same sources, a line of figures now and then."""
    from scraper.config import load
    from scraper.service import PassRequest, run_pass

    loaded = load(Path(config), {})
    for number in range(1, passes + 1):
        run_pass(PassRequest(db=Path(db), config=loaded, everything=True, deliver=False))
        if number % EVERY == 0 or number == 1:
            gc.collect()
            files = len(os.listdir("/proc/self/fd"))
            tasks = len(asyncio.all_tasks(_loop()))
            print(f"{number} {resident_mb():.1f} {files} {tasks}", flush=True)


def resident_mb() -> float:
    """Of this process. Not its proportional share, which moves with every other Python that comes and goes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / (1 << 20)


def _loop() -> asyncio.AbstractEventLoop:
    from twisted.internet import reactor

    return reactor._asyncioEventloop  # type: ignore[attr-defined, no-any-return]


def sizes(report: Report, counts: list[int], first: int, *, peers: bool) -> None:
    """A first visit of `first` real pages, and an unchanged pass at each size, to which their rows are copied.

    What a first visit needs at once does not grow with their number: sixteen pages are on their way at a time.
    """
    bounds = {first: 140, 1000: 140, 10000: 170}
    bodies = sample_pages(first)
    with served(bodies) as server:
        rows = []
        with tempfile.TemporaryDirectory() as folder:
            program = Ours(Path(folder), server.port, first)
            for count, what in ((first, "first visit"), *((count, "unchanged pass") for count in counts)):
                program.grow(count)
                cost = program.check(memory=True)
                rows.append([f"pagewatch, {count:,} sources, {what}", f"{cost.peak_mb:.0f}", f"{cost.tree_mb:.0f}"])
                if count in bounds:
                    report.target(7, f"peak memory, {count:,} sources, {what}", cost.peak_mb, bounds[count], " MB")
        if peers:
            with tempfile.TemporaryDirectory() as folder:
                other = urlwatch(server, counts[0], Path(folder))
                if other is not None:
                    other.check()
                    peak = other.check().peak_mb
                    rows.append([f"urlwatch, {counts[0]:,} jobs, unchanged pass", f"{peak:.0f}", "–"])
    report.table("Memory of a pass", ["what", "largest process, MB", "whole tree, MB"], rows)


def many_passes(report: Report, passes: int) -> None:
    """The same process over and over."""
    with served(sample_pages(FEW), "touch") as server, tempfile.TemporaryDirectory() as folder:
        program = Ours(Path(folder), server.port, FEW)
        script = [sys.executable, __file__, "--long-run", str(program.db), str(Path(folder) / "pagewatch.toml")]
        done = subprocess.run([*script, str(passes)], cwd=ROOT, capture_output=True, text=True, check=True)
    seen = [line.split() for line in done.stdout.splitlines()]
    report.table(f"{passes} passes in one process", ["after pass", "MB", "file descriptors", "tasks"], seen)
    settled, last = seen[min(len(seen) // 2, 5)], seen[-1]
    report.target(7, "growth over the second half of the passes", float(last[1]) - float(settled[1]), 3, " MB")
    report.target(7, "file descriptors gained meanwhile", float(last[2]) - float(settled[2]), 0)
    report.target(7, "tasks gained meanwhile", float(last[3]) - float(settled[3]), 0)


def main() -> int:
    if sys.argv[1:2] == ["--long-run"]:
        long_run(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return 0
    arguments = parser(__doc__)
    arguments.add_argument("--sizes", default="1000,10000")
    arguments.add_argument(
        "--first", type=int, default=250, help="pages that are really read; sizes are multiples of it"
    )
    arguments.add_argument("--passes", type=int, default=200)
    arguments.add_argument("--no-peers", action="store_true")
    options = arguments.parse_args()
    report = Report()
    sizes(report, [int(n) for n in options.sizes.split(",")], options.first, peers=not options.no_peers)
    many_passes(report, options.passes)
    return report.end(options.json)


if __name__ == "__main__":
    sys.exit(main())
