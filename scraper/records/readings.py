"""What extraction reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.records.quick import quick

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "Article",
    "EntryReading",
    "FeedReading",
    "FoundLink",
    "Freshness",
    "PageReading",
    "ReadOptions",
    "SitemapEntry",
    "Statement",
]


@quick
@dataclass(frozen=True, slots=True)
class Statement:
    """One date that a page states about itself (or that stands on it; see `scope`).

    `value` is ISO 8601 in the page's own zone and only as precise as stated: '2025-01', '2025-01-19',
    '2025-01-19T08:30+08:00'. `start`/`end` bound it as an interval [start, end) (UTC; naive local times are read as UTC).
    """

    role: str  # published | updated | reviewed | next_review | created
    value: str
    precision: str  # second | minute | day | month | year | approximate | ambiguous
    source: str  # notice | jsonld | meta | microdata | rdfa | time | attribute | state | feed | sitemap | http
    snippet: str = ""  # at most 200 characters of evidence
    locator: str = ""  # xpath, JSON pointer or header name
    updated_by: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    zone: str | None = None  # '+08:00', 'Asia/Shanghai', None where not stated
    zone_source: str | None = None
    calendar: str = "gregorian"
    scope: str = "unknown"  # article | page | site | comment | related | unknown
    lang: str | None = None
    rule: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Freshness:
    """The explained decision over all statements of one page. `None` means: the page states none."""

    published: str | None = None
    updated: str | None = None
    updated_by: str | None = None
    why: str = ""
    conflicts: tuple[str, ...] = ()
    flags: tuple[
        str, ...
    ] = ()  # build_time_suspect | relative_only | modified_before_published | ambiguous_day_month | …
    statements: tuple[Statement, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class FoundLink:
    """One outbound link of a document, as found."""

    url: str  # absolute, as written otherwise
    canonical: str  # identity key
    anchor: str = ""
    sentence: str = ""
    code: str | None = None  # extraction code (提取码) bound to this link
    place: str = "body"  # body | navigation | footer | related | comment
    position: int = 0


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a source asks of reading. Selectors are CSS, or XPath when they start with '/' or '('; ignores also 're:…'."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    watch_all: bool = False
    follow: bool = True
    links: bool = True
    extractor: str = "auto"  # auto | article (trafilatura) | readability


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page as read: what a version keeps and what comparing needs.

    `text` is the tracked text, one block per line; `memory_json` is compare's and extraction's own state.
    """

    title: str | None
    text: str
    author: str | None = None
    lang: str | None = None
    encoding: str | None = None
    canonical_url: str | None = None
    feeds: tuple[str, ...] = ()
    links: tuple[FoundLink, ...] = ()
    freshness: Freshness = field(default_factory=Freshness)
    extractor: str = ""
    notes: tuple[str, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class EntryReading:
    """One feed entry. `key` is its identity in the feed; `digest` hashes its normal form without noise."""

    key: str
    url: str | None
    title: str | None
    text: str
    html: str = ""
    author: str | None = None
    published: str | None = None  # ISO 8601
    updated: str | None = None
    links: tuple[FoundLink, ...] = ()
    digest: str = ""
    light: bool = False  # its raw form is as it was at the last reading: text, html and links were not read again


@dataclass(frozen=True, slots=True)
class FeedReading:
    """One feed document. `memory_json` is the feed reader's own state (hash gate, id policy) for the next time."""

    title: str | None
    entries: tuple[EntryReading, ...]
    home: str | None = None
    lang: str | None = None
    author: str | None = None
    ttl_s: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    hub: str | None = None
    format: str = ""  # rss20, atom10, json11, …
    memory_json: str = ""
    notes: tuple[str, ...] = ()
    # keys gone from the middle of the window (older entries are still there), each with how often that was seen
    dropped: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One URL of a sitemap; `lastmod` as written, `nested` when it is another sitemap."""

    url: str
    lastmod: str | None = None
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """What `inspect` prints of one file or URL."""

    url: str
    reading: PageReading
    file: str | None = None
    barrier: str | None = None
