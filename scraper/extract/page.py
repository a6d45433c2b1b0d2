"""Reading a page: bytes to title, author, language, tracked text, links and stated dates.

The tracked text is all of the page that is no furniture, one block a line. It never depends on an extractor's taste:
where telling furniture from content would leave too little, the whole visible text is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from scraper.extract.article import article_text
from scraper.extract.barrier import WALL_CHARS
from scraper.extract.barrier_face import ARTICLE_PARAGRAPHS, FRAMING_ROLES, FRAMING_TAGS, MAX_HTML, PARAGRAPH, normal
from scraper.extract.barrier_words import says_broken, says_program_error
from scraper.extract.dom import decode, parse, text_of
from scraper.extract.fingerprint import fingerprint
from scraper.extract.head import read_head
from scraper.extract.layout import BODY, MAIN, Layout, Placed, lay_out, lay_out_selected
from scraper.extract.links import find_links
from scraper.extract.selectors import check_selectors, drop, patterns, pick
from scraper.extract.shares import is_share
from scraper.extract.statements import read_freshness
from scraper.extract.steps import Step, steps_of
from scraper.records import FoundLink, PageReading, ReadOptions

__all__ = ["EXTRACTOR", "Opened", "fingerprint", "open_page", "read_page", "tracked_text", "watched_blocks"]

EXTRACTOR = "blocks/1"
MAX_HEADINGS = 40  # looked at to tell an error's page
_PLACES = {
    "navigation": "navigation",
    "header": "navigation",
    "footer": "footer",
    "related": "related",
    "promo": "related",
    "social": "related",
    "dialog": "related",
    "consent": "related",
    "live": "related",
    "control": "related",
    "comment": "comment",
}


@dataclass(slots=True)
class Opened:
    """A page parsed and laid out, after its source's own selectors."""

    tree: Any
    html: str
    encoding: str
    layout: Layout
    steps: list[Step]
    notes: tuple[str, ...] = ()
    chosen: tuple[Any, ...] | None = None

    @property
    def is_no_wall(self) -> bool:
        """Whether more stands on it than on any wall: paragraphs as on an article's, or far more text than a wall has."""
        return self._holds_article() or self._says_much()

    def _holds_article(self) -> bool:
        """`holds_article` of the barriers, on the tree at hand."""
        found = (
            paragraph
            for paragraph in self.tree.iter("p")
            if len("".join(paragraph.itertext())) >= PARAGRAPH
            and next(paragraph.iterancestors("noscript", "template"), None) is None
        )
        return len(list(islice(found, ARTICLE_PARAGRAPHS))) == ARTICLE_PARAGRAPHS

    def _says_much(self) -> bool:
        """Twice as much text as the longest wall, outside of what frames a page, under no headline of a program's error."""
        if len(self.html) > MAX_HTML:
            return False  # of which the barriers see the beginning
        framed: list[bool] = []
        for box in self.layout.rendering.boxes:
            inside = box.parent >= 0 and framed[box.parent]
            framed.append(inside or box.tag in FRAMING_TAGS or box.element.get("role") in FRAMING_ROLES)
        blocks = self.layout.rendering.blocks
        if sum(len(b.text) for b in blocks if b.box < 0 or not framed[b.box]) < 2 * WALL_CHARS:
            return False
        said = normal(" ".join(text_of(e) for e in islice(self.tree.iter("title", "h1", "h2", "h3"), MAX_HEADINGS)))
        return not (says_program_error(said) or says_broken(said))


def read_page(
    body: bytes,
    content_type: str | None,
    url: str,
    options: ReadOptions,
    *,
    headers: Sequence[tuple[str, str]] = (),
    fetched_at: datetime | None = None,
    feed_published: str | None = None,
    feed_updated: str | None = None,
    sitemap_lastmod: str | None = None,
) -> PageReading:
    """Read one page. Foreign bytes never raise; a selector that cannot be used raises `UsageError`."""
    check_selectors(options.select, options.ignore)
    opened = open_page(body, content_type, options)
    head = read_head(opened.tree, url)
    text, extractor, notes = _text(opened, options)
    return PageReading(
        title=head.title,
        text=text,
        author=head.author,
        lang=head.lang,
        encoding=opened.encoding,
        canonical_url=head.canonical_url,
        feeds=head.feeds,
        links=_links(opened, url, options),
        freshness=read_freshness(
            opened.tree,
            opened.html,
            url,
            headers=headers,
            fetched_at=fetched_at,
            lang=head.lang,
            feed_published=feed_published,
            feed_updated=feed_updated,
            sitemap_lastmod=sitemap_lastmod,
            steps=opened.steps,
        ),
        extractor=extractor,
        notes=(*opened.notes, *notes),
    )


def open_page(body: bytes, content_type: str | None, options: ReadOptions) -> Opened:
    """Parse and lay out one page. The last pages are remembered: reading and comparing look at the same one."""
    return _open(body, content_type, options.select, options.ignore, options.watch_all)


@lru_cache(maxsize=2)
def _open(
    body: bytes, content_type: str | None, select: tuple[str, ...], ignore: tuple[str, ...], watch_all: bool
) -> Opened:
    decoded = decode(body, content_type)
    tree = parse(decoded.text)
    notes: list[str] = []
    dropped = drop(tree, ignore)
    unused = [s for s in ignore if not s.startswith("re:")]
    if unused and not dropped:
        notes.append(f"--ignore {', '.join(unused)} matched nothing")
    chosen: tuple[Any, ...] | None = None
    if select:
        found = pick(tree, select)
        if found:
            chosen = tuple(found)
        else:
            notes.append(f"--select {', '.join(select)} matched nothing; the whole page is tracked")
    steps = steps_of(tree)
    layout = lay_out_selected(list(chosen)) if chosen is not None else lay_out(tree, steps)
    return Opened(tree, decoded.text, decoded.encoding, layout, steps, tuple(notes), chosen)


def watched_blocks(layout: Layout, options: ReadOptions) -> list[Placed]:
    """The lines of the page that are no furniture, or all of them where that would leave too little."""
    if options.watch_all:
        return layout.blocks
    kept = [b for b in layout.blocks if b.place in (MAIN, BODY)]
    if not kept:
        return layout.blocks
    return kept


def tracked_text(lines: Sequence[str], options: ReadOptions) -> str:
    """The lines after the source's 're:' ignores; lines that these leave empty go."""
    for pattern in patterns(options.ignore):
        lines = [pattern.sub("", line).strip() for line in lines]
    return "\n".join(line for line in lines if line)


def _text(opened: Opened, options: ReadOptions) -> tuple[str, str, tuple[str, ...]]:
    lines = [b.text for b in watched_blocks(opened.layout, options)]
    if options.extractor == "auto" or opened.chosen is not None:
        return tracked_text(lines, options), EXTRACTOR, ()
    visible = "\n".join(b.text for b in opened.layout.blocks)
    text, note = article_text(opened.html, visible, options.extractor)
    if text is None:
        return tracked_text(lines, options), EXTRACTOR, (note,)
    return tracked_text(text.split("\n"), options), options.extractor, ()


def _links(opened: Opened, url: str, options: ReadOptions) -> tuple[FoundLink, ...]:
    if not options.links:
        return ()
    return find_links(opened.tree, url, furniture=_place_finder(opened, options), steps=opened.steps)


def _place_finder(opened: Opened, options: ReadOptions) -> Callable[[Any], str | None]:
    """Tells for any element the place of the box that it stands in."""
    if options.watch_all:
        return lambda _element: None
    layout = opened.layout
    place_of = {box.element: place for box, place in zip(layout.rendering.boxes, layout.box_place, strict=True)}
    place_of |= _places_by_lines(layout)
    outside = _outside(layout)
    chosen = set(opened.chosen or ())

    def place(element: Any) -> str | None:
        if chosen:
            inside = element in chosen or any(a in chosen for a in element.iterancestors())
            return None if inside else "navigation"
        box = element
        while box is not None and box not in place_of:
            box = box.getparent()
        found = place_of.get(box)
        if found and not (found[0] == BODY and is_share(element.get("href") or "")):
            return _PLACES.get(found[0], "related")
        return "related" if box in outside and not is_share(element.get("href") or "") else None

    return place


def _places_by_lines(layout: Layout) -> dict[Any, tuple[str, str]]:
    """The boxes that are no furniture by name, but all of whose own lines are by their words or their place."""
    lines: dict[int, list[Placed]] = {}
    for block in layout.blocks:
        if block.box >= 0 and layout.box_place[block.box] is None:
            lines.setdefault(block.box, []).append(block)
    main = layout.main_box
    return {
        layout.rendering.boxes[number].element: (own[0].place, own[0].why)
        for number, own in lines.items()
        if number != main and all(p.place != MAIN and (p.place != BODY or _inside(layout, p)) for p in own)
    }


def _inside(layout: Layout, block: Placed) -> bool:
    """Whether a line stands in the box of the document, though it is none of it."""
    box, main = block.box, layout.main_box
    while box >= 0 and box != main:
        box = layout.rendering.boxes[box].parent
    return box >= 0


def _outside(layout: Layout) -> set[Any]:
    """The boxes wholly outside of the one that holds the document, and not around it."""
    if layout.main_box < 0:
        return set()
    main = layout.rendering.boxes[layout.main_box]
    return {b.element for b in layout.rendering.boxes if b.end <= main.first or b.first >= main.end}
