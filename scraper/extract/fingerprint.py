"""The cheap gate: a hash of all that could be a change, from one fast parse.

Equal fingerprints mean the same visible text (white space aside), title, link targets and machine-stated dates.
Different ones mean nothing: the full reading decides.
"""

from __future__ import annotations

import hashlib
import re

from selectolax.lexbor import LexborHTMLParser

from scraper.extract.depth import deep_from
from scraper.extract.dom import decode
from scraper.records import ReadOptions

__all__ = ["fingerprint"]

_VERSION = b"2"
_STRIPPED = ["script", "style", "template", "noscript", "svg", "canvas", "iframe", "object", "video", "audio"]
_DATED = re.compile(rb'"(dateModified|datePublished|dateCreated|uploadDate)"\s*:\s*"([^"]{4,80})"')
_META = (
    'meta[property*="time"],meta[property*="date"],meta[name*="date"],meta[name*="Date"],meta[name*="modified"],meta[itemprop^="date"],'
    'meta[property="og:title"],time[datetime],[itemprop^="date"]'
)
_SPACES = b" \t\n\x0b\x0c\r"
_WIDE_SPACES = ("\xa0".encode(), "\u3000".encode())  # others are rare: where they move, the reading decides


def fingerprint(body: bytes, content_type: str | None, options: ReadOptions) -> str:
    """The hash of one body, 32 hex digits; '' for one that nests too deep for a cheap look.

    `options` takes part: other selectors are another reading.
    """
    source = _utf8(body, content_type)
    if deep_from(source) is not None:
        return ""
    digest = hashlib.blake2b(_VERSION, digest_size=16)
    digest.update(repr(options).encode())
    if b'"date' in source or b'"uploadDate' in source:
        for found in _DATED.findall(source):
            digest.update(b"\t".join(found))
    parts, text = _parts(LexborHTMLParser(source))
    digest.update("\0".join([*parts, ""]).encode("utf-8", "replace"))
    digest.update(_without_spaces(text))
    return digest.hexdigest()


def _utf8(body: bytes, content_type: str | None) -> bytes:
    """The text of a body as UTF-8, which it is by far the most often: that is tried first where the body or header says so."""
    label = (content_type or "").lower()
    if "utf-8" in label or b"utf-8" in body[:1024].lower():
        try:
            if not body.isascii():
                body.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return body
    return decode(body, content_type).text.encode("utf-8", "replace")


def _parts(tree: LexborHTMLParser) -> tuple[list[str], str]:
    """(what elements for programs say, the title and the targets of links; the visible text)."""
    parts: list[str] = []
    for node in tree.css(_META):
        held = node.attributes
        parts.append(f"{held.get('content') or held.get('datetime') or node.text()}")
    title = tree.css_first("title")
    parts.append(title.text() if title is not None else "")
    tree.strip_tags(_STRIPPED)
    body = tree.body
    if body is None:
        return parts, ""
    parts += [node.attrs.get("href") or "" for node in body.css("a[href]")]
    return parts, body.text(separator=" ")


def _without_spaces(text: str) -> bytes:
    """In UTF-8, without white space: what splitting and joining would give, at a third of the cost."""
    bare = text.encode("utf-8", "replace").translate(None, _SPACES)
    for space in _WIDE_SPACES:
        bare = bare.replace(space, b"")
    return bare
