"""The shapes dates and times take in folded text: patterns that begin at a number, and month names.

Every pattern is bounded (no nested repeats over the same characters), so that hostile text costs linear time.
"""

from __future__ import annotations

import re
from functools import cache

from scraper.extract.statements.months import JALALI, MONTHS
from scraper.extract.statements.numerals import clean, fold

__all__ = [
    "AMPM_BEFORE",
    "ASCTIME",
    "CJK_CLOCK",
    "CJK_MONTH_DAY",
    "CJK_NUMERAL_DATE",
    "CLOCK",
    "DAY_MONTH",
    "DAY_MONTH_YEAR",
    "DMY",
    "ERA_BEFORE",
    "NUMBER",
    "PREVIOUS_WORD",
    "ROC",
    "TAIL_DAY_YEAR",
    "VIETNAMESE",
    "YEAR_AFTER",
    "YEAR_MONTH_CJK",
    "YEAR_MONTH_DAY",
    "YMD",
    "YMD_CJK",
    "ZONE",
    "month_edges",
    "month_number",
    "number_spans",
]

# A word that may be a month: no blank, digit or separator in it; Thai abbreviations hold full stops.
_WORD = r"(?:[ก-๛]{1,3}\.[ก-๛]{1,3}(?=\.|\s|\d)|[^\s\d,.:;|()\[\]<>\"'/\-_@#%&*+=!?。·•~^$\\{}]{2,20})"
_MONTH = rf"({_WORD}(?:[ /]{_WORD}){{0,2}}?)"
_ORDINAL = r"(?:st|nd|rd|th|er|ere|eme|ste|de|re|º|°|ª|o|a|-?го|-?е|-?а|-?та|-?ти|-?ви|-?ri|-?an|-?en|-?ta|-an)?"
_LINK = r"(?:(?:de|del|di|do|of|da|d|ב|gada|the|ngay)[ ']\s?|d'|ב)?"
_YEAR_LINK = r"(?:(?:de|del|of|do|ano|พ\.ศ\.|พศ|ค\.ศ\.|ค\.ศ|พุทธศักราช|в|nam|năm|m|di)\s?){0,2}"

NUMBER = re.compile(r"\d+")
YMD = re.compile(r"(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)")
YMD_CJK = re.compile(r"(\d{4})\s?(?:[年년]|оны)\s?(\d{1,2})\s?(?:[月월]|(?:-?р )?сарын)\s?(\d{1,2})\s?[日号일]?")
YEAR_MONTH_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월](?!\s?\d)")
CJK_MONTH_DAY = re.compile(r"(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号일]")
ROC = re.compile(r"(\d{1,3})(?:\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)|\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日)")
ERA_BEFORE = re.compile(r"(令和|平成|昭和|大正|明治|民國|民国|(?<![a-z])[rhs]\.?)\s?$")
CJK_NUMERAL_DATE = re.compile(
    r"(令和|平成|昭和|民國|民国)?([〇○零一二三四五六七八九十元\d]{1,4})年"
    r"([一二三四五六七八九十\d]{1,3})月([初廿卅一二三四五六七八九十\d]{1,3})[日号]"
)
DMY = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d])")
DAY_MONTH_YEAR = re.compile(
    rf"(\d{{1,2}}){_ORDINAL}[\s.,/\-]{{0,3}}{_LINK}{_MONTH}[\s.,/\-']{{0,4}}{_YEAR_LINK}(\d{{4}}|\d{{2}})(?!\d)(?!:\d)"
)
DAY_MONTH = re.compile(rf"(\d{{1,2}}){_ORDINAL}[\s.,]{{0,2}}{_LINK}{_MONTH}(?=[\s.,:;)\]|]|$)")
YEAR_MONTH_DAY = re.compile(
    rf"(\d{{4}})[\s.,\-/]{{0,3}}(?:(?:m\.|gada|\(e\)ko|ko|eko|yil|жыл(?:ғы)?|ж\.|оны|е?ко)[\s,]{{0,2}})?[\s.,\-]{{0,2}}(?:(\d{{1,2}})\.?\s)?"
    rf"({_WORD}(?: {_WORD})?(?= сар)|{_MONTH[1:-1]})"
    r"(?: сар(?:ын)?(?![^\W\d_]))?(?:[\s.,\-/]{0,3}(\d{1,2})(?!\d|:\d))?"
)
YEAR_AFTER = re.compile(r"[\s.,/\-']{0,3}(?:(?:de|del|of|do)\s)?(\d{4})(?!\d)")
TAIL_DAY_YEAR = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?(?:\s?,\s?|\s?\.\s?|\s?-\s?|/|\s)(?:of )?[\s,]{0,2}('?\d{2}(?![\d:.])|\d{4})(?!\d)"
)
ASCTIME = re.compile(r"(\d{1,2})\s(\d{1,2}):(\d\d)(?::(\d\d))?\s(?:([a-z]{2,5}|[+-]\d{4})\s)?(\d{4})(?!\d)")
VIETNAMESE = re.compile(r"(\d{1,2})\s?[,-]?\s?(?:thang|thg|th)\.?\s?(\d{1,2})[\s,/\-]{0,3}(?:nam\s?)?(\d{4})(?!\d)")
PREVIOUS_WORD = re.compile(rf"(?<![^\W\d_])({_WORD}(?:[ /]{_WORD})?)[\s.,\-/]{{0,3}}(?:the )?$")

_AMPM = r"(?:\s?([ap])\.?\s?m\b\.?|\s?(μμ|πμ|μ\.μ\.|π\.μ\.|ص|م|ق\.ظ|ب\.ظ|sa|ch|nm|vm)(?![^\W\d_]))?"
CLOCK = re.compile(
    rf"(\d{{1,2}})(?:\s?(?::|h|u|\.)\s?(\d\d)(?:\s?(?::|\.|min|m)\s?(\d\d)(?!\d)|min\b)?(?!\d){_AMPM}|\s?([ap])\.?\s?m\b\.?|\s?(?:h|uhr)\b)"
)
CJK_CLOCK = re.compile(r"(\d{1,2})\s?[时시:]\s?(\d{1,2})\s?[分분]?(?:\s?:?\s?(\d{1,2})\s?[秒초]?)?")
AMPM_BEFORE = re.compile(
    r"(上午|下午|午前|午后|凌晨|晚上|中午|早上|오전|오후|am|pm|a\.m\.|p\.m\.|πμ|μμ|sa|ch|ppm|pg|ptg)\s?$"
)
ZONE = re.compile(
    r"[\s.]{0,2}(?:uhr\s?|น\.?\s?|h\s|hrs\.?\s?|óra\s?|г\.?\s?|ч\.?\s?)?\(?"
    r"((?:utc|gmt|cet|cest|mez|mesz)?\s?[+-]\d{1,2}:?\d{2}(?!\d)|(?:utc|gmt)\s?[+-]\d{1,2}(?!\d)"
    r"|(?:utc|gmt|bst|cest|cet|mesz|mez|eest|eet|msk|мск|trt|gst|pkt|wib|wita|wit|ict|hkt|sgt|myt|awst|jst|kst|aest|aedt"
    r"|nzst|nzdt|est|edt|cst|cdt|mst|mdt|pst|pdt|ist|brt|art|sast|cat|eat|wat|z)(?![^\W_]))"
)


def number_spans(folded: str) -> list[tuple[int, int]]:
    """Where the numbers of a text stand."""
    return [number.span() for number in NUMBER.finditer(folded)]


@cache
def _tables() -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Folded month word -> {language: number}, and folded Jalali month -> number."""
    words: dict[str, dict[str, int]] = {}
    for lang, lines in MONTHS.items():
        names = " ".join(lines).split()
        for index, alternatives in enumerate(names):
            for word in alternatives.split("|"):
                key = fold(clean(word.replace("_", " ")))
                words.setdefault(key, {}).setdefault(lang, index % 12 + 1)
    jalali = {
        fold(clean(word)): index + 1
        for index, alternatives in enumerate(" ".join(JALALI).split())
        for word in alternatives.split("|")
    }
    return words, jalali


@cache
def month_edges() -> tuple[frozenset[str], frozenset[str]]:
    """The first words and the last words of all month names, folded."""
    words, jalali = _tables()
    names = [re.findall(r"[^\W\d_]+", name) for name in (*words, *jalali)]
    return frozenset(n[0] for n in names if n), frozenset(n[-1] for n in names if n)


def month_number(word: str, lang: str | None = None) -> tuple[int, str] | None:
    """Month number and calendar of a folded word ('gregorian' or 'jalali'); None where it is no month.

    Where languages disagree (listopad, srpanj) the page's language decides, then the majority.
    """
    words, jalali = _tables()
    word = word.strip(" .'")
    if lang == "fa" and word in jalali:
        return jalali[word], "jalali"
    found = words.get(word)
    if found is None and len(word) > 3 and word[0] in "בو":
        found = words.get(word[1:])
    if found is None:
        return (jalali[word], "jalali") if word in jalali else None
    if lang and lang in found:
        return found[lang], "gregorian"
    numbers = list(found.values())
    return max(set(numbers), key=lambda n: (numbers.count(n), -n)), "gregorian"
