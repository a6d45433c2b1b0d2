"""What the difference between two captures of a page is worth.

Substance is the document's own text or title. Everything around it is peripheral: kept, never alerted. Both captures are
read again with today's extractor, so that a better extractor never looks like an edit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.compare.dates import compare_dates
from scraper.compare.furniture import Judged, judge, judge_moves
from scraper.compare.matching import Difference, match
from scraper.compare.normal import normal
from scraper.compare.text import summarize
from scraper.compare.volatile import mask
from scraper.extract.head import titles
from scraper.extract.layout import MAIN, Placed
from scraper.extract.page import Opened, open_page, watched_blocks
from scraper.records import KnownDocument, PageReading, ReadOptions, Significance

__all__ = ["BlockView", "PageComparison", "compare_page", "explain"]

_MASKED_KEPT = 8


@dataclass(frozen=True, slots=True)
class PageComparison:
    """The verdict. `text_changed` only for substance; `returns_to` is the earlier version whose text this is.

    `shrunk_to` is the new text's length as a share of the old one's; `memory_json` and `host_json` (None: unchanged)
    are this room's state for the next time; `masked` names the volatile phrases that were not compared.
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
    new = open_page(body, content_type, options)
    old = open_page(known.raw, known.content_type, options)
    lines_old, lines_new = watched_blocks(old.layout, options), watched_blocks(new.layout, options)
    found = match(lines_old, lines_new, old.layout.blocks, new.layout.blocks)
    moved = compare_dates(known.published, known.updated, known.updated_by, reading.freshness).moved
    sure = old.layout.main_sure and new.layout.main_sure
    judged = [(d, judge(d, sure=sure, date_moved=moved, now=now)) for d in found.differences]
    moves = judge_moves(found.moved)
    if moves is not None:
        lines = tuple(p for p in found.moved if p.place == MAIN)
        judged.append((Difference(lines, lines, "", ""), moves))
    title_changed = _title_changed(old, new)
    told = [(d, j) for d, j in judged if j.substance]
    masked = tuple(dict.fromkeys(m for _, j in judged for m in j.masked))[:_MASKED_KEPT]
    digest = hashlib.sha256(reading.text.encode("utf-8", "surrogatepass")).hexdigest()
    returns_to = next((number for number, sha in known.recent if sha == digest and number != known.version), None)
    shrunk = _letters(lines_new) / max(1, _letters(lines_old))
    if told:
        return PageComparison(
            Significance.SUBSTANCE,
            told[0][1].reason,
            _summary([d for d, _ in told], known, reading),
            text_changed=True,
            title_changed=title_changed,
            returns_to=returns_to,
            shrunk_to=shrunk,
            memory_json=known.memory_json,
            masked=masked,
        )
    if title_changed:
        return PageComparison(
            Significance.SUBSTANCE, "the title changed", f"title: {known.title} → {reading.title}", title_changed=True, shrunk_to=shrunk, memory_json=known.memory_json, masked=masked
        )
    return PageComparison(
        Significance.PERIPHERAL, _peripheral([j for _, j in judged], moved=bool(found.moved), recut=found.recut), shrunk_to=shrunk, memory_json=known.memory_json, masked=masked
    )


def _peripheral(judged: Sequence[Judged], *, moved: bool, recut: bool) -> str:
    if judged:
        return "only " + "; ".join(dict.fromkeys(j.reason for j in judged))[:160]
    if moved:
        return "only the order of blocks"
    return "only white space or line breaks" if recut else "only menus, footers or markup"


def _letters(lines: Sequence[Placed]) -> int:
    return sum(len(normal(p.text)) for p in lines)


def _title_changed(old: Opened, new: Opened) -> bool:
    """Whether the page goes by another name: none of its old titles is among the new ones."""
    before, after = {mask(t).text for t in titles(old.tree)}, {mask(t).text for t in titles(new.tree)}
    return bool(before) and bool(after) and not before & after


def _summary(told: Sequence[Difference], known: KnownDocument, reading: PageReading) -> str:
    old = "\n".join(p.text for d in told for p in d.old)
    new = "\n".join(p.text for d in told for p in d.new)
    return summarize(old, new) if old != new else f"moved: {told[0].old[0].text[:150]}"


def explain(known: KnownDocument, options: ReadOptions) -> tuple[BlockView, ...]:
    """Which blocks of the newest version are watched, which are furniture, and why."""
    opened = open_page(known.raw, known.content_type, options)
    kept = set(map(id, watched_blocks(opened.layout, options)))
    return tuple(BlockView(b.text, id(b) in kept, b.place, b.why, opened.layout.path(b)) for b in opened.layout.blocks)
