"""The one downloader middleware: who we are, and robots.txt before anything else. Every request passes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request

from scraper.fetching.client import Client
from scraper.fetching.decoding import ACCEPT_ENCODING
from scraper.fetching.failures import FetchError
from scraper.fetching.kit import kit_of
from scraper.fetching.robots import MAX_ROBOTS_BYTES, Robots, RobotsShelf, read_rules
from scraper.fetching.wanted import NOTES_KEY, Wanted, wanted_of
from scraper.records import Fetch
from scraper.urls import host_key
from scraper.workers import Workers

__all__ = ["Manners"]

_ASK = Wanted(
    headers=(("Accept", "text/plain,*/*;q=0.5"),),
    max_bytes=MAX_ROBOTS_BYTES,
    timeout_s=10.0,
    robots=False,
    cut=True,
    max_hops=5,
    purpose="robots",
)


class Manners:
    """Sets the headers that name us and refuses what robots.txt forbids (FetchError of kind ROBOTS)."""

    def __init__(self, crawler: Crawler) -> None:
        self._kit = kit_of(crawler)
        self._client = Client(crawler)
        self.robots = Robots(self._ask, self._kit.clock)
        self._kit.ushers.add(self)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Manners:
        """As Scrapy makes its components."""
        return cls(crawler)

    def lend(
        self,
        *,
        workers: Workers | None = None,
        shelf: RobotsShelf | None = None,
        clock: Callable[[], datetime] | None = None,
        anew: bool = False,
    ) -> None:
        """Have long robots.txt files read in a worker process, and answers kept beyond this process, by a clock given."""
        if workers is not None:
            self.robots.read_long = lambda text, url: workers.run(read_rules, text, url)
        self.robots.shelf = shelf or self.robots.shelf
        self.robots.clock = clock or self.robots.clock
        self.robots.anew = anew

    async def process_request(self, request: Request) -> None:
        """Scrapy's hook before a download."""
        request.headers.setdefault(b"User-Agent", self._kit.user_agent)
        request.headers.setdefault(b"Accept-Encoding", ACCEPT_ENCODING)
        notes = await self.admit(request.url, wanted_of(request.meta))
        if notes:
            request.meta[NOTES_KEY] = notes

    async def admit(self, url: str, wanted: Wanted) -> tuple[str, ...]:
        """What robots.txt gives to note of a URL that may be asked. Raises FetchError where it may not."""
        if not (wanted.robots and self._kit.respect_robots):
            return ()
        verdict = await self.robots.verdict(url)
        self._kit.gate.set_delay(host_key(url), verdict.delay_s)
        notes = (verdict.note,) if verdict.note else ()
        if verdict.failure is not None:
            parts = urlsplit(url)
            ip = self._kit.meant(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
            raise FetchError(verdict.failure, ip=ip, notes=notes)
        return notes

    async def _ask(self, url: str) -> Fetch:
        return await self._client.visit(url, _ASK)
