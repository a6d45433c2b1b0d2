"""Where dates, clocks and relative words stand in a line, in every language: what comparing sets aside.

The same tables that read stated dates find them here, so that what can be read can also be masked.
"""

from __future__ import annotations

import re

from scraper.extract.statements.found import PageHints
from scraper.extract.statements.lexicon import has_update_word
from scraper.extract.statements.numerals import fold
from scraper.extract.statements.page import language_of
from scraper.extract.statements.relative import age_spans, relatives_in
from scraper.extract.statements.scan import scan_dates

__all__ = ["date_spans", "relative_spans"]

_ANY_DIGIT = re.compile(r"\d")
# Words that say "ago" in one language and "for the length of" in another: they need an update word in their line.
_DURATIONS = ("for ", "for over ", "over ", "za ", "fyrir ", "pred ", "fa ")
Spans = tuple[tuple[int, int], ...]


def date_spans(text: str) -> Spans:
    """Spans of dates and clocks in one line, in order, none inside another."""
    if _ANY_DIGIT.search(text) is None and "年" not in text:
        return ()
    folded = fold(text)
    hints = PageHints(lang=language_of(folded))
    return _disjoint([(one.start, one.end) for one in scan_dates(folded, hints)])


def relative_spans(text: str) -> Spans:
    """Spans of what counts from the time of the visit: '3 days ago', '已超过 30 天没有更新', 'vor 3 Tagen', 'older than 2 years'."""
    if _ANY_DIGIT.search(text) is None:
        return ()
    folded = fold(text)
    plain = not has_update_word(text)
    counted = [
        (one.start, one.end)
        for one in relatives_in(folded)
        if _ANY_DIGIT.search(folded, one.start, one.end) and not (plain and folded.startswith(_DURATIONS, one.start))
    ]
    return _disjoint([*counted, *age_spans(folded)])


def _disjoint(spans: list[tuple[int, int]]) -> Spans:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return tuple(out)
