"""What robots.txt files said, kept in the database: one request per origin and day, whatever process asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from scrapy import signals
from scrapy.crawler import Crawler

from scraper.fetching.manners import Manners
from scraper.fetching.robots import RobotsRecord
from scraper.fetching.shelf import record_from_json, record_to_json
from scraper.service.desk import Desk
from scraper.workers import Workers

__all__ = ["RobotsBook", "lend_manners", "lend_now"]

KEPT_TOGETHER = 20  # answers that one transaction writes; so many are asked again after a crash


class RobotsBook:
    """The shelf over the database: read when an origin is first asked for, written some at a time.

    With `dry_run` nothing is written.
    """

    def __init__(self, desk: Desk, *, dry_run: bool = False) -> None:
        self._desk, self._dry_run = desk, dry_run
        self._new: dict[str, tuple[datetime, str]] = {}

    async def load(self, origin: str) -> RobotsRecord | None:
        """The answer kept for an origin."""
        if len(self._new) >= KEPT_TOGETHER:
            await self.keep()
        text = await self._desk.do(self._desk.store.robots, origin)
        return None if text is None else record_from_json(origin, text)

    def save(self, record: RobotsRecord) -> None:
        """Keep an answer; it is written with the next `keep`."""
        self._new[record.origin] = (record.until, record_to_json(record))

    async def keep(self) -> None:
        """Write what was saved, in one transaction. What a crash loses is asked for again."""
        new, self._new = self._new, {}
        if new and not self._dry_run:
            await self._desk.do(self._desk.store.keep_robots, new)


def lend_now(crawler: Crawler, workers: Workers) -> None:
    """In a crawl that runs: robots.txt files are read in `workers`, and kept for its own length only."""
    manners = crawler.get_downloader_middleware(Manners)
    assert manners is not None
    manners.lend(workers=workers)


def lend_manners(
    crawler: Crawler,
    workers: Workers,
    *,
    book: RobotsBook | None = None,
    clock: Callable[[], datetime] | None = None,
    anew: bool = False,
) -> Callable[[], None]:
    """Before a crawl starts: its robots.txt files are read in `workers` and kept in `book`.

    To be kept until the crawl has ended: it is connected weakly, or it would keep the crawl alive for ever.
    """

    def opened() -> None:
        manners = crawler.get_downloader_middleware(Manners)
        assert manners is not None
        manners.lend(workers=workers, shelf=book, clock=clock, anew=anew)

    crawler.signals.connect(opened, signals.spider_opened)
    return opened
