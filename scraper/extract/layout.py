"""One page laid out for reading and comparing: its blocks, each with the place it belongs to and why.

Places: 'main' (inside the element that holds the document), 'body' (outside of it, but no furniture), and the kinds
of furniture of `regions.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from scraper.extract.blocks import Rendering, render
from scraper.extract.regions import own_region

__all__ = ["MAIN", "BODY", "Layout", "Placed", "lay_out", "lay_out_selected"]

MAIN = "main"
BODY = "body"
HEADINGS = frozenset(("h1",))

# An element with this share of the page's text is no furniture, whatever it is called.
_TOO_MUCH = 0.4
# A <header> or promotion inside the document's own element: only small ones are furniture.
_MAIN_ENOUGH = 0.6
_PROSE = 80  # characters of a block that reads like a paragraph


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
    main_why: str = ""
    box_place: list[tuple[str, str] | None] = field(default_factory=list)

    def path(self, block: Placed, depth: int = 3) -> str:
        """The innermost containers of a block, outermost first."""
        names: list[str] = []
        box = block.box
        while box >= 0 and len(names) < depth:
            names.append(_name(self.rendering.boxes[box].element))
            box = self.rendering.boxes[box].parent
        return ">".join(reversed(names))


def _name(element: Any) -> str:
    tag = str(element.tag)
    identity = element.get("id")
    classes = (element.get("class") or "").split()
    if identity and not any(c.isdigit() for c in identity):
        return f"{tag}#{identity[:40]}"
    return f"{tag}.{classes[0][:40]}" if classes else tag


def lay_out(tree: Any) -> Layout:
    """Lay out a whole page."""
    rendering = render(_body(tree))
    return _place(rendering)


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


def _place(rendering: Rendering) -> Layout:
    blocks, boxes = rendering.blocks, rendering.boxes
    sizes = [0, *accumulate(len(b.text) for b in blocks)]
    total = sizes[-1] or 1
    places: list[tuple[str, str] | None] = []
    for box in boxes:
        inherited = places[box.parent] if box.parent >= 0 else None
        if inherited is None and box.first < box.end:
            said = own_region(box.element, box.tag)
            if said is not None and (sizes[box.end] - sizes[box.first]) / total < _TOO_MUCH:
                inherited = said
        places.append(inherited)
    layout = Layout(rendering=rendering, box_place=places)
    main, layout.main_why = _main(rendering, places)
    first, end = (boxes[main].first, boxes[main].end) if main >= 0 else (0, len(blocks))
    for at, block in enumerate(blocks):
        own = places[block.box] if block.box >= 0 else None
        if block.tag == "h1":
            own = None
        if own is None:
            own = (
                (MAIN, layout.main_why)
                if first <= at < end or block.tag == "h1"
                else (BODY, "outside the main content")
            )
        layout.blocks.append(Placed(block.text, own[0], own[1], block.tag, block.linked, block.box))
    return layout


def _main(rendering: Rendering, places: list[tuple[str, str] | None]) -> tuple[int, str]:
    """The box that holds the document: descend while one child holds nearly all that is not furniture."""
    blocks, boxes = rendering.blocks, rendering.boxes
    weights = [0.0]
    for block in blocks:
        free = block.box < 0 or places[block.box] is None
        weights.append(weights[-1] + (len(block.text) - 0.7 * block.linked if free else 0.0))
    total = weights[-1]
    if total <= 0 or not boxes:
        return -1, "no text that is not furniture"
    best = -1
    for number, box in enumerate(boxes):
        if places[number] is not None or (best >= 0 and box.first >= boxes[best].end):
            continue
        share = (weights[box.end] - weights[box.first]) / total
        if share >= 0.9 and (best < 0 or box.end <= boxes[best].end):
            best = number
    if best < 0:
        return -1, "the whole page"
    return best, f"holds the text: {_name(boxes[best].element)}"
