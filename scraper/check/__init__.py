"""decide(visit, now) -> CheckIntent: the one place where "did it change, when again, who is told" meet.

Pure: everything that deciding needs is in the `Visit`; the intent says everything that is to be written. The
pipeline calls things in order and decides nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from scraper.check.feed import decide_feed
from scraper.check.host import host_sign
from scraper.check.page import decide_page
from scraper.check.resource import decide_trouble, decide_unchanged, trouble_of
from scraper.check.sitemap import decide_sitemap
from scraper.check.visit import Gate, Visit
from scraper.observations import FeedObservation, PageObservation, SitemapObservation
from scraper.records import CheckIntent

__all__ = ["Gate", "Visit", "decide"]


def decide(visit: Visit, now: datetime) -> CheckIntent:
    """What one visit changes: the check row, the resource's and the host's state, versions, events, discoveries."""
    trouble = trouble_of(visit)
    if trouble is None and visit.gate in (Gate.NOT_MODIFIED, Gate.SAME_BYTES):
        return decide_unchanged(visit, now)
    intent = _decide(visit, now) if trouble is None else decide_trouble(visit, trouble, now)
    return replace(intent, host=host_sign(visit.due, visit.fetch))


def _decide(visit: Visit, now: datetime) -> CheckIntent:
    match visit.observation:
        case PageObservation() as seen:
            return decide_page(visit, seen, now)
        case FeedObservation() as seen:
            return decide_feed(visit, seen, now)
        case SitemapObservation() as seen:
            return decide_sitemap(visit, seen, now)
        case None:
            return decide_page(visit, None, now)
