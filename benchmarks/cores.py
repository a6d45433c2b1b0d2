"""A pass over changed pages on one core and on two: reading and comparing happen in workers, so the second one counts.

    python benchmarks/cores.py [--pages 1000] [--rounds 2]

Every page has a new sentence in every pass. Wall time; the same command is run under `taskset` on one core and on two,
in turn, and the fastest of each counts. The server is bound to neither: beside one core it has the other for itself, beside
two it takes its part of them, which is shown. It means something only on a machine with little else to do: the load
before the run is printed with it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from measure import Cost, sample_pages
from programs import Ours, served
from report import Report, parser


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--pages", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=2)
    options = arguments.parse_args()
    report, load = Report(), os.getloadavg()[0]
    cores = sorted(os.sched_getaffinity(0))[:2]
    costs: dict[int, list[Cost]] = {1: [], 2: []}
    served_s: dict[int, list[float]] = {1: [], 2: []}
    with served(sample_pages(options.pages), "new") as server, tempfile.TemporaryDirectory() as folder:
        program = Ours(Path(folder), server.port, options.pages)
        program.check()
        for _ in range(options.rounds):
            for count in (1, 2):
                chosen = ",".join(str(core) for core in cores[:count])
                before = server.cpu_s()
                costs[count].append(program.check(before=("taskset", "-c", chosen)))
                served_s[count].append(server.cpu_s() - before)
    wall = {count: min(cost.wall_s for cost in found) for count, found in costs.items()}
    cpu = {count: min(cost.cpu_s for cost in found) for count, found in costs.items()}
    report.table(
        f"A pass over {options.pages:,} changed pages",
        ["cores", "wall s", "CPU s", "CPU s of the server", "wall, ratio to one core"],
        [
            [str(n), f"{wall[n]:.1f}", f"{cpu[n]:.1f}", f"{min(served_s[n]):.1f}", f"{wall[n] / wall[1]:.2f}"]
            for n in (1, 2)
        ],
    )
    report.note(f"Load average before the run: {load:.1f}.\n")
    report.target(9, "wall time on two cores / on one", wall[2] / wall[1], 0.6, "×")
    return report.end(options.json)


if __name__ == "__main__":
    sys.exit(main())
