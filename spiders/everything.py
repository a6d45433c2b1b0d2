"""The spider of the service: all kinds in one crawl, so that one engine's politeness covers every request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scraper.records import Due, Fetch, ResourceKind
from spiders.base import WatchSpider, fault
from spiders.feed import FeedSpider
from spiders.page import PageSpider
from spiders.sitemap import SitemapSpider

__all__ = ["EverythingSpider"]

Sink = Callable[[Due, Fetch], Awaitable[None]]
_ACCEPT = {spider.kind: spider.accept for spider in (PageSpider, FeedSpider, SitemapSpider)}


class EverythingSpider(WatchSpider):
    """Visits what it is handed and gives it to the sink; `then(visitor)` runs in the same crawl after that (link checks).

    Most visits are made by the visitor itself (`Visits.visit`), without a Scrapy request for each.
    """

    name = "everything"

    def __init__(
        self,
        *args: Any,
        sink: Sink | None = None,
        then: Callable[[Any], Awaitable[None]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sink = sink
        self.then = then

    async def start(self) -> AsyncIterator[Any]:
        visits = super().start() if self.todo is None or self.sink is None else self._visits(self.todo, self.sink)
        async for request in visits:
            yield request
        if self.then is not None:
            await self.then(self.visitor)

    async def _visits(self, todo: AsyncIterator[Due], sink: Sink) -> AsyncIterator[Any]:
        """What is due, past the engine where a visit can go there (the first requests of a crawl cannot)."""
        visitor: Any = self.visitor
        try:
            async for due in todo:
                if visitor.direct(due):
                    visitor.begin(self._visit(due, sink))
                else:
                    yield self.ask(due)
        finally:
            await visitor.ended()

    async def _visit(self, due: Due, sink: Sink) -> None:
        visitor: Any = self.visitor
        try:
            fetch = await visitor.visit(due, accept=self.accept_of(due))
        except Exception as error:  # noqa: BLE001 (a fault of ours must not lose the visit)
            fetch = fault(due, error)
        with visitor.holding(fetch):
            await sink(due, fetch)

    def accept_of(self, due: Due) -> str:
        return _ACCEPT[ResourceKind(due.kind)]
