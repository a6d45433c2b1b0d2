"""What starting costs: --help, a listing, and the time to the first request of a crawl, beside the peers' own --version.

    python benchmarks/startup.py [--runs 7]

CPU of the whole process tree, the least of several runs, which take turns; the crawl's figure is wall time from the start of the command
to the first page that its server was asked for (robots.txt comes before it).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import ROOT, Cost, least, peer, run, sample_pages
from programs import Ours, Served, served
from report import Report, parser

VERBS = (
    ["list"], ["list", "--json"], ["changes"], ["links"], ["links", "--json"], ["alerts", "list"], ["history", "1"],
)  # fmt: skip


def in_turns(commands: dict[str, list[str]], runs: int) -> dict[str, float]:
    """The least CPU seconds of each command. They take turns, so that a slow minute of the machine is everybody's."""
    spent: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            spent[name].append(run(command, cwd=ROOT))
    return {name: least(costs).cpu_s for name, costs in spent.items()}


def first_request_s(program: Ours, server: Served, runs: int) -> float:
    """Seconds from starting `check --all` to its first page, the least."""
    waits = []
    for _ in range(runs):
        server.mode("same")
        start = time.time()
        subprocess.run([*program.base, "check", "--all", "-q"], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        waits.append(server.first_at() - start)
    return min(waits)


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--no-peers", action="store_true")
    options = arguments.parse_args()
    report, runs = Report(), options.runs
    commands = {"python -c pass": [sys.executable, "-c", "pass"]}
    if not options.no_peers:
        for name, packages in (("urlwatch", ("urlwatch", "setuptools<81")), ("webchanges", ("webchanges",))):
            bin_ = peer(name, *packages)
            if bin_ is not None:
                commands[f"{name} --version"] = [str(bin_ / name), "--version"]
    with served(sample_pages(20)) as server, tempfile.TemporaryDirectory() as folder:
        program = Ours(Path(folder), server.port, 20)
        program.check()
        verbs = {f"pagewatch {' '.join(verb)}": [*program.base, *verb] for verb in VERBS}
        rows = in_turns({**commands, "pagewatch --help": [*program.base[:3], "--help"], **verbs}, runs)
        waited = first_request_s(program, server, runs)
    base, help_s = rows["python -c pass"], rows["pagewatch --help"]
    report.table(
        "Starting",
        ["what", "CPU s", "ratio to starting Python"],
        [[name, f"{cost:.3f}", f"{cost / base:.1f}"] for name, cost in rows.items()],
    )
    report.note(f"From the start of `pagewatch check --all` to its first page: {waited:.2f} s.\n")
    report.target(6, "--help, CPU", help_s, 0.12, " s")
    report.target(6, "the slowest of the listings, CPU", max(rows[name] for name in verbs), 0.25, " s")
    report.target(6, "first request of a crawl after its start", waited, 1.2, " s")
    return report.end(options.json)


if __name__ == "__main__":
    sys.exit(main())
