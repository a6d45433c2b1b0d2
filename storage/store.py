"""The one writer: everything that changes the database goes through a `Store`.

Each method is one transaction (or reads only); the rooms behind it hold the SQL.
"""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scraper.records import (
    Channel,
    CheckIntent,
    Delivery,
    Due,
    HostNotes,
    Incident,
    KnownDocument,
    KnownEntry,
    LinkLook,
    LinkTarget,
    LinkVerdict,
    NewEvent,
    ReadOptions,
    ResourceKind,
    Rhythm,
    Source,
)
from storage import clock as clocks
from storage import due, events, outbox, robots, sources, targets, upkeep, versions
from storage.connection import translated
from storage.events import HeldEvent
from storage.record import Recorded, record
from storage.upkeep import Pruned
from storage.writing import Writing

__all__ = ["Store"]


class Store:
    """The writer of one database. One thread at a time; all times are aware datetimes in UTC."""

    def __init__(self, path: Path, writing: Writing, held: ExitStack) -> None:
        self.path = path
        self._w = writing
        self._held = held
        self._data_version: int = writing.conn.execute("PRAGMA data_version").fetchone()[0]

    @property
    def conn(self) -> sqlite3.Connection:
        """The writing connection, for `History` over the same process and for tests. Do not write through it."""
        return self._w.conn

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with translated(str(self.path)):
            yield self._w.conn

    def recover(self) -> None:
        """After a crash: alerts that were being sent are sent again."""
        if self._w.conn.execute("SELECT 1 FROM deliveries WHERE state = 'sending' LIMIT 1").fetchone():
            with self._w.tx() as conn:
                outbox.release_claimed(conn)

    # -- sources ----------------------------------------------------------------------------------------------------

    def add_source(
        self,
        *,
        kind: ResourceKind,
        url: str,
        canonical: str,
        now: datetime,
        title: str | None = None,
        tags: Sequence[str] = (),
        note: str = "",
        rhythm: Rhythm = Rhythm(),  # noqa: B008 (frozen)
        options: ReadOptions = ReadOptions(),  # noqa: B008 (frozen)
        first_check_at: datetime | None = None,
    ) -> tuple[Source, bool]:
        """Follow a URL: the source, and whether it is new (same kind and canonical URL: the one that was there)."""
        new = sources.NewSource(kind, url, canonical, title, tuple(tags), note, rhythm, options)
        return sources.add(self._w, new, now, first_check_at)

    def edit_source(
        self,
        ref: str | int,
        *,
        now: datetime,
        tags: Sequence[str] | None = None,
        note: str | None = None,
        rhythm: Rhythm | None = None,
        options: ReadOptions | None = None,
        title: str | None = None,
    ) -> Source:
        """Change a source; None leaves a value as it is. Raises UsageError."""
        return sources.edit(self._w, ref, sources.SourceEdit(tags, note, rhythm, options, title), now)

    def set_paused(self, ref: str | int, paused: bool, now: datetime) -> Source:
        """Pause or resume a source. Raises UsageError."""
        return sources.set_paused(self._w, ref, paused, now)

    def remove_source(self, ref: str | int, now: datetime) -> Source:
        """Stop following; all history is kept. Raises UsageError."""
        return sources.remove(self._w, ref, now)

    def source(self, ref: str | int) -> Source:
        """A source by id, URL or unique part of it. Raises UsageError."""
        with self._reading() as conn:
            return sources.read(conn, ref)

    def sources(self) -> tuple[Source, ...]:
        """All that is followed, paused ones included."""
        with self._reading() as conn:
            return sources.read_all(conn)

    # -- what is due ------------------------------------------------------------------------------------------------

    def due(
        self,
        now: datetime,
        *,
        limit: int | None = None,
        everything: bool = False,
        source_ids: Collection[int] | None = None,
        exclude: Collection[int] = frozenset(),
    ) -> list[Due]:
        """Resources to look at now, the longest waiting first; `everything`: as if all were due."""
        with self._reading() as conn:
            return due.due(conn, now, limit=limit, everything=everything, source_ids=source_ids, exclude=exclude)

    def held_back(self, now: datetime, source_ids: Collection[int] | None = None) -> list[Due]:
        """What a server's Retry-After keeps from being looked at, even by force."""
        with self._reading() as conn:
            return due.held_back(conn, now, source_ids)

    def next_due_at(self) -> datetime | None:
        """When the next resource is due; None when nothing is followed."""
        with self._reading() as conn:
            return due.next_due_at(conn)

    def due_one(self, resource_id: int) -> Due:
        """One followed resource, due or not. Raises UsageError for what is not followed."""
        with self._reading() as conn:
            return due.one(conn, resource_id)

    def hurry(self, resource_id: int, now: datetime) -> None:
        """Make a resource due now; what its server forbids (Retry-After) stays forbidden."""
        with self._w.tx() as conn:
            due.hurry(conn, resource_id, now)

    def begin(self, resource_ids: Iterable[int], now: datetime) -> None:
        """Put attempts on record, before their requests are made."""
        with self._w.tx() as conn:
            due.begin(conn, resource_ids, now)

    def unfinished(self) -> list[tuple[int, str, datetime]]:
        """(resource id, URL, begun at) of attempts that never ended in a check: evidence of a crash."""
        with self._reading() as conn:
            return due.unfinished(conn)

    def forget_attempts(self) -> None:
        """Attempts that did not end were told of: start afresh."""
        with self._w.tx() as conn:
            due.forget_attempts(conn)

    def timed(self, now: datetime) -> list[clocks.Timed]:
        """Resources that are overdue, or that were looked at in what is now the future (the clock was set back)."""
        with self._reading() as conn:
            return clocks.timed(conn, now)

    def redate(self, times: Iterable[tuple[int, datetime]], now: datetime) -> None:
        """New times for resources; whatever else a clock that ran ahead had put off is brought back with them."""
        with self._w.tx() as conn:
            clocks.redate(conn, times, now)

    def changed_elsewhere(self) -> bool:
        """Whether another process wrote since this was last asked (or since the database was opened)."""
        with self._reading() as conn:
            seen: int = conn.execute("PRAGMA data_version").fetchone()[0]
        before, self._data_version = self._data_version, seen
        return seen != before

    # -- what is known ----------------------------------------------------------------------------------------------

    def known(self, document_id: int) -> KnownDocument:
        """The newest version of a page with its bodies. Raises StorageError, Corrupt."""
        with self._reading() as conn:
            return versions.known(conn, self._w.blobs, document_id)

    def known_entry(self, document_id: int) -> KnownDocument:
        """The newest version of a feed entry with its bodies. Raises StorageError, Corrupt."""
        return self.known(document_id)

    def entries(self, resource_id: int) -> dict[str, KnownEntry]:
        """A feed's entries by key, without bodies."""
        with self._reading() as conn:
            return versions.entries(conn, resource_id)

    # -- recording --------------------------------------------------------------------------------------------------

    def record(self, intents: Sequence[CheckIntent]) -> tuple[Recorded, ...]:
        """Write everything that these checks change, in one transaction. Raises DiskFull: then nothing was written."""
        return record(self._w, intents)

    def held_events(self) -> tuple[HeldEvent, ...]:
        """Events that wait for the end of the pass."""
        with self._reading() as conn:
            return events.held(conn)

    def settle(
        self, release: Sequence[int], replace: Sequence[tuple[Sequence[int], NewEvent]], now: datetime
    ) -> tuple[int, ...]:
        """Release held events, or replace several by one; the ids of the new ones. Settling twice changes nothing."""
        return events.settle(self._w, release, replace, now)

    # -- links ------------------------------------------------------------------------------------------------------

    def link_targets_due(
        self,
        now: datetime,
        *,
        limit: int | None = None,
        of_one_host: int | None = None,
        everything: bool = False,
        source_ids: Collection[int] | None = None,
    ) -> list[LinkTarget]:
        """Links to look at now, the longest waiting first: at most `limit` in all, `of_one_host` of each host."""
        share = targets.Share(limit, of_one_host)
        with self._reading() as conn:
            return targets.due(conn, now, share=share, everything=everything, source_ids=source_ids)

    def record_links(
        self,
        looks: Sequence[LinkLook],
        verdicts: Sequence[LinkVerdict],
        incidents: Sequence[Incident],
        notes: Sequence[HostNotes],
        now: datetime,
    ) -> tuple[int, ...]:
        """Write one round of link checks in one transaction; the ids of the events that it made."""
        return targets.record(self._w, targets.Round(looks, verdicts, incidents, notes), now)

    def overrule(self, url: str, state: str | None, why: str, now: datetime) -> None:
        """A person's verdict on a link, which sticks until taken back (None). Raises UsageError."""
        targets.overrule(self._w, url, state, why, now)

    def host_notes(self, hosts: Iterable[str]) -> dict[str, HostNotes]:
        """What is known of hosts; unknown ones are left out."""
        with self._reading() as conn:
            return targets.host_notes(conn, hosts)

    # -- robots.txt -------------------------------------------------------------------------------------------------

    def robots(self, origin: str) -> str | None:
        """What an origin's robots.txt last said, as `keep_robots` was given it."""
        with self._reading() as conn:
            return robots.robots(conn, origin)

    def keep_robots(self, answers: Mapping[str, tuple[datetime, str]]) -> None:
        """Keep what robots.txt files said: origin -> (good until, JSON)."""
        robots.keep_robots(self._w, answers)

    # -- outbox -----------------------------------------------------------------------------------------------------

    def claim(self, now: datetime, *, limit: int = 100, exclude: Collection[str] = ()) -> list[Delivery]:
        """Deliveries to send now but for those of channels in `exclude`; their attempt is committed before this returns."""
        return outbox.claim(self._w, now, limit=limit, exclude=exclude)

    def sent(self, delivery_ids: Sequence[int], now: datetime) -> None:
        """They arrived."""
        outbox.mark_sent(self._w, delivery_ids, now)

    def failed(self, delivery_ids: Sequence[int], error: str, retry_at: datetime | None, now: datetime) -> None:
        """They did not arrive; given up where `retry_at` is None."""
        outbox.fail(self._w, delivery_ids, error, retry_at, now)

    def retry(self, delivery_ids: Sequence[int] | None, now: datetime) -> int:
        """Try failed and waiting deliveries again now (None: all); how many."""
        return outbox.retry(self._w, delivery_ids, now)

    def set_channels(self, channels: Sequence[Channel]) -> None:
        """Make the stored channels exactly these."""
        outbox.set_channels(self._w, channels)

    def channels(self) -> tuple[Channel, ...]:
        """The stored channels by name."""
        with self._reading() as conn:
            return outbox.channels(conn)

    def set_rules(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Make the stored rules exactly these JSON objects, in this order."""
        outbox.set_rules(self._w, rules)

    def rules(self) -> tuple[dict[str, Any], ...]:
        """The stored rules in their order."""
        with self._reading() as conn:
            return outbox.rules(conn)

    # -- upkeep -----------------------------------------------------------------------------------------------------

    def beat(self, now: datetime, *, command: str) -> None:
        """The service is alive (seen by `doctor`)."""
        upkeep.beat(self._w, upkeep.Beat(os.getpid(), socket.gethostname(), command), now)

    def farewell(self) -> None:
        """The service ended in good order (seen by `doctor`)."""
        upkeep.farewell(self._w)

    def get_meta(self, key: str) -> str | None:
        """A small value by its key."""
        with self._reading() as conn:
            return upkeep.get_meta(conn, key)

    def set_meta(self, key: str, value: str | None) -> None:
        """Set a small value; None removes it."""
        upkeep.set_meta(self._w, key, value)

    def backup(self, target: Path) -> None:
        """A complete, checked copy under a new name. Raises UsageError where the file exists."""
        upkeep.backup(self._w.conn, Path(target))

    def prune(self, *, keep: int | None = None, older_than: datetime | None = None, dry_run: bool = False) -> Pruned:
        """Drop old versions, checks and evidence, by the user's choice only."""
        return upkeep.prune(self._w, keep=keep, older_than=older_than, dry_run=dry_run)

    def retain(self, *, keep: int | None, versions_before: datetime | None, checks_before: datetime | None) -> Pruned:
        """Drop what is beyond the limits that the configuration sets; None: no limit."""
        return upkeep.retain(self._w, keep=keep, versions_before=versions_before, checks_before=checks_before)

    def optimize(self, limit_s: float = 600.0) -> bool:
        """Pack bodies thoroughly, merge the search index, give back free pages: once a day is plenty.

        False: after so many seconds there is more to do.
        """
        return upkeep.optimize(self._w, limit_s)

    def tidy(self, now: datetime, limit_s: float) -> None:
        """`optimize`, where that was not done in the last day."""
        upkeep.tidy(self._w, now, limit_s)

    def checkpoint(self) -> None:
        """Bring the write-ahead log into the file and empty it, as far as readers allow."""
        with self._w.turn, self._reading() as conn:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def close(self) -> None:
        """Close the database and let the lock go; harmless when called twice."""
        self._w.blobs.forget()  # up to 12 MB of bodies, whoever still holds the store
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
