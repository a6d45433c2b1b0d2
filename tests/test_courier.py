"""The courier: every alert at least once, a broken channel alone in its trouble, quiet hours and digests kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.alerting import Message
from scraper.channels import SendResult
from scraper.config import Alerts, Config
from scraper.config.kinds import Channels, decode
from scraper.courier import ATTEMPTS, Breaker, DeliveryReport, Lanes, deliver_pending, retry_at
from scraper.records import Channel, Delivery, EventKind

NOW = datetime(2025, 1, 20, 12, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Row:
    delivery: Delivery
    state: str = "pending"
    next_at: datetime | None = None
    error: str = ""


@dataclass
class FakeStore:
    """The outbox as the contract has it, in memory."""

    rows: dict[int, Row] = field(default_factory=dict)

    def add(
        self, channel: str = "mail", *, at: datetime = NOW, source: str = "s", url: str = "https://example.org/a"
    ) -> int:
        n = len(self.rows) + 1
        delivery = Delivery(n, n, channel, f"key-{n}", 0, at, EventKind.CHANGED, url, "T", source, "a → b", {}, 1, 2)
        self.rows[n] = Row(delivery)
        return n

    def claim(self, now: datetime, *, limit: int = 100, exclude: Collection[str] = ()) -> list[Delivery]:
        due = [
            r
            for r in self.rows.values()
            if r.state == "pending" and (r.next_at is None or r.next_at <= now) and r.delivery.channel not in exclude
        ][:limit]
        for row in due:
            row.state = "sending"
            row.delivery = replace(row.delivery, attempts=row.delivery.attempts + 1)
        return [row.delivery for row in due]

    def sent(self, delivery_ids: Sequence[int], now: datetime) -> None:
        for n in delivery_ids:
            self.rows[n].state = "sent"

    def failed(self, delivery_ids: Sequence[int], error: str, retry_at: datetime | None, now: datetime) -> None:
        for n in delivery_ids:
            row = self.rows[n]
            row.state, row.next_at, row.error = ("pending" if retry_at else "failed"), retry_at, error

    def states(self) -> list[str]:
        return [row.state for row in self.rows.values()]


@dataclass
class FakeDesk:
    store: FakeStore = field(default_factory=FakeStore)

    async def do(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return call(*args, **kwargs)


@dataclass
class Post:
    """Channels that take or refuse as told, and remember."""

    broken: frozenset[str] = frozenset()
    got: list[tuple[str, Message]] = field(default_factory=list)

    async def __call__(self, channel: Channel, message: Message) -> SendResult:
        self.got.append((channel.name, message))
        return SendResult(False, "no room") if channel.name in self.broken else SendResult(True)

    def keys(self, name: str) -> list[str]:
        return [d.key for channel, message in self.got if channel == name for d in message.deliveries]


def configured(**alerts: Any) -> Config:
    channels = Channels((Channel("mail", "mailto://x"), Channel("log", "jsonl:x")))
    table = msgspec.convert(alerts, Alerts, dec_hook=decode)
    return Config(alerts=msgspec.structs.replace(table, channels=channels))


def deliver(
    desk: FakeDesk, post: Post, now: datetime = NOW, config: Config | None = None, **more: Any
) -> DeliveryReport:
    return asyncio.run(deliver_pending(desk, config or configured(), now, sender=post, **more))


def test_an_empty_outbox_sends_nothing() -> None:
    post = Post()
    assert deliver(FakeDesk(), post) == DeliveryReport()
    assert post.got == []


def test_each_channel_gets_one_digest_per_pass() -> None:
    desk, post = FakeDesk(), Post()
    for channel in ("mail", "mail", "log"):
        desk.store.add(channel)
    assert deliver(desk, post).sent == 3
    assert sorted(name for name, _ in post.got) == ["log", "mail"]
    assert desk.store.states() == ["sent"] * 3
    assert deliver(desk, post) == DeliveryReport()


def test_a_broken_channel_is_tried_again_without_sending_others_twice() -> None:
    desk, post = FakeDesk(), Post(broken=frozenset({"mail"}))
    desk.store.add("mail")
    desk.store.add("log")
    report = deliver(desk, post)
    assert (report.sent, report.failed, report.errors) == (1, 1, (("mail", "no room"),))
    assert desk.store.rows[1].next_at == NOW + MINUTE
    assert deliver(desk, post, NOW + timedelta(seconds=30)) == DeliveryReport()
    post.broken = frozenset()
    assert deliver(desk, post, NOW + MINUTE).sent == 1
    assert post.keys("log") == ["key-2"]
    assert post.keys("mail") == ["key-1", "key-1"]


def test_a_channel_that_is_gone_from_the_configuration_is_a_failure_that_says_so() -> None:
    desk, post = FakeDesk(), Post()
    desk.store.add("old")
    desk.store.add("log")
    report = deliver(desk, post)
    assert (report.sent, report.failed) == (1, 1)
    assert desk.store.states() == ["failed", "sent"]
    assert "'old'" in desk.store.rows[1].error


def test_retries_go_from_a_minute_to_six_hours_and_end_after_fifty() -> None:
    waits = [retry_at(n, NOW) for n in range(1, ATTEMPTS)]
    spans = [at - NOW for at in waits if at is not None]
    assert spans == sorted(spans)
    assert (spans[0], spans[-1]) == (MINUTE, 6 * HOUR)
    assert retry_at(ATTEMPTS, NOW) is None
    assert retry_at(10**9, NOW) is None


def test_a_channel_that_never_works_ends_as_a_dead_letter() -> None:
    desk, post, now = FakeDesk(), Post(broken=frozenset({"mail"})), NOW
    desk.store.add("mail")
    while desk.store.rows[1].state == "pending":
        deliver(desk, post, now)
        now = desk.store.rows[1].next_at or now
    assert len(post.got) == ATTEMPTS
    assert desk.store.states() == ["failed"]


def test_nothing_is_claimed_in_quiet_hours() -> None:
    desk, post, config = FakeDesk(), Post(), configured(quiet="22:00-07:00")
    desk.store.add("mail", at=NOW + 11 * HOUR)
    deliver(desk, post, NOW + 11 * HOUR, config)
    assert desk.store.rows[1].delivery.attempts == 0
    assert deliver(desk, post, NOW + 19 * HOUR, config).sent == 1


def test_a_digest_waits_for_its_time_and_is_one_message() -> None:
    desk, post, config = FakeDesk(), Post(), configured(digest="18:00")
    for minutes in (0, 30, 90):
        now = NOW + minutes * MINUTE
        desk.store.add("mail", at=now)
        assert deliver(desk, post, now, config).waiting == 1
    assert post.got == []
    assert deliver(desk, post, NOW + 6 * HOUR, config).sent == 3
    assert len(post.got) == 1


def test_a_digest_that_failed_is_tried_again_before_the_next_digest() -> None:
    desk, post, config = FakeDesk(), Post(broken=frozenset({"mail"})), configured(digest="18:00")
    desk.store.add("mail")
    deliver(desk, post, NOW, config)
    deliver(desk, post, NOW + 6 * HOUR, config)
    post.broken = frozenset()
    assert deliver(desk, post, NOW + 6 * HOUR + 10 * MINUTE, config).sent == 1


def test_a_noisy_source_is_held_after_twenty_alerts_an_hour_and_then_comes_as_one() -> None:
    desk, post, lanes = FakeDesk(), Post(), Lanes(Breaker(limit=20))
    for n in range(40):
        now = NOW + n * MINUTE
        desk.store.add("mail", at=now, source="noisy")
        desk.store.add("mail", at=now, source=f"calm {n}")
        deliver(desk, post, now, lanes=lanes)
    told = [d.source for _, message in post.got for d in message.deliveries]
    assert told.count("noisy") == 20
    assert sum(source.startswith("calm") for source in told) == 40
    before = len(post.got)
    assert deliver(desk, post, NOW + HOUR, lanes=lanes).sent == 20
    assert len(post.got) == before + 1


def test_more_than_one_batch_is_taken_in_one_pass() -> None:
    desk, post = FakeDesk(), Post()
    for n in range(1234):
        desk.store.add("mail", url=f"https://example.org/{n}")
    assert deliver(desk, post).sent == 1234
    assert len(post.got) == 1


def test_a_store_that_cannot_note_one_channel_lets_the_others_finish() -> None:
    class Broken(FakeStore):
        def sent(self, delivery_ids: Sequence[int], now: datetime) -> None:
            if self.rows[delivery_ids[0]].delivery.channel == "mail":
                raise OSError("disk full")
            super().sent(delivery_ids, now)

    desk, post = FakeDesk(Broken()), Post()
    desk.store.add("mail")
    desk.store.add("log")
    with pytest.raises(OSError, match="disk full"):
        deliver(desk, post)
    assert desk.store.states() == ["sending", "sent"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["mail", "log"]), st.integers(0, 600), st.booleans()), max_size=25))
def test_every_alert_arrives_exactly_once_when_nothing_crashes(steps: list[tuple[str, int, bool]]) -> None:
    desk, post, now = FakeDesk(), Post(), NOW
    config = configured(quiet="22:00-07:00", digest=["08:00", "18:00"])
    taken: list[str] = []
    for channel, minutes, works in steps:
        now += minutes * MINUTE
        desk.store.add(channel, at=now)
        post.broken = frozenset() if works else frozenset({"mail", "log"})
        before = len(post.got)
        deliver(desk, post, now, config)
        taken += [f"{name} {d.key}" for name, m in post.got[before:] if works for d in m.deliveries]
    post.broken, before = frozenset(), len(post.got)
    for _ in range(8):
        now += 8 * HOUR
        deliver(desk, post, now, config)
    taken += [f"{name} {d.key}" for name, m in post.got[before:] for d in m.deliveries]
    assert sorted(taken) == sorted(f"{row.delivery.channel} {row.delivery.key}" for row in desk.store.rows.values())
