"""The visible text of a page as one string with marks, made in one walk over the tree.

Blocks are set apart by a newline; an element with a machine-readable time leaves a mark (U+E000) after its text.
Offsets into the string lead back to elements. No recursion: the depth of hostile pages costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from scraper.extract.statements.numerals import clean, cleaned, fold
from scraper.extract.steps import END, START, Step, end_of, steps_of

__all__ = ["MARK", "AttributeText", "Mark", "Stream", "read_stream"]

MARK = "\ue000"
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "math",
        "textarea",
        "select",
        "option",
        "iframe",
        "object",
        "head",
        "noframes",
        "canvas",
        "video",
        "audio",
        "map",
        "datalist",
    ]
)
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
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
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
        "nobr",
        "relative-time",
        "local-time",
        "time-ago",
    ]
)
_ICONS = frozenset(("i", "span", "em"))
_GLUED = frozenset(("sup", "sub", "wbr"))
_SUBHEADS = frozenset(("h2", "h3", "h4", "h5"))
_TIMES = (
    "datetime",
    "data-datetime",
    "data-time",
    "data-timestamp",
    "data-ts",
    "data-date",
    "data-utime",
    "data-epoch",
)
_TIMES_MORE = ("data-updated", "data-last-updated", "data-modified", "data-unixtime", "data-iso", "data-utc", "utime")
_TITLES = ("title", "aria-label", "data-original-title", "data-title", "data-tooltip", "data-content", "content-title")
_TOLD = frozenset((*_TIMES, *_TIMES_MORE, *_TITLES, "itemprop", "property"))  # attributes that are looked at
_DIGITS = re.compile(r"\d{4}")
_TIME_LIKE = re.compile(r"[^\d]{0,24}\d{4}[-/.]?\d\d?[-/.]?\d\d?|\d{10}(?:\d{3})?$|[a-z]{3,9},? ", re.IGNORECASE)
MAX_TEXT = 2_000_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A machine-readable time on an element: where its text began, the mark's offset, and the attribute."""

    start: int
    at: int
    value: str
    attribute: str
    element: Any


@dataclass(frozen=True, slots=True)
class AttributeText:
    """An attribute that may hold a whole notice of its own (title="更新于 2022-09-18")."""

    text: str
    attribute: str
    element: Any
    at: int


@dataclass(slots=True)
class Stream:
    """`text` is for people, `folded` (same length) for patterns; `starts[i]` is where the text of `elements[i]` begins."""

    text: str = ""
    folded: str = ""
    starts: list[int] = field(default_factory=list)
    elements: list[Any] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    attributes: list[AttributeText] = field(default_factory=list)
    properties: list[tuple[Any, str, int]] = field(default_factory=list)
    headings: list[tuple[int, Any]] = field(default_factory=list)  # of <h1>
    subheads: list[int] = field(default_factory=list)  # where <h2> to <h5> begin

    def element_at(self, offset: int) -> Any:
        """The element whose own text (or child's tail) holds the offset; None on an empty page."""
        index = bisect_right(self.starts, offset) - 1
        return self.elements[index] if index >= 0 else None

    def begins_part(self, offset: int) -> bool:
        """Whether an element's text begins at (or one blank after) the offset."""
        index = bisect_right(self.starts, offset) - 1
        return index >= 0 and offset - self.starts[index] <= 1

    def line(self, offset: int) -> tuple[int, int]:
        """Start and end of the line that holds the offset."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return start, len(self.text) if end < 0 else end


class _Walk:
    """The growing stream; `size` is the length so far."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.size = 0
        self.last = "\n"
        self.glue = False
        self.stream = Stream()

    def add(self, piece: str, element: Any) -> None:
        """Cleaned text of an element."""
        last = self.last
        if last == " " or last == "\n":
            piece = piece.lstrip(" ")
        if not piece:
            return
        if not self.glue and last < "\u0e00" and last.isalnum() and piece[0].isalnum():
            self.put(" ")
        self.glue = False
        self.stream.starts.append(self.size)
        self.stream.elements.append(element)
        self.pieces.append(piece)
        self.size += len(piece)
        self.last = piece[-1]

    def break_line(self) -> None:
        """A boundary between two blocks."""
        if self.last != "\n":
            self.pieces.append("\n")
            self.size += 1
            self.last = "\n"

    def put(self, piece: str) -> None:
        self.pieces.append(piece)
        self.size += len(piece)
        self.last = piece[-1]

    def mark(self, element: Any, start: int, attribute: str, value: str) -> None:
        stream = self.stream
        stream.starts.append(self.size)
        stream.elements.append(element)
        stream.marks.append(Mark(start, self.size, value, attribute, element))
        self.put(MARK)


_BLOCK, _GLUE, _PLAIN, _LEFT_OUT = 0, 1, 2, 3
_KINDS = dict.fromkeys(_INLINE, _PLAIN) | dict.fromkeys(_GLUED, _GLUE) | dict.fromkeys(_SKIPPED, _LEFT_OUT)
_Open = tuple[Any, int, "tuple[str, str] | None", int]  # element, start of its text, its machine time, kind


def read_stream(root: Any, steps: list[Step] | None = None) -> Stream:
    """Gives the text of a tree, its marks, attribute texts and microdata elements; `steps`: its own, where they are known."""
    walk = _Walk()
    open_: list[_Open] = []
    left = iter(steps_of(root) if steps is None else steps)
    for where, element, tag, text, piece in left:
        if where == START:
            kind = _KINDS.get(tag, _BLOCK)
            if kind == _LEFT_OUT or walk.size > MAX_TEXT:
                open_.append((element, 0, None, _LEFT_OUT))
                where, element, tag, text, piece = end_of(left, element)
            else:
                open_.append(_opened(walk, element, tag, kind))
                owner = element
        if where != START:
            if where == END:
                closed = open_.pop()
                if closed[2] is not None:
                    walk.mark(element, closed[1], *closed[2])
                if closed[3] == _BLOCK and walk.last != "\n":
                    walk.break_line()
                elif closed[3] == _GLUE:
                    walk.glue = True
            owner = open_[-1][0] if open_ else element
        if piece:
            walk.add(cleaned(text or "", piece), owner)
        elif text and walk.last != " " and walk.last != "\n":
            walk.put(" ")
    stream = walk.stream
    stream.text = "".join(walk.pieces)
    stream.folded = fold(stream.text)
    return stream


def _opened(walk: _Walk, element: Any, tag: str, kind: int) -> _Open:
    """An element begins: its line, its place among the headings, its machine-readable time."""
    if kind == _BLOCK:
        if walk.last != "\n":
            walk.break_line()
        if tag in _SUBHEADS:
            walk.stream.subheads.append(walk.size)
        elif tag == "h1":
            walk.stream.headings.append((walk.size, element))
    elif kind == _GLUE:
        walk.glue = True
    machine = None
    held = element.keys()
    if held and not _TOLD.isdisjoint(held):
        for name, value in element.items():
            if name in _TOLD:
                machine = _attribute(walk, element, name, value) or machine
    return element, walk.size, machine, kind


def _attribute(walk: _Walk, element: Any, name: str, value: str) -> tuple[str, str] | None:
    """Notes microdata and attribute notices; gives name and value where they are a machine-readable time."""
    stream, tag = walk.stream, element.tag
    if name in ("itemprop", "property"):
        if "date" in value or "Date" in value or "modified" in value or "issued" in value or "created" in value:
            stream.properties.append((element, name, walk.size))
    elif name in _TITLES:
        if tag in _ICONS and len(value) < 40 and not _DIGITS.search(value) and not "".join(element.itertext()).strip():
            if value.strip():
                walk.add(clean(f" {value} "), element)  # an icon whose meaning is only in its title: a label
            elif walk.last != " " and walk.last != "\n":
                walk.put(" ")
        elif len(value) < 200 and _DIGITS.search(value):
            stream.attributes.append(AttributeText(value, name, element, walk.size))
            if tag != "img" and _TIME_LIKE.match(value) and (tag != "a" or len(value) < 32):
                return name, value
    elif value and _TIME_LIKE.match(value):
        return name, value
    return None
