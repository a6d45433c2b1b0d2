"""What reading a feed costs: ours and plain feedparser side by side, on the same bytes, in the same process.

    python benchmarks/feeds.py [--limit N] [--max-kb N]

Rows: an unchanged body (the hash gate that stands before everything), the same entries under a new head, one new
entry, everything new. Feeds: the corpus (PAGEWATCH_CORPORA) where it is at hand, else feeds of our own making.
CPU of this process, the least of five runs (of one, where everything is read); the entries are compared, so that speed never
buys another result.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import feedparser
from measure import ROOT, unpacked
from report import Report, parser

sys.path.insert(0, str(ROOT))

from scraper.errors import InputError
from scraper.extract.feed import read_feed
from scraper.records import EntryReading

URL = "http://feeds.example/feed.xml"
TYPE = "application/xml"
T = TypeVar("T")
ENTRY = re.compile(rb"<(item|entry)[\s>].*?</\1>\s*", re.DOTALL)


@dataclass(frozen=True)
class Sample:
    """A feed: as it is, and as it was before its first entry came."""

    name: str
    body: bytes
    before: bytes


def own_feeds() -> list[tuple[str, bytes]]:
    """Twelve feeds of our own making, 10 to 120 entries of about 2 kB."""
    text = "&lt;p&gt;" + "Some words about a thing, with &lt;a href='/x'&gt;a link&lt;/a&gt;. " * 30 + "&lt;/p&gt;"
    made = []
    for number in range(12):
        items = "".join(
            f"<item><title>Post {n}</title><link>http://b.example/{n}</link><guid>http://b.example/{n}</guid>"
            f"<pubDate>Tue, {1 + n % 28:02d} Jan 2024 10:00:00 GMT</pubDate><description>{text}{n}</description></item>\n"
            for n in range(10 * (number + 1), 0, -1)
        )
        made.append((f"own{number}", f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()))
    return made


def samples(limit: int, max_bytes: int) -> list[Sample]:
    folder = unpacked("feeds/feeds.tar.xz")
    bodies = [(p.name, p.read_bytes()) for p in sorted(folder.rglob("*.xml"))] if folder else own_feeds()
    chosen = []
    for name, body in bodies:
        first = ENTRY.search(body)
        if len(ENTRY.findall(body)) >= 3 and first is not None and len(body) <= max_bytes:
            chosen.append(Sample(name, body, body[: first.start()] + body[first.end() :]))
    return chosen[:limit]


def cpu(work: Callable[[], object], times: int = 5) -> float:
    """Milliseconds of CPU, the least of `times` runs: other programs on the machine only ever add."""
    spent = []
    for _ in range(times):
        start = time.process_time_ns()
        work()
        spent.append((time.process_time_ns() - start) / 1e6)
    return min(spent)


def plain(body: bytes) -> feedparser.FeedParserDict:
    """The feed as feedparser alone reads it."""
    return feedparser.parse(io.BytesIO(body), response_headers={"content-type": TYPE, "content-location": URL})


def listed(title: str | None, link: str | None) -> tuple[str, str]:
    """What an entry is known by: title (white space folded, references that stand in HTML titles resolved) and link."""
    return " ".join(html.unescape(title or "").split()), (link or "").strip()


def known(entry: EntryReading) -> tuple[object, ...]:
    return entry.key, entry.url, entry.title, entry.digest


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds of CPU of one run, and its result: what takes long is run once."""
    start = time.process_time_ns()
    result = work()
    return (time.process_time_ns() - start) / 1e6, result


def measure(sample: Sample) -> tuple[list[float], bool]:
    """CPU ms of [hash, same entries, one new entry, whole, plain feedparser], and whether the entries are equal:
    read apart or whole, and (titles and links) to feedparser's own."""
    whole_ms, whole = timed(lambda: read_feed(sample.body, TYPE, URL))
    plain_ms, found = timed(lambda: plain(sample.body))
    before = read_feed(sample.before, TYPE, URL)
    after = read_feed(sample.body, TYPE, URL, memory_json=before.memory_json)
    equal = [known(e) for e in whole.entries] == [known(e) for e in after.entries] and all(
        one.light or one == other for one, other in zip(after.entries, whole.entries, strict=True)
    )
    theirs = {listed(e.get("title"), e.get("link")) for e in found.entries}
    equal = equal and {listed(e.title, e.url) for e in whole.entries} == theirs
    return [
        cpu(lambda: hashlib.sha256(sample.body).digest()),
        cpu(lambda: read_feed(sample.body, TYPE, URL, memory_json=whole.memory_json)),
        cpu(lambda: read_feed(sample.body, TYPE, URL, memory_json=before.memory_json)),
        whole_ms,
        plain_ms,
    ], equal


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--limit", type=int, default=1000, help="at most so many feeds")
    arguments.add_argument("--max-kb", type=int, default=100_000, help="leave out larger feeds")
    options = arguments.parse_args()
    rows, unequal = [], []
    for sample in samples(options.limit, options.max_kb * 1000):
        try:
            figures, equal = measure(sample)
        except InputError as error:
            print(f"{sample.name}: refused: {error}", file=sys.stderr)
            continue
        rows.append(figures)
        if not equal:
            unequal.append(sample.name)
    names = [
        "unchanged body (hash gate)",
        "new head, same entries",
        "one new entry",
        "everything new",
        "plain feedparser",
    ]
    columns = list(zip(*rows, strict=True))
    base, report = statistics.mean(columns[-1]), Report()
    lines = []
    for name, column in zip(names, columns, strict=True):
        mean, ordered = statistics.mean(column), sorted(column)
        ninety = ordered[int(len(ordered) * 0.9)]
        lines.append([name, f"{mean:.2f}", f"{statistics.median(column):.2f}", f"{ninety:.2f}", f"{mean / base:.4f}"])
    report.table(f"A feed, CPU ms ({len(rows)} feeds)", ["path", "mean", "median", "p90", "of feedparser"], lines)
    report.note(f"Entries differ from a whole parse, or from plain feedparser's, in: {', '.join(unequal) or 'none'}\n")
    report.target(4, "an unchanged feed beyond its request, mean", statistics.mean(columns[0]), 0.9, " ms")
    report.target(4, "one new entry, mean", statistics.mean(columns[2]), 10, " ms")
    report.target(4, "feeds whose entries differ from feedparser's", len(unequal), 0)
    return report.end(options.json)


if __name__ == "__main__":
    sys.exit(main())
