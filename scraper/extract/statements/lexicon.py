"""The label words of all languages as compiled patterns: what a label is, where it may stand, what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scraper.extract.statements.numerals import clean, fold
from scraper.extract.statements.trie import word_pattern
from scraper.extract.statements.words_east import EAST
from scraper.extract.statements.words_middle import MIDDLE
from scraper.extract.statements.words_west import WEST

__all__ = ["Label", "has_update_word", "label_after", "label_any_after", "labels_in", "languages"]

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_SUPERLATIVE = re.compile(
    fold(
        "last|latest|most recent|letzt|neuest|dernier|derniere|ultim|darrer|laatst|senast|sist|senest|sidst|viime|síðast|síðust|ostatni|posledn|naposledy|"
        "zadnj|posljednj|poslednj|nazadnje|son |en son|τελευτ|utols|legutobb|utoljara|lần cuối|lan cuoi|mới nhất|gần nhất|cuối|terakhir|akhir|последн|"
        "востанн|останн|апошн|آخر|אחרון|האחרון|לאחרונה|अंतिम|आखिरी|आख़री|आखरी|पिछला|সর্বশেষ|শেষ|ล่าสุด|สุดท้าย|最终|最后|最近|最新|上次|최종|마지막|최근|viimati|viimane|"
        "pedej|paskutin|azken|i fundit|\\bdate\\b|datum|fecha|\\bdata\\b|\\bdato\\b|tarih|^tarikh|дата|تاریخ|תאריך|ημερομηνια|日|tanggal|^ngay|วันที่|தேதி|current as of|topic revision|"
        "[$]date|edited this|stand der|aktueller stand|kemaskini|edited by"
    )
)
_ROLES = {
    "last": ("updated", True),
    "updated": ("updated", False),
    "published": ("published", False),
    "last_reviewed": ("reviewed", True),
    "reviewed": ("reviewed", False),
    "next": ("next_review", True),
    "created": ("created", False),
    "other": ("other", False),
}
_AFTER_ROLES = {"after": "updated", "published_after": "published"}


@dataclass(frozen=True, slots=True)
class Label:
    """A label as found: its span in the folded text, its meaning, and the languages that have the word.

    `strong` labels say by themselves that something was updated ("last updated", "updated on"); the others are bare verbs.
    `superlative` ones say *last*, or name a field ("date modified"): they are rare in running prose.
    """

    start: int
    end: int
    role: str
    strong: bool
    word: str
    langs: frozenset[str]
    superlative: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    role: str
    strong: bool
    langs: frozenset[str]
    superlative: bool = False


def languages() -> dict[str, dict[str, str]]:
    """All word tables: language -> key -> words as written."""
    return {**WEST, **MIDDLE, **EAST}


def _words(keys: dict[str, tuple[str, bool]]) -> dict[str, _Entry]:
    """Folded word -> meaning. Where two keys claim a word, the earlier key wins within the table's order of keys."""
    order = list(keys)
    best: dict[str, tuple[int, set[str]]] = {}
    for lang, table in languages().items():
        for key, words in table.items():
            if key not in keys:
                continue
            rank = order.index(key)
            for written in words.split("|"):
                word = fold(clean(written)).strip()
                if key == "other" and len(word) < (2 if _UNSPACED.search(word) else 4):
                    continue
                known = best.get(word)
                if known is None or rank < known[0]:
                    best[word] = (rank, {lang})
                elif rank == known[0]:
                    known[1].add(lang)
    out = {}
    for word, (rank, langs) in best.items():
        role, strong = keys[order[rank]]
        out[word] = _Entry(role, strong, frozenset(langs), strong and _SUPERLATIVE.search(word) is not None)
    return out


@cache
def _before() -> tuple[dict[str, _Entry], re.Pattern[str]]:
    table = _words(_ROLES)
    return table, _compiled(table)


@cache
def _after() -> tuple[dict[str, _Entry], re.Pattern[str]]:
    table = _words({key: (role, True) for key, role in _AFTER_ROLES.items()})
    return table, _compiled(table)


def _compiled(table: dict[str, _Entry]) -> re.Pattern[str]:
    spaced = [w for w in table if not _UNSPACED.search(w)]
    unspaced = [w for w in table if _UNSPACED.search(w)]
    return re.compile(
        rf"(?:(?<![^\W\d_])(?:{word_pattern(spaced)})(?![^\W\d_])|(?:{word_pattern(unspaced)}))",
    )


def labels_in(folded: str, start: int, end: int) -> Iterator[Label]:
    """The labels that may stand before a date, left to right, within a span of folded text."""
    table, pattern = _before()
    for m in pattern.finditer(folded, start, end):
        entry = table[m[0]]
        yield Label(m.start(), m.end(), entry.role, entry.strong, m[0], entry.langs, entry.superlative)


def has_update_word(text: str) -> bool:
    """Whether a line holds a word of any language that states an update: 'last updated', 'güncellendi', '更新'."""
    folded = fold(text)
    updates = any(label.role in ("updated", "reviewed") for label in labels_in(folded, 0, len(folded)))
    return updates or label_any_after(folded) is not None


def label_any_after(folded: str) -> re.Match[str] | None:
    """The first word of a text that may follow a date as its label."""
    return _after()[1].search(folded)


def label_after(folded: str, start: int, end: int) -> Label | None:
    """A label right at `start` that follows its date ('… 更新', '… tarihinde güncellendi')."""
    table, pattern = _after()
    m = pattern.match(folded, start, end)
    if m is None:
        return None
    entry = table[m[0]]
    return Label(m.start(), m.end(), entry.role, entry.strong, m[0], entry.langs)
