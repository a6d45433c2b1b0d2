"""How deep the elements of a page nest, told before it is parsed.

lexbor (2.x) looks at every open element before it opens a block: 250 kB of `<div>` cost 8 s. Where it runs in the main
process nobody else would be served meanwhile, so what nests deeper than any real page is found first, by the tags alone.
"""

from __future__ import annotations

import re
from itertools import islice

__all__ = ["deep_from"]

LIMIT = 400  # open elements; real pages stay below 100
FEW = 4_000  # so many tags can nest only as deep as costs a tenth of a second: no need to look
_TAG = re.compile(rb"<(/?[a-zA-Z][a-zA-Z0-9:-]*)")
_SLASH = ord("/")
# Elements that hold nothing, or that end by themselves where the next one begins, whatever stands between. Headings are none:
# `<span><h1></span>` leaves both open.
_PASSING = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th thead tbody "
    b"tfoot colgroup rt rp path use circle rect line html head body".split()
)


def deep_from(html: str | bytes) -> int | None:
    """Where elements begin to nest deeper than `LIMIT`, as an offset; None for ordinary pages.

    Elements are counted by name, so an end tag that ends nothing counts for nothing: the count may be too high for a page
    that leaves elements open, never too low.
    """
    # One byte for each character, so that offsets stay; tags are ASCII.
    source = html if isinstance(html, bytes) else html.encode("latin-1", "replace")
    begun = source.count(b"<")
    if begun <= FEW or begun - source.count(b"</") <= FEW:
        return None
    opened: dict[bytes, int] = {}
    names: dict[bytes, bytes] = {}  # as written -> in lower case, without the slash; b"" where it does not count
    depth = 0
    for number, tag in enumerate(_TAG.findall(source)):
        name = names.get(tag)
        if name is None:
            plain = tag.removeprefix(b"/").lower()
            name = names[tag] = b"" if plain in _PASSING else plain
        if not name:
            continue
        if tag[0] != _SLASH:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            if depth > LIMIT:
                return next(islice(_TAG.finditer(source), number, None)).start()
        elif opened.get(name):
            opened[name] -= 1
            depth -= 1
    return None
