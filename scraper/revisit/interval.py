"""Spans of time as people write them: '30m', '7d', '2 h 10 min'; and points in time for --since, --at, --clock."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta

from scraper.errors import UsageError

__all__ = ["parse_interval", "parse_when", "words"]

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 604800
LONGEST = 3660 * DAY
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "秒"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "分钟", "分"), MINUTE),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时", "时"), HOUR),
    **dict.fromkeys(("d", "day", "days", "天", "日"), DAY),
    **dict.fromkeys(("w", "wk", "week", "weeks", "周"), WEEK),
}
_PART = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*([^\W\d_]+)[\s,]*")
_EXAMPLES = "write it like 90s, 30m, 2h, 1d, 1w or 1h30m"


def parse_interval(text: str) -> int:
    """Seconds in '30m', '2h', '1d', '90s', '1w', '1h30m', '2 hours'; raises UsageError saying what is wrong."""
    found = text.strip().lower()
    total, at = 0.0, 0
    while at < len(found):
        part = _PART.match(found, at)
        if part is None:
            raise UsageError(f"not an interval: {text!r}; {_EXAMPLES}")
        unit = _UNITS.get(part[2])
        if unit is None:
            raise UsageError(f"unknown unit {part[2]!r} in the interval {text!r}; {_EXAMPLES}")
        total += float(part[1]) * unit
        at = part.end()
    seconds = round(total)
    if seconds < 1:
        raise UsageError(f"an interval must be at least 1s, not {text!r}; {_EXAMPLES}")
    if seconds > LONGEST:
        raise UsageError(f"an interval of more than ten years: {text!r}; {_EXAMPLES}")
    return seconds


def parse_when(text: str, now: datetime) -> datetime:
    """The point in time meant by '7d' (that long before now), 'now', an ISO date (its midnight) or an ISO date-time.

    What states no zone is read in the zone of `now`. The result is in UTC. Raises UsageError.
    """
    found = text.strip()
    if found.lower() == "now":
        return now.astimezone(UTC)
    try:
        at = datetime.fromisoformat(found)
        return (at if at.tzinfo else at.replace(tzinfo=now.tzinfo)).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    try:
        return (now - timedelta(seconds=parse_interval(found))).astimezone(UTC)
    except (UsageError, OverflowError) as error:
        raise UsageError(
            f"not a time: {text!r}; write it like 7d (that long ago), 2025-01-19 or 2025-01-19T08:30+08:00"
        ) from error


def words(seconds: float) -> str:
    """A span for people, in its two largest units: '2 h 10 min', '3 d', '45 s' (from 30 days on: days). Rounded."""
    if math.isnan(seconds) or seconds < 0.5:
        return "0 s"
    if seconds >= 30 * DAY:
        return f"{round(seconds / DAY)} d"
    for size, name, small, small_name in ((DAY, "d", HOUR, "h"), (HOUR, "h", MINUTE, "min")):
        count = round(seconds / small)
        if count * small >= size:
            whole, rest = divmod(count, size // small)
            return f"{whole} {name} {rest} {small_name}" if rest else f"{whole} {name}"
    if round(seconds) >= 2 * MINUTE:
        return f"{round(seconds / MINUTE)} min"
    return f"{round(seconds)} s"
