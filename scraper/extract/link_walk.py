"""The walk of links: a tree's steps gathered into blocks of text with marks where links are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urljoin

from scraper.extract.shares import BARE_URL, clean_share, is_share
from scraper.extract.steps import END, START, Step, end_of, squeezed
from scraper.extract.tags import BLOCK_TAGS

__all__ = ["Block", "Mark", "Walk", "absolute"]

MAX_ANCHOR = 200

_BLOCKS = BLOCK_TAGS | {"td", "th"}
_SKIPPED = frozenset(["script", "style", "template", "noscript", "svg", "math", "head", "object"])
_INLINE, _BLOCK, _LEFT_OUT, _LINK, _NEW_LINE, _PICTURE = range(6)
_KINDS: dict[Any, int] = (
    dict.fromkeys(_BLOCKS, _BLOCK)
    | dict.fromkeys(_SKIPPED, _LEFT_OUT)
    | {"a": _LINK, "area": _LINK, "br": _NEW_LINE, "img": _PICTURE}
)
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]{1,31}):")
_BREAKS = re.compile(r"[\t\r\n]")
# An absolute address that joining leaves as it is.
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9_~!$&'()*+,=:@%./-]*(?:\?[A-Za-z0-9_~!$&'()*+,=:@%./-]+)?\Z"
)
# An address on the page's own host, of which joining changes nothing but its beginning.
_PLAIN_PATH = re.compile(
    r"/(?:[A-Za-z0-9_~!$&'()*+,=:@%.-][A-Za-z0-9_~!$&'()*+,=:@%./-]*)?(?:\?[A-Za-z0-9_~!$&'()*+,=:@%./-]+)?"
    r"(?:#[A-Za-z0-9_~!$&'()*+,=:@%./-]+)?\Z"
)
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?=/|\Z)")
# What addresses in running text have: a cheap look.
_BARE_HINT = re.compile(r"\.[A-Za-z]{2,}/|://|magnet:", re.IGNORECASE)


@dataclass(slots=True)
class Mark:
    """A link within a block: where its anchor begins and ends in the block's text."""

    url: str
    start: int
    end: int
    anchor: str
    place: str
    bare: bool = False


@dataclass(slots=True)
class Block:
    """A run of text between two block boundaries, with the links in it."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)


class _Open(NamedTuple):
    """A link whose end is still to come: where its anchor begins, in characters of the block and in its parts."""

    element: Any
    target: str
    start: int
    part: int


def absolute(base: str, href: str) -> str | None:
    """The absolute form of an href, or None for what is no link: empty, or a place on the same page."""
    text = href.strip()
    if not text or text[0] == "#":
        return None
    if text[0] == "/" and "/." not in text and _PLAIN_PATH.match(text):
        origin = _ORIGIN.match(base)
        if origin is not None:
            return origin[0] + text  # what joining would give, at a tenth of its cost; so is the next
    if _PLAIN.match(text):
        return text
    scheme = _SCHEME.match(text)
    if scheme and scheme.group(1).lower() not in ("http", "https"):
        return text
    text = _BREAKS.sub("", text)
    try:
        return urljoin(base, text)
    except ValueError:
        return text


class Walk:
    """One pass over the tree that gathers blocks and marks. The block being gathered is `_parts`, `_size` characters long."""

    def __init__(self, base: str, furniture: Callable[[Any], str | None]) -> None:
        self._base = base
        self._furniture = furniture
        self._blocks: list[Block] = []
        self._parts: list[str] = []
        self._size = 0
        self._marks: list[Mark] = []
        self._targets: dict[str, str | None] = {}
        self._open: list[_Open] = []
        self._said = False  # whether there is more than blanks in the block

    def blocks(self, steps: list[Step]) -> list[Block]:
        """The blocks that hold text or links, in document order."""
        parts = self._parts
        walk = iter(steps)
        for where, element, tag, text, piece in walk:
            if where == START:
                kind = _KINDS.get(tag, _INLINE)
                if kind == _LEFT_OUT:
                    where, element, tag, text, piece = end_of(walk, element)
                elif kind == _BLOCK:
                    if parts or self._marks:
                        self._break()
                elif kind != _INLINE:
                    self._start(element, kind)
            if where == END:
                if self._open and self._open[-1].element is element:
                    self._close()
                if (parts or self._marks) and _KINDS.get(tag) == _BLOCK:
                    self._break()
            if piece:
                self._said = True
                parts.append(piece)
                self._size += len(piece)
                if ("/" in piece or ":" in piece) and not self._open and _BARE_HINT.search(piece):
                    self._bare(element if where == START else element.getparent(), self._size - len(piece))
            elif text:
                parts.append("\n" if text == "\n" else " ")
                self._size += 1
        self._break()
        return self._blocks

    def _start(self, element: Any, kind: int) -> None:
        if kind == _LINK:
            href = element.get("href") or ""
            if href not in self._targets:
                self._targets[href] = absolute(self._base, href)
            target = self._targets[href]
            if target:
                self._open.append(_Open(element, target, self._size, len(self._parts)))
        elif kind == _NEW_LINE:
            self._parts.append("\n")
            self._size += 1
        elif self._open and (alt := element.get("alt")):
            piece = squeezed(alt)
            self._said = self._said or bool(piece)
            self._parts.append(piece or "  ")
            self._size += len(piece or "  ")

    def _close(self) -> None:
        link = self._open.pop()
        anchor = " ".join("".join(self._parts[link.part :]).split())
        anchor = anchor or " ".join((link.element.get("title") or link.element.get("aria-label") or "").split())
        place = self._furniture(link.element) or "body"
        self._marks.append(Mark(link.target, link.start, self._size, anchor[:MAX_ANCHOR], place))

    def _bare(self, element: Any, at: int) -> None:
        """Share addresses in running text."""
        for match in BARE_URL.finditer("".join(self._parts), at):
            text = match.group()
            url = clean_share(text if _SCHEME.match(text) else "https://" + text).rstrip(".,;")
            if is_share(url):
                end = match.start() + len(text)
                place = (self._furniture(element) if element is not None else None) or "body"
                self._marks.append(Mark(url, match.start(), end, "", place, bare=True))

    def _break(self) -> None:
        if self._marks or self._said:
            self._blocks.append(Block("".join(self._parts), self._marks))
            self._marks, self._said = [], False
        self._parts.clear()
        self._size = 0
        if self._open:
            self._open = [_Open(link.element, link.target, 0, 0) for link in self._open]
