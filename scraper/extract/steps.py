"""One walk over a tree, kept as a list: its blocks, its links and its stated dates are read from the same steps.

Walking lxml's tree, asking each element for its tag, text and attributes and squeezing the text is a third of what each of
these readers would cost by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

__all__ = ["BESIDE", "END", "START", "Step", "end_of", "squeezed", "steps_of", "steps_within"]

# Where a step stands: an element begins, it ends, or there is a comment.
START, END, BESIDE = range(3)

# What no reader looks into: a step for its beginning, one for its end.
_UNREAD = frozenset(("script", "style", "template", "svg", "object", "head"))

# (where, element, tag, text, piece). `text` is what follows: the element's own at its beginning, its tail at its end.
# `piece` is that text with white space squeezed to single blanks (one at either edge is kept): '' for blanks alone, None
# for nothing.
Step = tuple[int, Any, Any, str | None, str | None]


def steps_of(root: Any) -> list[Step]:
    """All steps below and including `root`. Linear in its size; any depth."""
    steps: list[Step] = []
    add = steps.append
    tags: list[Any] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            where, tag, text = START, element.tag, element.text
            tags.append(tag)
            if tag in _UNREAD:
                walk.skip_subtree()
                text = None
        elif event == "end":
            where, tag, text = END, tags.pop(), element.tail
        else:
            where, tag, text = BESIDE, None, element.tail
        if not text:
            add((where, element, tag, None, None))
        elif text.isspace():
            add((where, element, tag, text, ""))
        else:
            add((where, element, tag, text, squeezed(text)))
    return steps


def squeezed(text: str) -> str:
    """A text with white space squeezed to single blanks, one at either edge kept; '' for blanks alone."""
    words = text.split()
    if not words:
        return ""
    squeezed = words[0] if len(words) == 1 else " ".join(words)
    if len(squeezed) == len(text):
        return squeezed
    return (" " if text[0].isspace() else "") + squeezed + (" " if text[-1].isspace() else "")


def end_of(walk: Iterator[Step], element: Any) -> Step:
    """Pass over what is in an element that begins in `walk`; its end, which the reader goes on with."""
    return next(step for step in walk if step[1] is element and step[0] == END)


def steps_within(steps: list[Step], element: Any) -> list[Step]:
    """The steps of one element of the tree."""
    first = next((at for at, step in enumerate(steps) if step[1] is element), len(steps))
    last = len(steps) - 1
    while last > first and steps[last][1] is not element:
        last -= 1
    return steps[first : last + 1]
