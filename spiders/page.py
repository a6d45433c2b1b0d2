"""The spider for article pages."""

from __future__ import annotations

from scraper.records import ResourceKind
from spiders.base import WatchSpider

__all__ = ["PageSpider"]


class PageSpider(WatchSpider):
    """`scrapy crawl page -a url=https://…`"""

    name = "page"
    kind = ResourceKind.PAGE
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
