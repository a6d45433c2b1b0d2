"""Importing an archive (WARC): pages become sources, their captures versions at the times they were made. Nobody is told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scraper.config import Config
from scraper.errors import InputError, PagewatchError, ParseLimit
from scraper.fetching.warc import Batch, Capture, read_captures
from scraper.records import Fetch, ResourceKind
from scraper.service.desk import Desk
from scraper.service.passes import close_pass
from scraper.service.recorder import Recorder
from scraper.urls import canonical, check_url
from scraper.workers import Workers
from storage import open_store

__all__ = ["ArchiveReport", "import_archive", "words_of"]


@dataclass
class ArchiveReport:
    """What came of an archive: captures stored, pages they are of, how many of these are new, what was passed over."""

    captures: int = 0
    pages: set[str] = field(default_factory=set)
    added: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    error: str | None = None


def import_archive(
    db: Path, config: Config, file: Path, now: datetime, *, tags: Sequence[str] = (), dry_run: bool = False
) -> ArchiveReport:
    """Read `file` to its end or to what cannot be read, which the report names. Works beside a running service."""
    report = ArchiveReport()
    asyncio.run(_import(_Import(db, config, file, now, tuple(tags), report), dry_run=dry_run))
    return report


@dataclass
class _Import:
    db: Path
    config: Config
    file: Path
    now: datetime
    tags: tuple[str, ...]
    report: ArchiveReport
    at: datetime | None = None  # of the capture that is being stored

    def time(self) -> datetime:
        return self.at or self.now


async def _import(this: _Import, *, dry_run: bool) -> None:
    workers = Workers()
    try:
        if dry_run:
            await _read(this, workers, lambda capture: _count(this, capture))
            return
        # Nobody is told of what happened before it was imported: no routes.
        desk = Desk(open_store(this.db, holder="pagewatch import", canonical=canonical, guest=True))
        try:
            recorder = Recorder(desk, workers, this.time, pace=this.config.schedule.pace)
            await _read(this, workers, lambda capture: _store(this, desk, recorder, capture))
            await close_pass(desk, this.now)
        finally:
            desk.close()
    finally:
        workers.close()


async def _read(this: _Import, workers: Workers, take: Callable[[Capture], object]) -> None:
    offset: int | None = 0
    limit = int(this.config.crawl.max_bytes)
    while offset is not None:
        try:
            batch: Batch = await workers.run(read_captures, str(this.file.resolve()), offset, limit)
        except (InputError, ParseLimit) as error:
            this.report.error = str(error)
            return
        this.report.passed.update(dict(batch.passed))
        for capture in batch.captures:
            done = take(capture)
            if asyncio.iscoroutine(done):
                await done
        offset = batch.next_offset


def _count(this: _Import, capture: Capture) -> None:
    this.report.captures += 1
    this.report.pages.add(canonical(capture.url))


async def _store(this: _Import, desk: Desk, recorder: Recorder, capture: Capture) -> None:
    report = this.report
    if capture.at > this.now:
        report.passed["answers from the future"] += 1
        return
    try:
        url = check_url(capture.url)
    except PagewatchError:
        report.passed["answers without a usable address or date"] += 1
        return
    source, is_new = await desk.do(
        desk.store.add_source,
        kind=ResourceKind.PAGE, url=url, canonical=canonical(url), now=this.now, tags=this.tags,
    )  # fmt: skip
    report.added += is_new
    rows = await desk.do(desk.store.due, this.now, everything=True, source_ids=(source.id,), limit=1)
    if not rows:
        report.passed["answers of pages that are paused or to be left alone"] += 1
        return
    due = rows[0]
    if due.last_checked_at is not None and due.last_checked_at >= capture.at:
        report.passed["answers older than what is stored"] += 1
        return
    this.at = capture.at
    await recorder.take(
        due, Fetch(due.url, capture.url, capture.at, status=200, headers=capture.headers, body=capture.body)
    )
    if recorder.error is not None:
        raise recorder.error
    _count(this, capture)


def words_of(report: ArchiveReport) -> Iterator[str]:
    """The report in lines for a person."""
    pages, captures = len(report.pages), report.captures
    many = "s" if captures != 1 else ""
    yield f"{captures} capture{many} of {pages} page{'s' if pages != 1 else ''}, {report.added} followed anew"
    for reason, count in report.passed.most_common():
        yield f"passed over: {count} {reason}"
