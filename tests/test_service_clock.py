"""A clock that is set, under a running service and between two runs: nothing starves, nothing stampedes."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.records import ReadOptions, ResourceKind, Rhythm
from scraper.service.clock import ClockWatch, keep_schedule
from scraper.service.desk import Desk
from storage import Store, open_store
from tests.conftest import Pagewatch
from tests.nursery import Nursery
from tests.running import prose, receiving, until
from tests.site import Site

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as parent:
        yield parent


@pytest.mark.battery
def test_under_a_service_the_clock_goes_back_two_hours_and_then_a_year_ahead(
    pagewatch: Pagewatch, site: Site, nursery: Nursery
) -> None:
    paths = [f"/p{n}" for n in range(6)]
    asked: list[tuple[float, str]] = []
    answer = site.answer
    site.answer = lambda request: (asked.append((time.monotonic(), request.path)), answer(request))[1]  # type: ignore[method-assign]
    with receiving() as receiver:
        text = pagewatch.config.read_text(encoding="utf-8").partition("[alerts]")[0]
        text = text.replace("per_host_delay = 0", "per_host_delay = 0.5")
        pagewatch.config.write_text(f'{text}[alerts.channels]\nhook = "{receiver.url}"\n', encoding="utf-8")
        with open_store(pagewatch.db, holder="a test") as store:
            for path in paths:
                follow(store, site.put(path, prose(path, 1)), Rhythm(20), datetime.now(UTC))
        args = ("--db", str(pagewatch.db), "--config", str(pagewatch.config), "run")
        with nursery.start(pagewatch.folder, *args) as service:
            service.said("baseline: ", count=6)

            service.set_clock(-7200)
            before = len(asked)
            service.said("the clock moved by -7[12]")
            site.put("/p0", prose("/p0", 2))
            until("all pages are asked within their interval", lambda: {p for _, p in asked[before:]} >= set(paths), 80)
            until("alerts go out on", lambda: receiver.keys())

            before = len(asked)
            service.set_clock(365 * 86400)
            service.said(r"the clock moved by \+")
            until("all pages are asked once more", lambda: {p for _, p in asked[before:]} >= set(paths), 80)
            assert service.stop()[0] == 0
        times = [at for at, _ in asked if at]
        assert all(later - earlier > 0.35 for earlier, later in itertools.pairwise(times)), "a stampede"
    states = {row["url"].removeprefix(site.url): row["state"] for row in pagewatch.rows("list")}
    assert states == dict.fromkeys(paths, "ok")


# -- between two runs ----------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "p.db", holder="test") as opened:
        yield opened


def follow(store: Store, url: str, rhythm: Rhythm, now: datetime) -> int:
    source, _ = store.add_source(
        kind=ResourceKind.PAGE, url=url, canonical=url, now=now, rhythm=rhythm, options=ReadOptions(links=False)
    )
    (found,) = store.conn.execute("SELECT resource_id FROM sources WHERE id = ?", (source.id,)).fetchone()
    return int(found)


def looked(store: Store, url: str, last: datetime, after: datetime, rhythm: Rhythm = Rhythm(3600)) -> int:  # noqa: B008
    """A resource that was looked at then and is to be looked at next at that time."""
    number = follow(store, url, rhythm, last)
    store.conn.execute(
        "UPDATE resources SET last_checked_at = ?, next_check_at = ? WHERE id = ?", (text(last), text(after), number)
    )
    return number


def text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def kept(store: Store, now: datetime) -> dict[int, datetime]:
    """The next times after a start at that time."""

    async def start() -> None:
        desk = Desk(store)
        await keep_schedule(desk, now)
        desk._thread.shutdown()

    asyncio.run(start())
    rows = store.conn.execute("SELECT id, next_check_at FROM resources ORDER BY id")
    return {number: datetime.fromisoformat(at) for number, at in rows}


def test_what_was_put_off_by_a_clock_a_year_ahead_waits_its_interval_and_no_longer(store: Store) -> None:
    ahead = NOW + 365 * DAY
    number = looked(store, "https://example.org/a", ahead, ahead + HOUR)
    assert kept(store, NOW) == {number: NOW + HOUR}
    assert kept(store, NOW + 30 * MINUTE) == {number: NOW + HOUR}, "every further start put it off again"


def test_a_cron_source_keeps_to_its_local_time_whatever_the_clock_did(store: Store) -> None:
    nine = Rhythm(cron="0 9 * * *", tz="Asia/Shanghai")
    ahead = looked(store, "https://example.org/a", NOW + 365 * DAY, NOW + 366 * DAY, nine)
    back = looked(store, "https://example.org/b", NOW + HOUR, datetime(2026, 3, 3, 1, 0, tzinfo=UTC), nine)
    missed = looked(store, "https://example.org/c", NOW - 30 * DAY, NOW - 29 * DAY, nine)
    tomorrow = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
    assert kept(store, NOW) == {ahead: tomorrow, back: tomorrow, missed: NOW - 29 * DAY}


def test_after_a_long_pause_each_page_is_looked_at_once_spread_over_its_interval(store: Store) -> None:
    for n in range(60):
        looked(store, f"https://example.org/{n}", NOW - 30 * DAY, NOW - 30 * DAY + HOUR)
    late = looked(store, "https://example.org/late", NOW - HOUR - MINUTE, NOW - MINUTE)
    times = kept(store, NOW)
    assert times.pop(late) == NOW - MINUTE
    assert all(NOW <= at <= NOW + HOUR for at in times.values())
    assert len({at.minute for at in times.values()}) > 20


def test_retry_after_hosts_links_and_alerts_written_ahead_of_time_are_brought_back_too(store: Store) -> None:
    ahead = NOW + 2 * HOUR
    number = looked(store, "https://example.org/a", ahead, ahead + HOUR)
    store.conn.execute("UPDATE resources SET retry_after = ?", (text(ahead + 10 * MINUTE),))
    store.conn.execute("UPDATE hosts SET retry_after = ?", (text(ahead + 10 * MINUTE),))
    store.conn.execute("INSERT INTO events (at, kind, summary) VALUES (?, 'changed', '')", (text(ahead),))
    store.conn.execute(
        "INSERT INTO deliveries (event_id, channel, state, at, next_attempt_at) VALUES (1, 'x', 'pending', ?, ?)",
        (text(ahead), text(ahead + 5 * MINUTE)),
    )
    assert kept(store, NOW) == {number: NOW + HOUR}
    assert store.due(NOW + 10 * MINUTE) == [] and store.held_back(NOW + 9 * MINUTE) != []
    assert store.held_back(NOW + 11 * MINUTE) == []
    assert store.claim(NOW + 4 * MINUTE) == [] and len(store.claim(NOW + 6 * MINUTE)) == 1


def test_a_clock_that_only_runs_did_not_jump() -> None:
    wall, run = NOW, 0.0
    watch = ClockWatch(lambda: wall, lambda: run)
    wall, run = NOW + 100 * MINUTE, 6000.5
    assert watch.jumped() is None
    wall, run = wall - 2 * HOUR, run + 5
    assert watch.jumped() == -2 * HOUR - timedelta(seconds=5)
    assert watch.jumped() is None
