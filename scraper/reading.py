"""What is asked of a worker, by names that cost nothing to import: each function is its namesake in `scraper.observe`.

A function travels to a worker by its name. These stand in for those of `scraper.observe`, whose import is half a second
of CPU and 40 MB that a pass over unchanged pages should not pay; in the workers it is imported once, before they fork.
"""

from __future__ import annotations

from scraper.observations import (
    EntryEdit,
    FeedJob,
    FeedObservation,
    PageJob,
    PageObservation,
    SitemapObservation,
)
from scraper.records import EntryReading, Fetch, KnownDocument, PageReading, ResourceKind

__all__ = ["observe_edits", "observe_feed", "observe_kind", "observe_page", "observe_sitemap"]


def observe_page(job: PageJob) -> PageObservation:
    """Read a page and compare it with what is known."""
    from scraper import observe

    return observe.observe_page(job)


def observe_feed(job: FeedJob) -> FeedObservation:
    """Read a feed and compare its entries with those known."""
    from scraper import observe

    return observe.observe_feed(job)


def observe_edits(pairs: tuple[tuple[KnownDocument, EntryReading], ...]) -> tuple[EntryEdit, ...]:
    """What changed in each edited entry."""
    from scraper import observe

    return observe.observe_edits(pairs)


def observe_sitemap(fetch: Fetch, url: str) -> SitemapObservation:
    """Read a sitemap."""
    from scraper import observe

    return observe.observe_sitemap(fetch, url)


def observe_kind(fetch: Fetch, url: str) -> tuple[ResourceKind, PageReading | None]:
    """What kind of resource a body is."""
    from scraper import observe

    return observe.observe_kind(fetch, url)
