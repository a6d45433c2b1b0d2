"""Rendering a tree into visible blocks: one line of text per block, in the order of the page.

A block is a run of text between two block-level boundaries. Nothing that a reader can see (or unfold) is left out:
only scripts, styles, templates and embedded objects are. What is furniture and what is content is decided later
(`regions.py`) on the containers that are recorded here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from scraper.extract.steps import END, START, Step, end_of, steps_of

__all__ = ["Block", "Box", "Rendering", "render"]

# Elements that do not end a line. Everything else does, unknown elements too: components are boxes on most pages.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "math",
        "nobr",
        "output",
        "picture",
        "q",
        "rb",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "path",
        "g",
        "use",
        "font",
        "slot",
    ]
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "title",
        "template",
        "noscript",
        "svg",
        "canvas",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "head",
        "link",
        "meta",
        "base",
        "datalist",
        "map",
        "area",
        "param",
        "track",
        "progress",
        "meter",
        "noframes",
        "xml",
    ]
)
_CELLS = frozenset(("td", "th"))
_IN_CELL = (
    "p",
    "div",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dl",
    "pre",
    "blockquote",
    "section",
    "br",
)
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]+")
_BLOCK, _PLAIN, _LEFT_OUT, _LINK, _RULE = range(5)
_KINDS: dict[Any, int] = (
    dict.fromkeys(_INLINE, _PLAIN) | dict.fromkeys(_SKIPPED, _LEFT_OUT) | {"a": _LINK, "br": _RULE, "hr": _RULE}
)
_IN_ROW = frozenset((*_CELLS, "option"))  # what a bar is set before where a row is one line
_BOXES_LIMIT = 60_000  # containers recorded; a page beyond that is read without finer boxes


@dataclass(slots=True)
class Box:
    """A block-level element: which blocks it holds ([first, end)), and its parent among the boxes (-1: none)."""

    element: Any
    tag: str
    parent: int
    first: int
    end: int = 0


@dataclass(slots=True)
class Block:
    """One line of the page. `box` is the innermost container's number; `linked` counts characters inside links, of which
    each counts a third in the line's `weight`."""

    text: str
    box: int
    tag: str
    linked: int
    weight: float


@dataclass(slots=True)
class Rendering:
    """All blocks of a tree in order, and the boxes that hold them (parents before children)."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def render(root: Any, steps: list[Step] | None = None) -> Rendering:
    """Render the tree below `root`; `steps`: its own, where they are known. Linear in its size; any depth."""
    return _Renderer(root).run(steps_of(root) if steps is None else steps)


class _Renderer:
    """One walk over a tree. The line being gathered is `_parts`; `_row` is the element that gathers its children in one line."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._out = Rendering()
        self._stack: list[int] = []
        self._parts: list[str] = []
        self._linked = 0
        self._in_link = 0
        self._row: Any = None
        self._preserve = 0

    def run(self, steps: list[Step]) -> Rendering:
        parts = self._parts
        walk = iter(steps)
        for where, element, tag, text, piece in walk:
            if where == START:
                kind = _KINDS.get(tag, _BLOCK)
                if kind == _LEFT_OUT:
                    where, element, tag, text, piece = end_of(walk, element)
                elif kind == _BLOCK and self._row is None:
                    self._open(element, tag)
                elif kind != _PLAIN:
                    self._start(tag, kind)
            if where == END:
                kind = _KINDS.get(tag, _BLOCK)
                if kind != _PLAIN and kind != _LEFT_OUT:
                    self._end(element, tag, kind)
                if element is self._root:
                    continue
            if text and (piece or parts or self._preserve):
                if self._preserve and "\n" in text and self._row is None:
                    piece = self._lines(text)
                parts.append(piece or " ")
                if self._in_link:
                    self._linked += len(text.strip())
        self._flush()
        return self._out

    def _start(self, tag: Any, kind: int) -> None:
        """A link, a rule, or whatever stands in a row."""
        if kind == _LINK:
            self._in_link += 1
            self._apart()
        elif self._row is not None:
            self._start_in_row(tag)
        else:
            self._flush()

    def _start_in_row(self, tag: str) -> None:
        if tag not in _IN_ROW:
            self._parts.append(" ")
        elif self._parts and any(p.strip() for p in self._parts):
            self._parts.append(" | ")

    def _open(self, element: Any, tag: str) -> None:
        if self._parts:
            self._flush()
        boxes = self._out.boxes
        if len(boxes) < _BOXES_LIMIT or not self._stack:
            parent = self._stack[-1] if self._stack else -1
            boxes.append(Box(element, tag, parent, len(self._out.blocks)))
            self._stack.append(len(boxes) - 1)
        if tag == "pre":
            self._preserve += 1
        elif tag == "select" or (tag == "tr" and _is_simple(element)):
            self._row = element

    def _end(self, element: Any, tag: Any, kind: int) -> None:
        if kind == _LINK:
            self._in_link = max(0, self._in_link - 1)
            return
        if kind == _RULE or (self._row is not None and element is not self._row):
            return
        if self._parts:
            self._flush()
        self._row = None
        if tag == "pre":
            self._preserve = max(0, self._preserve - 1)
        if self._stack and self._out.boxes[self._stack[-1]].element is element:
            self._out.boxes[self._stack.pop()].end = len(self._out.blocks)

    def _apart(self) -> None:
        """Two links side by side are told apart by style; without it a space has to do."""
        if self._parts and self._linked and not self._parts[-1][-1:].isspace() and self._parts[-1] != "(":
            last = self._parts[-1][-1:]
            if last.isalnum():
                self._parts.append("\u200a")

    def _lines(self, text: str) -> str:
        """Preformatted text: its lines but the last are blocks of their own; gives the last."""
        lines = text.split("\n")
        for line in lines[:-1]:
            self._parts.append(line)
            if self._in_link:
                self._linked += len(line.strip())
            self._flush()
        return lines[-1]

    def _flush(self) -> None:
        parts = self._parts
        if not parts:
            return
        whole = parts[0] if len(parts) == 1 else "".join(parts)
        parts.clear()
        linked, self._linked = self._linked, 0
        if whole.isspace():
            return
        if not whole.isascii():
            whole = _UNSEEN.sub("", whole)
        text = " ".join(whole.split()).strip(" |")
        if text:
            box = self._stack[-1] if self._stack else -1
            tag = self._out.boxes[box].tag if box >= 0 else ""
            size = len(text)
            linked = min(linked, size)
            self._out.blocks.append(Block(text, box, tag, linked, size - 0.7 * linked))


def _is_simple(row: Any) -> bool:
    """A table row whose cells hold one line each: it reads best as one line. Layout tables are not."""
    cells = sum(1 for child in row if child.tag in _CELLS)
    for inner, element in enumerate(row.iter(*_IN_CELL), start=1):
        if element.tag in ("table", "ul", "ol", "dl", "pre", "section") or inner > 2 * cells:
            return False
    return cells > 0
