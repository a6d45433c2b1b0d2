"""Cron expressions with cron's own meaning, in IANA zones, across daylight saving.

Own arithmetic, because APScheduler's trigger differs from cron in three ways that a user would notice: it counts
weekdays from Monday = 0, it wants day-of-month *and* day-of-week to match where cron wants either, and it runs a
time that the autumn change repeats twice. Here 0 and 7 are Sunday; a local time that spring skips happens as much
later as the clock moved; a repeated one happens once, unless the hour field is a star (then time simply passes).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from scraper.errors import UsageError

__all__ = ["Cron", "check_cron", "parse_cron", "zone"]

_NAMES = {
    "month": {
        n: i
        for i, n in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
    },
    "day of week": {n: i for i, n in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])},
}
_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 7))
_ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_STEP = re.compile(r"(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:/([0-9]+))?", re.IGNORECASE)
# 29 February on a given weekday comes every 28 years at worst, 40 where a century skips it.
_HORIZON_YEARS = 41
# How far clocks are moved within a day: an hour nearly everywhere, never more than three since the 1940s.
_SHIFT = timedelta(hours=3)


def zone(name: str | None) -> ZoneInfo:
    """The IANA zone of that name, UTC for None; raises UsageError with near names."""
    if name is None:
        return ZoneInfo("UTC")
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        near = difflib.get_close_matches(name, available_timezones(), 1, 0.6)
        hint = f"; did you mean {near[0]}?" if near else "; write an IANA name like Asia/Shanghai"
        raise UsageError(f"unknown time zone {name!r}{hint}") from error


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed expression in its zone. `either_day`: both day fields are restricted, so one of them is enough."""

    expression: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool
    every_hour: bool
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime | None:
        """The first time later than `moment`, in UTC; None when there is none within 41 years (30 February)."""
        local = moment.astimezone(self.zone)
        # A day early: a local date can lie before its own midnight where clocks moved across it.
        day = local.date() - timedelta(days=1)
        last = day.year + _HORIZON_YEARS
        while day.year <= min(last, 9998):
            if day.month not in self.months:
                day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
                continue
            if self._has(day):
                found = self._first(day, moment)
                if found is not None:
                    return found
            day += timedelta(days=1)
        return None

    def _has(self, day: date) -> bool:
        in_month, in_week = day.day in self.days, (day.weekday() + 1) % 7 in self.weekdays
        return in_month or in_week if self.either_day else in_month and in_week

    def _first(self, day: date, moment: datetime) -> datetime | None:
        """The first time of that local date which is later than `moment`."""
        best: datetime | None = None
        for at in self._times(day, moment.astimezone(self.zone).replace(tzinfo=None) - _SHIFT):
            if at > moment and (best is None or at < best):
                best = at
            # The order of the clock is the order of time but for its changes: look a little further, not to midnight.
            elif best is not None and at - best > _SHIFT:
                break
        return best

    def _times(self, day: date, since: datetime) -> Iterator[datetime]:
        """The times of a local date, by its clock, in UTC; leaves out whole hours before `since` (by the same clock)."""
        for hour in self.hours:
            if datetime(day.year, day.month, day.day, hour, 59) < since:
                continue
            for minute in self.minutes:
                local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone)
                at = local.astimezone(UTC)
                # A date that a zone left out altogether (Apia, 2011-12-30) has no times.
                if at.astimezone(self.zone).date() == day:
                    yield at
                if self.every_hour:
                    again = local.replace(fold=1)
                    # fold=1 of a time that spring skipped would point before the change: that is not a repeat.
                    if again.utcoffset() != local.utcoffset() and _exists(again):
                        yield again.astimezone(UTC)


def _exists(local: datetime) -> bool:
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None, fold=0) == local.replace(tzinfo=None, fold=0)


@lru_cache(maxsize=512)
def parse_cron(expression: str, tz: str | None = None) -> Cron:
    """Parse five fields or an alias like @daily; raises UsageError saying what is wrong."""
    text = _ALIASES.get(expression.strip().lower(), expression.strip())
    if text.startswith("@"):
        raise UsageError(f"unknown cron alias {expression!r}; there are {', '.join(_ALIASES)}")
    fields = text.split()
    if len(fields) != 5:
        raise UsageError(
            f"a cron expression has 5 fields (minute hour day month weekday), {expression!r} has {len(fields)}; "
            "for example '0 9 * * 1-5'"
        )
    minutes, hours, days, months, weekdays = (
        _field(field, name, low, high, expression) for field, (name, low, high) in zip(fields, _FIELDS, strict=True)
    )
    return Cron(
        expression=expression,
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=frozenset(days),
        months=frozenset(months),
        weekdays=frozenset(day % 7 for day in weekdays),
        either_day=not fields[2].startswith("*") and not fields[4].startswith("*"),
        every_hour=fields[1].startswith("*"),
        zone=zone(tz),
    )


def _field(text: str, name: str, low: int, high: int, whole: str) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        match = _STEP.fullmatch(part)
        if match is None:
            raise UsageError(f"cannot read {part!r} as {name} in the cron expression {whole!r}")
        found.update(_range(match, part, (name, low, high), whole))
    return found


def _range(match: re.Match[str], part: str, field: tuple[str, int, int], whole: str) -> range:
    name, low, high = field
    start, end, step = match.groups()
    if start == "*":
        if end is not None:
            raise UsageError(f"cannot read {part!r} as {name} in the cron expression {whole!r}")
        first, last = low, 6 if name == "day of week" else high
    else:
        first = _number(start, field, whole)
        last = _number(end, field, whole) if end else high if step else first
        if name == "day of week" and end and last == 0 and first > 0:
            last = 7  # sat-sun
    if first > last:
        raise UsageError(f"{part!r} as {name} runs backwards in the cron expression {whole!r}; write two ranges")
    if step is not None and int(step) == 0:
        raise UsageError(f"a step of 0 in {part!r} ({name}) of the cron expression {whole!r}")
    return range(first, last + 1, int(step or 1))


def _number(text: str, field: tuple[str, int, int], whole: str) -> int:
    name, low, high = field
    known = _NAMES.get(name, {})
    if text.lower() in known:
        return known[text.lower()]
    if not text.isdecimal() or not text.isascii():
        raise UsageError(f"cannot read {text!r} as {name} in the cron expression {whole!r}")
    if not low <= int(text) <= high:
        raise UsageError(f"{name} goes from {low} to {high}, not {text}, in the cron expression {whole!r}")
    return int(text)


def check_cron(expression: str, tz: str | None = None) -> None:
    """Raise UsageError when the expression or zone cannot be used, or when its day never comes."""
    cron = parse_cron(expression, tz)
    if cron.after(datetime(2000, 1, 1, tzinfo=UTC)) is None:
        raise UsageError(f"the cron expression {expression!r} never comes true: no month has that day")
