"""From a fetched answer to a committed check: gates, reading in a worker, deciding, one transaction for many.

Group commit: while one transaction is being written, the intents that arrive wait together and make the next one. A
thousand small checks then cost a handful of disk syncs, and each `take` returns only when its own check is durable.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.check import Gate, Visit, decide
from scraper.check.visit import Memory
from scraper.errors import DiskFull, Locked, PagewatchError, ParseLimit, StorageError
from scraper.extract.fingerprint import fingerprint
from scraper.observations import EntryEdit, FeedJob, FeedObservation, PageJob, PageObservation, SitemapObservation
from scraper.reading import observe_edits, observe_feed, observe_page, observe_sitemap
from scraper.records import CheckIntent, Due, Fetch, KnownDocument, Outcome, ResourceKind, without_userinfo
from scraper.revisit import Pace
from scraper.service.desk import Desk
from scraper.service.marks import BodyMarks
from scraper.urls import host_key
from scraper.workers import Workers

__all__ = ["CheckLine", "Recorder"]

log = logging.getLogger(__name__)

# Bodies up to this size pass the text gate in the main process (lexbor is linear: about 5 ms at this size).
GATE_BYTES = 1 << 20
NO_MARK = "-"  # of a body that gets no cheap look: equal to no other
# Where fewer of the bodies that differ have the same text, the look before reading is the workers', too.
MOSTLY_SAME = 0.5
# One transaction holds at most this many checks, so that readers and the courier get their turn.
BATCH = 200
# While checks come thick and fast, so long (seconds) is waited for more of them before a transaction: committing costs
# as much as five rows, and a disk sync. One that comes alone, later than the second span after the last, is written at once.
GATHER_S, LONELY_S = 0.02, 0.1
# Old versions are loaded for at most this many edited entries of one feed; the rest is told without a summary.
EDITS = 50
# How long fetching rests when the disk is full, before it is tried again.
DISK_REST_S = 15.0


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One finished check, for people and `check --json`. `url` is as the user gave it, `final_url` where that led."""

    url: str
    kind: str
    outcome: str
    status: int | None
    decision: str
    reason: str
    elapsed_ms: float
    changed: bool
    final_url: str | None = None


class Recorder:
    """Takes what spiders bring, and returns once it is stored. `now` gives the time that checks are recorded at."""

    def __init__(
        self,
        desk: Desk,
        workers: Workers,
        now: Callable[[], datetime],
        *,
        dry_run: bool = False,
        patient: bool = False,
        progress: Callable[[CheckLine], None] | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.pace = pace or Pace()
        self.desk, self.workers, self.now = desk, workers, now
        self.dry_run, self.patient, self.progress = dry_run, patient, progress
        self.lines: list[CheckLine] = []
        self.events = 0
        self.error: StorageError | None = None  # why nothing more can be stored
        self.disk_full: StorageError | None = None  # why storing waits
        self.keep_lines = True
        self.on_rest: Callable[[str], None] | None = None  # told of a host whose URLs were put off
        self._waiting: list[tuple[CheckIntent, asyncio.Future[None]]] = []
        self._flusher: asyncio.Task[None] | None = None
        self._marks: BodyMarks | None = None
        self._written_at = 0.0  # on the loop's clock
        self._same_share = 1.0  # of the bodies that differed lately: how many had the same text

    async def take(self, due: Due, fetch: Fetch) -> None:
        """Judge one fetched answer and store what it means."""
        now = self.now()
        visit = await self._look(due, fetch.taken_at(now))
        intent = decide(visit, now)
        if not self.dry_run:
            await self._commit(intent)
        self._tell(intent)

    def give_up(self, due: Due, fetch: Fetch, error: Exception) -> None:
        """A visit that could not be stored: it stays due; the line says why. A fault of our own is logged in full."""
        ours = not isinstance(error, PagewatchError)
        log.error("%s: %s", without_userinfo(due.url), error, exc_info=error if ours else None)
        reason = f"not stored: {type(error).__name__}: {error}" if ours else f"not stored: {error}"
        self._say(
            CheckLine(
                without_userinfo(due.url),
                due.kind.value,
                Outcome.FAILED.value,
                fetch.status,
                "failed",
                reason,
                fetch.elapsed_ms,
                False,
            )
        )

    # -- looking ----------------------------------------------------------------------------------------------

    async def _look(self, due: Due, fetch: Fetch) -> Visit:
        if fetch.failure is not None or fetch.status is None or not 200 <= fetch.status < 300:
            asked = bool(due.etag or due.last_modified) and due.validators_url in (fetch.final_url, fetch.url)
            gate = Gate.NOT_MODIFIED if fetch.status == 304 and asked else Gate.OPEN
            return Visit(due, fetch, gate, pace=self.pace)
        if self._marks is None:
            self._marks = await self.desk.do(BodyMarks.of, self.desk.store, dry_run=self.dry_run)
        mark = self._marks.mark(fetch.body)
        digest = "" if mark == due.body_mark else hashlib.sha256(fetch.body).hexdigest()
        if digest in ("", due.body_mark):  # the latter: an older release was here last
            return Visit(due, fetch, Gate.SAME_BYTES, body_mark=mark, fingerprint=due.fingerprint or "", pace=self.pace)
        visit = Visit(due, fetch, raw_sha256=digest, body_mark=mark, pace=self.pace)
        try:
            match due.kind:
                case ResourceKind.PAGE:
                    return await self._page(visit)
                case ResourceKind.FEED:
                    return await self._feed(visit)
                case ResourceKind.SITEMAP:
                    seen: SitemapObservation = await self.workers.run(observe_sitemap, fetch, without_userinfo(due.url))
                    return replace(visit, observation=seen)
        except ParseLimit as error:
            return replace(visit, problem=str(error))

    async def _page(self, visit: Visit) -> Visit:
        due, fetch = visit.due, visit.fetch
        small, known_mark = len(fetch.body) <= GATE_BYTES, (due.fingerprint or "").removeprefix(NO_MARK)
        # What is read anyhow is looked at where it is read: the worker's time is worth less than this program's.
        there = small and (not known_mark or self._same_share < MOSTLY_SAME)
        mark = ""
        if small and not there:
            mark = fingerprint(fetch.body, fetch.header("content-type"), due.options)
            if self._is_same(known_mark, mark):
                return replace(visit, fingerprint=mark, gate=Gate.SAME_TEXT)
        known: KnownDocument | None = None
        if due.document_id is not None:
            known = await self.desk.do(self.desk.store.known, due.document_id)
        url, gate = without_userinfo(due.url), known_mark if there else None
        job = PageJob(fetch, url, due.options, known, self.now(), due.expected_lastmod, gate)
        seen: PageObservation = await self.workers.run(observe_page, job)
        mark = seen.fingerprint or mark
        if known_mark and there and self._is_same(known_mark, mark):
            return replace(visit, fingerprint=mark, gate=Gate.SAME_TEXT)
        return replace(visit, fingerprint=mark or NO_MARK, known=known, observation=seen)

    def _is_same(self, known: str, mark: str) -> bool:
        """Whether a body has the known text; remembered, to know where the next one is best looked at."""
        same = bool(mark) and mark == known
        self._same_share += 0.1 * (same - self._same_share)
        return same

    async def _feed(self, visit: Visit) -> Visit:
        due, store = visit.due, self.desk.store
        memory = Memory.load(due.memory_json)
        known = await self.desk.do(store.entries, due.resource_id)
        job = FeedJob(visit.fetch, without_userinfo(due.url), known, memory.feed, not memory.first_done, self.now())
        seen: FeedObservation = await self.workers.run(observe_feed, job)
        if seen.comparison is None or not seen.comparison.edited:
            return replace(visit, observation=seen)
        pairs = []
        for entry, reading in seen.comparison.edited[:EDITS]:
            pairs.append((await self.desk.do(store.known_entry, entry.document_id), reading))
        edits: tuple[EntryEdit, ...] = await self.workers.run(observe_edits, tuple(pairs))
        return replace(visit, observation=seen, edits=edits, edited_before=tuple(k for k, _ in pairs))

    # -- storing ----------------------------------------------------------------------------------------------

    async def _commit(self, intent: CheckIntent) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((intent, done))
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        await done

    async def _flush(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._waiting:
            if len(self._waiting) < BATCH and clock() - self._written_at < LONELY_S:
                await asyncio.sleep(GATHER_S)
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            try:
                await self._write([intent for intent, _ in batch])
            except StorageError as error:
                self.error = error
                for _, done in batch:
                    if not done.done():
                        done.set_exception(error)
                continue
            self._written_at = clock()
            for _, done in batch:
                if not done.done():
                    done.set_result(None)

    async def _write(self, intents: list[CheckIntent]) -> None:
        """One transaction. A full disk rests the service until there is room; a single command gives up."""
        while True:
            try:
                recorded = await self.desk.do(self.desk.store.record, intents)
            except (DiskFull, Locked) as error:
                if not self.patient:
                    raise
                if self.disk_full is None:
                    log.error("%s; fetching rests", error)
                self.disk_full = error
                await asyncio.sleep(DISK_REST_S)
                continue
            if self.disk_full is not None:
                log.info("there is room again: fetching goes on")
            self.disk_full = None
            self.events += sum(len(r.event_ids) for r in recorded)
            for intent, result in zip(intents, recorded, strict=True):
                if result.host_rests and self.on_rest is not None:
                    self.on_rest(host_key(intent.due.url))
            return

    def _tell(self, intent: CheckIntent) -> None:
        check, due = intent.check, intent.due
        line = CheckLine(
            url=without_userinfo(due.followed_as or due.url),
            kind=due.kind.value,
            outcome=check.outcome.value,
            status=check.status,
            decision=check.decision,
            reason=without_userinfo(check.reason),
            elapsed_ms=round(check.elapsed_ms, 1),
            changed=bool(intent.events) and check.outcome is not Outcome.BLOCKED,
            final_url=without_userinfo(check.final_url or due.url),
        )
        self._say(line)

    def _say(self, line: CheckLine) -> None:
        if self.keep_lines:
            self.lines.append(line)
        if self.progress is not None:
            self.progress(line)
