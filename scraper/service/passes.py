"""One pass: visit what is due, follow what that led to, check the links, close the pass, send what is to be told."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import Crawler

from scraper.alerting import roll_up
from scraper.config import Config
from scraper.courier import deliver_pending
from scraper.fetching.engine import end_crawl, run_on_loop
from scraper.records import Due, FailureKind, Fetch
from scraper.service.desk import Desk
from scraper.service.heap import give_back, return_large_blocks
from scraper.service.links import RoundReport, check_links
from scraper.service.manners import RobotsBook, lend_manners
from scraper.service.opening import link_policy, open_desk, settings_of
from scraper.service.recorder import Recorder
from scraper.service.requests import PassReport, PassRequest
from scraper.service.work import Work
from scraper.workers import Workers
from spiders.everything import EverythingSpider

__all__ = ["close_pass", "crawl", "run_pass"]


# Where passes are all there is (cron), the database is tidied after one of them a day, for so long at most.
TIDY_S = 2.0


def utc_now() -> datetime:
    """The wall clock, aware UTC."""
    return datetime.now(UTC)


@dataclass
class _Pass:
    """What the parts of one pass share."""

    request: PassRequest
    desk: Desk
    workers: Workers
    now: Callable[[], datetime]
    source_ids: tuple[int, ...] | None
    links: RoundReport = field(default_factory=RoundReport)


def run_pass(request: PassRequest) -> PassReport:
    """Run one pass to its end. Raises PagewatchError for what a user can mend (locked, foreign or full database)."""
    report = PassReport()
    return_large_blocks()

    async def main() -> int:
        nonlocal report
        report = await _pass(request)
        return 0

    with _terminated_as_interrupted():
        run_on_loop(main)
    give_back()
    return report


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM ends a pass as Ctrl-C does: visits under way are given up, workers end, nothing half done stays on record."""
    if threading.current_thread() is not threading.main_thread():  # the only one that may say so
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


async def _pass(request: PassRequest) -> PassReport:
    clock = request.clock
    now = utc_now if clock is None else lambda: clock
    desk = open_desk(request.db, request.config, holder="pagewatch check", now=now, guest=request.dry_run)
    workers = Workers()
    try:
        chosen = tuple(desk.store.source(ref).id for ref in request.source_refs) or None
        this = _Pass(request, desk, workers, now, chosen)
        return await _run(this)
    except asyncio.CancelledError:
        if not request.dry_run:
            await desk.do(desk.store.forget_attempts)  # given up by us: no crash cut them off
        raise
    finally:
        workers.close()
        desk.close()


async def _run(this: _Pass) -> PassReport:
    request, desk = this.request, this.desk
    out_of_turn = request.everything or request.force or this.source_ids is not None
    rows = await desk.do(desk.store.held_back, this.now(), this.source_ids) if out_of_turn else []
    held = [(row.url, row.retry_after, "Retry-After") for row in rows if row.retry_after is not None]
    recorder = Recorder(
        desk,
        this.workers,
        this.now,
        dry_run=request.dry_run,
        progress=request.progress,
        pace=request.config.schedule.pace,
    )
    work = Work(
        desk,
        this.now,
        everything=out_of_turn,
        polite=out_of_turn and not (request.everything or request.force),
        source_ids=this.source_ids,
        dry_run=request.dry_run,
    )

    async def links(asker: Any) -> None:
        if request.config.links.enabled and recorder.error is None:
            this.links = await check_links(
                desk,
                asker,
                link_policy(request.config),
                this.now(),
                everything=request.everything,
                source_ids=this.source_ids,
                dry_run=request.dry_run,
                of_one_host=8 if not request.config.crawl.per_host_delay else 1,
            )

    await crawl(request.config, work, recorder, then=links, hasty=request.clock is not None, anew=request.everything)
    error = recorder.error or work.error
    if error is not None:
        raise error
    return await _close(this, recorder, [*held, *work.fresh])


def _notes(links: RoundReport) -> tuple[str, ...]:
    """What a person should know of the round of link checks."""
    notes = [f"link checks discarded: {links.discarded}"] if links.discarded else []
    if links.unmapped:
        notes.append(f"{links.unmapped} answers of netdisks are in no table; see: pagewatch links unmapped")
    return tuple(notes)


async def _close(this: _Pass, recorder: Recorder, held: list[tuple[str, datetime, str]]) -> PassReport:
    desk, request = this.desk, this.request
    delivered = undelivered = 0
    if not request.dry_run:
        await close_pass(desk, this.now())
        if request.deliver:
            sent = await deliver_pending(desk, request.config, this.now())
            delivered, undelivered = sent.sent, sent.failed
        await desk.do(desk.store.tidy, this.now(), TIDY_S)
    lines = tuple(recorder.lines)
    return PassReport(
        checks=lines,
        events=recorder.events,
        failed=sum(line.outcome in ("failed", "blocked") for line in lines),
        links_looked=this.links.looked,
        links_died=this.links.died,
        links_recovered=this.links.recovered,
        held_back=tuple(held),
        delivered=delivered,
        undelivered=undelivered,
        notes=_notes(this.links),
    )


async def close_pass(desk: Desk, now: datetime) -> None:
    """The end of a pass: events that waited for it are told, many of one host as one."""
    held = await desk.do(desk.store.held_events)
    if held:
        result = roll_up(held)
        await desk.do(desk.store.settle, result.release, result.replace, now)


async def crawl(
    config: Config,
    work: Work,
    recorder: Recorder,
    *,
    then: Callable[[Any], Awaitable[None]] | None = None,
    hasty: bool = False,
    anew: bool = False,
    started: Callable[[Crawler], None] | None = None,
) -> None:
    """One crawl over `work`. `hasty`: a replay, where waiting in real time between two looks means nothing.

    `anew`: robots.txt files are asked again, whatever the database remembers of them.
    """
    crawler = Crawler(EverythingSpider, settings_of(config, hasty=hasty))
    book = RobotsBook(recorder.desk, dry_run=recorder.dry_run)
    lending = lend_manners(crawler, recorder.workers, book=book, clock=recorder.now, anew=anew)

    recorder.on_rest = work.put_off

    async def sink(due: Due, fetch: Fetch) -> None:
        stored = False
        try:
            # What we broke off ourselves says nothing about the page: it is due again.
            if not (work.stopping and fetch.failure is not None and fetch.failure.kind is FailureKind.CANCELLED):
                await recorder.take(due, fetch)
                stored = True
        except Exception as error:  # noqa: BLE001 (whatever it is, the visit ends and the pass says why)
            recorder.give_up(due, fetch, error)
        finally:
            if recorder.error is not None:
                work.stop()
            work.finished(due, stored=stored)

    if started is not None:
        started(crawler)
    try:
        await crawler.crawl_async(todo=work.stream(), sink=sink, then=then)
        this = asyncio.current_task()
        if this is not None and this.cancelling():  # an interrupt, which Scrapy's engine takes for its end
            raise asyncio.CancelledError
    finally:
        work.stop()
        await end_crawl(crawler)  # what an interrupt left open
        del lending
        if recorder.error is None:
            await book.keep()
