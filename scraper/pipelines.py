"""Scrapy's item pipeline: what a spider visited goes to the recorder, which looks, decides and stores.

A crawl that nobody records (`scrapy crawl page -a url=…`) gives the reading itself as its item.
"""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy.crawler import Crawler

from scraper.errors import PagewatchError
from scraper.observations import PageJob
from scraper.reading import observe_page
from spiders.base import Visited

__all__ = ["RecordPipeline"]

log = logging.getLogger(__name__)


class RecordPipeline:
    """Hands `Visited` items to the spider's `sink`; calls its `finished` whatever comes of it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes pipelines."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Record one visited resource, or turn it into a readable item where nobody records."""
        if not isinstance(item, Visited):
            return item
        sink = getattr(self.crawler.spider, "sink", None)
        if sink is None:
            return _readable(item)
        try:
            await sink(item.due, item.fetch)
        except PagewatchError as error:
            log.error("%s: %s", item.due.url, error)
        return None


def _readable(item: Visited) -> dict[str, Any]:
    fetch = item.fetch
    row: dict[str, Any] = {"url": item.due.url, "status": fetch.status}
    if fetch.failure is not None:
        return row | {"error": fetch.failure.detail}
    seen = observe_page(PageJob(fetch, item.due.url, item.due.options, None, fetch.fetched_at))
    if seen.reading is None:
        return row | {"error": f"{seen.barrier.kind} page" if seen.barrier else "unreadable"}
    reading = seen.reading
    return row | {
        "title": reading.title,
        "published": reading.freshness.published,
        "updated": reading.freshness.updated,
        "updated_by": reading.freshness.updated_by,
        "text": reading.text,
        "links": [link.url for link in reading.links],
    }
