"""Pages per second of reading stated dates, beside htmldate's fast mode on the same pages in the same run.

Parsing is included on both sides. The pages are `dates/dev/html` of the corpora (PAGEWATCH_CORPORA, default ../shared).
Each reader gets one pass to warm up and then the best of five, turn about, in processor time. htmldate's caches are cleared
before every page: a monitor does not read the same page twice.

usage: python benchmarks/statements.py
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import htmldate
from htmldate.meta import reset_caches

from scraper.extract.dom import decode, parse
from scraper.extract.statements import read_freshness

PASSES = 5


def _pages() -> list[str]:
    folder = Path(os.environ.get("PAGEWATCH_CORPORA", ROOT.parent / "shared")) / "dates" / "dev" / "html"
    return [decode(path.read_bytes()).text for path in sorted(folder.glob("*.html"))]


def _ours(html: str) -> None:
    read_freshness(parse(html), html, "https://example.test/page")


def _theirs(html: str) -> None:
    htmldate.find_date(html, extensive_search=False, original_date=False)


def _pass(read: Callable[[str], None], pages: list[str]) -> float:
    """Pages per second of processor time in one pass."""
    start = time.process_time()
    for html in pages:
        read(html)
    return len(pages) / (time.process_time() - start)


def _theirs_anew(html: str) -> None:
    reset_caches()
    _theirs(html)


def main() -> int:
    """Prints both rates and their ratio; exit code 1 where ours misses both bounds of issue 4."""
    pages = _pages()
    if not pages:
        print("no pages: set PAGEWATCH_CORPORA")
        return 2
    passes = [(_pass(_ours, pages), _pass(_theirs_anew, pages)) for _ in range(PASSES + 1)][1:]
    ours, theirs = max(o for o, _ in passes), max(t for _, t in passes)
    kilobytes = sum(len(p) for p in pages) / len(pages) / 1000
    print(f"{len(pages)} pages of {kilobytes:.0f} kB on average, parse included, best of {PASSES}")
    print(f"pagewatch statements  {ours:8.1f} pages/s")
    print(f"htmldate fast         {theirs:8.1f} pages/s")
    print(f"ratio                 {ours / theirs:8.2f}")
    return 0 if ours >= min(150.0, theirs / 2) else 1


if __name__ == "__main__":
    sys.exit(main())
