"""What one fetched body says, compared with what is known: the work that is done in a killable worker process.

Everything here reads foreign bytes, so callers run it through `scraper.workers`. Functions take and return frozen
records only (they are pickled), know no clock and touch nothing outside their arguments.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from scraper.compare.dates import compare_dates
from scraper.compare.feed import compare_feed
from scraper.compare.page import compare_page
from scraper.compare.text import summarize
from scraper.errors import InputError
from scraper.extract.barrier import Barrier, find_barrier
from scraper.extract.dom import decode
from scraper.extract.feed import read_feed
from scraper.extract.fingerprint import fingerprint
from scraper.extract.page import open_page, read_page
from scraper.extract.sitemap import read_sitemap
from scraper.extract.sniff import sniff_kind
from scraper.observations import (
    EntryEdit,
    FeedJob,
    FeedObservation,
    PageJob,
    PageObservation,
    SitemapObservation,
)
from scraper.records import (
    EntryReading,
    Fetch,
    KnownDocument,
    PageReading,
    ReadOptions,
    ResourceKind,
)

__all__ = [
    "EntryEdit",
    "FeedJob",
    "FeedObservation",
    "PageJob",
    "PageObservation",
    "SitemapObservation",
    "observe_edits",
    "observe_feed",
    "observe_page",
    "observe_sitemap",
    "text_hash",
]


_SURELY_TEXT = 300  # characters that are more than a notice
_STILL_SAID = 0.8


def text_hash(text: str) -> str:
    """sha256 of a text's UTF-8 form, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def observe_page(job: PageJob) -> PageObservation:
    """Read a page and compare it with what is known. Raises nothing for foreign bytes."""
    if job.gate is None:
        return _observed(job)
    mark = fingerprint(job.fetch.body, job.fetch.header("content-type"), job.options)
    return PageObservation(fingerprint=mark) if mark and mark == job.gate else replace(_observed(job), fingerprint=mark)


def _observed(job: PageJob) -> PageObservation:
    known = job.known
    reading = _read(job) if known is not None and job.fetch.status == 200 else None
    if known is None or reading is None or not _is_itself(known, reading):
        barrier = _barrier(job)
        if barrier is not None:
            return PageObservation(barrier=barrier)
    reading = reading or _read(job)
    digest = text_hash(reading.text)
    if known is None:
        return PageObservation(reading=reading, text_sha256=digest)
    comparison = compare_page(
        known, reading, job.fetch.body, job.fetch.header("content-type"), job.options, now=job.now
    )
    return PageObservation(
        reading=reading,
        comparison=comparison,
        dates=compare_dates(known.published, known.updated, known.updated_by, reading.freshness, known.flags),
        links=comparison.links,
        text_sha256=digest,
    )


def _read(job: PageJob) -> PageReading:
    fetch = job.fetch
    return read_page(
        fetch.body,
        fetch.header("content-type"),
        job.url,
        job.options,
        headers=fetch.headers,
        fetched_at=fetch.fetched_at,
        sitemap_lastmod=job.expected_lastmod,
    )


def _barrier(job: PageJob) -> Barrier | None:
    """What stands before the page. It is opened here as reading it opens it, which costs one parse for both."""
    known = job.known
    opened = open_page(job.fetch.body, job.fetch.header("content-type"), job.options)
    return find_barrier(
        job.fetch,
        opened.html,
        article=opened.is_no_wall,
        expected=ResourceKind.PAGE,
        known_chars=len(known.text) if known else None,
        known_title=known.title if known else None,
    )


def _is_itself(known: KnownDocument, reading: PageReading) -> bool:
    """Whether a page still says most of what it said: then nothing stands before it, and barriers need no look (30 ms)."""
    before = known.text.split("\n")
    after = set(reading.text.split("\n"))
    whole = sum(map(len, before))
    return whole >= _SURELY_TEXT and sum(len(line) for line in before if line in after) >= _STILL_SAID * whole


def observe_feed(job: FeedJob) -> FeedObservation:
    """Read a feed and compare its entries with those known. A body that is no feed is a reason, not an error."""
    fetch = job.fetch
    content_type = fetch.header("content-type")
    try:
        reading = read_feed(fetch.body, content_type, job.url, memory_json=job.memory_json)
    except InputError as error:
        html = decode(fetch.body, content_type).text if fetch.body else None
        return FeedObservation(barrier=find_barrier(fetch, html, expected=ResourceKind.FEED), problem=str(error))
    return FeedObservation(reading=reading, comparison=compare_feed(job.known, reading, first=job.first, now=job.now))


def observe_edits(pairs: tuple[tuple[KnownDocument, EntryReading], ...]) -> tuple[EntryEdit, ...]:
    """What changed in each edited entry, old version against new reading."""
    return tuple(
        EntryEdit(
            summary=summarize(known.text, entry.text) if known.text != entry.text else "",
            text_changed=known.text != entry.text,
            title_changed=(known.title or "") != (entry.title or ""),
        )
        for known, entry in pairs
    )


def observe_sitemap(fetch: Fetch, url: str) -> SitemapObservation:
    """Read a sitemap or sitemap index."""
    try:
        return SitemapObservation(entries=read_sitemap(fetch.body, fetch.header("content-type"), url))
    except InputError as error:
        return SitemapObservation(problem=str(error))


def observe_kind(fetch: Fetch, url: str) -> tuple[ResourceKind, PageReading | None]:
    """What kind of resource a body is; a page is read as well, for its title and the feeds it offers."""
    kind = sniff_kind(fetch.body, fetch.header("content-type"), url)
    if kind is not ResourceKind.PAGE:
        return kind, None
    return kind, read_page(fetch.body, fetch.header("content-type"), url, ReadOptions(), headers=fetch.headers)
