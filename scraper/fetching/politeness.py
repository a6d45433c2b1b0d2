"""When a request may go out: one gate for every request of the process, whatever it is for.

Each host has its own queue, so requests that wait for a slow host cost a host nothing but its own time; the count of
requests on the wire is limited over all hosts, and so is what was fetched and waits to be stored. Spacing is counted from the moment a request really goes out. A host
that answered 429 (or 503 with Retry-After) is left alone: short holds are waited out, long ones refuse at once.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraper.fetching.failures import FetchError, fail
from scraper.records import FailureKind

__all__ = ["HELD_BYTES", "MAX_CRAWL_DELAY_S", "Gate", "hold_for", "retry_after_s"]

MAX_CRAWL_DELAY_S = 60.0
PATIENCE_S = 30.0  # holds up to this long are waited out
DEFAULT_HOLD_S = 60.0  # a 429 that does not say how long
MAX_HOLD_S = 86_400.0  # the scheduler keeps longer ones per resource
_MANY_HOSTS = 10_000
# While bodies that were fetched and not stored yet take more than this, nothing goes out: storage and workers catch up.
HELD_BYTES = 32 << 20


@dataclass(slots=True)
class _Host:
    """One host's turn-taking. `starting`: a request was let through here and waits for a free place on the wire."""

    delay_s: float
    queue: deque[asyncio.Future[None]] = field(default_factory=deque)
    active: int = 0
    starting: bool = False
    last_start: float = float("-inf")
    held_until: float = float("-inf")
    timer: asyncio.TimerHandle | None = None

    def ready_at(self) -> float:
        return max(self.last_start + self.delay_s, self.held_until)

    def idle(self, now: float) -> bool:
        return not (self.queue or self.active or self.starting) and self.ready_at() <= now - 1


class Gate:
    """Lets requests through: at most `concurrency` in all, `per_host` of one host, `delay_s` apart (start to start)."""

    def __init__(
        self,
        *,
        concurrency: int = 16,
        per_host: int = 1,
        delay_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.concurrency = concurrency
        self.per_host = per_host
        self.delay_s = delay_s
        self.closed = False
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._on_wire = 0
        self._held_bytes = 0
        self._waiting: deque[tuple[_Host, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a place, hold it for the length of the block. FetchError (CANCELLED) while the host is held long."""
        state = await self.enter(host)
        try:
            yield
        finally:
            self.leave(state)

    async def enter(self, host: str) -> _Host:
        """Wait for a place; every `enter` needs one `leave` with what it gave."""
        state = self._host(host)
        if self.closed:
            raise _stopping()
        self._refuse_if_held(host, state)
        if self._free_now(state):
            self._start(state)
            return state
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        state.queue.append(waiter)
        self._pump(state)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self.leave(state)  # the place was given while this task was being cancelled
            raise
        state.last_start = self._clock()  # now it really goes out: this task may have waited for its turn on the loop
        return state

    def leave(self, state: _Host) -> None:
        """Give the place back."""
        state.active -= 1
        self._on_wire -= 1
        self._fill_wire()
        self._pump(state)

    @contextmanager
    def holding(self, size: int) -> Iterator[None]:
        """For the length of the block a body of `size` bytes is in memory."""
        self._held_bytes += size
        try:
            yield
        finally:
            self._held_bytes -= size
            self._fill_wire()

    def close(self) -> None:
        """Let nothing more through; what waits is refused (CANCELLED)."""
        self.closed = True
        waiting = [waiter for state in self._hosts.values() for waiter in state.queue]
        waiting += [waiter for _, waiter in self._waiting]
        for state in self._hosts.values():
            state.queue.clear()
            if state.timer is not None:
                state.timer.cancel()
        for waiter in waiting:
            if not waiter.done():
                waiter.set_exception(_stopping())

    def set_delay(self, host: str, seconds: float | None) -> None:
        """A host's own delay (robots' Crawl-delay), clamped; never shorter than the configured one."""
        wanted = max(self.delay_s, min(seconds or 0.0, MAX_CRAWL_DELAY_S))
        if wanted != self.delay_s or host in self._hosts:
            self._host(host).delay_s = wanted

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long. Requests that wait for it are refused if that is longer than patience."""
        state = self._host(host)
        state.held_until = max(state.held_until, self._clock() + min(seconds, MAX_HOLD_S))
        if self._held_s(state) <= PATIENCE_S:
            return
        waiters, state.queue = state.queue, deque()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_exception(self._held_error(host, state))

    def held_s(self, host: str) -> float:
        """Seconds for which a host is still to be left alone (0: not at all)."""
        state = self._hosts.get(host)
        return 0.0 if state is None else max(0.0, self._held_s(state))

    # -- inside -------------------------------------------------------------------------------------------------

    def _host(self, host: str) -> _Host:
        state = self._hosts.get(host)
        if state is None:
            if len(self._hosts) >= _MANY_HOSTS:
                now = self._clock()
                self._hosts = {name: kept for name, kept in self._hosts.items() if not kept.idle(now)}
            state = self._hosts[host] = _Host(self.delay_s)
        return state

    def _held_s(self, state: _Host) -> float:
        return state.held_until - self._clock()

    def _held_error(self, host: str, state: _Host) -> Exception:
        return fail(FailureKind.CANCELLED, f"{host} asked to be left alone for another {self._held_s(state):.0f} s")

    def _refuse_if_held(self, host: str, state: _Host) -> None:
        if self._held_s(state) > PATIENCE_S:
            raise self._held_error(host, state)

    def _may_start(self, state: _Host) -> bool:
        return state.active < self.per_host and not state.starting

    def _open(self) -> bool:
        """Whether one more may go on the wire, of whatever host."""
        return self._on_wire < self.concurrency and self._held_bytes < HELD_BYTES

    def _free_now(self, state: _Host) -> bool:
        return (
            not state.queue
            and self._may_start(state)
            and self._open()
            and not self._waiting
            and state.ready_at() <= self._clock()
        )

    def _start(self, state: _Host) -> None:
        state.active += 1
        state.last_start = self._clock()
        self._on_wire += 1

    def _pump(self, state: _Host) -> None:
        """Let a host's next request through if its time has come, else set the timer for it."""
        while state.queue and self._may_start(state):
            wait = state.ready_at() - self._clock()
            if wait > 0:
                if state.timer is None:
                    state.timer = asyncio.get_running_loop().call_later(wait, self._ring, state)
                return
            waiter = state.queue.popleft()
            if not waiter.done():
                state.starting = True
                self._waiting.append((state, waiter))
                self._fill_wire()

    def _ring(self, state: _Host) -> None:
        state.timer = None
        self._pump(state)

    def _fill_wire(self) -> None:
        while self._waiting and self._open():
            state, waiter = self._waiting.popleft()
            state.starting = False
            if waiter.done():
                self._pump(state)
                continue
            self._start(state)
            waiter.set_result(None)
            self._pump(state)


def _stopping() -> FetchError:
    return fail(FailureKind.CANCELLED, "not asked: the program is stopping")


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After asks for: a number or an HTTP date; None for garbage, the past and absence."""
    text = (value or "").strip()
    if text.isdecimal():
        return min(float(text), MAX_HOLD_S) if len(text) < 12 else MAX_HOLD_S
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    seconds = (when - now).total_seconds()
    return min(seconds, MAX_HOLD_S) if seconds > 0 else None


def hold_for(status: int, retry_after: str | None, now: datetime) -> float | None:
    """For how long an answer asks to leave its whole host alone: 429 always, 503 only if it says so; else None."""
    if status not in (429, 503):
        return None
    asked = retry_after_s(retry_after, now)
    if asked is None and status == 429:
        return DEFAULT_HOLD_S
    return asked
