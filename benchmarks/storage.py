"""What a version costs on disk and in time, beside git: `python benchmarks/storage.py [--json FILE]`.

Every consecutive byte-different capture of the page histories in the corpora (PAGEWATCH_CORPORA, default ../shared;
`histories/*.tar.xz`) is recorded through `Store.record` as the service does it: a check row per capture, a version with
raw body, tracked text, links, stated dates and search words, the reading shared where only bytes differ; a pass over all
documents is one transaction. Then the daily packing (`Store.optimize`). The same captures go into a git repository, a
commit each, packed with `git gc --aggressive`. Printed: bytes per version of both and their ratio, CPU per write, per
packing and per read. What a write is not: fetching, reading a page, comparing.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from report import Report, parser

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scraper.extract.page import fingerprint, read_page
from scraper.records import (
    CheckIntent,
    CheckRow,
    Due,
    NewVersion,
    Outcome,
    ReadOptions,
    ResourceKind,
    ResourcePatch,
    Significance,
)
from storage import Store, open_history, open_store

CORPORA = Path(os.environ.get("PAGEWATCH_CORPORA", Path(__file__).resolve().parent.parent.parent / "shared"))
# A read of each of so many versions, in random order, with a cold body cache.
READS = 400
TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Capture:
    """One capture of one page."""

    document: str
    at: datetime
    body: bytes


def captures(root: Path) -> Iterator[Capture]:
    """Byte-different captures in order, document by document."""
    for listing in sorted(root.glob("*/docs/*/captures.jsonl")):
        before = b""
        for line in listing.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            body = (listing.parent / row["file"]).read_bytes()
            if body != before:
                yield Capture(listing.parent.name, datetime.fromisoformat(row["at"]), body)
            before = body


def unpack(target: Path) -> None:
    """The corpora's archives, unpacked into a folder."""
    archives = sorted((CORPORA / "histories").glob("*.tar.xz"))
    if not archives:
        sys.exit(f"no histories under {CORPORA}; set PAGEWATCH_CORPORA")
    for archive in archives:
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")


# -- pagewatch -----------------------------------------------------------------------------------------------------


def intents(found: list[Capture], store: Store) -> Iterator[CheckIntent]:
    """What the service would record of each capture; reading is not part of what is timed."""
    dues: dict[str, Due] = {}
    marks: dict[str, str] = {}
    for capture in found:
        url = f"https://{capture.document.replace('--', '.example/')}"
        if capture.document not in dues:
            store.add_source(kind=ResourceKind.PAGE, url=url, canonical=url, now=capture.at)
            taken = {d.resource_id for d in dues.values()}
            (dues[capture.document],) = store.due(capture.at + timedelta(days=1), exclude=taken)
        due = dues[capture.document]
        mark = fingerprint(capture.body, TYPE, due.options)
        same = marks.get(capture.document) == mark
        marks[capture.document] = mark
        version = _version(capture, url) if not same else _bytes_only(capture, url)
        check = CheckRow(
            capture.at, Outcome.EXTRACTED, 200, "new version", version.reason, 123.4, len(capture.body) // 4
        )
        patch = ResourcePatch(
            state="ok",
            next_check_at=capture.at + timedelta(days=400),
            body_mark=version.raw_sha256,
            fingerprint=mark,
            last_changed_at=capture.at,
        )
        yield CheckIntent(due, check, patch, versions=(version,))


def _bytes_only(capture: Capture, url: str) -> NewVersion:
    return NewVersion(
        key="",
        url=url,
        raw=capture.body,
        raw_sha256=hashlib.sha256(capture.body).hexdigest(),
        content_type=TYPE,
        text="",
        significance=Significance.PERIPHERAL,
        reason="only bytes differ",
        same_reading=True,
    )


def _version(capture: Capture, url: str) -> NewVersion:
    reading = read_page(capture.body, TYPE, url, ReadOptions(), fetched_at=capture.at)
    return NewVersion(
        key="",
        url=url,
        raw=capture.body,
        raw_sha256=hashlib.sha256(capture.body).hexdigest(),
        content_type=TYPE,
        text=reading.text,
        significance=Significance.SUBSTANCE,
        reason="the text differs",
        title=reading.title,
        author=reading.author,
        lang=reading.lang,
        encoding=reading.encoding,
        freshness=reading.freshness,
        links=reading.links,
        extractor=reading.extractor,
    )


def pagewatch(found: list[Capture], folder: Path) -> dict[str, float]:
    """Figures of our database."""
    path = folder / "pagewatch.db"
    cpu, first = 0.0, 0.0
    with open_store(path, holder="benchmarks/storage.py") as store:
        rounds = passes(list(intents(found, store)))
        gc.freeze()  # all readings of all captures at once, which no service holds, are not looked through again and again
        for round_ in rounds:
            started = time.process_time()
            store.record(round_)
            cpu += time.process_time() - started
            first = first or cpu
        store.checkpoint()
        written = path.stat().st_size
        started = time.process_time()
        store.optimize()
        packing = time.process_time() - started
        store.checkpoint()
    size, firsts = path.stat().st_size, len(rounds[0])
    return {
        "bytes": size,
        "bytes_per_version": size / len(found),
        "written_per_version": written / len(found),
        "write_ms": 1000 * cpu / len(found),
        "first_write_ms": 1000 * first / firsts,
        "later_write_ms": 1000 * (cpu - first) / (len(found) - firsts),
        "pack_ms": 1000 * packing / len(found),
        **reads(path, found),
    }


def passes(made: list[CheckIntent]) -> list[list[CheckIntent]]:
    """As passes over all documents find them: a capture of each is one transaction."""
    rounds: list[list[CheckIntent]] = []
    seen: dict[int, int] = {}
    for intent in made:
        number = seen.get(intent.due.resource_id, 0)
        seen[intent.due.resource_id] = number + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(intent)
    return rounds


def reads(path: Path, found: list[Capture]) -> dict[str, float]:
    """CPU of reading any version back, each compared with what was captured."""
    numbers: dict[str, int] = {}
    places = []
    for capture in found:
        numbers[capture.document] = numbers.get(capture.document, 0) + 1
        places.append((list(numbers).index(capture.document) + 1, numbers[capture.document], capture.body))
    random.Random(1).shuffle(places)
    raw_ms, text_ms = [], []
    for document_id, number, body in places[:READS]:
        with open_history(path) as history:
            history.sources()
            started = time.process_time()
            raw = history.raw(document_id, number)
            middle = time.process_time()
            history.text(document_id, number)
            raw_ms.append(1000 * (middle - started))
            text_ms.append(1000 * (time.process_time() - middle))
            if raw != body:
                sys.exit(f"document {document_id} version {number} does not read back")
    return {
        "read_ms_median": percentile(raw_ms, 50),
        "read_ms_p95": percentile(raw_ms, 95),
        "text_after_raw_ms_p95": percentile(text_ms, 95),
    }


def hashing(found: list[Capture]) -> float:
    """CPU ms of hashing a body: processors differ in it by a factor of five."""
    started = time.process_time()
    for capture in found:
        hashlib.sha256(capture.body).digest()
    return 1000 * (time.process_time() - started) / len(found)


def percentile(values: list[float], share: float) -> float:
    """The value that `share` percent are at most."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share / 100 * len(ordered)))]


# -- git -----------------------------------------------------------------------------------------------------------


def git(found: list[Capture], folder: Path) -> dict[str, float]:
    """Figures of a bare repository with a commit per capture, after `git gc --aggressive`; hook templates not counted."""
    repository = folder / "captures.git"
    run = ["git", f"--git-dir={repository}"]
    subprocess.run(["git", "init", "-q", "--bare", "--template=", str(repository)], check=True)
    feed = subprocess.Popen([*run, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert feed.stdin is not None
    for capture in found:
        stamp = int(capture.at.timestamp())
        feed.stdin.write(b"commit refs/heads/main\ncommitter p <p@example.org> %d +0000\ndata 1\nc\n" % stamp)
        feed.stdin.write(b"M 644 inline %s.html\ndata %d\n" % (capture.document.encode(), len(capture.body)))
        feed.stdin.write(capture.body + b"\n")
    feed.stdin.close()
    if feed.wait():
        sys.exit("git fast-import failed")
    subprocess.run([*run, "gc", "--aggressive", "--prune=now", "-q"], check=True)
    size = sum(p.stat().st_size for p in repository.rglob("*") if p.is_file())
    return {"bytes": size, "bytes_per_version": size / len(found)}


def main() -> int:
    """Print tables; with --json also write the figures to a file."""
    arguments = parser(__doc__)
    arguments.add_argument("--unpacked", type=Path, help="use histories that are unpacked here already")
    given = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pagewatch-bench-"))
    try:
        if given.unpacked is None:
            unpack(folder / "histories")
        found = list(captures(given.unpacked or folder / "histories"))
        ours, theirs = pagewatch(found, folder), git(found, folder)
    finally:
        shutil.rmtree(folder)
    raw = sum(len(c.body) for c in found) / len(found)
    report, ratio = Report(), ours["bytes"] / theirs["bytes"]
    report.table(
        f"{len(found):,} versions of {len({c.document for c in found})} documents, {raw:,.0f} bytes each as captured",
        ["kept in", "bytes per version", "ratio to git"],
        [
            ["pagewatch, all rows and indexes", f"{ours['bytes_per_version']:,.0f}", f"{ratio:.3f}"],
            [
                "… before it was packed once more",
                f"{ours['written_per_version']:,.0f}",
                f"{ours['written_per_version'] / theirs['bytes_per_version']:.3f}",
            ],
            ["git, after gc --aggressive", f"{theirs['bytes_per_version']:,.0f}", "1"],
        ],
    )
    report.table(
        "CPU of keeping and of reading back",
        ["what", "ms"],
        [
            ["write a version, mean", f"{ours['write_ms']:.2f}"],
            ["… the first of a document", f"{ours['first_write_ms']:.2f}"],
            ["… a later one", f"{ours['later_write_ms']:.2f}"],
            ["pack it once more, once (git gc does that too)", f"{ours['pack_ms']:.2f}"],
            ["SHA-256 of a body, for scale (reading hashes one)", f"{hashing(found):.2f}"],
            ["read any version, median", f"{ours['read_ms_median']:.2f}"],
            ["read any version, p95", f"{ours['read_ms_p95']:.2f}"],
            ["its text after that, p95", f"{ours['text_after_raw_ms_p95']:.2f}"],
        ],
    )
    report.target(5, "database / git repository, same captures", ratio, 0.9, "×")
    report.target(5, "writing a version, CPU", ours["write_ms"], 1, " ms")
    report.target(5, "reading any version, hash checked, p95", ours["read_ms_p95"], 3, " ms")
    return report.end(given.json)


if __name__ == "__main__":
    sys.exit(main())
