"""The spider for feeds."""

from __future__ import annotations

from scraper.records import ResourceKind
from spiders.base import WatchSpider

__all__ = ["FeedSpider"]


class FeedSpider(WatchSpider):
    """`scrapy crawl feed -a url=https://…`"""

    name = "feed"
    kind = ResourceKind.FEED
    accept = "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.8"
