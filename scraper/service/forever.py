"""The service: one loop with the crawl engine, the heartbeat and the courier, until it is asked to stop.

The rows' `next_check_at` is the schedule; APScheduler only beats (wake the work, send what waits, keep house). On
SIGTERM or SIGINT nothing new is dealt out, what is under way is finished within the grace time, then everything is
closed in order; a second signal cuts the grace short.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from scrapy.crawler import Crawler

from scraper.courier import Breaker, Lanes, deliver_pending
from scraper.errors import PagewatchError
from scraper.fetching.engine import run_on_loop, stop_crawl
from scraper.fetching.visitor import Visits
from scraper.service.clock import Beat, ClockWatch, keep_schedule
from scraper.service.desk import Desk
from scraper.service.hands import Beside, ServiceHands
from scraper.service.heap import give_back, return_large_blocks
from scraper.service.links import check_links
from scraper.service.opening import link_policy, open_desk
from scraper.service.passes import close_pass, crawl
from scraper.service.recorder import CheckLine, Recorder
from scraper.service.requests import ServiceRequest
from scraper.service.retention import Keeping
from scraper.service.room import Room
from scraper.service.work import Work
from scraper.workers import Workers

__all__ = ["run_forever"]

log = logging.getLogger(__name__)

# Seconds between beats: sending alerts, a round of links, telling held events, the heartbeat row, the WAL, whether it is
# time to throw away what the configuration says; and between looks at the clock, which cannot be a beat: beats follow the wall clock, and would stop with it.
COURIER_S, LINKS_S, SETTLE_S, HEARTBEAT_S, HOUSE_S, RETAIN_S, CLOCK_S = 5, 60, 120, 20, 900, 600, 10
# Of the grace time, what is kept for breaking off what still hangs, and for the last alerts.
BREAK_OFF_S, LAST_ALERTS_S = 1.0, 4.0


def now() -> datetime:
    """The wall clock, aware UTC."""
    return datetime.now(UTC)


class Stop:
    """Asked once: stop in order. Asked twice: at once."""

    def __init__(self) -> None:
        self.asked, self.hurried = asyncio.Event(), asyncio.Event()

    def ask(self) -> None:
        """A signal came."""
        (self.hurried if self.asked.is_set() else self.asked).set()

    async def wait_for(self, tasks: set[asyncio.Task[Any]], seconds: float) -> None:
        """Until the tasks are done, the time is over or somebody hurries."""
        if not tasks:
            return
        hurry: asyncio.Future[Any] = asyncio.ensure_future(self.hurried.wait())
        done: asyncio.Future[Any] = asyncio.ensure_future(asyncio.wait(tasks))
        await asyncio.wait({done, hurry}, timeout=max(seconds, 0), return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()
        done.cancel()


class Service:
    """The parts of a running service and the order in which they start and stop."""

    def __init__(self, request: ServiceRequest, desk: Desk, stop: Stop) -> None:
        self.request = request
        self.config = request.config
        self.desk, self.stop = desk, stop
        self.workers = Workers()
        self.work = Work(self.desk, now, forever=True)
        pace = self.config.schedule.pace
        self.recorder = Recorder(self.desk, self.workers, now, patient=True, progress=_log_line, pace=pace)
        self.recorder.keep_lines = False
        self.scheduler = AsyncIOScheduler(timezone=UTC)
        self.lanes = Lanes(Breaker(self.config.alerts.per_source_per_hour))
        self.room = Room(request.db.absolute(), int(self.config.storage.keep_free))
        self.keeping = Keeping(desk, self.config.storage.retention)
        self.crawler: Crawler | None = None
        self.beside: Beside | None = request.beside(ServiceHands(self)) if request.beside is not None else None
        self._sending: set[asyncio.Task[None]] = set()
        self._complaints: dict[str, str] = {}

    async def run(self) -> int:
        """Until a signal comes or the crawl ends by itself (a storage error). Returns the exit code."""
        await self.heartbeat()  # who asks the pages whether the service is at work gets the right answer at once
        if self.beside is not None:
            await self.beside.start()
        await self._tell_of_a_crash()
        await keep_schedule(self.desk, now())
        await self.heartbeat()
        crawling = asyncio.create_task(crawl(self.config, self.work, self.recorder, started=self._started))
        for job, seconds in (
            (self.deliver, COURIER_S),
            (self.links, LINKS_S),
            (self.settle, SETTLE_S),
            (self.heartbeat, HEARTBEAT_S),
            (self.house, HOUSE_S),
            (self.retention, RETAIN_S),
        ):
            self._beat(job, seconds)
        self.scheduler.start()
        watching = asyncio.create_task(self._watch_the_clock())
        log.info("running on %s: %d sources", self.request.db, len(await self.desk.do(self.desk.store.sources)))
        stopped = asyncio.create_task(self.stop.asked.wait())
        await asyncio.wait({crawling, stopped}, return_when=asyncio.FIRST_COMPLETED)
        watching.cancel()
        stopped.cancel()
        return await self._drain(crawling)

    async def _drain(self, crawling: asyncio.Task[None]) -> int:
        """Stop in order: no new work, what is under way ends or is cut off, alerts go out, everything is closed."""
        begun = time.monotonic()
        log.info(
            "stopping: what is under way ends first, within %g s; a second signal stops at once", self.request.grace_s
        )
        self.scheduler.pause()
        self.work.stop()
        if self.beside is not None:
            await self.beside.stop()
        await self.stop.wait_for({crawling}, self.request.grace_s - BREAK_OFF_S - LAST_ALERTS_S)
        if not crawling.done() and self.crawler is not None:
            log.warning("some visits did not end in time: they are given up and due again")
            with contextlib.suppress(Exception):  # the crawl's own error is told below
                await stop_crawl(self.crawler, crawling, within_s=BREAK_OFF_S)
        error = None if not crawling.done() or crawling.cancelled() else crawling.exception()
        if self.recorder.error is None:
            await self._last_alerts(self.request.grace_s - (time.monotonic() - begun))
        self.scheduler.shutdown(wait=False)
        self.workers.close(within_s=1.0)
        if error is not None:
            log.error("the crawl ended: %s", error)
        if self.recorder.error is not None:
            log.error("%s", self.recorder.error)
        failed = error is not None or self.recorder.error is not None
        if not failed:
            await self._quietly("farewell", self._farewell)
            log.info("stopped")
        return 1 if failed else 0

    async def _last_alerts(self, seconds: float) -> None:
        """Alerts under way arrive and are noted; what arose last goes out, as far as time allows: the rest is kept."""
        deadline = time.monotonic() + seconds
        if self.stop.hurried.is_set():
            return
        await self.stop.wait_for(set(self._sending), seconds)
        await self._quietly("settle", self.settle)
        await self._quietly("deliver", self.deliver)
        await self.stop.wait_for(set(self._sending), deadline - time.monotonic())

    async def _farewell(self) -> None:
        await self.desk.do(self.desk.store.forget_attempts)
        await self.desk.do(self.desk.store.farewell)

    # -- beats ------------------------------------------------------------------------------------------------

    def _beat(self, job: Callable[[], Awaitable[None]], every_s: int) -> None:
        async def beat() -> None:
            await self._quietly(job.__name__, job)

        self.scheduler.add_job(
            beat, Beat(every_s), id=job.__name__, max_instances=1, coalesce=True, misfire_grace_time=None
        )

    async def _quietly(self, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """What a beat cannot do now it does later; the same complaint is made once, not at every beat."""
        try:
            await job()
        except PagewatchError as error:
            if self._complaints.get(name) != str(error):
                log.error("%s: %s", name, error)
            self._complaints[name] = str(error)
        else:
            self._complaints.pop(name, None)

    async def deliver(self) -> None:
        """Send what waits in the outbox. Sending goes on beside the beats: a slow channel holds up no other."""
        task = asyncio.create_task(self._quietly("alerts", self._deliver))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _deliver(self) -> None:
        report = await deliver_pending(self.desk, self.config, now(), lanes=self.lanes)
        if report.sent:
            log.info("%d alert%s sent", report.sent, "" if report.sent == 1 else "s")

    async def links(self) -> None:
        """A round of link checks over what is due, through the same engine."""
        if not self.config.links.enabled or self.crawler is None or self.room.short or self.recorder.disk_full:
            return
        report = await check_links(self.desk, Visits(self.crawler), link_policy(self.config), now())
        if report.died or report.recovered:
            log.info("links: %d looked at, %d died, %d recovered", report.looked, report.died, report.recovered)

    async def settle(self) -> None:
        """Tell the events that waited for company."""
        await close_pass(self.desk, now())

    async def heartbeat(self) -> None:
        """Say that we live; see to the disk, and to what was changed by another command."""
        self.work.hold(self.room.look())
        if await self.desk.do(self.desk.store.changed_elsewhere):
            self.work.reread()
        await self.desk.do(self.desk.store.beat, now(), command="pagewatch run")

    async def house(self) -> None:
        """Fold the write-ahead log back into the database."""
        await self.desk.do(self.desk.store.checkpoint)
        give_back()

    async def retention(self) -> None:
        """Throw away what `[storage.retention]` says, once a day."""
        await self.keeping.keep(now())

    # -- inside -----------------------------------------------------------------------------------------------

    async def _tell_of_a_crash(self) -> None:
        """Visits that a crash cut off, from the attempts that stayed on record."""
        cut = await self.desk.do(self.desk.store.unfinished)
        if cut:
            log.warning("%d visits were cut off by a crash, of %s among them; they are due again", len(cut), cut[0][1])
            await self._quietly("attempts", lambda: self.desk.do(self.desk.store.forget_attempts))

    async def _watch_the_clock(self) -> None:
        watch = ClockWatch(now)
        while True:
            await asyncio.sleep(CLOCK_S)
            moved = watch.jumped()
            if moved is not None:
                log.warning("the clock moved by %+.0f s (it was set, or the machine slept)", moved.total_seconds())
                await self._quietly("clock", self._after_a_jump)

    async def _after_a_jump(self) -> None:
        self.keeping.put_off()
        for job in self.scheduler.get_jobs():
            job.modify(next_run_time=now())
        await keep_schedule(self.desk, now())
        self.work.reread()

    def _started(self, crawler: Crawler) -> None:
        self.crawler = crawler


def _log_line(line: CheckLine) -> None:
    """Something happened: told. Nothing happened: with -v only."""
    level = logging.DEBUG if line.decision in ("unchanged", "skipped") else logging.INFO
    log.log(level, "%s: %s (%s)", line.decision, line.url, line.reason)


def run_forever(request: ServiceRequest) -> int:
    """Run the service until SIGTERM or SIGINT. Returns the exit code; raises PagewatchError where it cannot start."""

    async def main() -> int:
        stop = Stop()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.ask)
        desk = open_desk(request.db, request.config, holder="pagewatch run", now=now)
        try:
            return await Service(request, desk, stop).run()
        finally:
            desk.close()

    return_large_blocks()
    return run_on_loop(main)
