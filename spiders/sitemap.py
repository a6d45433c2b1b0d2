"""The spider for sitemaps."""

from __future__ import annotations

from scraper.records import ResourceKind
from spiders.base import WatchSpider

__all__ = ["SitemapSpider"]


class SitemapSpider(WatchSpider):
    """`scrapy crawl sitemap -a url=https://…`"""

    name = "sitemap"
    kind = ResourceKind.SITEMAP
    accept = "application/xml,text/xml,text/plain;q=0.9,*/*;q=0.8"
