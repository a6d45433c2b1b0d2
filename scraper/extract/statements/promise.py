"""Whether a number can be part of a date at all: what stands right behind it or right before it.

Most numbers of a page cannot ("12 people", "40 %"). Two small looks spare them the dozen shapes that a date may have.
"""

from __future__ import annotations

import re

from scraper.extract.statements.shapes import month_edges

__all__ = ["promising"]

_NUMERIC = re.compile(
    r"\s?[-/.:hu]\s?\d|\s?[年月日号时分년월일시분]|\s?(?:h|u|uhr|[ap]\.?\s?m)(?![^\W\d_])|\s?(?:оны|thang|thg|th|сарын|сар)(?![^\W\d_])|[(]e[)]ko|\.?\s?(?:gada|жыл|ж\.|m\.|eko|ko|yil)"
)
_NEXT_WORD = re.compile(
    r"(?:st|nd|rd|th|er|re|ere|eme|ste|de|º|°|ª|o|a|-?го|-?е|-?а|-?та|-?ти|-?ви|-?ri|-?an|-?en|-?ta)?[\s.,/\-']{0,4}"
    r"(?:(?:de|del|di|do|of|da|d|the|ngay|gada|m|ko|eko|yil|жыл|жылгы|жылғы|ж)[ '.,]{1,3}|d'|ב)?([^\W\d_]{2,20})"
)
_MARKED = ("\u0900", "\u3040")  # scripts whose vowels are marks, which no pattern takes for letters


def promising(folded: str, start: int, end: int) -> bool:
    """Whether the number at [start, end) has a separator and digits, a unit of a date, or a month beside it."""
    if _NUMERIC.match(folded, end):
        return True
    beside = folded[end : end + 3].strip(" .,-/")[:1], folded[max(0, start - 3) : start].strip(" .,-/")[-1:]
    if any(_MARKED[0] <= ch < _MARKED[1] for ch in beside if ch):
        return True
    firsts, lasts = month_edges()
    word = _NEXT_WORD.match(folded, end)
    if word is not None and (word[1] in firsts or word[1][1:] in firsts):
        return True
    before = folded[max(0, start - 26) : start].removesuffix("the ").rstrip(" .,-/")
    cut = max(before.rfind(" "), before.rfind("/"), before.rfind("-"), before.rfind("."), before.rfind("\n"))
    return before[cut + 1 :].lstrip("([,;:") in lasts
