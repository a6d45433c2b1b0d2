"""What spiders need of fetching: the first request of a visit, and the whole visit once it is answered."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure as TwistedFailure

from scraper.fetching.client import Client, fetch_from_failure, fetch_from_response
from scraper.fetching.wanted import Validators, Wanted, wanted_of
from scraper.records import Due, Fetch

__all__ = ["Visits"]


class Visits:
    """Named by the setting PAGEWATCH_VISITOR; satisfies the spiders' `Visitor`."""

    def __init__(self, crawler: Crawler) -> None:
        self._client = Client(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Visits:
        """As Scrapy makes its components."""
        return cls(crawler, longest_pause_s=crawler.settings.getfloat("PAGEWATCH_LONGEST_PAUSE_S", 30.0))

    def request(self, due: Due, *, accept: str) -> Request | Fetch:
        """The first request of a visit, with the validators that belong to its URL; a `Fetch` if it may not be asked."""
        wanted = Wanted(headers=(("Accept", accept),), validators=_validators(due), purpose=due.kind.value)
        return self._client.request(due.url, wanted)

    async def answered(self, response: Response) -> Fetch:
        """The whole visit after its first answer: redirects followed, limits and guards applied."""
        return await self._client.follow(fetch_from_response(response), wanted_of(response.meta))

    def failed(self, failure: TwistedFailure) -> Fetch:
        """The visit whose first request gave no answer."""
        return fetch_from_failure(failure, self._client.now)


def _validators(due: Due) -> Validators | None:
    if not (due.etag or due.last_modified):
        return None
    return Validators(due.validators_url or due.url, due.etag, due.last_modified)
