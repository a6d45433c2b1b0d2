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

__all__ = ["IdleSpider", "open_client", "open_crawl", "run_on_loop", "stop_crawl"]

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_STOP_S = 10.0


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
    settings: Mapping[str, Any], spider: type[scrapy.Spider] = IdleSpider, *, stay: bool = True, **arguments: Any
) -> AsyncIterator[Crawler]:
    """A crawl that runs while the block does; its engine is running when the block starts.

    With `stay` the spider is kept open when it is idle. Errors at start come through.
    """
    crawler = Crawler(spider, dict(settings))
    running: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def started() -> None:
        if not running.done():
            running.set_result(None)

    def idle() -> None:
        raise DontCloseSpider

    # weak=False: these are local functions, which nothing else keeps alive
    crawler.signals.connect(started, signals.spider_opened, weak=False)
    if stay:
        crawler.signals.connect(idle, signals.spider_idle, weak=False)
    crawl = asyncio.create_task(crawler.crawl_async(**arguments))
    await asyncio.wait({crawl, running}, return_when=asyncio.FIRST_COMPLETED)
    if crawl.done():
        crawl.result()
    try:
        while not crawl.done() and not crawler.engine.running:
            await asyncio.sleep(0)
        yield crawler
    finally:
        await stop_crawl(crawler, crawl)


async def stop_crawl(crawler: Crawler, crawl: asyncio.Task[None], *, within_s: float = _STOP_S) -> None:
    """Stop a crawl gracefully; what is still downloading after `within_s` seconds is cancelled."""
    while not crawl.done() and not crawler.engine.running:  # stopping before it runs would hang for ever
        await asyncio.sleep(0.01)
    if not crawl.done():
        stopping = asyncio.create_task(crawler.stop_async())
        await asyncio.wait({stopping, crawl}, timeout=within_s, return_when=asyncio.ALL_COMPLETED)
        for task in (stopping, crawl):
            task.cancel()
    await asyncio.gather(crawl, return_exceptions=True)


@asynccontextmanager
async def open_client(settings: Mapping[str, Any]) -> AsyncIterator[Client]:
    """A client on an engine of its own, for verbs that fetch a little."""
    async with open_crawl(settings) as crawler:
        yield Client(crawler)
