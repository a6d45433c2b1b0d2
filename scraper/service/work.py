"""What to visit next: due rows from storage, dealt out host by host so that one slow host never starves the others."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from datetime import datetime

from scraper.errors import DiskFull, Locked, StorageError
from scraper.records import Due
from scraper.revisit import fresh_until
from scraper.service.desk import Desk
from scraper.urls import host_key

__all__ = ["Work"]

log = logging.getLogger(__name__)

# Rows are read ahead in steps of this size: a due row is about 1 kB.
STEP = 1000
# So many visits are under way at most, and so many of one host: enough to keep the engine busy, small in memory.
# Of one host more than its place on the wire: what waits to be read or stored must not hold up what is fetched next.
UNDER_WAY, OF_ONE_HOST = 128, 16
# More is read while fewer wait than the first figure, or, where the hosts that wait are all busy, than the second: rows of
# one slow host must not hide the others. While there is work, storage is asked at most once in ASK_EVERY_S seconds and for
# at most ASK_SHARE of the time: asking looks through everything that is followed.
LOW, MOST = STEP // 4, 10 * STEP
ASK_EVERY_S, ASK_SHARE = 0.5, 0.05
# Visits whose attempts go on record in one transaction, just before their requests.
TOGETHER = 16
# How often storage is asked for due rows when nothing else happens, in seconds.
HEARTBEAT_S = 15.0
# How long a service waits before it tries again to write where there was no room.
ROOM_S = 15.0
# A visit that could not be stored for a fault of ours stays due; without a rest it would be asked for at full speed.
FAULT_S = 600.0


class Work:
    """An asynchronous stream of due resources; `finished` must be called for each one dealt out.

    `polite`: rows whose last answer asked not to be fetched again yet are left out, and named in `fresh` with the time
    until when and what asked for it.
    """

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        *,
        everything: bool = False,
        source_ids: tuple[int, ...] | None = None,
        dry_run: bool = False,
        polite: bool = False,
        of_one_host: int = OF_ONE_HOST,
        forever: bool = False,
    ) -> None:
        self.desk, self.now = desk, now
        self.forever = forever
        self.stopping = False
        self.error: StorageError | None = None  # why nothing was dealt out any more
        self.everything, self.source_ids, self.dry_run = everything, source_ids, dry_run
        self.polite = polite
        self.fresh: list[tuple[str, datetime, str]] = []
        self.of_one_host = of_one_host
        self._held = False
        self._seen: set[int] = set()
        self._hosts: dict[str, deque[Due]] = {}
        self._busy: dict[str, int] = {}
        self._full: set[str] = set()  # hosts that have all they may have, until half of it has ended
        self._crowded = False  # the same for all hosts together
        self._under_way = 0
        self._changed = asyncio.Event()
        self._waiting = 0  # rows in the hosts' queues
        self._ask_at = 0.0  # on the loop's clock

    async def stream(self) -> AsyncIterator[Due]:
        """Everything that is due, discoveries of this pass included, until nothing is left or `stop` is called."""
        while not self.stopping:
            # Before looking, not before resting: what is added while we look must not wait for the next heartbeat.
            self._changed.clear()
            some = self._take_some()
            if some:
                if not await self._begin(some):
                    return
                for due in some:
                    if self.stopping:
                        self.finished(due)
                    else:
                        yield due
                continue
            if self._hungry() and await self._read():
                continue
            if self._under_way or self._hosts or self.forever:
                await self._rest(await self._until_next() if self.forever else None)
            elif not await self._read():
                return

    async def _until_next(self) -> float:
        """Seconds until the next row is due. At least one: a row that is under way looks due as well."""
        after = await self.desk.do(self.desk.store.next_due_at)
        if after is None:
            return HEARTBEAT_S
        return min(max((after - self.now()).total_seconds(), 1.0), HEARTBEAT_S)

    async def _rest(self, seconds: float | None) -> None:
        """Until a visit ends, somebody wakes us, or the time is over."""
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return

    def wake(self) -> None:
        """There may be something new to do."""
        self._ask_at = 0.0
        self._changed.set()

    def hold(self, held: bool) -> None:
        """Deal out nothing while held (too little room on the disk); what is under way goes on."""
        self._held = held
        self._changed.set()

    def reread(self) -> None:
        """Forget what was read ahead: another process changed what is followed, or the clock moved."""
        for queue in self._hosts.values():
            self._seen.difference_update(due.resource_id for due in queue)
        self._hosts.clear()
        self._waiting, self._ask_at = 0, 0.0
        self._changed.set()

    def put_off(self, host: str) -> None:
        """Forget what was read ahead of a host that does not answer: storage has other times for it now."""
        if self.everything:
            return  # somebody wants to see everything as it is now
        queue = self._hosts.pop(host, deque())
        self._seen.difference_update(due.resource_id for due in queue)
        self._waiting -= len(queue)
        said = f"{len(queue)} more of its pages wait" if queue else "its pages wait"
        log.warning("%s does not answer: %s for one that probes; pagewatch doctor says until when", host, said)
        self._changed.set()

    def stop(self) -> None:
        """Deal out nothing more; what is under way goes on."""
        self.stopping = True
        self._changed.set()

    def finished(self, due: Due, *, stored: bool = True) -> None:
        """One visit ended; not `stored`: for a fault of ours, so that it rests before it is tried again."""
        if self.forever:
            # It may be due again later; while it is under way its row still looks due.
            if stored:
                self._seen.discard(due.resource_id)
            else:
                asyncio.get_running_loop().call_later(FAULT_S, self._seen.discard, due.resource_id)
        host = host_key(due.url)
        self._busy[host] -= 1
        # Not one for one: what is dealt out together costs one transaction, and one turn of the loop.
        if self._busy[host] <= self.of_one_host // 2:
            self._full.discard(host)
        if not self._busy[host]:
            del self._busy[host]
        self._under_way -= 1
        self._crowded = self._crowded and self._under_way > UNDER_WAY - TOGETHER
        self._changed.set()

    def _hungry(self) -> bool:
        """Whether to ask storage for more now."""
        idle = self._under_way < UNDER_WAY // 2
        if self._held or self._under_way >= UNDER_WAY or self._waiting > (MOST if idle else LOW):
            return False
        return not self._under_way or self.forever or asyncio.get_running_loop().time() >= self._ask_at

    async def _read(self) -> bool:
        """Read more due rows; whether there were any that this pass has not dealt out."""
        clock = asyncio.get_running_loop().time
        began = clock()
        rows = await self.desk.do(
            self.desk.store.due,
            self.now(),
            limit=STEP,
            everything=self.everything,
            source_ids=self.source_ids,
            exclude=frozenset(self._seen),
        )
        fresh = [row for row in rows if row.resource_id not in self._seen and not self._too_early(row)]
        for row in fresh:
            self._seen.add(row.resource_id)
            self._hosts.setdefault(host_key(row.url), deque()).append(row)
        self._waiting += len(fresh)
        self._ask_at = clock() + max(ASK_EVERY_S, (clock() - began) / ASK_SHARE)
        return bool(rows)

    def _too_early(self, row: Due) -> bool:
        """Whether the answer to a look out of turn is known: what was read last still holds, says the server."""
        if not self.polite or row.state != "ok":
            return False
        until = fresh_until(row.rate_json, row.last_checked_at, self.now())
        if until is None:
            return False
        self._seen.add(row.resource_id)
        self.fresh.append((row.url, *until))
        return True

    def _take_some(self) -> list[Due]:
        """The next visits, marked as under way."""
        some: list[Due] = []
        while len(some) < TOGETHER and (due := self._next()) is not None:
            self._start(due)
            some.append(due)
        return some

    async def _begin(self, some: list[Due]) -> bool:
        """Put the attempts on record before their requests. False: they are not to be made."""
        ids = [due.resource_id for due in some]
        while not self.stopping:
            try:
                if not self.dry_run:
                    await self.desk.do(self.desk.store.begin, ids, self.now())
            except (DiskFull, Locked) as error:
                if not self.forever:
                    self.error = error
                    break
                log.error("%s; fetching rests", error)
                self._changed.clear()
                await self._rest(ROOM_S)
                continue
            return True
        self._under_way -= len(some)
        return False

    def _next(self) -> Due | None:
        if self._held or self._crowded:
            return None
        for host, queue in self._hosts.items():
            if host not in self._full:
                due = queue.popleft()
                self._waiting -= 1
                # The host goes to the end of the line: hosts take turns.
                del self._hosts[host]
                if queue:
                    self._hosts[host] = queue
                return due
        return None

    def _start(self, due: Due) -> None:
        host = host_key(due.url)
        busy = self._busy[host] = self._busy.get(host, 0) + 1
        if busy >= self.of_one_host:
            self._full.add(host)
        self._under_way += 1
        self._crowded = self._crowded or self._under_way >= UNDER_WAY
