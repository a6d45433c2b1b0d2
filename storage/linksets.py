"""The link set of a version as it is kept: compact JSON, a list per link."""

from __future__ import annotations

import json
from collections.abc import Sequence

from scraper import records  # its records are made when they are asked for: a listing of links makes none

__all__ = ["dump_links", "load_links", "sentences_in"]


def dump_links(links: Sequence[records.FoundLink]) -> bytes:
    """Compact JSON, one list per link; a canonical form equal to the URL and a position equal to the index are 0.

    Most links then read the same wherever they stand, and a link set with one link more differs by that link.
    """
    rows = [
        [
            k.url,
            0 if k.canonical == k.url else k.canonical,
            k.anchor,
            k.sentence,
            k.code,
            k.place,
            0 if k.position == i else k.position + 1,
        ]
        for i, k in enumerate(links)
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def load_links(body: bytes) -> tuple[records.FoundLink, ...]:
    """The link set of a version."""
    return tuple(
        records.FoundLink(url, canonical or url, anchor, sentence, code, place, position - 1 if position else i)
        for i, (url, canonical, anchor, sentence, code, place, position) in enumerate(json.loads(body))
    )


def sentences_in(body: bytes) -> dict[str, str]:
    """URL -> the sentence around it, of a link set; the first where a URL stands twice."""
    return {link[0]: link[3] for link in reversed(json.loads(body))}
