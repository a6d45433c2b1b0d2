"""The visible text of a page as one string with marks, made in one walk over the tree.

Blocks are set apart by a newline; an element with a machine-readable time leaves a mark (U+E000) after its text.
Offsets into the string lead back to elements. No recursion: the depth of hostile pages costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from scraper.extract.statements.numerals import clean, fold

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

    def add(self, text: str, element: Any) -> None:
        if text.isspace():
            if self.last not in " \n":
                self.put(" ")
            return
        piece = clean(text)
        if not piece:
            return
        if self.last in " \n":
            piece = piece.lstrip(" ")
            if not piece:
                return
        elif not self.glue and self.last.isalnum() and piece[0].isalnum() and self.last < "\u0e00":
            self.put(" ")
        self.glue = False
        self.stream.starts.append(self.size)
        self.stream.elements.append(element)
        self.put(piece)

    def put(self, piece: str) -> None:
        self.pieces.append(piece)
        self.size += len(piece)
        self.last = piece[-1]

    def newline(self) -> None:
        if self.last != "\n":
            self.put("\n")

    def mark(self, element: Any, start: int, attribute: str, value: str) -> None:
        stream = self.stream
        stream.starts.append(self.size)
        stream.elements.append(element)
        stream.marks.append(Mark(start, self.size, value, attribute, element))
        self.put(MARK)


def read_stream(root: Any) -> Stream:
    """Walks the tree once and gives its text, marks, attribute texts and microdata elements."""
    walk = _Walk()
    open_: list[tuple[Any, int, tuple[str, str] | None]] = []  # element, start of its text, its machine time
    skip_below = 0
    for element in root.iter():
        parent = element.getparent()
        while open_ and open_[-1][0] is not parent:
            _close(walk, open_, skip_below)
            if skip_below and len(open_) < skip_below:
                skip_below = 0
        tag = element.tag
        hidden = skip_below > 0 or not isinstance(tag, str)
        if hidden:
            open_.append((element, walk.size, None))
            if not skip_below:
                skip_below = len(open_)
            continue
        if tag in _SKIPPED or walk.size > MAX_TEXT:
            open_.append((element, walk.size, None))
            skip_below = len(open_)
            continue
        _open(walk, open_, element, tag)
    while open_:
        _close(walk, open_, skip_below)
        if skip_below and len(open_) < skip_below:
            skip_below = 0
    stream = walk.stream
    stream.text = "".join(walk.pieces)
    stream.folded = fold(stream.text)
    return stream


def _open(walk: _Walk, open_: list[tuple[Any, int, tuple[str, str] | None]], element: Any, tag: str) -> None:
    if tag not in _INLINE:
        walk.newline()
    elif tag in _GLUED:
        walk.glue = True
    machine = None
    if element.attrib:
        machine = _attributes(walk, element, tag)
    if tag == "h1":
        walk.stream.headings.append((walk.size, element))
    elif tag in _SUBHEADS:
        walk.stream.subheads.append(walk.size)
    open_.append((element, walk.size, machine))
    text = element.text
    if text:
        walk.add(text, element)


def _attributes(walk: _Walk, element: Any, tag: str) -> tuple[str, str] | None:
    """Notes microdata and attribute notices; gives the machine-readable time of the element, if it has one."""
    machine: tuple[str, str] | None = None
    stream = walk.stream
    for name, value in element.items():
        if name in ("itemprop", "property"):
            if "date" in value or "Date" in value or "modified" in value or "issued" in value or "created" in value:
                stream.properties.append((element, name, walk.size))
        elif name in _TITLES:
            if (
                tag in _ICONS
                and len(value) < 40
                and not "".join(element.itertext()).strip()
                and not _DIGITS.search(value)
            ):
                walk.add(f" {value} ", element)  # an icon whose meaning is only in its title: a label
            elif len(value) < 200 and _DIGITS.search(value):
                stream.attributes.append(AttributeText(value, name, element, walk.size))
                if machine is None and tag != "img" and _TIME_LIKE.match(value) and (tag != "a" or len(value) < 32):
                    machine = (name, value)
        elif (name in _TIMES or name in _TIMES_MORE) and value and _TIME_LIKE.match(value):
            machine = (name, value)
    return machine


def _close(walk: _Walk, open_: list[tuple[Any, int, tuple[str, str] | None]], skip_below: int) -> None:
    element, start, machine = open_.pop()
    inside = len(open_) + 1
    if not skip_below or inside < skip_below:
        if machine is not None:
            walk.mark(element, start, machine[0], machine[1])
        tag = element.tag
        if tag not in _INLINE:
            walk.newline()
        elif tag in _GLUED:
            walk.glue = True
    if (not skip_below or inside <= skip_below) and element.tail:
        owner = open_[-1][0] if open_ else element
        walk.add(element.tail, owner)
