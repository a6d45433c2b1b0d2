"""Times as people type and read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from scraper.errors import UsageError

__all__ = ["ago", "moment", "parse_time", "short_time"]

_SPAN = r"(\d+(?:\.\d+)?)\s*(s|sec|m|min|h|d|w|y)[a-z]*(?:\s+ago)?"  # compiled where a time is typed
_SECONDS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "y": 365 * 86400}
_STEPS = ((86400 * 365, "y"), (86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def parse_time(text: str, now: datetime, *, option: str = "the time") -> datetime:
    """'7d' or '2h ago' (before now), 'now', 'today', 'yesterday', or ISO 8601; without an offset it is local time.

    Raises UsageError naming `option`. The result is in UTC.
    """
    wanted = text.strip()
    span = re.fullmatch(_SPAN, wanted, re.IGNORECASE)
    try:
        if span is not None:
            return now - timedelta(seconds=float(span[1]) * _SECONDS[span[2].lower()])
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        named = {"now": now, "today": midnight, "yesterday": midnight - timedelta(days=1)}.get(wanted.lower())
        return (named or datetime.fromisoformat(wanted)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{option}: cannot read {text!r} as a time; use 7d, 2h, or 2025-01-19T08:30+08:00") from error


def moment(value: object) -> datetime | None:
    """A stored time (ISO text or datetime) as an aware datetime."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def short_time(value: object) -> str:
    """Local time to the minute with its offset: '2025-01-19 08:30+08:00'; '' for none."""
    at = moment(value)
    return at.astimezone().isoformat(" ", "minutes") if at else ""


def ago(value: object, now: datetime) -> str:
    """'3 d ago', 'in 25 min', 'now'; '' for none."""
    at = moment(value)
    if at is None:
        return ""
    seconds = (now - at).total_seconds()
    for size, unit in _STEPS:
        count = int(abs(seconds) // size)
        if count:
            return f"{count} {unit} ago" if seconds > 0 else f"in {count} {unit}"
    return "now"
