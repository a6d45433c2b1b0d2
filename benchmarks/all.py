"""The benchmarks: `./run bench` for all, `./run bench NAME…` for some, `--write` to keep the figures in docs/performance.md.

    python benchmarks/all.py [NAME…] [--write] [--quick] [--list]

Each is a program of its own (`python benchmarks/NAME.py --help`). Everything measured is put beside something that is
run in the same minutes on the same machine. Exit code 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from measure import ROOT
from report import TARGET_HEAD, Target, table

PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "growth.svg"
# Name -> its options for a quick run, where the figures are rough and the whole takes two or three minutes.
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "startup": ("--runs", "3"),
    "crawl": ("--pages", "500", "--sample", "60", "--rounds", "2"),
    "feeds": ("--limit", "20"),
    "storage": (),
    "due": ("--resources", "100000", "--checks", "0,1000000"),
    "memory": ("--sizes", "1000", "--passes", "40"),
    "cores": ("--pages", "100"),
    "growth": ("--sizes", "100,1000"),
    "statements": (),
    "links": (),
}
# What takes six minutes by itself goes less far where everything is run, which is to end within a quarter of an hour; its
# figures are kept (--write) only where it is named.
IN_ALL = {"growth": ("--sizes", "100,1000,10000"), "cores": ("--pages", "400", "--rounds", "1")}
_OWN_REPORT = frozenset({"statements", "links"})  # these print their own figures and know no --json


def run_one(name: str, extra: list[str], folder: Path) -> dict[str, object]:
    """Run one benchmark, its tables going to the terminal as they come; what it measured."""
    kept = folder / f"{name}.json"
    command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *extra]
    start = time.monotonic()
    if name in _OWN_REPORT:
        done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
        print(done.stdout)
        found: dict[str, object] = {"parts": [f"### {name}\n\n```\n{done.stdout.strip()}\n```\n"], "targets": []}
        code = done.returncode
    else:
        code = subprocess.run([*command, "--json", str(kept)], cwd=ROOT, check=False).returncode
        found = json.loads(kept.read_text("utf-8")) if kept.exists() else {"parts": [], "targets": []}
    return {**found, "code": code, "seconds": time.monotonic() - start}


def machine() -> str:
    """What it was measured on."""
    model = "unknown processor"
    if Path("/proc/cpuinfo").exists():
        named = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
        model = named.group(1) if named else model
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores ({model}), Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start"


def section(name: str, body: str, page: str) -> str:
    """The page with the part between NAME's marks replaced; added at the end where it has none."""
    begin, end = f"<!-- measured: {name} -->", f"<!-- end: {name} -->"
    block = f"{begin}\n{body.strip()}\n{end}"
    if begin in page and end in page:
        return page[: page.index(begin)] + block + page[page.index(end) + len(end) :]
    return page.rstrip() + "\n\n" + block + "\n"


def write(results: dict[str, dict[str, object]], about: str) -> None:
    """Keep the figures in docs/performance.md, each benchmark's between its marks with its own date."""
    page = PAGE.read_text("utf-8") if PAGE.exists() else "# What a check costs\n"
    stamp = f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {about}."
    for name, found in results.items():
        parts = [str(p) for p in found["parts"]]  # type: ignore[attr-defined]
        rows = [Target(**t).row() for t in found["targets"]]  # type: ignore[attr-defined]
        if rows:
            parts.append(table(f"Targets: {name}", TARGET_HEAD, rows))
        if parts:
            page = section(name, "\n".join([stamp, "", *parts]), page)
    PAGE.write_text(page, "utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="smaller: rough figures in a few minutes")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and end")
    options, extra = parser.parse_known_args()
    present = [name for name in BENCHMARKS if (ROOT / "benchmarks" / f"{name}.py").exists()]
    unknown = [name for name in options.names if name not in present]
    if options.list or unknown:
        print("\n".join(present) if options.list else f"no benchmark {unknown[0]!r}; there are: {', '.join(present)}")
        return 2 if unknown else 0
    about, start, results = machine(), time.monotonic(), {}
    with tempfile.TemporaryDirectory() as folder:
        for name in options.names or present:
            print(f"## {name}\n", flush=True)
            given = [*(BENCHMARKS[name] if options.quick else () if options.names else IN_ALL.get(name, ())), *extra]
            if name == "growth" and options.write and options.names:
                given += ["--picture", str(PICTURE)]
            results[name] = run_one(name, given, Path(folder))
            print(f"({name}: {results[name]['seconds']:.0f} s)\n", flush=True)
    targets = [Target(**t) for found in results.values() for t in found["targets"]]  # type: ignore[attr-defined]
    print(table("All targets", TARGET_HEAD, [t.row() for t in sorted(targets, key=lambda t: t.point)]))
    print(f"{time.monotonic() - start:.0f} s in all, on {about}")
    if options.write:
        write({name: found for name, found in results.items() if options.names or name not in IN_ALL}, about)
    return 1 if any(found["code"] for found in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
