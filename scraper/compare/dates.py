"""Did the date that a page states about itself move?

Dates are compared as intervals, only as precise as both sides state them: '2025-01' and '2025-01-19' do not
contradict each other, nor do '2025-01-19T00:30+08:00' and '2025-01-18T16:30Z'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scraper.records import Freshness

__all__ = ["DateChange", "compare_dates", "same_moment"]

_SUSPECT = "build_time_suspect"  # the stated time is that of the fetch
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?)?)?)?"
    r"\s*(?P<zone>Z|[+-]\d\d:?\d\d)?"
)


@dataclass(frozen=True, slots=True)
class DateChange:
    """What became of a page's stated date.

    `old`/`new`: the dates that were compared (the updated one where stated, else the published one), as stated.
    `states_date`: both versions state a date that can be compared, so an edit under an unmoved one is stealthy.
    A date that appeared or vanished is neither moved nor comparable. `updater_changed`: another name stands behind
    the update than before. `clock`: the date is that of the visit, on this visit and on the one before, so it is a
    clock and not believed.
    """

    moved: bool
    old: str | None
    new: str | None
    updater_changed: bool
    states_date: bool
    backwards: bool = False
    clock: bool = False


@dataclass(frozen=True, slots=True)
class _Interval:
    """[start, end) in local time; `offset` where stated."""

    start: datetime
    end: datetime
    offset: timedelta | None

    def in_utc(self) -> tuple[datetime, datetime]:
        offset = self.offset or timedelta()
        return self.start - offset, self.end - offset


def compare_dates(
    old_published: str | None,
    old_updated: str | None,
    old_by: str | None,
    new: Freshness,
    old_flags: Sequence[str] = (),
) -> DateChange:
    """Compare the dates of the known version with those of the new reading. No I/O, never raises on odd dates.

    One visit cannot tell a page edited a minute ago from a page made anew for every visitor; two in a row can.
    """
    updater_changed = _other_name(old_by, new.updated_by)
    old, latest = old_updated or old_published, new.updated or new.published
    vanished = old_updated is not None and new.updated is None
    if old is None or latest is None:
        return DateChange(False, old, latest, updater_changed, states_date=False)
    if _SUSPECT in new.flags and _SUSPECT in old_flags:
        return DateChange(False, old, latest, updater_changed, states_date=False, clock=True)
    tolerant = "relative_only" in new.flags or _is_relative(new, latest)
    if vanished:
        moved = _published_moved(old_published, new.published, tolerant)
        return DateChange(moved, old_published, new.published, updater_changed, states_date=moved)
    moved = not same_moment(old, latest, tolerant=tolerant)
    if old_updated is not None and not moved:
        moved = _published_moved(old_published, new.published, tolerant)
        if moved:
            old, latest = old_published, new.published
    return DateChange(moved, old, latest, updater_changed, states_date=True, backwards=moved and _earlier(latest, old))


def _is_relative(new: Freshness, value: str) -> bool:
    """Whether a date is '3 days ago', counted from the time of the visit: rounded, so that it wavers by one of its steps."""
    stated = [one for one in new.statements if one.value == value]
    return bool(stated) and all(one.precision == "approximate" for one in stated)


def same_moment(a: str, b: str, *, tolerant: bool = False) -> bool:
    """Whether two stated dates can mean the same time. Unreadable ones are the same when they are spelt the same."""
    first, second = _interval(a), _interval(b)
    if first is None or second is None:
        return a.strip() == b.strip()
    if first.offset is not None and second.offset is not None:
        (s1, e1), (s2, e2) = first.in_utc(), second.in_utc()
    else:
        s1, e1, s2, e2 = first.start, first.end, second.start, second.end
    slack = max(first.end - first.start, second.end - second.start) if tolerant else timedelta()
    return s1 < e2 + slack and s2 < e1 + slack


def _published_moved(old: str | None, new: str | None, tolerant: bool) -> bool:
    return old is not None and new is not None and not same_moment(old, new, tolerant=tolerant)


def _earlier(new: str | None, old: str | None) -> bool:
    first, second = _interval(new or ""), _interval(old or "")
    return first is not None and second is not None and first.in_utc()[0] < second.in_utc()[0]


def _other_name(old: str | None, new: str | None) -> bool:
    if not old or not new:
        return False
    return " ".join(old.split()).casefold() != " ".join(new.split()).casefold()


def _interval(text: str) -> _Interval | None:
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return None
    number = {name: int(value) for name, value in found.groupdict().items() if value and name != "zone"}
    try:
        start = datetime(
            number["year"],
            number.get("month", 1),
            number.get("day", 1),
            number.get("hour", 0),
            number.get("minute", 0),
            number.get("second", 0),
        )
        return _Interval(start, _end(start, number), _offset(found["zone"]))
    except (ValueError, OverflowError):
        return None


def _end(start: datetime, number: dict[str, int]) -> datetime:
    if "month" not in number:
        return start.replace(year=start.year + 1)
    if "day" not in number:
        return (start + timedelta(days=32)).replace(day=1)
    if "hour" not in number:
        return start + timedelta(days=1)
    return start + (timedelta(seconds=1) if "second" in number else timedelta(minutes=1))


def _offset(zone: str | None) -> timedelta | None:
    if zone is None:
        return None
    if zone == "Z":
        return timedelta()
    parsed = datetime.strptime(zone.replace(":", ""), "%z").tzinfo or UTC
    return parsed.utcoffset(None)
