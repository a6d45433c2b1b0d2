"""The courier: takes what waits in the outbox to its channels, one digest per channel and pass.

At least once: a delivery is claimed (committed) before it is sent and noted after; only a crash between the two
repeats it, with the same key. Each channel stands alone: one that is broken or slow delays no other and re-sends nothing
of theirs. What fails is tried again from one minute up to six hours apart, fifty times, and then stays as failed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from scraper.alerting import Message, Timing, compose, not_before
from scraper.channels import SendResult, kind_of, mask, send, webhook_url
from scraper.config import Config
from scraper.errors import DiskFull, Locked, UsageError
from scraper.fetching.guard import AddressPolicy
from scraper.records import Channel, Delivery, FailureKind
from scraper.settings import crawl_settings

__all__ = ["Breaker", "DeliveryReport", "Desk", "Lanes", "Outbox", "deliver_pending", "retry_at"]

log = logging.getLogger(__name__)

BATCH, BATCHES = 500, 20
FIRST_RETRY, LAST_RETRY = timedelta(minutes=1), timedelta(hours=6)
ATTEMPTS = 50
WINDOW = timedelta(hours=1)
# How long a service waits before it tries again to note what it sent, where there was no room for the note.
NOTE_S = 5.0
Send = Callable[[Channel, Message], Awaitable[SendResult]]


async def send_guarded(config: Config, channel: Channel, message: Message) -> SendResult:
    """`send`, with every address judged where the connection is made: by webhooks and by Apprise's services."""
    match kind_of(channel.target):
        case "webhook":
            return await _webhook_guarded(config, channel, message)
        case "apprise":
            policy = AddressPolicy.of(config.crawl.allow_private_networks)
            return await send(channel, message, judge=policy.judge_message)
        case _:
            return await send(channel, message)


async def _webhook_guarded(config: Config, channel: Channel, message: Message) -> SendResult:
    from scraper.fetching.failures import FetchError  # Scrapy, which a pass without webhooks may not have loaded
    from scraper.fetching.outward import connector_for

    try:
        connector = connector_for(webhook_url(channel.target)[0], crawl_settings(config.crawl.as_mapping()))
        async with connector:
            return await send(channel, message, connector=connector)
    except FetchError as error:
        words = {FailureKind.POLICY: "blocked by policy"}.get(error.failure.kind, "not sent")
        return SendResult(False, mask(f"{words}: {error.failure.detail}", channel.target))
    except (UsageError, ValueError) as error:
        return SendResult(False, mask(str(error), channel.target))


class Outbox(Protocol):
    """What the courier needs of the store."""

    def claim(self, now: datetime, *, limit: int = 100, exclude: Collection[str] = ()) -> list[Delivery]: ...
    def sent(self, delivery_ids: Sequence[int], now: datetime) -> object: ...
    def failed(self, delivery_ids: Sequence[int], error: str, retry_at: datetime | None, now: datetime) -> object: ...


class Desk(Protocol):
    """Whoever runs the store's calls in the store's own thread."""

    @property
    def store(self) -> Any: ...
    async def do(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """Deliveries of one pass: sent, failed (with their errors by channel), and waiting for a digest or quiet hours."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0
    errors: tuple[tuple[str, str], ...] = ()


@dataclass
class Breaker:
    """How many alerts of each source went to each channel in the last hour; beyond the limit they wait for its end."""

    limit: int = 20
    _times: defaultdict[tuple[str, str], deque[datetime]] = field(default_factory=lambda: defaultdict(deque))

    def wait_until(self, channel: str, source: str, now: datetime) -> datetime | None:
        """When this source may speak again on this channel; None when it may now."""
        times = self._times[channel, source]
        while times and not now - WINDOW < times[0] <= now:
            times.popleft()
        return times[0] + WINDOW if source and len(times) >= self.limit else None

    def note(self, channel: str, sources: Iterable[str], now: datetime) -> None:
        """One alert that speaks of these sources went out."""
        for source in sources:
            self._times[channel, source].append(now)


def retry_at(attempts: int, now: datetime) -> datetime | None:
    """When to try again after that many attempts; None when it has been tried often enough."""
    if attempts >= ATTEMPTS:
        return None
    return now + min(FIRST_RETRY * (1 << min(max(attempts - 1, 0), 20)), LAST_RETRY)


@dataclass
class Lanes:
    """What a long-running service remembers between passes: how much it told, and which channels are being served.

    A pass leaves busy channels alone, so that passes may overlap and none waits for a slow channel.
    """

    breaker: Breaker
    busy: set[str] = field(default_factory=set)


async def deliver_pending(
    desk: Desk, config: Config, now: datetime, *, sender: Send | None = None, lanes: Lanes | None = None
) -> DeliveryReport:
    """Send what is to be told now. `lanes`: kept by a long-running service, which may call this while a pass runs.

    A service waits until it can note what it sent; without lanes a store that cannot note raises StorageError, and
    the channels are served to their end all the same.
    """
    if not_before(now, now, replace(config.alerts.timing, digest=())) > now:
        return DeliveryReport()  # quiet hours: nothing is claimed, so nothing counts as tried
    breaker = lanes.breaker if lanes is not None else None
    ready, held = _sorted(await _claim(desk, now, lanes), config.alerts.timing, now, breaker)
    post = _Post(desk, config, now, sender or partial(send_guarded, config), lanes)
    for start, deliveries in held.items():
        await post.note(desk.store.failed, [d.delivery_id for d in deliveries], _held_words(start), start, now)
    served = await asyncio.gather(
        *(post.serve(name, deliveries) for name, deliveries in ready.items()), return_exceptions=True
    )
    report = DeliveryReport(waiting=sum(map(len, held.values())))
    for (name, deliveries), error in zip(ready.items(), served, strict=True):
        if isinstance(error, BaseException):
            raise error
        report = _counted(report, name, len(deliveries), error)
    return report


async def _claim(desk: Desk, now: datetime, lanes: Lanes | None) -> list[Delivery]:
    found: list[Delivery] = []
    exclude = frozenset(lanes.busy) if lanes is not None else frozenset()
    for _ in range(BATCHES):
        batch = await desk.do(desk.store.claim, now, limit=BATCH, exclude=exclude)
        found.extend(batch)
        if len(batch) < BATCH:
            break
    return found


def _sorted(
    claimed: Sequence[Delivery], timing: Timing, now: datetime, breaker: Breaker | None
) -> tuple[dict[str, list[Delivery]], dict[datetime, list[Delivery]]]:
    """What goes out now by channel, and what waits by the time until which it does."""
    ready: dict[str, list[Delivery]] = defaultdict(list)
    held: dict[datetime, list[Delivery]] = defaultdict(list)
    for delivery in claimed:
        # What was tried or held before has waited for its digest already.
        start = not_before(delivery.at, now, timing) if delivery.attempts <= 1 else now
        if breaker is not None:
            start = max(start, breaker.wait_until(delivery.channel, delivery.source, now) or start)
        if start > now:
            held[start].append(delivery)
        else:
            ready[delivery.channel].append(delivery)
    return ready, held


def _held_words(start: datetime) -> str:
    return f"waits until {start:%Y-%m-%d %H:%M} UTC (digest, quiet hours or too many alerts of one source)"


@dataclass(frozen=True, slots=True)
class _Post:
    """One pass: what serving a channel needs."""

    desk: Desk
    config: Config
    now: datetime
    sender: Send
    lanes: Lanes | None

    async def serve(self, name: str, deliveries: list[Delivery]) -> str | None:
        """Send one channel's digest and note how it went; the error, or None."""
        if self.lanes is None:
            return await self._send(name, deliveries)
        self.lanes.busy.add(name)
        try:
            error = await self._send(name, deliveries)
        finally:
            self.lanes.busy.discard(name)
        if error is None:
            self.lanes.breaker.note(name, {delivery.source for delivery in deliveries}, self.now)
        return error

    async def _send(self, name: str, deliveries: list[Delivery]) -> str | None:
        store, now = self.desk.store, self.now
        ids = [delivery.delivery_id for delivery in deliveries]
        channel = next((one for one in self.config.alerts.channels if one.name == name), None)
        if channel is None:
            error = f"there is no channel named {name!r} in the configuration any more"
            await self.note(store.failed, ids, error, None, now)
            return error
        result = await self.sender(channel, compose(deliveries, base_url=self.config.web.base_url))
        if result.ok:
            await self.note(store.sent, ids, now)
            return None
        error = result.error or "the channel did not say why"
        by_time: dict[datetime | None, list[int]] = defaultdict(list)
        for delivery in deliveries:
            by_time[retry_at(delivery.attempts, now)].append(delivery.delivery_id)
        for again, failed in by_time.items():
            await self.note(store.failed, failed, error, again, now)
        log.warning("%d alerts did not reach %s: %s", len(ids), channel.name, error)
        return error

    async def note(self, call: Callable[..., Any], *args: Any) -> None:
        """Write down how it went. A service waits for room: what was sent but not noted would be sent again."""
        while True:
            try:
                await self.desk.do(call, *args)
            except (DiskFull, Locked):
                if self.lanes is None:
                    raise
                await asyncio.sleep(NOTE_S)
            else:
                return


def _counted(report: DeliveryReport, name: str, count: int, error: str | None) -> DeliveryReport:
    if error is None:
        return DeliveryReport(report.sent + count, report.failed, report.waiting, report.errors)
    return DeliveryReport(report.sent, report.failed + count, report.waiting, (*report.errors, (name, error)))
