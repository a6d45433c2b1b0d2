"""Replay labelled page histories: edits found, false alarms, and what a decision costs.

usage: python benchmarks/histories.py [DOC…] [--errors] [--json FILE] [--cross FILE] [--write FILE]

Finds the corpora through PAGEWATCH_CORPORA (default: ../shared beside the repository), unpacks the histories to a temporary
folder and replays each document as the program would: cheap gates first, then reading, barriers, comparing; what
comparing remembers of a document and its host is carried along. CPU is this process's own time.

`--cross` plays everything three times, with all constants of the rules as they are, smaller and larger by a quarter, takes
for each service the setting that is best on all other services, and counts what that setting finds on this one.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.follower import Follower, Look

__all__ = ["Replayed", "Score", "replay", "score", "unpacked"]


@dataclass(frozen=True, slots=True)
class Replayed:
    """One capture: what was told, what the label says, and the CPU it took (ms)."""

    document: str
    number: int
    told: bool
    label: bool | None
    edit: bool
    cpu_ms: float
    verdict: str
    links_told: bool = False  # an event about links; a false alarm like any other where nothing changed
    note: str = ""


def corpora() -> Path:
    """The folder of the labelled corpora."""
    return Path(os.environ.get("PAGEWATCH_CORPORA") or ROOT.parent / "shared")


def unpacked(folder: Path) -> Path:
    """The histories' documents, unpacked below `folder` unless they are there."""
    target = folder / "dev" / "docs"
    if not target.is_dir():
        with tarfile.open(corpora() / "histories" / "dev.tar.xz") as archive:
            archive.extractall(folder, filter="data")
    return target


def replay(docs: Path, *, only: tuple[str, ...] = ()) -> Iterator[Replayed]:
    """Replay all documents, those of one service (the part of the name before '--') as pages of one host."""
    hosts: dict[str, str] = {}
    for path in sorted(p for p in docs.iterdir() if p.is_dir()):
        if only and not any(word in path.name for word in only):
            continue
        yield from _document(path, hosts)


def _document(path: Path, hosts: dict[str, str]) -> Iterator[Replayed]:
    host = path.name.split("--")[0]
    page = Follower(f"https://{host}.test/{path.name}", host_json=hosts.get(host, ""))
    for line in (path / "captures.jsonl").read_text("utf-8").splitlines():
        capture = json.loads(line)
        first = page.known is None
        look = page.look((path / capture["file"]).read_bytes(), datetime.fromisoformat(capture["at"]))
        if not first:
            yield _replayed(path.name, capture, look)
    hosts[host] = page.host_json


def _replayed(document: str, capture: dict[str, Any], look: Look) -> Replayed:
    kinds = {kind.value for kind in look.news}
    links = {kind for kind in kinds if kind.startswith("link_")}
    return Replayed(
        document=document,
        number=capture["n"],
        told=bool(kinds - links),
        label=capture["changed"],
        edit=bool(capture["changed"]) and not capture.get("alternation"),
        cpu_ms=look.cpu_ms,
        verdict=look.reason,
        links_told=bool(links),
        note=capture.get("note") or "",
    )


@dataclass(slots=True)
class Score:
    """Counts over captures; rates in percent."""

    changes: int = 0
    found: int = 0
    edits: int = 0
    edits_found: int = 0
    unchanged: int = 0
    false: int = 0
    false_links: int = 0
    same_ms: list[float] = field(default_factory=list)
    changed_ms: list[float] = field(default_factory=list)

    def add(self, seen: Replayed) -> None:
        """Count one capture; captures without a label only for their cost."""
        (self.same_ms if seen.label is False else self.changed_ms).append(seen.cpu_ms)
        if seen.label is None:
            return
        if seen.label:
            self.changes += 1
            self.found += seen.told
            self.edits += seen.edit
            self.edits_found += seen.edit and seen.told
        else:
            self.unchanged += 1
            self.false += seen.told or seen.links_told
            self.false_links += seen.links_told

    def row(self, name: str) -> str:
        """One line of the table."""
        rate = 100 * self.false / self.unchanged if self.unchanged else 0.0
        return (
            f"{name[:60]:60} {self.found:3}/{self.changes:<4} {self.edits_found:3}/{self.edits:<4} "
            f"{self.false:3}/{self.unchanged:<5} {rate:5.2f}  links {self.false_links}"
        )

    def loss(self) -> float:
        """Edits missed and false alarms, both in percent."""
        return 100 * (1 - self.edits_found / max(1, self.edits)) + 100 * self.false / max(1, self.unchanged)

    def report(self) -> dict[str, Any]:
        """The figures as JSON."""
        return {
            "edits_found_percent": round(100 * self.edits_found / max(1, self.edits), 2),
            "changes_found_percent": round(100 * self.found / max(1, self.changes), 2),
            "false_per_100": round(100 * self.false / max(1, self.unchanged), 3),
            "cpu_ms_median_unchanged": round(statistics.median(self.same_ms or [0.0]), 2),
            "cpu_ms_median_changed": round(statistics.median(self.changed_ms or [0.0]), 2),
        }


def score(seen: list[Replayed]) -> tuple[dict[str, Score], Score]:
    """Per document and in total."""
    rows: dict[str, Score] = {}
    total = Score()
    for one in seen:
        rows.setdefault(one.document, Score()).add(one)
        total.add(one)
    return rows, total


def markdown(rows: dict[str, Score], total: Score) -> str:
    """The table of docs/significance.md."""
    lines = ["| document | edits found | changes told | false alarms | per 100 unchanged |", "|---|--:|--:|--:|--:|"]
    for name, row in [*rows.items(), ("**all**", total)]:
        rate = 100 * row.false / max(1, row.unchanged)
        lines.append(
            f"| {name} | {row.edits_found}/{row.edits} | {row.found}/{row.changes} | {row.false}/{row.unchanged} | {rate:.2f} |"
        )
    return "\n".join(lines) + "\n"


CONSTANTS = {
    "scraper.extract.layout": ("_TOO_MUCH", "_MARKED", "_NEARLY_ALL", "_ABOUT", "_PROSE", "_TOO_MUCH_INSIDE", "_SMALL_INSIDE", "_LEAST_LEFT", "_TAKES_MUCH"),
    "scraper.extract.asides": ("_SHORT", "_LINKED", "_TOO_MUCH", "_NOTICE_CHARS"),
    "scraper.compare.furniture": ("_PROSE", "_MOVED", "_BESIDE_MASKS"),
    "scraper.compare.volatile": ("_SHORT", "_REST"),
}  # fmt: skip
SCALES = (1.0, 0.8, 1.25)


@contextmanager
def scaled(scale: float) -> Iterator[None]:
    """All constants of the rules times `scale` (shares stay below 1), until the block ends."""
    kept = {(m, n): getattr(import_module(m), n) for m, names in CONSTANTS.items() for n in names}
    try:
        for (module, name), value in kept.items():
            new = value * scale
            setattr(import_module(module), name, min(new, 0.98) if isinstance(value, float) else round(new))
        cache_clear()
        yield
    finally:
        for (module, name), value in kept.items():
            setattr(import_module(module), name, value)
        cache_clear()


def cache_clear() -> None:
    """Forget pages and lines that were judged with other constants."""
    import_module("scraper.extract.page")._open.cache_clear()
    import_module("scraper.compare.volatile").mask.cache_clear()


def cross_validated(runs: dict[float, list[Replayed]]) -> tuple[dict[str, float], Score]:
    """For each service the scale that is best on all others, and the score of everything so chosen."""
    services = sorted({one.document.split("--")[0] for one in runs[1.0]})
    chosen: dict[str, float] = {}
    total = Score()
    for service in services:
        others = {
            scale: score([one for one in seen if one.document.split("--")[0] != service])[1]
            for scale, seen in runs.items()
        }
        # What counts: misses and false alarms, each in percent; a tie leaves the constants as they are.
        chosen[service] = min(runs, key=lambda scale: (others[scale].loss(), scale != 1.0))
        for one in runs[chosen[service]]:
            if one.document.split("--")[0] == service:
                total.add(one)
    return chosen, total


def cross_report(docs: Path) -> dict[str, Any]:
    """The figures of all scales and of the cross-validation."""
    runs: dict[float, list[Replayed]] = {}
    for scale in SCALES:
        with scaled(scale):
            runs[scale] = list(replay(docs))
    chosen, total = cross_validated(runs)
    return {
        "scales": {str(scale): score(seen)[1].report() for scale, seen in runs.items()},
        "chosen": chosen,
        "held_out": total.report(),
    }


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("documents", nargs="*", help="parts of document names")
    parser.add_argument("--errors", action="store_true", help="print what was missed and what was a false alarm")
    parser.add_argument("--all", action="store_true", help="print every capture that was compared")
    parser.add_argument("--docs", type=Path, help="a folder of unpacked documents")
    parser.add_argument("--json", type=Path, help="write the total here")
    parser.add_argument("--cross", type=Path, help="cross-validate, write the figures here")
    parser.add_argument("--write", type=Path, help="write the table here, in Markdown")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        docs = options.docs or unpacked(Path(folder))
        if options.cross:
            options.cross.write_text(json.dumps(cross_report(docs), indent=1) + "\n", "utf-8")
            return 0
        seen = list(replay(docs, only=tuple(options.documents)))
    rows, total = score(seen)
    print(f"{'document':60} {'changes':8} {'edits':8} {'false':9} per 100")
    for name, row in rows.items():
        print(row.row(name))
    print(total.row("TOTAL"))
    print(json.dumps(total.report()))
    for one in seen:
        wrong = one.label is not None and (one.told or (one.links_told and not one.label)) != one.label
        if (options.errors and (wrong or (one.links_told and one.label is False))) or (
            options.all and "same text" not in one.verdict
        ):
            mark = "" if not wrong else "MISSED " if one.label else "FALSE  "
            print(
                f"{mark}{'L ' if one.links_told else ''}{one.document} {one.number:03} label={one.label} {one.note} {one.cpu_ms:.0f}ms {one.verdict}"
            )
    if options.write:
        options.write.write_text(markdown(rows, total), "utf-8")
    if options.json:
        options.json.write_text(json.dumps(total.report(), indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
