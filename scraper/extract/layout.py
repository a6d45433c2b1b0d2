"""One page laid out for reading and comparing: its blocks, each with the place it belongs to and why.

Places: 'main' (inside the element that holds the document), 'body' (outside of it, but no furniture), and the kinds
of furniture of `regions.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from scraper.extract.asides import said_furniture
from scraper.extract.blocks import Box, Rendering, render
from scraper.extract.regions import STRONG, document_mark, own_region, region_word
from scraper.extract.steps import Step, steps_within
from scraper.records.quick import quick

__all__ = ["BODY", "MAIN", "Layout", "Placed", "lay_out", "lay_out_like", "lay_out_selected"]

MAIN = "main"
BODY = "body"

# An element with this share of the page's text is no furniture, whatever it is called.
_TOO_MUCH = 0.4
# Shares of the free text: of a box that is called the document, and of one that is taken for it without a word.
_MARKED = 0.6
_NEARLY_ALL = 0.9
_ABOUT = 0.1
_FEW_LINES = 6
_PROSE = 80  # characters outside links that make a paragraph
# The same for furniture named inside the element that holds the document.
_TOO_MUCH_INSIDE = 0.15
_SMALL_INSIDE = 300  # characters
# Names that would leave less than this share of the page are wrong about it: a list page made of "latest" and "popular" boxes.
# The places that take so much are not believed then, unless content is never called so.
_LEAST_LEFT = 0.5
_TAKES_MUCH = 0.15
_NEVER_CONTENT = frozenset(("navigation", "footer", "dialog", "social", "header"))


@quick
@dataclass(frozen=True, slots=True)
class Placed:
    """One block and where it stands. `path` names its containers ('main>div.legal>p'), for memory and people."""

    text: str
    place: str
    why: str
    tag: str
    linked: int
    box: int


@dataclass(slots=True)
class Layout:
    """All blocks of a page, placed."""

    blocks: list[Placed] = field(default_factory=list)
    rendering: Rendering = field(default_factory=Rendering)
    main_box: int = -1
    main_why: str = ""
    main_sure: bool = False
    main_name: str = ""  # its containers' names, to find it again in another capture
    box_place: list[tuple[str, str] | None] = field(default_factory=list)

    def path(self, block: Placed, depth: int = 3) -> str:
        """The innermost containers of a block, outermost first."""
        names: list[str] = []
        box = block.box
        while box >= 0 and len(names) < depth:
            names.append(_name(self.rendering.boxes[box].element))
            box = self.rendering.boxes[box].parent
        return ">".join(reversed(names))


def _full_name(rendering: Rendering, box: int) -> str:
    names: list[str] = []
    while box >= 0:
        names.append(_name(rendering.boxes[box].element))
        box = rendering.boxes[box].parent
    return ">".join(names)


def _name(element: Any) -> str:
    tag = str(element.tag)
    identity = element.get("id")
    classes = (element.get("class") or "").split()
    if identity and not any(c.isdigit() for c in identity):
        return f"{tag}#{identity[:40]}"
    return f"{tag}.{classes[0][:40]}" if classes else tag


def lay_out(tree: Any, steps: list[Step] | None = None) -> Layout:
    """Lay out a whole page; `steps`: the tree's, where they are known."""
    body = _body(tree)
    return _place(render(body, steps_within(steps, body) if steps is not None else None))


def lay_out_like(layout: Layout, other: Layout) -> Layout:
    """The same page with its document in the element in which another capture has it, where that is there and holds as much.

    What comes to stand beside a document must not change which element is taken for the document.
    """
    if layout.main_box < 0 or other.main_box < 0 or layout.main_name == other.main_name or layout.main_sure:
        return layout
    boxes, wanted = layout.rendering.boxes, other.main_name
    named = [n for n, box in enumerate(boxes) if _full_name(layout.rendering, n) == wanted and box.end > box.first]
    if len(named) != 1 or named[0] == layout.main_box:
        return layout
    sizes = [sum(len(b.text) for b in layout.rendering.blocks[boxes[n].first : boxes[n].end]) for n in named]
    before = other.rendering.boxes[other.main_box]
    held = sum(len(b.text) for b in other.rendering.blocks[before.first : before.end])
    return _place(layout.rendering, named[0]) if sizes[0] >= _MARKED * held else layout


def lay_out_selected(elements: list[Any]) -> Layout:
    """Lay out what a source's own selectors chose: all of it is the document."""
    layout = Layout(main_why="chosen by --select")
    for element in elements:
        for block in render(element).blocks:
            layout.blocks.append(Placed(block.text, MAIN, "chosen by --select", block.tag, block.linked, -1))
    return layout


def _body(tree: Any) -> Any:
    body = tree.find("body") if tree.tag == "html" else tree
    return tree if body is None else body


def _place(rendering: Rendering, wanted: int = -1) -> Layout:
    """Place all blocks; `wanted`: the box that holds the document, where that is known."""
    blocks, boxes = rendering.blocks, rendering.boxes
    places = _furniture(rendering)
    main = _main(rendering, places) if wanted < 0 else _Main(wanted, f"holds the text: {_name(boxes[wanted].element)}", False)  # fmt: skip
    layout = Layout(rendering=rendering, box_place=places, main_box=main.box, main_why=main.why, main_sure=main.sure)
    layout.main_name = _full_name(rendering, main.box) if main.box >= 0 else ""
    first, end = (boxes[main.box].first, boxes[main.box].end) if main.box >= 0 else (0, len(blocks))
    said = said_furniture(rendering)
    beside = frozenset[int]() if main.sure or main.box < 0 else _links_before(rendering, main.box)
    for at, block in enumerate(blocks):
        own = (places[block.box] if block.box >= 0 else None) or said.get(at)
        if block.tag == "h1":
            own = (MAIN, "<h1>")
        if own is None and at in beside:
            own = (BODY, "links before the document's heading")
        if own is None:
            own = (MAIN, main.why) if first <= at < end else (BODY, "outside of what holds the document")
        layout.blocks.append(Placed(block.text, own[0], own[1], block.tag, block.linked, block.box))
    return layout


Places = list[tuple[str, str] | None]


def _furniture(rendering: Rendering) -> Places:
    """Box by box the furniture that it is or stands in.

    Landmarks (tags and roles) are believed first. Names are believed of what is left, by the share of it that they hold;
    where they would leave too little, only those are believed that content never has.
    """
    blocks, boxes = rendering.blocks, rendering.boxes
    sizes = [0, *accumulate(len(b.text) for b in blocks)]
    said = [own_region(box.element, box.tag) if box.first < box.end else None for box in boxes]
    holds = _holds_document(boxes)
    places = _landmarks(rendering, said, holds, sizes)
    weights = _free_weights(rendering, places)
    document = _marked(rendering, places, weights)[0]
    named = _named(rendering, places, said, holds, document)
    left = _free_weights(rendering, named)[-1]
    if left < _LEAST_LEFT * weights[-1]:
        wrong = _wrong_places(rendering, places, named, weights[-1])
        careful = [s if s is not None and s[0] not in wrong else None for s in said]
        named = _named(rendering, places, careful, holds, document)
    return named


def _wrong_places(rendering: Rendering, landmarks: Places, named: Places, total: float) -> set[str]:
    """The kinds of furniture that names alone give to too much of the page."""
    taken: dict[str, float] = {}
    for block in rendering.blocks:
        place = named[block.box] if block.box >= 0 and landmarks[block.box] is None else None
        if place is not None:
            taken[place[0]] = taken.get(place[0], 0.0) + len(block.text) - 0.7 * block.linked
    return {place for place, weight in taken.items() if weight >= _TAKES_MUCH * total} - _NEVER_CONTENT


def _landmarks(rendering: Rendering, said: Places, holds: list[bool], sizes: list[int]) -> Places:
    boxes, total = rendering.boxes, sizes[-1] or 1
    places: Places = []
    for number, box in enumerate(boxes):
        place = places[box.parent] if box.parent >= 0 else None
        own = said[number]
        if (
            place is None
            and own is not None
            and own[0] in STRONG
            and not holds[number]
            and not own[1].startswith(("id=", "class="))
        ):
            most = 0.5 if own[0] == "dialog" else 0.9
            if sizes[box.end] - sizes[box.first] < most * total:
                place = own
        places.append(place)
    return places


def _named(rendering: Rendering, places: Places, said: Places, holds: list[bool], document: int) -> Places:
    boxes = rendering.boxes
    weights = _free_weights(rendering, places)
    total = weights[-1] or 1.0
    inside = [False] * len(boxes)
    refused: list[frozenset[str]] = []  # the words that an element around was called by and is not
    named: Places = []
    for number, box in enumerate(boxes):
        inside[number] = number == document or (box.parent >= 0 and inside[box.parent])
        place = places[number] or (named[box.parent] if box.parent >= 0 else None)
        no = refused[box.parent] if box.parent >= 0 else frozenset[str]()
        own = said[number]
        if place is None and own is not None:
            share = (weights[box.end] - weights[box.first]) / total
            if holds[number] or share >= _TOO_MUCH:
                no = no | {_word(own)}
            elif _word(own) not in no and (not inside[number] or _believed_inside(rendering, box, own[0], share)):
                place = own
        named.append(place)
        refused.append(no)
    return named


def _word(said: tuple[str, str]) -> str:
    """What an element was recognised by: a tag, a role, or the word of its name."""
    how = said[1]
    return region_word(how.split('"')[1]) if how.startswith(("id=", "class=")) else how


def _believed_inside(rendering: Rendering, box: Box, place: str, share: float) -> bool:
    """Whether furniture by name is believed inside the document itself: headers, notices and cookie tables belong to it."""
    if place in ("header", "consent"):
        return False
    if place == "related" and box.tag == "aside" and _linked(rendering, box) < 0.4:
        return False  # a remark at the margin
    size = sum(len(b.text) for b in rendering.blocks[box.first : box.end])
    return place == "comment" or share <= _TOO_MUCH_INSIDE or size <= _SMALL_INSIDE


def _linked(rendering: Rendering, box: Box) -> float:
    blocks = rendering.blocks[box.first : box.end]
    return sum(b.linked for b in blocks) / max(1, sum(len(b.text) for b in blocks))


def _free_weights(rendering: Rendering, places: Places) -> list[float]:
    """Running sum over the blocks of text that is not in furniture; a link's text counts a third."""
    free = (b.weight if b.box < 0 or places[b.box] is None else 0.0 for b in rendering.blocks)
    return list(accumulate(free, initial=0.0))


def _holds_document(boxes: list[Box]) -> list[bool]:
    """Which boxes are or hold a <main> or [role=main]: never furniture."""
    holds = [False] * len(boxes)
    for number in range(len(boxes) - 1, -1, -1):
        box = boxes[number]
        if holds[number] or box.tag == "main" or box.element.get("role") == "main":
            holds[number] = True
            if box.parent >= 0:
                holds[box.parent] = True
    return holds


@dataclass(frozen=True, slots=True)
class _Main:
    box: int
    why: str
    sure: bool


def _main(rendering: Rendering, places: Places) -> _Main:
    """The box that holds the document: one that says so and holds most of the free text, else the one that holds nearly all."""
    weights = _free_weights(rendering, places)
    if weights[-1] <= 0:
        return _Main(-1, "no text that is not furniture", False)
    marked, mark = _marked(rendering, places, weights)
    if marked >= 0:
        return _Main(marked, f"the document: {mark}", True)
    dominant = _dominant(rendering, places, weights)
    if dominant < 0:
        return _Main(-1, "the whole page", False)
    return _Main(dominant, f"holds the text: {_name(rendering.boxes[dominant].element)}", False)


def _marked(rendering: Rendering, places: Places, weights: list[float]) -> tuple[int, str]:
    """The innermost box that calls itself the document, among those that hold about as much as the fullest of them."""
    total = weights[-1] or 1.0
    found: list[tuple[float, int, str]] = []
    for number, box in enumerate(rendering.boxes):
        share = (weights[box.end] - weights[box.first]) / total
        if places[number] is None and share >= _MARKED and box.tag != "body":
            mark = document_mark(box.element, box.tag)
            if mark is not None:
                found.append((share, number, mark))
    if not found:
        return -1, ""
    most = max(share for share, _, _ in found)
    near = [(number, mark) for share, number, mark in found if share >= most - _ABOUT]
    number, mark = near.pop()
    while near and _adds_document(rendering, places, near[-1][0], number):
        number, mark = near.pop()
    return number, mark


def _adds_document(rendering: Rendering, places: Places, outer: int, inner: int) -> bool:
    """Whether what an outer box has beside the inner one is a few lines of the document's own: its date, its versions."""
    a, b = rendering.boxes[outer], rendering.boxes[inner]
    beside = [rendering.blocks[at] for at in (*range(a.first, b.first), *range(b.end, a.end))]
    free = [block for block in beside if block.box < 0 or places[block.box] is None]
    linked = sum(1 for block in free if block.linked > 0.7 * len(block.text))
    return bool(free) and len(free) <= _FEW_LINES and 2 * linked < len(free)


def _dominant(rendering: Rendering, places: Places, weights: list[float]) -> int:
    """The innermost box with nearly all free text, or its parent where that has paragraphs of its own beside it."""
    boxes, total = rendering.boxes, weights[-1]
    best = -1
    for number, box in enumerate(boxes):
        if places[number] is None and (weights[box.end] - weights[box.first]) / total >= _NEARLY_ALL:
            best = number
    while best >= 0 and boxes[best].parent >= 0 and _own_prose(rendering, places, boxes[best].parent, best):
        best = boxes[best].parent
    return best


def _links_before(rendering: Rendering, main: int) -> frozenset[int]:
    """Of a box that holds nearly the whole page: the lines of links in those of its children that come before its heading.

    Links after it may be the document, a list of resources; a page without a heading is taken as it is.
    """
    blocks, box = rendering.blocks, rendering.boxes[main]
    heading = next((at for at in range(box.first, box.end) if blocks[at].tag in ("h1", "h2")), -1)
    if heading < 0:
        return frozenset()
    children = (child.first for child in rendering.boxes if child.parent == main and child.first <= heading < child.end)
    before = range(box.first, min(children, default=heading))
    return frozenset(at for at in before if blocks[at].linked >= 0.5 * len(blocks[at].text))


def _own_prose(rendering: Rendering, places: Places, parent: int, child: int) -> bool:
    boxes, blocks = rendering.boxes, rendering.blocks
    outer, inner = boxes[parent], boxes[child]
    for at in (*range(outer.first, inner.first), *range(inner.end, outer.end)):
        block = blocks[at]
        mine = block.box == parent or (block.box >= 0 and boxes[block.box].parent == parent)
        if mine and places[block.box] is None and len(block.text) - block.linked >= _PROSE:
            return True
    return False
