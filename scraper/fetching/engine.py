"""One asyncio loop for the crawl engine and everything else.

The Twisted reactor is installed on the loop but never run: `startRunning` lets it schedule, our own main coroutine
owns the loop and the signals. With the reactor Scrapy's coroutines cost 15 % less CPU than in its experimental mode
without one, and spiders that render pages need it. Traps handled here: a crawl that is stopped before its engine runs
hangs for ever, and a graceful stop waits for downloads in flight.
"""

from __future__ import annotations

import asyncio
import atexit
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.reactor import install_reactor

from scraper.fetching.client import Client
from scraper.fetching.kit import kit_of

__all__ = ["IdleSpider", "end_crawl", "open_client", "open_crawl", "run_on_loop", "stop_crawl"]

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_STOP_S = 10.0
_BREAK_OFF_S = 2.0


def run_on_loop(main: Callable[[], Awaitable[int]]) -> int:
    """Run `main()` to its end on the reactor's loop and give its result. May be called again in the same process.

    Tasks that `main` leaves behind are cancelled. KeyboardInterrupt cancels `main` and is raised again.
    """
    loop = _loop()
    asyncio.set_event_loop(loop)
    task = loop.create_task(_awaited(main))
    try:
        return loop.run_until_complete(task)
    except KeyboardInterrupt:
        task.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        raise
    finally:
        _cancel_rest(loop)


async def _awaited(main: Callable[[], Awaitable[int]]) -> int:
    return await main()


def _loop() -> asyncio.AbstractEventLoop:
    """The loop that the reactor is installed on; the reactor is started at the first call."""
    if "twisted.internet.reactor" not in sys.modules:  # a second installation would leave an unused loop behind
        install_reactor(_REACTOR)
    from twisted.internet import reactor  # exists only from here on

    running: Any = reactor
    loop: asyncio.AbstractEventLoop = running._asyncioEventloop
    if not running.running:
        running.startRunning(installSignalHandlers=False)
        atexit.register(_end, loop)
    return loop


def _end(loop: asyncio.AbstractEventLoop) -> None:
    """At the end of the process: let the reactor's own threads go, then close the loop."""
    from twisted.internet import reactor

    if not loop.is_closed():
        loop.run_until_complete(loop.shutdown_asyncgens())
    running: Any = reactor
    running.fireSystemEvent("shutdown")
    if not loop.is_closed():
        loop.close()


def _cancel_rest(loop: asyncio.AbstractEventLoop) -> None:
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


class IdleSpider(scrapy.Spider):
    """A spider that asks nothing and stays open, so that its engine can be used."""

    name = "idle"

    async def start(self) -> AsyncIterator[Any]:
        """Nothing."""
        return
        yield


@asynccontextmanager
async def open_crawl(
    settings: Mapping[str, Any],
    spider: type[scrapy.Spider] = IdleSpider,
    *,
    stay: bool = True,
    grace_s: float = _STOP_S,
    **arguments: Any,
) -> AsyncIterator[Crawler]:
    """A crawl that runs while the block does; its engine is running when the block starts.

    With `stay` the spider is kept open when it is idle. Errors at start come through. At the end downloads in flight
    have `grace_s` seconds.
    """
    crawler = Crawler(spider, dict(settings))
    running: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def started() -> None:
        if not running.done():
            running.set_result(None)

    def idle() -> None:
        raise DontCloseSpider

    # Connected weakly: this block keeps these functions alive; what is connected otherwise keeps the crawl alive for ever.
    crawler.signals.connect(started, signals.spider_opened)
    if stay:
        crawler.signals.connect(idle, signals.spider_idle)
    crawl = asyncio.create_task(crawler.crawl_async(**arguments))
    await asyncio.wait({crawl, running}, return_when=asyncio.FIRST_COMPLETED)
    if crawl.done():
        crawl.result()
    try:
        while not crawl.done() and not crawler.engine.running:
            await asyncio.sleep(0)
        yield crawler
    finally:
        await stop_crawl(crawler, crawl, within_s=grace_s)


async def stop_crawl(crawler: Crawler, crawl: asyncio.Task[None], *, within_s: float = _STOP_S) -> None:
    """Stop a crawl: nothing new goes out at once, what is on the wire has `within_s` seconds and is then broken off.

    Visits that end this way fail as CANCELLED, so that whoever waits for them is told.
    """
    while not crawl.done() and not crawler.engine.running:  # stopping before it runs would hang for ever
        await asyncio.sleep(0.01)
    if crawl.done():
        await crawl  # its error, if it had one
        return
    kit = kit_of(crawler)
    kit.gate.close()
    ending = {asyncio.create_task(_after_visits(crawler)), crawl}
    _, pending = await asyncio.wait(ending, timeout=within_s)
    if pending:
        for session in list(kit.sessions):
            await session.close()
        _, pending = await asyncio.wait(ending, timeout=_BREAK_OFF_S)
    for task in pending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


async def _after_visits(crawler: Crawler) -> None:
    """Stop the engine once the visits past it have ended: it would close their connections."""
    visits = kit_of(crawler).visits
    if visits:
        await asyncio.wait(visits)
    await crawler.stop_async()


async def end_crawl(crawler: Crawler) -> None:
    """Close what a crawl left open where it ended without its engine's leave: connections, and visits past the engine."""
    kit = kit_of(crawler)
    kit.gate.close()
    for session in list(kit.sessions):
        await session.close()
    for visit in kit.visits:
        visit.cancel()
    await asyncio.gather(*kit.visits, return_exceptions=True)


@asynccontextmanager
async def open_client(settings: Mapping[str, Any]) -> AsyncIterator[Client]:
    """A client on an engine of its own, for verbs that fetch a little."""
    async with open_crawl(settings) as crawler:
        yield Client(crawler)
