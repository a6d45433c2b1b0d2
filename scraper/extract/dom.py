"""Bytes to text to tree: the one place where foreign HTML becomes a tree.

Decoding follows browsers (WHATWG): byte order mark, then the HTTP label, then <meta>, then a guess. One exception: a label
of another encoding on a body that is UTF-8 throughout is taken for a mistake, as text in other encodings hardly ever is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree
from w3lib.encoding import html_to_unicode

__all__ = ["Decoded", "decode", "parse", "text_of"]

# Labels of the WHATWG standard whose Python codec has another name.
_RARE_LABELS = {
    "iso-8859-8-i": "iso8859_8", "iso-8859-8-e": "iso8859_8", "csiso88598i": "iso8859_8", "logical": "iso8859_8",
    "visual": "iso8859_8", "x-mac-roman": "mac_roman", "macintosh": "mac_roman", "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic", "dos-874": "cp874", "windows-874": "cp874", "tis-620": "cp874", "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "x-euc-jp": "euc_jp", "x-user-defined": "cp1252",
    "unicode-1-1-utf-8": "utf-8", "x-unicode20utf8": "utf-8", "unicode11utf8": "utf-8", "dos-866": "cp866",
}  # fmt: skip
_HEADER_LABEL = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:\-]+)""", re.IGNORECASE)
_META_LABEL = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:\-]+)""", re.IGNORECASE)
# Characters that no tree may hold, as bytes of UTF-8: taken out of these, a page costs a tenth of what a pattern costs.
_CONTROL = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20)])
_NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_HEAD = frozenset(
    {"title", "meta", "link", "base", "script", "style", "noscript", "template", "object", "bgsound", "basefont"}
)
_TEXT = etree.XPath("string()", smart_strings=False)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a body and the encoding that gave it."""

    text: str
    encoding: str


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a body as a browser would; never raises, undecodable bytes become U+FFFD."""
    if body.startswith(b"\xef\xbb\xbf"):
        return Decoded(body[3:].decode("utf-8", "replace"), "utf-8")
    sure = _surely_utf8(body)
    if sure is not None:
        return Decoded(sure, "utf-8")
    header = _HEADER_LABEL.search(content_type or "")
    codec = _rare(header.group(1) if header else None, body)
    if codec is not None:
        return Decoded(body.decode(codec, "replace"), codec)
    # w3lib wants the label without quotes and spaces around it
    label = f"text/html; charset={header.group(1)}" if header else None
    encoding, text = html_to_unicode(label, body, auto_detect_fun=_guess, default_encoding="utf-8")
    return Decoded(text, encoding)


def _rare(label: str | None, body: bytes) -> str | None:
    """The codec for a label that browsers know and w3lib does not; None for all others, and where a BOM decides."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    if label is not None:
        return _RARE_LABELS.get(label.lower())
    meta = _META_LABEL.search(body[:4096])
    if meta is None:
        return None
    declared = meta.group(1).decode("ascii").lower()
    # A meta element that could be read is not in UTF-16, whatever it says (WHATWG).
    return "utf-8" if declared.startswith(("utf-16", "utf16")) else _RARE_LABELS.get(declared)


def _surely_utf8(body: bytes) -> str | None:
    """The text of a body that is valid UTF-8 with enough in it beyond ASCII for that to be no chance (one GBK letter in 8 is)."""
    if body.isascii():
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    beside = len(body) - len(text)  # a character beyond ASCII takes one to three bytes more than one
    return text if beside >= 18 or len(text) - len(text.encode("ascii", "ignore")) >= 6 else None


def _guess(body: bytes) -> str | None:
    """An encoding for a body that names none: UTF-8 if it is, else GB18030 if it is, else Windows-1252."""
    for encoding in ("utf-8", "gb18030"):
        try:
            body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "cp1252"


def parse(html: str) -> Any:
    """Parse decoded HTML into a tree rooted at <html>; any input gives a tree, an empty one at worst.

    Its elements are plain ones: those of lxml.html make a walk over a tree half as dear again, and nobody here needs them.
    """
    encoded = _DECLARATION.sub("", html, count=1).encode("utf-8", "replace").translate(None, delete=_CONTROL)
    for sequence in _NONCHARACTERS:
        encoded = encoded.replace(sequence, b"")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(encoded, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        root = etree.fromstring(b"<html><body></body></html>", parser)
    _leave_head(root)
    return root


def text_of(element: Any) -> str:
    """All text below an element, whatever holds it."""
    return str(_TEXT(element))


def _leave_head(root: Any) -> None:
    """Take content out of <head>: the tags <head> and <body> may be left out, and libxml2 does not know where the head
    ends when <article>, <main> or another tag of HTML 5 follows it."""
    head = root.find("head")
    if head is None:
        return
    first = next((n for n, child in enumerate(head) if isinstance(child.tag, str) and child.tag not in _HEAD), None)
    if first is None:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    moved = list(head)[first:]
    if body.text:
        moved[-1].tail = (moved[-1].tail or "") + body.text
        body.text = None
    for place, child in enumerate(moved):
        body.insert(place, child)
