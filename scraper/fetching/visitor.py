"""What spiders and link checks need of fetching: the first request of a visit, the whole visit, one question at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AbstractContextManager
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure as TwistedFailure

from scraper.fetching.client import Client, failed_fetch, fetch_from_failure, fetch_from_response
from scraper.fetching.failures import FetchError
from scraper.fetching.wanted import Validators, Wanted, wanted_of
from scraper.liveness.conversation import Ask, NameAnswer
from scraper.records import Due, Fetch

__all__ = ["Visits"]

# What a browser asks for; some servers answer 406 or a bare page to anything else.
_BROWSERLIKE = (
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en;q=0.8,*;q=0.5"),
)


class Visits:
    """Named by the setting PAGEWATCH_VISITOR; satisfies the spiders' `Visitor` and link checks' `Asker`.

    `longest_pause_s` bounds what an examination may wait between two looks (replays: 0).
    """

    def __init__(self, crawler: Crawler, *, longest_pause_s: float | None = None) -> None:
        self.client = Client(crawler)
        settings = crawler.settings
        self._longest_pause_s = (
            settings.getfloat("PAGEWATCH_LONGEST_PAUSE_S", 30.0) if longest_pause_s is None else longest_pause_s
        )
        self._user_agent: str = settings["USER_AGENT"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Visits:
        """As Scrapy makes its components."""
        return cls(crawler)

    def request(self, due: Due, *, accept: str) -> Request | Fetch:
        """The first request of a visit, with the validators that belong to its URL; a `Fetch` if it may not be asked."""
        try:
            return self.client.request(due.url, _wanted(due, accept))
        except FetchError as error:
            return failed_fetch(due.url, error, self.client.now)

    def direct(self, due: Due) -> bool:
        """Whether `visit` can make a visit past the engine."""
        return self.client.open_to(due.url)

    async def visit(self, due: Due, *, accept: str) -> Fetch:
        """The whole visit past the engine, at a third of its cost: same guard, turns, limits, robots.txt and outcome."""
        return await self.client.visit(due.url, _wanted(due, accept))

    def holding(self, fetch: Fetch) -> AbstractContextManager[None]:
        """While the block lasts the fetch is in memory: where that is too much, nothing more goes out."""
        return self.client.holding(len(fetch.body))

    def begin(self, visit: Coroutine[Any, Any, None]) -> None:
        """Have a visit under way. A stop of the crawl waits for it."""
        visits = self.client.visits
        task = asyncio.create_task(visit)
        visits.add(task)
        task.add_done_callback(visits.discard)

    async def ended(self) -> None:
        """Wait until no visit is under way."""
        if self.client.visits:
            await asyncio.wait(self.client.visits)

    async def answered(self, response: Response) -> Fetch:
        """The whole visit after its first answer: redirects followed, limits and guards applied."""
        return await self.client.follow(fetch_from_response(response), wanted_of(response.meta))

    def failed(self, failure: TwistedFailure) -> Fetch:
        """The visit whose first request gave no answer."""
        return fetch_from_failure(failure, self.client.now)

    async def ask(self, ask: Ask) -> Fetch:
        """The answer to one request of a link's examination, redirects not followed, a long body cut.

        robots.txt is not asked: this is one look at one address that a page cites, as a reader's click would be.
        """
        extra = (*_BROWSERLIKE, ("User-Agent", f"Mozilla/5.0 (compatible; {self._user_agent})"))
        wanted = Wanted(
            method=ask.method,
            headers=(*(extra if ask.browserlike else _BROWSERLIKE[:1]), *ask.headers),
            body=ask.body,
            verify_tls=ask.verify_tls,
            max_bytes=ask.max_bytes,
            robots=False,
            cut=True,
            purpose="link",
        )
        return await self.client.visit(ask.url, wanted, follow=False)

    async def ask_name(self, host: str) -> NameAnswer:
        """What the name service says of a host."""
        kind, addresses = await self.client.ask_name(host)
        return NameAnswer(kind, addresses)

    async def pause(self, seconds: float) -> None:
        """Wait before going on."""
        await asyncio.sleep(min(seconds, self._longest_pause_s))


def _wanted(due: Due, accept: str) -> Wanted:
    return Wanted(headers=(("Accept", accept),), validators=_validators(due), purpose=due.kind.value)


def _validators(due: Due) -> Validators | None:
    if not (due.etag or due.last_modified):
        return None
    return Validators(due.validators_url or due.url, due.etag, due.last_modified)
