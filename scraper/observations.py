"""What one fetched body says, as records: what a worker is asked (`…Job`) and what it answers (`…Observation`, `EntryEdit`).

Apart from `scraper.observe`, which fills them, so that the program that asks need not import what reads foreign bytes:
the parsers, word lists and patterns are half a second of CPU and 40 MB, and an unchanged pass needs none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scraper.records import FeedReading, Fetch, KnownDocument, KnownEntry, PageReading, ReadOptions, SitemapEntry

if TYPE_CHECKING:
    from scraper.compare.dates import DateChange
    from scraper.compare.feed import FeedComparison
    from scraper.compare.links import LinkChanges
    from scraper.compare.page import PageComparison
    from scraper.extract.barrier import Barrier

__all__ = ["EntryEdit", "FeedJob", "FeedObservation", "PageJob", "PageObservation", "SitemapObservation"]


@dataclass(frozen=True, slots=True)
class PageJob:
    """A fetched page to be read, and the newest version to compare it with (None: a first visit).

    `gate`: the newest version's fingerprint ('' where there is none), for the worker to look before it reads; None where
    the program that asks looked itself.
    """

    fetch: Fetch
    url: str
    options: ReadOptions
    known: KnownDocument | None
    now: datetime
    expected_lastmod: str | None = None
    gate: str | None = None


@dataclass(frozen=True, slots=True)
class PageObservation:
    """What a page said. `reading` is None where a barrier stood before it, and where its `fingerprint` was the known one."""

    barrier: Barrier | None = None
    reading: PageReading | None = None
    comparison: PageComparison | None = None
    dates: DateChange | None = None
    links: LinkChanges | None = None
    text_sha256: str = ""
    fingerprint: str = ""  # of the body, where the job asked for it


@dataclass(frozen=True, slots=True)
class FeedJob:
    """A fetched feed to be read against the entries known of it. `memory_json` is the feed reader's own."""

    fetch: Fetch
    url: str
    known: dict[str, KnownEntry]
    memory_json: str
    first: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class FeedObservation:
    """What a feed said. `problem` is one line, where the body is no feed."""

    reading: FeedReading | None = None
    comparison: FeedComparison | None = None
    barrier: Barrier | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class EntryEdit:
    """One edited entry in words: the one-line summary and whether the words themselves changed."""

    summary: str
    text_changed: bool
    title_changed: bool


@dataclass(frozen=True, slots=True)
class SitemapObservation:
    """What a sitemap said. `problem` is one line, where the body is no sitemap."""

    entries: tuple[SitemapEntry, ...] = ()
    problem: str | None = None
