"""What the difference between two captures of a page is worth.

Substance is the document's own text or title. Everything around it is peripheral: kept, never alerted. Both captures are
read again with today's extractor, so that a better extractor never looks like an edit.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from scraper.compare.dates import DateChange, compare_dates
from scraper.compare.furniture import Around, Judged, judge, judge_moves, shifted_dates
from scraper.compare.links import LinkChanges, compare_links
from scraper.compare.matching import Difference, Matching, match
from scraper.compare.memory import Memory, state_of
from scraper.compare.normal import normal
from scraper.compare.targets import telling
from scraper.compare.text import summarize
from scraper.compare.volatile import mask
from scraper.extract.head import titles
from scraper.extract.layout import MAIN, Placed, lay_out_like
from scraper.extract.page import Opened, open_page, watched_blocks
from scraper.extract.selectors import patterns
from scraper.records import KnownDocument, PageReading, ReadOptions, Significance

__all__ = ["BlockView", "PageComparison", "compare_page", "explain"]

_MASKED_KEPT = 8
_ZONE_LINES = 3  # dates that move by a day at once, from which it is the server's time zone
_FRESH = 80  # characters of new text that make a shrunken page a rewritten one


@dataclass(frozen=True, slots=True)
class PageComparison:
    """The verdict. `text_changed` only for substance; `returns_to` is the earlier version whose text this is.

    `shrunk_to` is the new text's length as a share of the old one's; `memory_json` and `host_json` (None: unchanged)
    are this room's state for the next time; `masked` names the volatile phrases that were not compared; `links` are the
    changes of links that are worth telling; `states` are hashes of the text before and after as it was compared, without
    volatile phrases.
    """

    significance: Significance
    reason: str
    summary: str = ""
    text_changed: bool = False
    title_changed: bool = False
    returns_to: int | None = None
    shrunk_to: float = 1.0
    memory_json: str = ""
    host_json: str | None = None
    masked: tuple[str, ...] = ()
    links: LinkChanges = field(default_factory=LinkChanges)
    states: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class BlockView:
    """One block for `inspect --explain`: what is done with it and why."""

    text: str
    watched: bool
    place: str
    why: str
    path: str = ""


def compare_page(
    known: KnownDocument,
    reading: PageReading,
    body: bytes,
    content_type: str | None,
    options: ReadOptions,
    *,
    now: datetime,
) -> PageComparison:
    """Compare a capture with the newest version of its document."""
    pair = _Pair(open_page(known.raw, known.content_type, options), open_page(body, content_type, options), options)
    memory = Memory.load(known.memory_json)
    dates = compare_dates(known.published, known.updated, known.updated_by, reading.freshness, known.flags)
    judged, found = _judge(pair, memory, dates, now)
    told = [(d, j) for d, j in judged if j.substance]
    states = state_of(pair.masked_old()), state_of(pair.masked_new())
    returns_to = _returns_to(known, memory, states, reading)
    _learn(memory, known, states, judged)
    links = telling(compare_links(known.links, reading.links), memory, version=known.version, now=now)
    result = PageComparison(
        Significance.PERIPHERAL,
        _peripheral([j for _, j in judged], found),
        shrunk_to=_shrunk(pair, told, returns_to),
        returns_to=returns_to,
        memory_json=memory.dump(),
        masked=tuple(dict.fromkeys(m for _, j in judged for m in j.masked))[:_MASKED_KEPT],
        links=links,
        states=states,
    )
    if _title_changed(pair):
        summary = f"title: {known.title or '(none)'} → {reading.title or '(none)'}"
        result = replace(
            result, significance=Significance.SUBSTANCE, reason="the title changed", summary=summary, title_changed=True
        )
    if not told:
        return _technical(result, pair, known, reading) if not judged else result
    return replace(
        result,
        significance=Significance.SUBSTANCE,
        reason=told[0][1].reason,
        summary=_summary([d for d, _ in told]),
        text_changed=True,
    )


class _Pair:
    """Both captures as they are compared."""

    def __init__(self, old: Opened, new: Opened, options: ReadOptions) -> None:
        old = replace(old, layout=lay_out_like(old.layout, new.layout))
        new = replace(new, layout=lay_out_like(new.layout, old.layout))
        self.old, self.new = old, new
        self.lines_old, self.lines_new = watched_blocks(old.layout, options), watched_blocks(new.layout, options)
        drop = patterns(options.ignore)
        if drop:
            self.lines_old, self.lines_new = _without(self.lines_old, drop), _without(self.lines_new, drop)
        self.sure = old.layout.main_sure and new.layout.main_sure
        self.watch_all = options.watch_all

    def masked_old(self) -> list[str]:
        return [mask(p.text).text for p in self.lines_old]

    def masked_new(self) -> list[str]:
        return [mask(p.text).text for p in self.lines_new]


def _without(lines: Sequence[Placed], drop: Sequence[re.Pattern[str]]) -> list[Placed]:
    kept = []
    for line in lines:
        text = line.text
        for pattern in drop:
            text = pattern.sub("", text)
        if text.strip():
            kept.append(line if text == line.text else replace(line, text=text.strip()))
    return kept


def _judge(
    pair: _Pair, memory: Memory, dates: DateChange, now: datetime
) -> tuple[list[tuple[Difference, Judged]], Matching]:
    found = match(pair.lines_old, pair.lines_new, pair.old.layout.blocks, pair.new.layout.blocks)
    zone = sum(map(shifted_dates, found.differences)) >= _ZONE_LINES
    around = Around(pair.sure, dates, zone, now)
    judged: list[tuple[Difference, Judged]] = []
    for difference in found.differences:
        verdict = judge(difference, around)
        if pair.watch_all and not verdict.masked:
            verdict = replace(verdict, substance=True)
        again = memory.volatile(difference) if verdict.substance and not pair.watch_all else None
        judged.append((difference, Judged(False, again) if again else verdict))
    moves = judge_moves(found.moved)
    if moves is not None:
        lines = tuple(p for p in found.moved if p.place == MAIN)
        judged.append((Difference(lines, lines, "", ""), moves))
    return judged, found


def _learn(
    memory: Memory, known: KnownDocument, states: tuple[str, str], judged: Sequence[tuple[Difference, Judged]]
) -> None:
    memory.looks += 1
    for difference, verdict in judged:
        if not verdict.masked and (difference.before or difference.after):
            memory.learn(difference)
    if not memory.states or memory.states[-1][1] != states[0]:
        memory.states.append((known.version, states[0]))
    if memory.states[-1][1] != states[1]:
        memory.states.append((known.version + 1, states[1]))


def _returns_to(known: KnownDocument, memory: Memory, states: tuple[str, str], reading: PageReading) -> int | None:
    """The earlier version with this text: by its state as compared, else by its text as kept."""
    if states[0] == states[1]:
        return None
    found = memory.returns_to(states[1], known.version)
    if found is not None:
        return found
    digest = hashlib.sha256(reading.text.encode("utf-8", "surrogatepass")).hexdigest()
    return next((number for number, sha in known.recent if sha == digest and number != known.version), None)


def _shrunk(pair: _Pair, told: Sequence[tuple[Difference, Judged]], returns_to: int | None) -> float:
    """How much is left of the text; 1.0 where the smaller text says something new or was seen before: that is no accident.

    A beginning of an old line says nothing new, it was cut off. And where the title went and nothing of the old text is
    left, it is not the document that says something new but what stands in its place.
    """
    share = _letters(pair.lines_new) / max(1, _letters(pair.lines_old))
    if share >= 1 or returns_to is not None:
        return 1.0 if returns_to is not None else share
    fresh = sum(_letters(d.new) for d, _ in told if not _cut(d))
    replaced = _title_changed(pair) and fresh >= 0.8 * _letters(pair.lines_new)
    return 1.0 if not replaced and fresh >= _FRESH and fresh >= 0.2 * _letters(pair.lines_new) else share


def _cut(difference: Difference) -> bool:
    """Whether what is new is the beginning of what was there."""
    new, old = (" ".join(line.text for line in lines) for lines in (difference.new, difference.old))
    return bool(new) and old.startswith(new)


def _technical(result: PageComparison, pair: _Pair, known: KnownDocument, reading: PageReading) -> PageComparison:
    """The same lines read the same way, yet the kept text is another: it was written by another extractor."""
    same = [p.text for p in pair.lines_old] == [p.text for p in pair.lines_new]
    if result.title_changed or not same or known.text == reading.text:
        return result
    return replace(result, significance=Significance.TECHNICAL, reason="read again by another version of the extractor")


def _peripheral(judged: Sequence[Judged], found: Matching) -> str:
    if judged:
        return "only " + "; ".join(dict.fromkeys(j.reason.removeprefix("only ") for j in judged))[:160]
    if found.moved:
        return "only the order of blocks"
    return "only white space or line breaks" if found.recut else "only menus, footers or markup"


def _letters(lines: Sequence[Placed]) -> int:
    return sum(len(normal(p.text)) for p in lines)


def _title_changed(pair: _Pair) -> bool:
    """Whether the page goes by another name: none of its old titles is among the new ones."""
    before, after = ({mask(t).text for t in titles(opened.tree)} for opened in (pair.old, pair.new))
    return bool(before) and bool(after) and not before & after


def _summary(told: Sequence[Difference]) -> str:
    old = "\n".join(p.text for d in told for p in d.old)
    new = "\n".join(p.text for d in told for p in d.new)
    return summarize(old, new) if old != new else f"moved: {told[0].old[0].text[:150]}"


def explain(known: KnownDocument, options: ReadOptions) -> tuple[BlockView, ...]:
    """Which blocks of the newest version are watched, which are furniture, and why."""
    opened = open_page(known.raw, known.content_type, options)
    kept = set(map(id, watched_blocks(opened.layout, options)))
    return tuple(BlockView(b.text, id(b) in kept, b.place, b.why, opened.layout.path(b)) for b in opened.layout.blocks)
