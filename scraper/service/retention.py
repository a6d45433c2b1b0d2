"""Once a day while the service runs: what `[storage.retention]` throws away (nothing, unless it is said there), and tidying."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from scraper.config import Retention
from scraper.service.desk import Desk

__all__ = ["Keeping"]

log = logging.getLogger(__name__)

# A start is busy enough; after that once a day, by the clock that only runs.
FIRST_S, EVERY_S = 600.0, 86400.0
SLICE_S = 0.2  # for so long others wait for the database while it is tidied


class Keeping:
    """Prunes by the configured limits and tidies, the first time some minutes after the start and then once a day."""

    def __init__(self, desk: Desk, retention: Retention, running: Callable[[], float] = time.monotonic) -> None:
        self._desk, self._retention, self._running = desk, retention, running
        self._at = running() + FIRST_S

    def put_off(self) -> None:
        """The wall clock was set: what it calls old is thrown away a day later at the earliest, when it was seen right."""
        self._at = self._running() + EVERY_S

    async def keep(self, now: datetime) -> None:
        """Throw away what is beyond the limits at `now`, where it is time for that, and tidy what stays.

        Raises StorageError: tried again.
        """
        if self._running() < self._at:
            return
        if self._retention != Retention():
            await self._throw_away(now)
        while not await self._desk.do(self._desk.store.optimize, SLICE_S):
            pass  # others write in between
        self._at = self._running() + EVERY_S

    async def _throw_away(self, now: datetime) -> None:
        limits = self._retention
        gone = await self._desk.do(
            self._desk.store.retain,
            keep=limits.keep_versions,
            versions_before=_ago(now, limits.versions),
            checks_before=_ago(now, limits.checks),
        )
        if gone.versions or gone.checks:
            log.info(
                "[storage.retention]: dropped %d version%s (%.1f MB) and %d check%s",
                gone.versions, _s(gone.versions), gone.bytes / 1e6, gone.checks, _s(gone.checks),
            )  # fmt: skip


def _ago(now: datetime, span: float | None) -> datetime | None:
    if span is None:
        return None
    try:
        return now - timedelta(seconds=span)
    except OverflowError:  # longer than there are dates: nothing is that old
        return datetime.min.replace(tzinfo=now.tzinfo)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
