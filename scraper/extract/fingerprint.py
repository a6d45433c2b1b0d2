"""The cheap gate: a hash of all that could be a change, from one fast parse.

Equal fingerprints mean the same visible text (white space aside), title, link targets and machine-stated dates.
Different ones mean nothing: the full reading decides.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from scraper.extract.depth import deep_from
from scraper.extract.dom import decode
from scraper.records import ReadOptions

__all__ = ["fingerprint"]

_VERSION = b"1"
_STRIPPED = ["script", "style", "template", "noscript", "svg", "canvas", "iframe", "object", "video", "audio"]
_DATED = re.compile(r'"(dateModified|datePublished|dateCreated|uploadDate)"\s*:\s*"([^"]{4,40})"')
_DATED_NAMES = ("dateModified", "datePublished", "dateCreated", "uploadDate")
_META = (
    'meta[property*="time"],meta[property*="date"],meta[name*="date"],meta[name*="Date"],meta[name*="modified"],meta[itemprop^="date"],'
    'meta[property="og:title"],time[datetime],[itemprop^="date"]'
)


def fingerprint(body: bytes, content_type: str | None, options: ReadOptions) -> str:
    """The hash of one body, 32 hex digits; '' for one that nests too deep for a cheap look.

    `options` takes part: other selectors are another reading.
    """
    digest = hashlib.blake2b(_VERSION, digest_size=16)
    digest.update(repr(options).encode())
    text = _decoded(body, content_type)
    if deep_from(text) is not None:
        return ""
    if any(name in text for name in _DATED_NAMES):
        for found in _DATED.findall(text):
            digest.update("\t".join(found).encode("utf-8", "replace"))
    parts = _parts(LexborHTMLParser(text))
    digest.update("\0".join([*parts, ""]).encode("utf-8", "replace"))
    return digest.hexdigest()


def _decoded(body: bytes, content_type: str | None) -> str:
    """The text of a body; UTF-8 by far the most often, which is tried first where the body or header says so."""
    label = (content_type or "").lower()
    if "utf-8" in label or b"utf-8" in body[:1024].lower():
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            return decode(body, content_type).text
    return decode(body, content_type).text


def _parts(tree: Any) -> list[str]:
    parts: list[str] = []
    for node in tree.css(_META):
        held = node.attributes
        parts.append(f"{held.get('content') or held.get('datetime') or node.text()}")
    title = tree.css_first("title")
    parts.append(title.text() if title is not None else "")
    tree.strip_tags(_STRIPPED)
    body = tree.body
    if body is None:
        return parts
    parts += [node.attrs.get("href") or "" for node in body.css("a[href]")]
    parts.append("".join(body.text(separator=" ").split()))
    return parts
