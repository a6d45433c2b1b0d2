"""Dates, times and relative words in folded text, in order, none inside another.

Every number of the text is looked at once; a shape that fits takes its whole span. Nothing here knows about labels.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from scraper.extract.statements import shapes
from scraper.extract.statements.calendars import buddhist_year, era_year, jalali_day
from scraper.extract.statements.clocks import clock_at, joined
from scraper.extract.statements.found import Found, PageHints
from scraper.extract.statements.moments import Moment, make_moment
from scraper.extract.statements.numerals import chinese_number
from scraper.extract.statements.promise import promising
from scraper.extract.statements.weekdays import day_name_after, day_name_before

__all__ = ["scan_dates"]

Spans = list[tuple[int, int]]


def scan_dates(text: str, hints: PageHints, numbers: Spans | None = None) -> list[Found]:
    """All date-like spans of folded text. Linear in its length. `numbers`: its `number_spans`, where they are known."""
    found: list[Found] = []
    if "年" in text:
        found.extend(_numeral_dates(text))
    taken = sorted((f.start, f.end) for f in found)
    end = 0
    for start, stop in shapes.number_spans(text) if numbers is None else numbers:
        if start < end or (taken and any(a <= start < b for a, b in taken)):
            continue
        one = _at_number(text, start, stop - start, hints)
        if one is not None:
            found.append(one)
            end = one.end
    found.sort(key=lambda f: f.start)
    _take_day_names(text, found)
    return joined(text, found)


def _take_day_names(text: str, found: list[Found]) -> None:
    """Widens each date over the day name beside it: 'Friday, January 3, 2020', '2020年1月3日 (金)'."""
    end = 0
    for one in found:
        if one.clock is None or one.moment is not None:
            start = day_name_before(text, one.start)
            one.start = start if start >= end else one.start
            one.end = day_name_after(text, one.end)
        end = one.end


def _numeral_dates(text: str) -> list[Found]:
    """二〇二一年三月五日, 令和元年五月一日: dates that hold Chinese numerals."""
    out = []
    for m in shapes.CJK_NUMERAL_DATE.finditer(text):
        numbers = [chinese_number(g) for g in m.groups()[1:]]
        if None in numbers or m[0].isascii() or (m[2].isdigit() and m[3].isdigit()):
            continue
        year, month, day = (n or 0 for n in numbers)
        era = era_year(m[1], year) if m[1] else None
        moment = make_moment(era[0] if era else year, month, day, calendar=era[1] if era else "gregorian")
        if moment:
            out.append(Found(m.start(), m.end(), moment))
    return out


Reader = Callable[[str, int, PageHints], Found | None]


def _at_number(text: str, start: int, length: int, hints: PageHints) -> Found | None:
    before = text[start - 1] if start else " "
    if length == 4:
        readers = _YEAR_FIRST
    elif length <= 2:
        readers = _DAY_FIRST
    elif length == 3:
        readers = (_minguo,)
    elif length in (8, 14) and before not in "-_/.#=":
        return _compact(text, start, length)
    else:
        return None
    glued = before in "/-." and start > 1 and text[start - 2].isalnum() and (before == "/" or text[start - 2].isascii())
    if glued or before in "$€£#_@&=":
        return None
    if length != 3 and not promising(text, start, start + length):
        return None
    for reader in readers:
        one = reader(text, start, hints)
        if one is not None:
            return one
    return None


def _compact(text: str, start: int, length: int) -> Found | None:
    digits = text[start : start + length]
    moment = make_moment(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    return Found(start, start + length, moment, weak=True) if moment else None


def _full_year(year: int, hints: PageHints, *, thai_marker: bool = False) -> tuple[int, str] | None:
    """A Gregorian year and its calendar from a written year."""
    if year >= 2400:
        gregorian = buddhist_year(year)
        return (gregorian, "buddhist") if gregorian and (hints.lang in ("th", "lo", "km") or thai_marker) else None
    if year < 100 and hints.lang == "th" and year > 40:
        return 2500 + year - 543, "buddhist"
    if year < 100:
        return 2000 + year if year < 70 else 1900 + year, "gregorian"
    return (year, "gregorian") if 1900 <= year <= 2100 else None


def _jalali(year: int, month: int, day: int) -> Moment | None:
    day_ = jalali_day(year, month, day)
    return make_moment(day_.year, day_.month, day_.day, calendar="jalali") if day_ else None


def _solar(year: int, month: int, day: int, hints: PageHints) -> Moment | None:
    """A numeric year-month-day in whatever calendar its year belongs to."""
    if 1300 <= year <= 1500:
        return _jalali(year, month, day) if hints.lang in ("fa", "ps", "ckb", "ku", "tg") else None
    known = _full_year(year, hints)
    return make_moment(known[0], month, day, calendar=known[1]) if known else None


# -- shapes that begin with a year -----------------------------------------------------------------------------


def _year_month_day_digits(text: str, start: int, hints: PageHints) -> Found | None:
    m = shapes.YMD.match(text, start)
    if m:
        moment = _solar(int(m[1]), int(m[3]), int(m[4]), hints)
        if moment is None and int(m[3]) > 12 and m[2] != "-":
            moment = _solar(int(m[1]), int(m[4]), int(m[3]), hints)  # Y/D/M, rare
        return Found(start, m.end(), moment) if moment else None
    m = shapes.YMD_CJK.match(text, start)
    if m:
        moment = _solar(int(m[1]), int(m[2]), int(m[3]), hints)
        return Found(start, m.end(), moment) if moment else None
    m = shapes.YEAR_MONTH_CJK.match(text, start)
    if m:
        moment = make_moment(int(m[1]), int(m[2]))
        return Found(start, m.end(), moment) if moment else None
    return None


def _month_in(words: str, lang: str | None) -> tuple[int, str] | None:
    """The month that a run of up to three words names: all of them, or one side of a slash."""
    found = shapes.month_number(words, lang)
    if found is None and "/" in words:
        return next((n for w in words.split("/") if (n := shapes.month_number(w, lang))), None)
    return found


def _year_month_word(text: str, start: int, hints: PageHints) -> Found | None:
    m = shapes.YEAR_MONTH_DAY.match(text, start)
    if not m:
        return None
    month = _month_in(m[3], hints.lang)
    if not month:
        return None
    day = m[4] or m[2]
    if day is None:
        return None
    if month[1] == "jalali":
        moment = _jalali(int(m[1]), month[0], int(day))
    else:
        known = _full_year(int(m[1]), hints)
        moment = make_moment(known[0], month[0], int(day)) if known else None
    return Found(start, m.end() if m[4] else m.end(3), moment) if moment else None


def _month_before_year(text: str, start: int, hints: PageHints) -> Found | None:
    """'May 2020': a month alone, its name before the year."""
    month = _month_before(text, start, hints.lang)
    if not month:
        return None
    known = _full_year(int(text[start : start + 4]), hints)
    moment = make_moment(known[0], month[0], calendar=known[1]) if known and month[1] == "gregorian" else None
    return Found(month[2], start + 4, moment) if moment else None


def _month_before(text: str, start: int, lang: str | None) -> tuple[int, str, int] | None:
    """The month whose name ends right before a number: number, calendar, and where the name begins."""
    low = max(0, start - 26)
    m = shapes.PREVIOUS_WORD.search(text[low:start])
    if not m:
        return None
    begin = low + m.start(1)
    month = shapes.month_number(m[1], lang)
    if month is None and " " in m[1]:
        last = m[1].rsplit(" ", 1)[1]
        month, begin = shapes.month_number(last, lang), begin + len(m[1]) - len(last)
    elif month is None and "/" in m[1]:
        month = _month_in(m[1], lang)
    return (*month, begin) if month else None


# -- shapes that begin with a day ------------------------------------------------------------------------------


def _day_first_digits(text: str, start: int, hints: PageHints) -> Found | None:
    m = shapes.DMY.match(text, start)
    if not m:
        return None
    first, second, year = int(m[1]), int(m[3]), int(m[4])
    short = len(m[4]) == 2
    if short and (m[2] == "." and text[m.end() : m.end() + 2][:1] == "."):
        return None  # a version number
    if short and first > 12 and second <= 12 and year <= 31 and hints.lang in ("zh", "ja", "ko"):
        moment = make_moment(2000 + first, second, year)
        return Found(start, m.end(), moment, weak=True) if moment else None
    known = _full_year(year, hints)
    if not known:
        return None
    moment = _ordered(first, second, known, hints, dotted=m[2] == ".")
    return Found(start, m.end(), moment, weak=short) if moment else None


def _ordered(first: int, second: int, year: tuple[int, str], hints: PageHints, *, dotted: bool) -> Moment | None:
    """Day and month in the order that the numbers or the page allow; both readings are kept where both could be."""
    if first > 12 or dotted:
        day, month = (second, first) if second > 12 and dotted else (first, second)
    elif second > 12 or hints.order == "mdy":
        day, month = second, first
    elif hints.order == "dmy" or first == second:
        day, month = first, second
    else:
        day, month = (second, first) if _likely_american(hints) else (first, second)
    open_question = not dotted and first <= 12 and second <= 12 and first != second and (hints.soft or not hints.order)
    other = (day, month) if open_question else None  # the other reading: month `day`, day `month`
    return make_moment(year[0], month, day, calendar=year[1], other=other)


def _likely_american(hints: PageHints) -> bool:
    if hints.region:
        return hints.region in ("us", "ph")
    return hints.lang in (None, "en") and hints.tld in (
        "com",
        "org",
        "net",
        "gov",
        "edu",
        "mil",
        "us",
        "io",
        "test",
        "",
    )


def _minguo(text: str, start: int, hints: PageHints) -> Found | None:
    m = shapes.ROC.match(text, start)
    if not m:
        return None
    year = int(m[1])
    era = shapes.ERA_BEFORE.search(text[max(0, start - 5) : start])
    if era:
        known = era_year(era[1].rstrip("."), year)
    elif hints.lang == "zh" and 100 <= year <= 150:
        known = (year + 1911, "minguo")
    else:
        return None
    moment = make_moment(known[0], int(m[3] or m[5]), int(m[4] or m[6]), calendar=known[1]) if known else None
    return Found(start, m.end(), moment, weak=era is None) if moment else None


def _day_month_word(text: str, start: int, hints: PageHints) -> Found | None:
    m = shapes.DAY_MONTH_YEAR.match(text, start)
    month = _month_in(m[2], hints.lang) if m else None
    if m and month:
        day, year = int(m[1]), int(m[3])
        if month[1] == "jalali":
            moment = _jalali(year if year > 100 else 1400 + year, month[0], day)
        else:
            known = _full_year(year, hints, thai_marker="พ" in m[0])
            moment = make_moment(known[0], month[0], day, calendar=known[1]) if known else None
        if moment:
            return Found(start, m.end(), moment, weak=len(m[3]) == 2)
    return None


def _month_word_day(text: str, start: int, hints: PageHints) -> Found | None:
    """'August 3, 2021', 'Sun Feb 12 18:49:11 CET 2017', 'May 13'."""
    month = _month_before(text, start, hints.lang)
    if not month or month[1] != "gregorian":
        return None
    m = shapes.ASCTIME.match(text, start)
    if m:
        clock = (int(m[2]), int(m[3]), int(m[4]) if m[4] else None)
        moment = make_moment(int(m[6]), month[0], int(m[1]), time=clock, zone=m[5])
        return Found(month[2], m.end(), moment) if moment else None
    m = shapes.TAIL_DAY_YEAR.match(text, start)
    if m:
        year = int(m[2].lstrip("'"))
        known = _full_year(year, hints)
        if known and (year > 100 or m[2][0] == "'"):
            moment = make_moment(known[0], month[0], int(m[1]))
            if moment:
                return Found(month[2], m.end(), moment, weak=year < 100)
    day = re.match(r"(\d{1,2})(?:st|nd|rd|th)?(?![\w:])", text[start : start + 6])
    if day and 1 <= int(day[1]) <= 31:
        return Found(month[2], start + day.end(), partial=(month[0], int(day[1])))
    return None


def _vietnamese(text: str, start: int, hints: PageHints) -> Found | None:
    m = shapes.VIETNAMESE.match(text, start)
    moment = make_moment(int(m[3]), int(m[2]), int(m[1])) if m else None
    return Found(start, m.end(), moment) if m and moment else None


def _without_year(text: str, start: int, hints: PageHints) -> Found | None:
    m = shapes.CJK_MONTH_DAY.match(text, start)
    if m and 1 <= int(m[1]) <= 12 and 1 <= int(m[2]) <= 31:
        return Found(start, m.end(), partial=(int(m[1]), int(m[2])))
    m = shapes.DAY_MONTH.match(text, start)
    month = _month_in(m[2], hints.lang) if m else None
    if m and month and month[1] == "gregorian" and 1 <= int(m[1]) <= 31:
        return Found(start, m.end(), partial=(month[0], int(m[1])))
    return None


_YEAR_FIRST: tuple[Reader, ...] = (_year_month_day_digits, _year_month_word, _month_before_year)
_DAY_FIRST: tuple[Reader, ...] = (
    _minguo,
    _day_first_digits,
    _vietnamese,
    _day_month_word,
    _month_word_day,
    _without_year,
    clock_at,
)
