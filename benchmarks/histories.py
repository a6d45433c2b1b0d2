"""Replay labelled page histories: edits found, false alarms, and what a decision costs.

usage: python benchmarks/histories.py [DOC…] [--errors] [--json FILE]

Finds the corpora through PAGEWATCH_CORPORA (default: ../shared beside the repository), unpacks the histories to a temporary
folder and replays each document as the program would: cheap gates first, then reading, barriers, comparing; what
comparing remembers of a document and its host is carried along. CPU is this process's own time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import sys
import tarfile
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scraper.compare.dates import compare_dates
from scraper.compare.links import compare_links
from scraper.compare.page import PageComparison, compare_page
from scraper.extract.barrier import find_barrier
from scraper.extract.dom import decode
from scraper.extract.page import fingerprint, read_page
from scraper.records import Fetch, KnownDocument, PageReading, ReadOptions, ResourceKind

__all__ = ["Replayed", "Score", "replay", "score", "unpacked"]

OPTIONS = ReadOptions()
_HELD_BELOW = 0.4  # check's rule: a text that shrinks below is kept back until it is seen twice


@dataclass(frozen=True, slots=True)
class Replayed:
    """One capture: what was decided, what the label says, and the CPU it took (ms; None where a gate ended it)."""

    document: str
    number: int
    told: bool
    label: bool | None
    edit: bool
    text_same: bool
    cpu_ms: float
    verdict: str
    links_told: bool = False
    note: str = ""


@dataclass(slots=True)
class _State:
    """What the store would know."""

    known: KnownDocument | None = None
    sha: str = ""
    fingerprint: str = ""
    held: str = ""  # hash of a shrunken text that waits to be seen twice, as check does
    flips: set[str] = field(default_factory=set)  # alternations told, as check remembers them
    recent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=20))


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
    url = f"https://{host}.test/{path.name}"
    state = _State()
    for line in (path / "captures.jsonl").read_text("utf-8").splitlines():
        capture = json.loads(line)
        body = (path / capture["file"]).read_bytes()
        at = datetime.fromisoformat(capture["at"])
        before = time.process_time()
        seen = _look(state, body, url, at, hosts, host)
        cpu = (time.process_time() - before) * 1000
        if seen is None:
            continue
        told, same, verdict, links = seen
        yield Replayed(
            document=path.name,
            number=capture["n"],
            told=told,
            label=capture["changed"],
            edit=bool(capture["changed"]) and not capture.get("alternation"),
            text_same=same,
            cpu_ms=cpu,
            verdict=verdict,
            links_told=links,
            note=capture.get("note") or "",
        )


def _look(
    state: _State, body: bytes, url: str, at: datetime, hosts: dict[str, str], host: str
) -> tuple[bool, bool, str, bool] | None:
    """(told, text is the same, verdict, link events) of one capture; None for the first."""
    sha = hashlib.sha256(body).hexdigest()
    if sha == state.sha:
        return False, True, "same bytes", False
    if not body:
        return False, True, "empty", False
    print_ = fingerprint(body, "text/html; charset=utf-8", OPTIONS)
    if state.known is not None and print_ == state.fingerprint:
        _keep_bytes(state, body, sha)
        return False, True, "same fingerprint", False
    fetch = Fetch(url, url, at, status=200, headers=(("Content-Type", "text/html; charset=utf-8"),), body=body)
    known = state.known
    barrier = find_barrier(
        fetch,
        decode(body, "text/html; charset=utf-8").text,
        expected=ResourceKind.PAGE,
        known_chars=len(known.text) if known else None,
        known_title=known.title if known else None,
    )
    if barrier is not None:
        return False, True, f"barrier: {barrier.kind}", False
    reading = read_page(body, "text/html; charset=utf-8", url, OPTIONS, fetched_at=at)
    if known is None:
        _keep(state, body, sha, print_, reading, "")
        return None
    known = replace(known, host_json=hosts.get(host, ""))
    found = compare_page(known, reading, body, "text/html; charset=utf-8", OPTIONS, now=at)
    links = compare_links(known.links, reading.links)
    dates = compare_dates(known.published, known.updated, known.updated_by, reading.freshness)
    digest = hashlib.sha256(reading.text.encode("utf-8", "surrogatepass")).hexdigest()
    if found.shrunk_to < _HELD_BELOW and state.held != digest:
        state.held = digest
        return False, True, "held: " + _verdict(found), False
    state.held = ""
    hosts[host] = found.host_json if found.host_json is not None else known.host_json
    _keep(state, body, sha, print_, reading, found.memory_json)
    pair = "/".join(sorted((known.text_sha256, digest)))
    repeated = found.returns_to is not None and pair in state.flips
    if found.returns_to is not None:
        state.flips.add(pair)
    date = not found.text_changed and dates.moved and bool(dates.old and dates.new)
    told = (found.text_changed and not repeated) or found.title_changed or date
    return told, not found.text_changed, ("date: " if date else "") + _verdict(found), bool(links)


def _verdict(found: PageComparison) -> str:
    back = f" (back to {found.returns_to})" if found.returns_to is not None else ""
    shrunk = f" (shrunk to {found.shrunk_to:.2f})" if found.shrunk_to < _HELD_BELOW else ""
    return f"{found.significance.value}: {found.reason}{back}{shrunk} · {found.summary[:100]}"


def _keep_bytes(state: _State, body: bytes, sha: str) -> None:
    assert state.known is not None
    state.sha = sha
    state.known = replace(state.known, raw=body, raw_sha256=sha, version=state.known.version + 1)
    state.recent.appendleft((state.known.version, state.known.text_sha256))


def _keep(state: _State, body: bytes, sha: str, print_: str, reading: PageReading, memory: str) -> None:
    number = state.known.version + 1 if state.known else 1
    digest = hashlib.sha256(reading.text.encode("utf-8", "surrogatepass")).hexdigest()
    state.recent.appendleft((number, digest))
    state.sha, state.fingerprint = sha, print_
    state.known = KnownDocument(
        document_id=1,
        version=number,
        raw=body,
        raw_sha256=sha,
        content_type="text/html; charset=utf-8",
        text=reading.text,
        title=reading.title,
        published=reading.freshness.published,
        updated=reading.freshness.updated,
        updated_by=reading.freshness.updated_by,
        links=reading.links,
        text_sha256=digest,
        recent=tuple(state.recent),
        memory_json=memory,
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
            self.false += seen.told
            self.false_links += seen.links_told

    def row(self, name: str) -> str:
        """One line of the table."""
        rate = 100 * self.false / self.unchanged if self.unchanged else 0.0
        return (
            f"{name[:60]:60} {self.found:3}/{self.changes:<4} {self.edits_found:3}/{self.edits:<4} "
            f"{self.false:3}/{self.unchanged:<5} {rate:5.2f}  links {self.false_links}"
        )

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


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("documents", nargs="*", help="parts of document names")
    parser.add_argument("--errors", action="store_true", help="print what was missed and what was a false alarm")
    parser.add_argument("--all", action="store_true", help="print every capture that was compared")
    parser.add_argument("--docs", type=Path, help="a folder of unpacked documents")
    parser.add_argument("--json", type=Path, help="write the total here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        docs = options.docs or unpacked(Path(folder))
        seen = list(replay(docs, only=tuple(options.documents)))
    rows, total = score(seen)
    print(f"{'document':60} {'changes':8} {'edits':8} {'false':9} per 100")
    for name, row in rows.items():
        print(row.row(name))
    print(total.row("TOTAL"))
    print(json.dumps(total.report()))
    for one in seen:
        wrong = one.label is not None and one.told != one.label
        if (options.errors and (wrong or (one.links_told and one.label is False))) or (
            options.all and one.verdict != "same fingerprint"
        ):
            mark = "" if not wrong else "MISSED " if one.label else "FALSE  "
            print(
                f"{mark}{'L ' if one.links_told else ''}{one.document} {one.number:03} label={one.label} {one.note} {one.cpu_ms:.0f}ms {one.verdict}"
            )
    if options.json:
        options.json.write_text(json.dumps(total.report(), indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
