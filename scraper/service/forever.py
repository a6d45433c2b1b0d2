"""The service: one loop with the crawl engine, the heartbeat and the courier, until it is asked to stop.

The rows' `next_check_at` is the schedule; APScheduler only beats (wake the work, send what waits, keep house). On
SIGTERM or SIGINT nothing new is dealt out, what is under way is finished within the grace time, then everything is
closed in order. APScheduler is shut down last and paused first: its shutdown cancels running jobs.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from scrapy.crawler import Crawler

from scraper.courier import Breaker, deliver_pending
from scraper.errors import PagewatchError
from scraper.fetching.engine import run_on_loop, stop_crawl
from scraper.fetching.visitor import Visits
from scraper.service.desk import Desk
from scraper.service.hands import Beside, ServiceHands
from scraper.service.links import check_links
from scraper.service.opening import link_policy, open_desk
from scraper.service.passes import close_pass, crawl
from scraper.service.recorder import CheckLine, Recorder
from scraper.service.requests import ServiceRequest
from scraper.service.work import Work
from scraper.workers import Workers

__all__ = ["run_forever"]

log = logging.getLogger(__name__)

# Seconds between beats: sending alerts, a round of links, telling held events, the heartbeat row, the WAL.
COURIER_S, LINKS_S, SETTLE_S, HEARTBEAT_S, HOUSE_S = 5, 60, 120, 20, 900


def now() -> datetime:
    """The wall clock, aware UTC."""
    return datetime.now(UTC)


class Service:
    """The parts of a running service and the order in which they start and stop."""

    def __init__(self, request: ServiceRequest) -> None:
        self.request = request
        self.config = request.config
        self.desk: Desk = open_desk(request.db, request.config, holder="pagewatch run", now=now)
        self.workers = Workers()
        self.work = Work(self.desk, now, forever=True)
        pace = self.config.schedule.pace
        self.recorder = Recorder(self.desk, self.workers, now, patient=True, progress=self._log_line, pace=pace)
        self.recorder.keep_lines = False
        self.scheduler = AsyncIOScheduler(timezone=UTC)
        self.breaker = Breaker(self.config.alerts.per_source_per_hour)
        self.crawler: Crawler | None = None
        self.beside: Beside | None = request.beside(ServiceHands(self)) if request.beside is not None else None
        self._stop = asyncio.Event()

    async def run(self) -> int:
        """Until a signal comes or the crawl ends by itself (a storage error). Returns the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        if self.beside is not None:
            await self.beside.start()
        crawling = asyncio.create_task(crawl(self.config, self.work, self.recorder, started=self._started))
        self._beat(self.deliver, COURIER_S)
        self._beat(self.links, LINKS_S)
        self._beat(self.settle, SETTLE_S)
        self._beat(self.heartbeat, HEARTBEAT_S)
        self._beat(self.house, HOUSE_S)
        self.scheduler.start()
        await self.heartbeat()
        log.info("pagewatch is running on %s", self.request.db)
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait({crawling, stopped}, return_when=asyncio.FIRST_COMPLETED)
        code = await self._drain(crawling)
        stopped.cancel()
        return code

    async def _drain(self, crawling: asyncio.Task[None]) -> int:
        """Stop in order: no new work, what is under way ends or is cut off, alerts go out, everything is closed."""
        self.scheduler.pause()
        self.work.stop()
        if self.beside is not None:
            await self.beside.stop()
        done, _ = await asyncio.wait({crawling}, timeout=self.request.grace_s)
        if not done and self.crawler is not None:
            log.warning("still fetching after %s s; what is under way is given up and due again", self.request.grace_s)
            await stop_crawl(self.crawler, crawling, within_s=2.0)
        error = None if crawling.cancelled() else crawling.exception()
        if self.recorder.error is None:
            await self.settle()
            await self.deliver()
        self.scheduler.shutdown(wait=False)
        self.workers.close()
        if error is not None:
            log.error("the crawl ended: %s", error)
        if self.recorder.error is not None:
            log.error("%s", self.recorder.error)
        return 1 if error is not None or self.recorder.error is not None else 0

    # -- beats ------------------------------------------------------------------------------------------------

    def _beat(self, job: Callable[[], Awaitable[None]], every_s: int) -> None:
        async def beat() -> None:
            try:
                await job()
            except PagewatchError as error:
                log.error("%s: %s", job.__name__, error)

        self.scheduler.add_job(
            beat, "interval", seconds=every_s, id=job.__name__, max_instances=1, coalesce=True, misfire_grace_time=None
        )

    async def deliver(self) -> None:
        """Send what waits in the outbox."""
        await deliver_pending(self.desk, self.config, now(), breaker=self.breaker)

    async def links(self) -> None:
        """A round of link checks over what is due, through the same engine."""
        if self.config.links.enabled and self.crawler is not None and self.recorder.disk_full is None:
            await check_links(self.desk, Visits(self.crawler), link_policy(self.config), now())

    async def settle(self) -> None:
        """Tell the events that waited for company."""
        await close_pass(self.desk, now())

    async def heartbeat(self) -> None:
        """Say that we live; wake the work, so that what was added by another command is seen."""
        await self.desk.do(self.desk.store.beat, now(), command="pagewatch run")
        self.work.wake()

    async def house(self) -> None:
        """Fold the write-ahead log back into the database."""
        await self.desk.do(self.desk.store.checkpoint)

    # -- inside -----------------------------------------------------------------------------------------------

    def _started(self, crawler: Crawler) -> None:
        self.crawler = crawler

    def _log_line(self, line: CheckLine) -> None:
        log.info("%s %s: %s (%s)", line.decision, line.url, line.reason, line.outcome)


def run_forever(request: ServiceRequest) -> int:
    """Run the service until SIGTERM or SIGINT. Returns the exit code; raises PagewatchError where it cannot start."""
    result: list[Any] = []

    async def main() -> int:
        service = Service(request)
        try:
            result.append(await service.run())
        finally:
            service.desk.close()
        return int(result[0])

    with contextlib.suppress(KeyboardInterrupt):
        return run_on_loop(main)
    return 0
