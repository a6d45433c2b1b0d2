"""One gate for everything: spacing, one at a time per host, and a slow host costs only its own time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetching.client import Client
from scraper.fetching.failures import FetchError
from scraper.fetching.politeness import HELD_BYTES, MAX_CRAWL_DELAY_S, MAX_HOLD_S, Gate, hold_for, retry_after_s
from scraper.records import FailureKind
from tests.rawserver import Act, RawServer, answer, page, serving
from tests.test_fetch_bodies import with_client

NOW = datetime(2025, 1, 19, 12, tzinfo=UTC)


def test_pages_feeds_links_and_robots_of_one_host_are_spaced_and_never_at_once() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        for number in range(4):
            raw.on(f"/{number}", [0.02, page()])
        purposes = ("page", "feed", "link", "probe")
        await asyncio.gather(*(client.fetch(raw.url(f"/{n}"), purpose=p) for n, p in enumerate(purposes)))
        assert len(raw.asked) == 5  # robots.txt too
        assert raw.most_at_once == 1
        assert all(later.at - sooner.at >= 0.25 for sooner, later in pairwise(raw.asked))

    with_client(story, per_host_delay=0.3, respect_robots=True)  # a loaded machine tells of an arrival late


def test_a_host_that_hangs_does_not_hold_up_another_one() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        async with serving() as other:
            object.__setattr__(client._kit.policy, "private", True)
            raw.on("/", [Act.HANG])
            for number in range(20):
                other.on(f"/{number}", page())
            stuck = [asyncio.create_task(client.fetch(raw.url(), timeout_s=1.0)) for _ in range(40)]
            await asyncio.sleep(0.05)
            start = asyncio.get_running_loop().time()
            good = [await client.fetch(other.url(f"/{number}")) for number in range(20)]
            assert all(fetch.status == 200 for fetch in good)
            assert asyncio.get_running_loop().time() - start < 0.9
            for task in stuck:
                task.cancel()
            await asyncio.gather(*stuck, return_exceptions=True)

    with_client(story, concurrency=4)


def test_nothing_goes_out_while_what_was_fetched_and_is_not_stored_fills_its_share_of_memory() -> None:
    async def story() -> None:
        gate = Gate(delay_s=0, per_host=2)
        with gate.holding(HELD_BYTES - 1):
            gate.leave(await gate.enter("a.example"))
            with gate.holding(1):
                waiting = [asyncio.create_task(gate.enter(host)) for host in ("a.example", "b.example")]
                for _ in range(5):
                    await asyncio.sleep(0)
                assert not any(task.done() for task in waiting)
            for task in waiting:
                gate.leave(await asyncio.wait_for(task, 5))

    asyncio.run(story())


class Clockwork:
    """A gate driven by hand: time moves only when told, on the loop's own timers."""

    def __init__(self, **options: Any) -> None:
        self.loop = asyncio.get_running_loop()
        self.gate = Gate(clock=self.loop.time, **options)
        self.log: list[tuple[str, float]] = []
        self.now_on_wire = 0
        self.most_on_wire = 0

    async def use(self, host: str, seconds: float = 0.0) -> None:
        async with self.gate.turn(host):
            self.log.append((host, self.loop.time()))
            self.now_on_wire += 1
            self.most_on_wire = max(self.most_on_wire, self.now_on_wire)
            await asyncio.sleep(seconds)
            self.now_on_wire -= 1

    def times(self, host: str) -> list[float]:
        return [at for name, at in self.log if name == host]


def test_the_number_on_the_wire_is_limited_over_all_hosts() -> None:
    async def main() -> None:
        clockwork = Clockwork(concurrency=3, delay_s=0)
        await asyncio.gather(*(clockwork.use(f"h{number}", 0.01) for number in range(12)))
        assert clockwork.most_on_wire == 3
        assert len(clockwork.log) == 12

    asyncio.run(main())


def test_spacing_counts_from_the_real_start_even_when_the_wire_was_full() -> None:
    async def main() -> None:
        clockwork = Clockwork(concurrency=1, per_host=2, delay_s=0.05)
        await asyncio.gather(clockwork.use("other", 0.04), *(clockwork.use("h") for _ in range(3)))
        assert all(later - sooner >= 0.049 for sooner, later in pairwise(clockwork.times("h")))

    asyncio.run(main())


def test_a_waiter_that_gives_up_leaves_its_place_to_the_next() -> None:
    async def main() -> None:
        clockwork = Clockwork(delay_s=0)
        first = asyncio.create_task(clockwork.use("h", 0.03))
        await asyncio.sleep(0)
        second = asyncio.create_task(clockwork.use("h"))
        third = asyncio.create_task(clockwork.use("h"))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(first, third)
        assert len(clockwork.log) == 2

    asyncio.run(main())


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=30), st.integers(1, 3), st.integers(1, 2))
def test_whatever_is_cancelled_the_gate_ends_empty(
    visits: list[tuple[str, bool]], concurrency: int, per_host: int
) -> None:
    async def main() -> None:
        clockwork = Clockwork(concurrency=concurrency, per_host=per_host, delay_s=0)
        tasks = [asyncio.create_task(clockwork.use(host, 0)) for host, _ in visits]
        await asyncio.sleep(0)
        for task, (_, cancel) in zip(tasks, visits, strict=True):
            if cancel:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert clockwork.gate._on_wire == 0
        assert all(not (state.active or state.starting or state.queue) for state in clockwork.gate._hosts.values())
        await asyncio.wait_for(clockwork.use("a"), 1)

    asyncio.run(main())


def test_a_short_hold_is_waited_out_and_a_long_one_refuses_everything_that_waits() -> None:
    async def main() -> None:
        clockwork = Clockwork(delay_s=0)
        clockwork.gate.hold("short", 0.05)
        start = clockwork.loop.time()
        await clockwork.use("short")
        assert clockwork.times("short")[0] - start >= 0.049
        first = asyncio.create_task(clockwork.use("long", 0.02))
        waiting = asyncio.create_task(clockwork.use("long"))
        await asyncio.sleep(0)
        clockwork.gate.hold("long", 3600)
        with pytest.raises(FetchError) as caught:
            await waiting
        assert caught.value.failure.kind is FailureKind.CANCELLED
        await first
        with pytest.raises(FetchError):
            await clockwork.use("long")
        assert 3590 < clockwork.gate.held_s("long") <= 3600
        await clockwork.use("other")

    asyncio.run(main())


def test_a_host_s_own_delay_is_clamped_and_never_shorter_than_ours() -> None:
    gate = Gate(delay_s=2)
    gate.set_delay("day", 86_400)
    gate.set_delay("hasty", 0.1)
    assert gate._host("day").delay_s == MAX_CRAWL_DELAY_S
    assert gate._host("hasty").delay_s == 2


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), None),
        ("99999999999999999999", MAX_HOLD_S),
        ("Sun, 06 Nov 4994 08:49:37 GMT", MAX_HOLD_S),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date_and_clamped(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_raises(value: str) -> None:
    seconds = retry_after_s(value, NOW)
    assert seconds is None or 0 <= seconds <= MAX_HOLD_S


def test_only_429_and_a_503_that_says_how_long_hold_a_whole_host() -> None:
    assert hold_for(429, None, NOW) == 60
    assert hold_for(503, "30", NOW) == 30
    assert hold_for(503, None, NOW) is None
    assert hold_for(200, "30", NOW) is None


def test_a_private_host_that_says_429_is_not_held_as_a_whole() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/a", answer(429, headers={"Retry-After": "3600"}))
        raw.on("/b", page())
        assert (await client.fetch(raw.url("/a"))).status == 429
        assert (await client.fetch(raw.url("/b"))).status == 200

    with_client(story)
