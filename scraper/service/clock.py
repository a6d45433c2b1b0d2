"""The wall clock under a running service: noticing that it was set or that the machine slept, and keeping the schedule."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.triggers.base import BaseTrigger

from scraper.revisit import catch_up, parse_cron
from scraper.service.desk import Desk
from storage.clock import Timed

__all__ = ["Beat", "ClockWatch", "keep_schedule"]

log = logging.getLogger(__name__)

# Less is a correction by NTP; more is a clock that was set, or a machine that slept.
JUMP = timedelta(seconds=10)


class Beat(BaseTrigger):  # type: ignore[misc]
    """APScheduler's trigger for a beat: that long after now, always.

    Its own interval trigger counts every beat that a clock set forward left out: a year of them, one every five seconds,
    held up the loop for minutes, in which nothing else ran, not even a signal.
    """

    def __init__(self, seconds: float) -> None:
        self.interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """As APScheduler asks for it."""
        return now + self.interval


class ClockWatch:
    """Compares the wall clock with the one that only runs."""

    def __init__(self, now: Callable[[], datetime], running: Callable[[], float] = time.monotonic) -> None:
        self._now, self._running = now, running
        self._wall, self._run = now(), running()

    def jumped(self) -> timedelta | None:
        """By how much the wall clock was moved since the last call, forward or back; None where it was not."""
        wall, run = self._now(), self._running()
        moved = (wall - self._wall) - timedelta(seconds=run - self._run)
        self._wall, self._run = wall, run
        return moved if abs(moved) > JUMP else None


async def keep_schedule(desk: Desk, now: datetime) -> int:
    """At the start and after a jump: nothing waits longer than its interval, and what is long overdue is spread.

    Returns how many resources got another time.
    """
    rows = await desk.do(desk.store.timed, now)
    moved = [(row.resource_id, at) for row in rows if (at := _time_for(row, now)) != row.next_at]
    # Also where no resource moved: links, hosts and deliveries may have been put off by a clock that ran ahead.
    await desk.do(desk.store.redate, moved, now)
    if moved:
        log.info(
            "%d resources got another time for their next check: they were overdue, or the clock was set", len(moved)
        )
    return len(moved)


def _time_for(row: Timed, now: datetime) -> datetime:
    if row.rhythm.cron is not None:
        after = parse_cron(row.rhythm.cron, row.rhythm.tz).after(now)
        return min(row.next_at, after) if after is not None else row.next_at
    interval = max(round((row.next_at - row.last_at).total_seconds()), 1)
    return catch_up(row.next_at, interval, now, url=row.url)
