"""Clock times: reading one at a number, and giving each date the time beside it."""

from __future__ import annotations

import re

from scraper.extract.statements import shapes
from scraper.extract.statements.found import Found, PageHints
from scraper.extract.statements.moments import make_moment
from scraper.extract.statements.numerals import fold

__all__ = ["clock_at", "joined"]

_PM = ("p", "μμ", "μ.μ.", "م", "ب.ظ", "ch", "nm")
_AM = ("a", "πμ", "π.μ.", "ص", "ق.ظ", "sa", "vm")
_PM_BEFORE = ("下午", "午后", "晚上", "오후", "pm", "p.m.", "μμ", "ch", "ptg")
_AM_BEFORE = ("上午", "午前", "凌晨", "早上", "오전", "am", "a.m.", "πμ", "sa", "pg")
_AT = fold(
    "at|um|as|às|a las|a les|alle ore|alle|ore|ora|à|a|kl\\.?|klo|kello|klokken|om|o|u|v|в|во|об|о|saat|pukul|jam|lúc|vào lúc|เวลา|เมื่อเวลา|"
    "الساعة|ساعة|ساعت|בשעה|στις|час|годині|години|klukkan|plkst\\.?|kell|ob|de|um ca\\.?|समय|को|এ|时间|標准时间|格林尼治标准时间|gmt|ab|ten|à compter de|-"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim)[a-z]{0,6}|[(]?(?:星期|周)?.曜?[)]?|\([^)\d]{1,9}\)|[(]?(?:星期|周|礼拜).[)]?)"
_GAP_AFTER = re.compile(
    rf"[\s,;.|·•/()t\-]{{0,5}}{_WEEKDAY}?[\s,;.|·•/()~\-]{{0,4}}(?:{_AT})?[\s.:,]{{0,3}}"
    r"(?:上午|下午|午前|午后|凌晨|晚上|中午|早上|오전|오후|π\.?μ\.?|μ\.?μ\.?)?\s?"
)
_BETWEEN = fold(
    "uhr|h|น\\.|hrs?|on|of|am|de|del|di|le|el|em|il|den|d\\.|,|utc|gmt|ngày|dne|dnia|op|på|dia|, .{2,9}|.{2,9},|tarihinde|টার সময়|টার|এর সময়|"
    "di ogni|du|of the|av|dana|день|ngày,"
)
_GAP_BEFORE = re.compile(rf"[\s,;.|·•/()\-]{{0,4}}(?:(?:{_BETWEEN})[\s,;.|·•/\-]{{0,4}}){{0,2}}")  # "h del"


def clock_at(text: str, start: int, hints: PageHints) -> Found | None:
    """The clock time that begins at a number; None where none does."""
    m = shapes.CLOCK.match(text, start)
    if m:
        hour, minute = int(m[1]), int(m[2] or 0)
        second = int(m[3]) if m[3] else None
        mark = m[4] or m[6] or (m[5] or "")
        hour = _twelve(hour, mark, text[max(0, start - 6) : start])
        end = m.end()
    else:
        c = shapes.CJK_CLOCK.match(text, start)
        if not c or (":" not in c[0] and "分" not in c[0] and "분" not in c[0]):
            return None
        hour = _twelve(int(c[1]), "", text[max(0, start - 6) : start])
        minute, second, end = int(c[2]), int(c[3]) if c[3] else None, c.end()
    if hour > 24 or minute > 59 or (second or 0) > 59:
        return None
    zone = shapes.ZONE.match(text, end)
    known = zone[1].replace(" ", "") if zone else None
    return Found(start, zone.end() if zone else end, clock=(hour, minute, second), zone=known)


def _twelve(hour: int, mark: str, before: str) -> int:
    """The hour of a 24-hour clock from one with a half-day mark before or after it."""
    pm, am = mark in _PM, mark in _AM
    if not mark:
        found = shapes.AMPM_BEFORE.search(before)
        if found:
            pm, am = found[1] in _PM_BEFORE, found[1] in _AM_BEFORE
    if pm and hour < 12:
        return hour + 12
    return 0 if am and hour == 12 else hour


def joined(text: str, found: list[Found]) -> list[Found]:
    """Gives each date the clock time right after it, else the one right before it, and takes those times out."""
    out: list[Found] = []
    used: set[int] = set()
    for index, one in enumerate(found):
        if one.clock is not None and one.moment is None:
            continue
        after = found[index + 1] if index + 1 < len(found) else None
        before = found[index - 1] if index else None
        if _has_clock(one):
            continue
        if after is not None and _is_clock(after) and _gap(text, one.end, after.start, _GAP_AFTER):
            used.add(index + 1)
            _take(one, after)
        elif (
            before is not None
            and _is_clock(before)
            and index - 1 not in used
            and _gap(text, before.end, one.start, _GAP_BEFORE)
        ):
            used.add(index - 1)
            _take(one, before)
    for index, one in enumerate(found):
        if index not in used:
            out.append(one)
    return out


def _is_clock(one: Found) -> bool:
    return one.clock is not None and one.moment is None and one.partial is None


def _has_clock(one: Found) -> bool:
    return one.moment is not None and (one.moment.hour is not None or one.moment.day is None)


def _gap(text: str, start: int, end: int, pattern: re.Pattern[str]) -> bool:
    return end - start <= 26 and pattern.fullmatch(text, start, end) is not None


def _take(one: Found, clock: Found) -> None:
    one.start, one.end = min(one.start, clock.start), max(one.end, clock.end)
    if one.moment is None or one.moment.month is None:
        one.clock, one.zone = clock.clock, clock.zone
        return
    known = one.moment
    timed = make_moment(
        known.year,
        known.month,
        known.day,
        time=clock.clock,
        zone=clock.zone,
        calendar=known.calendar,
        other=known.other,
    )
    if timed is not None:
        one.moment = timed
