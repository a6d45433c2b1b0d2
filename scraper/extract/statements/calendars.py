"""Years and days of other calendars as Gregorian ones.

民國 (Minguo), the Japanese eras by name and letter, พ.ศ. (Buddhist era) and the Solar Hijri (Jalali) calendar.
Conversions are pure arithmetic; what is out of range gives None.
"""

from __future__ import annotations

from datetime import date, timedelta

__all__ = ["ERA_NAMES", "buddhist_year", "era_year", "jalali_day"]

# Name as folded text -> (Gregorian year before year 1, calendar). 元年 is year 1.
ERA_NAMES: dict[str, tuple[int, str]] = {
    "令和": (2018, "japanese"),
    "平成": (1988, "japanese"),
    "昭和": (1925, "japanese"),
    "大正": (1911, "japanese"),
    "明治": (1867, "japanese"),
    "r": (2018, "japanese"),
    "h": (1988, "japanese"),
    "s": (1925, "japanese"),
    "民國": (1911, "minguo"),
    "民国": (1911, "minguo"),
    "中华民国": (1911, "minguo"),
    "中華民國": (1911, "minguo"),
}

_BREAKS = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178)


def era_year(name: str, year: int) -> tuple[int, str] | None:
    """Gregorian year and calendar of a year in a named era."""
    era = ERA_NAMES.get(name)
    if era is None or not 1 <= year <= 150:
        return None
    return era[0] + year, era[1]


def buddhist_year(year: int) -> int | None:
    """The Gregorian year of a Buddhist-era year (Thailand: minus 543)."""
    return year - 543 if 2400 <= year <= 2700 else None


def _new_year(year: int) -> tuple[int, bool]:
    """The day of March on which the Jalali year begins, and whether it is a leap year (Borkowski's breaks)."""
    leap_gregorian = -14
    before = _BREAKS[0]
    jump = 0
    for after in _BREAKS[1:]:
        jump = after - before
        if year < after:
            break
        leap_gregorian += jump // 33 * 8 + jump % 33 // 4
        before = after
    n = year - before
    leap_gregorian += n // 33 * 8 + (n % 33 + 3) // 4
    if jump % 33 == 4 and jump - n == 4:
        leap_gregorian += 1
    gregorian = year + 621
    leaps = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    if jump - n < 6:
        n = n - jump + (jump + 4) // 33 * 33
    leap = ((n + 1) % 33 - 1) % 4
    return 20 + leap_gregorian - leaps, leap == 0


def jalali_day(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Solar Hijri date; None where there is no such day. Years 1200 to 1600."""
    if not (1200 <= year <= 1600 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    march, leap = _new_year(year)
    longest = 31 if month <= 6 else 30 if month < 12 or leap else 29
    if day > longest:
        return None
    passed = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return date(year + 621, 3, march) + timedelta(days=passed + day - 1)
