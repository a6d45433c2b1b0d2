"""What the difference between two captures of a page is worth."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from scraper.compare.text import summarize
from scraper.extract.layout import BODY, MAIN
from scraper.extract.page import open_page
from scraper.records import KnownDocument, PageReading, ReadOptions, Significance

__all__ = ["BlockView", "PageComparison", "compare_page", "explain"]


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
    old = _kept(known.raw, known.content_type, options)
    new = _kept(body, content_type, options)
    title_changed = _fold(known.title or "") != _fold(reading.title or "")
    shrunk = len("".join(new)) / max(1, len("".join(old)))
    common = {"title_changed": title_changed, "shrunk_to": shrunk, "memory_json": known.memory_json}
    if old == new:
        if title_changed:
            return PageComparison(Significance.SUBSTANCE, "the title changed", "title changed", **common)  # type: ignore[arg-type]
        return PageComparison(Significance.PERIPHERAL, "same text", **common)  # type: ignore[arg-type]
    digest = hashlib.sha256(reading.text.encode("utf-8", "surrogatepass")).hexdigest()
    returns_to = next(
        (number for number, text_sha in known.recent if text_sha == digest and number != known.version), None
    )
    return PageComparison(
        Significance.SUBSTANCE,
        "the document's text changed",
        summarize(known.text, reading.text),
        text_changed=True,
        returns_to=returns_to,
        **common,  # type: ignore[arg-type]
    )


def _kept(body: bytes, content_type: str | None, options: ReadOptions) -> list[str]:
    layout = open_page(body, content_type, options).layout
    return [_fold(b.text) for b in layout.blocks if options.watch_all or b.place in (MAIN, BODY)]


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def explain(known: KnownDocument, options: ReadOptions) -> tuple[BlockView, ...]:
    """Which blocks of the newest version are watched, which are furniture, and why."""
    opened = open_page(known.raw, known.content_type, options)
    return tuple(
        BlockView(b.text, options.watch_all or b.place in (MAIN, BODY), b.place, b.why, opened.layout.path(b))
        for b in opened.layout.blocks
    )
