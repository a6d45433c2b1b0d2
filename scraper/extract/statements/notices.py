"""Binds each date of a page's text to its nearest label, and never one label to two dates.

A label stands before its date ('Last updated: D', 'Updated by X on D', a <dt> above a <dd>) or, in the languages that do
so, after it ('D 更新', 'D tarihinde güncellendi'). Bare verbs count only at the head of a line or field; full notices
("last updated") also inside a sentence about the page itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from scraper.extract.statements import belief, updaters
from scraper.extract.statements.claims import Claim, snippet
from scraper.extract.statements.classes import class_role
from scraper.extract.statements.found import Found
from scraper.extract.statements.lexicon import Label, label_after, labels_in
from scraper.extract.statements.moments import Moment
from scraper.extract.statements.numerals import fold
from scraper.extract.statements.page import Page
from scraper.extract.statements.relative import Relative, relatives_in
from scraper.extract.statements.scan import scan_dates
from scraper.extract.statements.shapes import number_spans
from scraper.extract.statements.stream import MARK, Mark, Stream
from scraper.extract.statements.values import read_value

__all__ = ["Item", "Notice", "items_of", "read_notices"]

MAX_ITEMS = 1500
_BEFORE = 100  # how far before a date its label may begin, in characters
_SENTENCE = re.compile(r"[.!?。！？](?:\s|$)(?!\s?\d)")
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = "了过過되됐됨하했함さしの版"  # what may follow a verb that follows its date
# Nouns and participles that another noun beside them makes a part of something else ("Update meeting", "Revised edition").
_EDGES = " :：-–—|·•,(/" + MARK  # what may stand around a label or date that is alone in its line
_NOUNS = frozenset(
    fold(
        "update updated upd edit edited revision revised changed modified amended refreshed effective version of stand maj edición änderung aktualisierung revisado modificato aggiornamento"
    ).split()
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_CONNECT = frozenset(
    fold(
        "on at am um as the le la el al a a les las em en il alle om op den d kl klo kello dnia dne v ve y u na o om on og och от в във на по по состоянию на к la da in data de del di "
        "ora ore pe r ngay vao luc khi pada tanggal tarikh pukul jam เมื่อ วันที่ เมื่อวันที่ เวลา ณ तिथि को ב בתאריך ביום בשעה في بتاريخ یوم يوم یوم در تاریخ به یوم الساعه ساعت στις την του ημερομηνια час г для "
        "is was be been date time day dato datum fecha data dzien dňa dna dates to since from this page of version le: du tarihi tarih kuni päeval plkst kell gada la data zi zile "
        "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday edt est version now info only it der das die vom seit per ut i it's"
    ).split()
)


@dataclass(slots=True)
class Item:
    """One date-like thing in the text: a date, a date without year, a time alone, a relative phrase, or a mark."""

    start: int
    end: int
    moment: Moment | None = None
    partial: tuple[int, int] | None = None
    clock: tuple[int, int, int | None] | None = None
    zone: str | None = None
    weak: bool = False
    relative: Relative | None = None
    machine: Moment | None = None
    mark: Mark | None = None


@dataclass(slots=True)
class Notice:
    """An item with its label. `score` falls with doubt; what is below 0.5 is kept but not believed."""

    item: Item
    label: Label | None
    role: str
    score: float
    rule: str
    by: str | None = None
    start: int = 0
    end: int = 0


def items_of(page: Page, stream: Stream) -> list[Item]:
    """Dates, relative phrases and marks of a text in order; a mark joins the last item of its own element."""
    numbers = number_spans(stream.folded)
    items = [_from_found(f) for f in scan_dates(stream.folded, page.hints, numbers)[:MAX_ITEMS]]
    taken = [(i.start, i.end) for i in items]
    for relative in relatives_in(stream.folded, numbers):
        if not any(a < relative.end and relative.start < b for a, b in taken) and len(items) < 2 * MAX_ITEMS:
            items.append(Item(relative.start, relative.end, relative=relative))
    items.sort(key=lambda i: (i.start, -i.end))
    items = _day_with_clock(items)
    return _with_marks(page, stream, items) if stream.marks else items


def _day_with_clock(items: list[Item]) -> list[Item]:
    """'今天 09:15' is one item: a relative day takes the clock time right beside it."""
    out: list[Item] = []
    for item in items:
        last = out[-1] if out else None
        if last is not None and last.relative is not None and item.moment is not None and item.start - last.end <= 4:
            out[-1] = item  # "1234 days ago, on D": the date says it better
            continue
        if last is not None and item.start - last.end <= 5:
            if (
                last.relative is not None
                and last.relative.unit == 86400
                and item.clock is not None
                and item.partial is None
            ):
                last.end = item.end
                continue
            if (
                item.relative is not None
                and item.relative.unit == 86400
                and last.clock is not None
                and last.partial is None
            ):
                last.clock, last.relative, last.end = None, item.relative, item.end
                continue
        out.append(item)
    return out


def _from_found(found: Found) -> Item:
    return Item(found.start, found.end, found.moment, found.partial, found.clock, found.zone, found.weak)


def _with_marks(page: Page, stream: Stream, items: list[Item]) -> list[Item]:
    extra: list[Item] = []
    index = 0
    for mark in sorted(stream.marks, key=lambda m: m.at)[:MAX_ITEMS]:
        moment = read_value(mark.value, page.hints, labelled=True)
        if moment is None:
            continue
        while index < len(items) and items[index].end <= mark.at:
            index += 1
        last = items[index - 1] if index else None
        if last is not None and last.start >= mark.start and last.mark is None:
            last.mark = mark
            if mark.at - last.end <= 1:
                last.end = mark.at + 1
            if last.moment is None or last.moment.date is None or abs((last.moment.start - moment.start).days) <= 1:
                last.machine = moment
        else:
            extra.append(Item(mark.at, mark.at + 1, moment=moment, machine=moment, mark=mark))
    return sorted(items + extra, key=lambda i: i.start) if extra else items


# -- labels ----------------------------------------------------------------------------------------------------


def read_notices(page: Page, stream: Stream, items: list[Item]) -> list[Notice]:
    """The labelled items of a text in document order."""
    notices: list[Notice] = []
    used: set[int] = set()
    free_from = 0
    for index, item in enumerate(items):
        after = items[index + 1] if index + 1 < len(items) else None
        notice = _before(page, stream, item, free_from, used)
        if notice is None and item.clock is None:
            notice = _after(page, stream, item, after, used)
        if notice is not None:
            if notice.label is not None:
                used.add(notice.label.start)
            _find_updater(stream, notice)
            notices.append(notice)
        free_from = max(
            free_from,
            notice.end if notice is not None and notice.label and notice.label.start >= item.end else item.end,
        )
    return notices


def _before(page: Page, stream: Stream, item: Item, free_from: int, used: set[int]) -> Notice | None:
    """The notice of the nearest label before the item: in its line, or alone at the end of the line above."""
    line_start, _ = stream.line(item.start)
    low = max(free_from, line_start, item.start - _BEFORE)
    for label in reversed(list(labels_in(stream.folded, low, item.start))):
        notice = (
            None
            if label.start in used or _is_compound(stream, label)
            else _bound(page, stream, item, label, max(line_start, free_from))
        )
        if notice is not None:
            return notice
        if label.role != "other":
            break
    if stream.folded[max(free_from, line_start) : item.start].strip(" :：-–—|·•,(/\ue000") or free_from > line_start:
        return None
    return _above(page, stream, item, free_from, used, line_start)


def _is_compound(stream: Stream, label: Label) -> bool:
    """'Corona-Update', 'Software-Update': the tail of another word, not a label."""
    return label.start > 1 and stream.folded[label.start - 1] == "-" and stream.folded[label.start - 2].isalpha()


def _above(page: Page, stream: Stream, item: Item, free_from: int, used: set[int], line_start: int) -> Notice | None:
    end = line_start
    for _ in range(2):
        end -= 1
        if end <= free_from:
            return None
        above, _ = stream.line(end - 1)
        if stream.folded[above:end].strip(" :：-–—|·•\ue000"):
            break
        end = above
    low = max(free_from, above, end - 70)
    labels = list(labels_in(stream.folded, low, end))
    if not labels or labels[-1].start in used:
        return None
    label = labels[-1]
    if _is_compound(stream, label):
        return None
    if stream.folded[label.end : end].strip(" :：-–—|·•\ue000)") or (item.weak and not label.strong):
        return None
    notice = _bound(page, stream, item, label, above, crossing=True)
    if notice is not None:
        notice.rule = f"above:{notice.rule}"
        notice.score -= 0.02
    return notice


def _bound(
    page: Page, stream: Stream, item: Item, label: Label, field_start: int, *, crossing: bool = False
) -> Notice | None:
    """The notice if label and date fit together, else None. A field begins at its line or after the date before it."""
    gap = stream.folded[label.end : item.start]
    is_by, by = updaters.in_gap(stream, label.word, label.end, item.start)
    if not crossing and not is_by and not _gap_fits(gap, label):
        return None
    score = belief.before(page, stream, item, label, field_start)
    return Notice(item, label, label.role, score, f"label:{label.word}", by, label.start, item.end)


def _gap_fits(gap: str, label: Label) -> bool:
    text = gap.replace(MARK, "").strip(" \n:：-–—|·•,(（/[\"'=~>.*\u3000")
    if not text:
        return True
    if _SENTENCE.search(gap.lstrip(".: ")):
        return False
    words = _WORD.findall(text)
    cjk = len(_CJK.findall(text))
    if label.strong:
        return len(text) <= 60 and len(words) <= 9 and cjk <= 16
    if cjk:
        return cjk <= 3 and len(text) <= 6
    strange = [w for w in words if w not in _CONNECT and len(w) > 2]
    return len(text) <= 30 and len(strange) <= (0 if label.word in _NOUNS else 1) and len(words) <= 4


def _after(page: Page, stream: Stream, item: Item, after: Item | None, used: set[int]) -> Notice | None:
    """The notice of a label that follows the item directly, unless it belongs to the next date."""
    _, line_end = stream.line(item.end)
    start = item.end
    while start < line_end and stream.folded[start] in " )）」】\"'.,," + MARK and start - item.end < 5:
        start += 1
    label = label_after(stream.folded, start, line_end) or label_after(
        stream.folded, max(item.end, start - 1), line_end
    )
    by = None
    if label is None:
        by, start = updaters.between(stream, item.end, line_end)
        label = label_after(stream.folded, start + (stream.folded[start : start + 1] == " "), line_end) if by else None
    if label is None:
        return _below(page, stream, item, after, used)
    if label.start in used:
        return None
    if "." in stream.folded[item.end : label.start] and line_end - label.end > 3 and label.word.isascii():
        return None  # the next sentence begins with the word
    rest = stream.folded[label.end : label.end + 1]
    if rest in (":", "于") or (rest and rest.isalnum() and rest not in _ENDINGS):
        return None
    if (
        after is not None
        and after.start < line_end
        and after.start - label.end <= 4
        and not _ends_with_label(stream, after)
    ):
        return None
    score = belief.after(page, stream, item, label)
    return Notice(item, label, label.role, score, f"after:{label.word}", by, item.start, label.end)


def _below(page: Page, stream: Stream, item: Item, after: Item | None, used: set[int]) -> Notice | None:
    """A date alone in its line with an update word alone in the line below it, unless that heads another date."""
    line_start, line_end = stream.line(item.end - 1)
    alone = not stream.folded[line_start : item.start].strip(_EDGES) and not stream.folded[item.end : line_end].strip(
        _EDGES
    )
    if not alone or line_end >= len(stream.folded):
        return None
    below, end = stream.line(line_end + 1)
    label = next(labels_in(stream.folded, below, end), None) if end - below < 40 else None
    if label is None or label.role != "updated" or label.start in used:
        return None
    if stream.folded[below : label.start].strip(_EDGES) or stream.folded[label.end : end].strip(
        _EDGES.replace(":", "")
    ):
        return None
    if after is not None and after.start - end < 4:
        return None
    score = min(0.75, belief.before(page, stream, item, label, below))
    return Notice(item, label, label.role, score, f"below:{label.word}", None, item.start, label.end)


def _ends_with_label(stream: Stream, item: Item) -> bool:
    _, line_end = stream.line(item.end)
    start = item.end
    while start < line_end and stream.folded[start] in " )" + MARK:
        start += 1
    return label_after(stream.folded, start, line_end) is not None


def _find_updater(stream: Stream, notice: Notice) -> None:
    if notice.role != "updated" or notice.label is None or not stream.starts:
        return
    line_start, _ = stream.line(notice.label.start)
    _, line_end = stream.line(notice.item.end)
    word = notice.label.word
    if notice.by is None:
        notice.by = updaters.before_label(stream, word, line_start, notice.label.start)
    if notice.by is None:
        name, end = updaters.after_date(stream, word, notice.item.end, line_end)
        notice.by = name
        notice.end = max(notice.end, min(end, notice.end + 80)) if name else notice.end
    if notice.by is None and notice.rule.startswith("after:"):
        notice.by = updaters.before_label(stream, word, line_start, notice.item.start)


# -- claims ----------------------------------------------------------------------------------------------------


def claim_of(
    page: Page, stream: Stream, notice: Notice, moment: Moment, *, element: Any = None, source: str = "notice"
) -> Claim:
    """The claim of a notice once its moment is known."""
    where = element if element is not None else stream.element_at(notice.item.start)
    claim = Claim(notice.role, moment, source, notice.rule, notice.score)
    claim.element = where
    claim.scope = page.scopes.of(where) if where is not None else "unknown"
    claim.snippet = snippet(stream.text, min(notice.start, notice.item.start), max(notice.end, notice.item.end))
    claim.by = notice.by
    claim.strong = notice.label is not None and notice.label.strong
    claim.superlative = notice.label is not None and notice.label.superlative
    claim.lang = page.hints.lang
    claim.at = notice.item.start
    claim.machine = notice.item.machine
    if where is not None:
        parent = where.getparent()
        claim.shape = f"{where.tag}.{where.get('class') or ''}<{parent.get('class') or '' if parent is not None else ''}:{claim.strong}"
    return claim


def unlabelled_role(page: Page, stream: Stream, item: Item) -> tuple[str, str] | None:
    """Role and rule of an item without a label, from the class names of the elements it stands in."""
    element = item.mark.element if item.mark is not None else stream.element_at(item.start)
    return class_role(element)
