"""The spider of the service: all kinds in one crawl, so that one engine's politeness covers every request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scraper.records import Due, Fetch, ResourceKind
from spiders.base import WatchSpider
from spiders.feed import FeedSpider
from spiders.page import PageSpider
from spiders.sitemap import SitemapSpider

__all__ = ["EverythingSpider"]

_ACCEPT = {spider.kind: spider.accept for spider in (PageSpider, FeedSpider, SitemapSpider)}


class EverythingSpider(WatchSpider):
    """Visits what it is handed; `then(visitor)` runs in the same crawl after that (link checks)."""

    name = "everything"

    def __init__(
        self,
        *args: Any,
        sink: Callable[[Due, Fetch], Awaitable[None]] | None = None,
        then: Callable[[Any], Awaitable[None]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sink = sink
        self.then = then

    async def start(self) -> AsyncIterator[Any]:
        async for request in super().start():
            yield request
        if self.then is not None:
            await self.then(self.visitor)

    def accept_of(self, due: Due) -> str:
        return _ACCEPT[ResourceKind(due.kind)]
