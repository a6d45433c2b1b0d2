"""A stated point in time, as precise as it was written, in the zone it was written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["Moment", "from_datetime", "make_moment", "parse_machine", "zone_minutes"]

# Abbreviations with one common meaning, minutes east of UTC. Doubtful ones (CST, IST, BST) take the more common.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "ist": 330, "west": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "мск": 180, "trt": 180, "gst": 240, "pkt": 300, "wib": 420,
    "ict": 420, "wita": 480, "hkt": 480, "sgt": 480, "myt": 480, "awst": 480, "wit": 540, "jst": 540, "kst": 540,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "brt": -180, "art": -180, "sast": 120, "cat": 120, "eat": 180,
    "wat": 60,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A Gregorian date-time as stated. `offset` is minutes east of UTC, `zone` the words that gave it.

    `other` is the second reading (month, day) of an ambiguous numeric date; `rough` marks a relative statement.
    """

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    second: int | None = None
    offset: int | None = None
    zone: str | None = None
    calendar: str = "gregorian"
    other: tuple[int, int] | None = None
    rough: bool = False

    @property
    def date(self) -> date | None:
        """The stated day, None where only a month or a year is stated."""
        if self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    @property
    def precision(self) -> str:
        """second | minute | day | month | year | approximate | ambiguous."""
        if self.rough:
            return "approximate"
        if self.other is not None:
            return "ambiguous"
        if self.month is None:
            return "year"
        if self.day is None:
            return "month"
        if self.hour is None:
            return "day"
        return "minute" if self.second is None else "second"

    @property
    def iso(self) -> str:
        """ISO 8601 in the stated zone, no more precise than stated."""
        text = f"{self.year:04d}"
        if self.month is None:
            return text
        text += f"-{self.month:02d}"
        if self.day is None:
            return text
        text += f"-{self.day:02d}"
        if self.hour is None or self.rough:
            return text
        text += f"T{self.hour:02d}:{self.minute:02d}"
        if self.second is not None:
            text += f":{self.second:02d}"
        if self.offset is not None:
            text += _offset_text(self.offset)
        return text

    @property
    def start(self) -> datetime:
        """The first instant meant; local time without a zone is read as UTC."""
        naive = datetime(self.year, self.month or 1, self.day or 1, self.hour or 0, self.minute, self.second or 0)
        try:
            return (naive - timedelta(minutes=self.offset or 0)).replace(tzinfo=UTC)
        except OverflowError:
            return naive.replace(tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first instant no longer meant."""
        start = self.start
        if self.month is None:
            return start.replace(year=start.year + 1) if start.year < 9999 else start
        if self.day is None:
            return (start + timedelta(days=32)).replace(day=1)
        if self.hour is None or self.rough:
            return start + timedelta(days=1)
        return start + (timedelta(minutes=1) if self.second is None else timedelta(seconds=1))

    def with_time_of(self, other: Moment) -> Moment:
        """This day with the clock time and zone of another moment."""
        return replace(
            self, hour=other.hour, minute=other.minute, second=other.second, offset=other.offset, zone=other.zone
        )


def _offset_text(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def zone_minutes(word: str) -> int | None:
    """Minutes east of UTC of 'Z', '+08:00', 'UTC+8', 'CET+0100', 'WIB'; None where unknown."""
    word = word.strip().lower()
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", word)
    if found:
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        return (minutes if found[1] == "+" else -minutes) if minutes <= 14 * 60 + 59 else None
    return _ZONES.get(word)


def make_moment(
    year: int,
    month: int | None = None,
    day: int | None = None,
    *,
    time: tuple[int, int, int | None] | None = None,
    zone: str | None = None,
    calendar: str = "gregorian",
    other: tuple[int, int] | None = None,
) -> Moment | None:
    """A moment, or None where there is no such day or time. Years 1900 to 2100 only: pages state no others."""
    if not 1900 <= year <= 2100:
        return None
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if time is None:
        return Moment(year, month, day, calendar=calendar, other=other)
    hour, minute, second = time
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return Moment(year, month, day, calendar=calendar, other=other)
    offset = zone_minutes(zone) if zone else None
    return Moment(year, month, day, hour, minute, second, offset, zone if offset is not None else None, calendar, other)


_MACHINE = re.compile(
    r"(\d{4})-?(\d\d?)-?(\d\d?)"
    r"(?:[T\s]{1,3}(\d{1,2}):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s{0,3}(Z|UTC|GMT|[+-]\d\d?:?\d{0,2})?)?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"1?\d{9}(?:\d{3})?(?:\.\d{1,6})?")


def parse_machine(text: str, *, epoch: bool = True) -> Moment | None:
    """ISO 8601 and its common misspellings, and Unix time in s or ms. Other shapes are for `scan`."""
    text = text.strip().strip("\"'")[:64]
    found = _MACHINE.match(text)
    if found and (found.end() == len(text) or not text[found.end()].isdigit()):
        y, m, d, hh, mm, ss, zone = found.groups()
        if not (len(text) >= 10 and text.isdigit()):
            clock = (int(hh), int(mm), int(ss) if ss else None) if hh else None
            if clock is None or found.end() == len(text) or text[found.end()] in " .,[(Z":
                return make_moment(int(y), int(m), int(d), time=clock, zone=zone)
            return make_moment(int(y), int(m), int(d))
    if epoch and _EPOCH.fullmatch(text):
        seconds = float(text)
        if seconds > 1e11:
            seconds /= 1000
        if 3e8 < seconds < 4.1e9:
            return from_datetime(datetime.fromtimestamp(int(seconds), UTC))
    return None


def from_datetime(when: datetime, *, zone: str | None = None) -> Moment:
    """The moment of an aware datetime, in its own zone."""
    if zone:
        when = when.astimezone(ZoneInfo(zone))
    offset = when.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset is not None else None
    named = "Z" if minutes == 0 else _offset_text(minutes) if minutes is not None else None
    return Moment(when.year, when.month, when.day, when.hour, when.minute, when.second, offset=minutes, zone=named)
