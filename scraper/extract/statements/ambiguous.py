"""Day and month of numeric dates like 05/06/2022: which comes first on this page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from scraper.extract.statements.found import PageHints
from scraper.extract.statements.moments import Moment

__all__ = ["habit", "page_order", "settle"]

_NUMERIC = re.compile(r"(\d\d?)([/\-])(\d\d?)\2(?:19|20)?\d\d(?![\d/\-])")
_PART_OF_MORE = frozenset("0123456789/.-")
_MONTH_FIRST = ("us", "ph", "fm", "pw")


def page_order(folded: str, hints: PageHints) -> str:
    """'dmy' or 'mdy' where other dates on the page or its region decide; '' where nothing does."""
    day_first = month_first = 0
    for m in _NUMERIC.finditer(folded):
        if folded[m.start() - 1 : m.start()] in _PART_OF_MORE:
            continue
        first, second = int(m[1]), int(m[3])
        day_first += 12 < first <= 31 and 1 <= second <= 12
        month_first += 12 < second <= 31 and 1 <= first <= 12
    if day_first != month_first:
        return "dmy" if day_first > month_first else "mdy"
    if hints.region:
        return "mdy" if hints.region in _MONTH_FIRST else "dmy" if hints.region != "ca" else ""
    return ""


def settle(moment: Moment, known: set[date], latest: date | None) -> Moment:
    """The reading of an ambiguous date that equals a known date of the page, or is not in the future; else as it was."""
    if moment.other is None or moment.date is None:
        return moment
    month, day = moment.other
    try:
        second = date(moment.year, month, day)
    except ValueError:
        return replace(moment, other=None)
    swapped = replace(moment, month=month, day=day, other=None)
    if moment.date in known:
        return replace(moment, other=None)
    if second in known or (latest is not None and moment.date > latest >= second):
        return swapped
    if latest is not None and second > latest >= moment.date:
        return replace(moment, other=None)
    return moment


def habit(hints: PageHints) -> str:
    """The order that a language writes by habit, '' for those that are written both ways."""
    return "" if hints.lang in (None, "en", "fil") else "dmy"
