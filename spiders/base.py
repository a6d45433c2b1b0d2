"""The base of all spiders: from a due resource to a request, and from an answer to a `Visited` item.

A spider knows which URLs to ask and nothing about fetching, storing or deciding. How requests go out and answers are
judged is the visitor's business (an object with the three calls of `Visitor`, named by the setting PAGEWATCH_VISITOR
or handed in), so that `scrapy crawl page -a url=…` works by itself and the service can give spiders its own.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol, Self

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure as TwistedFailure

from scraper.records import Due, Failure, FailureKind, Fetch, ResourceKind
from scraper.urls import check_url

__all__ = ["Visited", "Visitor", "WatchSpider", "fault"]

log = logging.getLogger(__name__)


class Visitor(Protocol):
    """What a spider needs of fetching."""

    def request(self, due: Due, *, accept: str) -> Request | Fetch:
        """The first request of a visit, with the validators that belong to its URL; a `Fetch` if it may not be asked."""

    async def answered(self, response: Response) -> Fetch:
        """The whole visit after its first answer: redirects followed, limits and guards applied."""

    def failed(self, failure: TwistedFailure) -> Fetch:
        """The visit whose first request gave no answer."""


@dataclass(slots=True)
class Visited:
    """The item that spiders yield: a due resource and what visiting it gave."""

    due: Due
    fetch: Fetch


class WatchSpider(scrapy.Spider):
    """Visits resources of one kind. Subclasses set `name`, `kind` and `accept`."""

    kind: ClassVar[ResourceKind] = ResourceKind.PAGE
    accept: ClassVar[str] = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"

    def __init__(
        self,
        url: str | Iterable[str] = (),
        todo: AsyncIterator[Due] | None = None,
        visitor: Visitor | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.urls = [check_url(u) for u in (url.split() if isinstance(url, str) else url)]
        self.todo = todo
        self.visitor = visitor

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes spiders; a visitor that was not handed in is built from the settings."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.visitor is None:
            spider.visitor = load_object(crawler.settings["PAGEWATCH_VISITOR"]).from_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """One request for every URL given and every due resource handed in."""
        for number, url in enumerate(self.urls):
            yield self.ask(Due(resource_id=-1 - number, url=url, kind=self.kind))
        if self.todo is not None:
            async for due in self.todo:
                yield self.ask(due)

    def ask(self, due: Due) -> Request | Visited:
        """The request that opens a visit; a finished visit where the URL may not be asked at all."""
        assert self.visitor is not None
        request = self.visitor.request(due, accept=self.accept_of(due))
        if isinstance(request, Fetch):
            return Visited(due, request)
        # Set, not `replace`: that would make, and check, the request a second time.
        request.callback, request.errback, request.dont_filter = self.parse, self.errback, True
        request.meta["due"] = due
        return request

    def accept_of(self, due: Due) -> str:
        """The Accept header for a resource."""
        return self.accept

    async def parse(self, response: Response, **kwargs: Any) -> AsyncIterator[Visited]:
        """The visit after its first answer."""
        assert self.visitor is not None
        due: Due = response.meta["due"]
        try:
            fetch = await self.visitor.answered(response)
        except Exception as error:  # noqa: BLE001 (a fault of ours must not lose the visit)
            fetch = fault(due, error)
        yield Visited(due, fetch)

    async def errback(self, failure: TwistedFailure) -> AsyncIterator[Visited]:
        """The visit that got no answer: a state with a reason, like any other."""
        assert self.visitor is not None
        due: Due = failure.request.meta["due"]  # type: ignore[attr-defined]
        try:
            fetch = self.visitor.failed(failure)
        except Exception as error:  # noqa: BLE001 (a fault of ours must not lose the visit)
            fetch = fault(due, error)
        yield Visited(due, fetch)


def fault(due: Due, error: Exception) -> Fetch:
    """A fault of our own: logged with its traceback, and a failed visit like any other, so that nothing waits for it."""
    log.error("visiting %s failed by a fault of pagewatch", due.url, exc_info=error)
    failure = Failure(FailureKind.CANCELLED, f"internal error: {type(error).__name__}: {error}")
    return Fetch(due.url, due.url, datetime.now(UTC), failure=failure)
