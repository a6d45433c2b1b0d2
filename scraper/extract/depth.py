"""How deep the elements of a page nest, told before it is parsed.

lexbor (2.x) looks at every open element before it opens a block: 250 kB of `<div>` cost 8 s. Where it runs in the main
process nobody else would be served meanwhile, so what nests deeper than any real page is found first, by the tags alone.
"""

from __future__ import annotations

import re

__all__ = ["deep_from"]

LIMIT = 400  # open elements; real pages stay below 100
FEW = 4_000  # so many tags can nest only as deep as costs a tenth of a second: no need to look
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# Elements that hold nothing, or that end by themselves where the next one begins, whatever stands between. Headings are none:
# `<span><h1></span>` leaves both open.
_PASSING = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th thead tbody "  # noqa: SIM905
    "tfoot colgroup rt rp path use circle rect line html head body".split()
)


def deep_from(html: str) -> int | None:
    """Where elements begin to nest deeper than `LIMIT`; None for ordinary pages.

    Elements are counted by name, so an end tag that ends nothing counts for nothing: the count may be too high for a page
    that leaves elements open, never too low.
    """
    if html.count("<") - html.count("</") <= FEW:
        return None
    opened: dict[str, int] = {}
    depth = 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _PASSING:
            continue
        known = opened.get(name, 0)
        if not tag[1]:
            opened[name] = known + 1
            depth += 1
            if depth > LIMIT:
                return tag.start()
        elif known:
            opened[name] = known - 1
            depth -= 1
    return None
