"""Rendering a tree into visible blocks: one line of text per block, in the order of the page.

A block is a run of text between two block-level boundaries. Nothing that a reader can see (or unfold) is left out:
only scripts, styles, templates and embedded objects are. What is furniture and what is content is decided later
(`regions.py`) on the containers that are recorded here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

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
_UNSEEN = dict.fromkeys(
    [0xAD, 0x200B, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
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
    """One line of the page. `box` is the innermost container's number; `linked` counts characters inside links."""

    text: str
    box: int
    tag: str
    linked: int = 0


@dataclass(slots=True)
class Rendering:
    """All blocks of a tree in order, and the boxes that hold them (parents before children)."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def render(root: Any) -> Rendering:
    """Render the tree below `root`. Linear in its size; any depth."""
    return _Renderer(root).run()


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

    def run(self) -> Rendering:
        walk = etree.iterwalk(self._root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in _SKIPPED or not isinstance(tag, str):
                    walk.skip_subtree()
                else:
                    self._start(element, tag)
            elif event == "end":
                if tag not in _SKIPPED and isinstance(tag, str):
                    self._end(element, tag)
                if element is not self._root and element.tail:
                    self._text(element.tail)
            elif element.tail:
                self._text(element.tail)
        self._flush()
        return self._out

    def _start(self, element: Any, tag: str) -> None:
        if tag in _INLINE or self._row is not None:
            self._start_in_line(tag)
        elif tag == "br" or tag == "hr":
            self._flush()
        else:
            self._open(element, tag)
        if element.text:
            self._text(element.text)

    def _start_in_line(self, tag: str) -> None:
        if tag == "a":
            self._in_link += 1
            self._apart()
        elif tag in _CELLS or tag == "option":
            if self._parts and any(p.strip() for p in self._parts):
                self._parts.append(" | ")
        elif tag not in _INLINE:
            self._parts.append(" ")

    def _open(self, element: Any, tag: str) -> None:
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

    def _end(self, element: Any, tag: str) -> None:
        if self._row is not None and element is not self._row:
            if tag == "a":
                self._in_link = max(0, self._in_link - 1)
            return
        if tag in _INLINE:
            if tag == "a":
                self._in_link = max(0, self._in_link - 1)
            return
        if tag == "br" or tag == "hr":
            return
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

    def _text(self, text: str) -> None:
        if self._preserve and self._row is None and "\n" in text:
            lines = text.split("\n")
            for line in lines[:-1]:
                self._add(line)
                self._flush()
            text = lines[-1]
        self._add(text)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if self._in_link:
            self._linked += len(text.strip())

    def _flush(self) -> None:
        if not self._parts:
            return
        whole = "".join(self._parts)
        self._parts = []
        if not whole.isascii():
            whole = whole.translate(_UNSEEN)
        text = " ".join(whole.split()).strip(" |")
        linked, self._linked = self._linked, 0
        if text:
            box = self._stack[-1] if self._stack else -1
            tag = self._out.boxes[box].tag if box >= 0 else ""
            self._out.blocks.append(Block(text, box, tag, min(linked, len(text))))


def _is_simple(row: Any) -> bool:
    """A table row whose cells hold one line each: it reads best as one line. Layout tables are not."""
    cells = sum(1 for child in row if child.tag in _CELLS)
    for inner, element in enumerate(row.iter(*_IN_CELL), start=1):
        if element.tag in ("table", "ul", "ol", "dl", "pre", "section") or inner > 2 * cells:
            return False
    return cells > 0
