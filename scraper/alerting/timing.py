"""When alerts may go out: quiet hours and digest times of the operator, in the operator's zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

__all__ = ["Timing", "not_before"]


@dataclass(frozen=True, slots=True)
class Timing:
    """`digest`: times of day at which alerts go out (empty: at once). `quiet`: (from, to), nothing goes out between."""

    digest: tuple[time, ...] = ()
    quiet: tuple[time, time] | None = None
    zone: tzinfo = UTC


def not_before(at: datetime, now: datetime, timing: Timing) -> datetime:
    """The earliest time for an alert that arose `at`; `now` or earlier when it may go out now."""
    start = _next_of(timing.digest, at, timing.zone) if timing.digest else at
    return _quiet_until(max(start, now), timing) or start


def _next_of(times: Sequence[time], after: datetime, zone: tzinfo) -> datetime:
    """The first of these times of day at or after `after`."""
    local = after.astimezone(zone)
    found = [
        datetime.combine(local.date() + timedelta(days=days), at, tzinfo=zone).astimezone(UTC)
        for days in range(-1, 3)
        for at in times
    ]
    return min(at for at in found if at >= after)


def _quiet_until(moment: datetime, timing: Timing) -> datetime | None:
    """The end of the quiet hours that `moment` lies in; None when it lies in none."""
    if timing.quiet is None or timing.quiet[0] == timing.quiet[1]:
        return None
    first, last = timing.quiet
    local = moment.astimezone(timing.zone)
    over_midnight = last < first
    for days in (-1, 0):
        day = local.date() + timedelta(days=days)
        start = datetime.combine(day, first, tzinfo=timing.zone).astimezone(UTC)
        end_day = day + timedelta(days=1) if over_midnight else day
        end = datetime.combine(end_day, last, tzinfo=timing.zone).astimezone(UTC)
        if start <= moment < end:
            return end
    return None
