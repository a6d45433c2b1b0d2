"""Sitemaps (sitemaps.org): URL sets, indexes, news sitemaps, plain lists of URLs, feeds used as one, gzipped or not."""

from __future__ import annotations

import io
import re
import zlib
from urllib.parse import urljoin

from lxml import etree

from scraper.errors import InputError
from scraper.extract.feed import read_feed
from scraper.extract.feed_split import decode_feed, defuse
from scraper.extract.sniff import root_name, sniff_kind
from scraper.records import ResourceKind, SitemapEntry
from scraper.urls import is_http

__all__ = ["MAX_ENTRIES", "read_sitemap", "unzip"]

MAX_ENTRIES = 50_000  # the protocol's own limit
_MAX_BYTES = 52_428_800  # likewise: 50 MiB after decompression
_DATES = ("lastmod", "publication_date")


def read_sitemap(body: bytes, content_type: str | None, url: str) -> tuple[SitemapEntry, ...]:
    """The URLs of a sitemap in its order, each once, absolute; the sitemaps of an index come as `nested`.

    Raises InputError with a one-line reason if the body is none.
    """
    raw = unzip(body)
    if not raw.strip():
        raise InputError("not a sitemap: an empty body")
    text, _ = decode_feed(raw, content_type)
    root = root_name(text)
    if root in ("urlset", "sitemapindex"):
        return _unique(_read_xml(defuse(text.encode("utf-8", "replace")), url))
    if root in ("rss", "feed", "rdf", "channel"):
        entries = read_feed(raw, content_type, url).entries
        return _unique([SitemapEntry(e.url, e.updated or e.published) for e in entries if e.url])
    if (
        root is None
        and sniff_kind(text[:65_536].encode("utf-8", "replace"), None, "sitemap.txt") is ResourceKind.SITEMAP
    ):
        lines = (line.strip() for line in text.lstrip("\ufeff").splitlines())
        return _unique([SitemapEntry(line) for line in lines if is_http(line)])
    raise InputError(
        f"not a sitemap: {'an HTML page' if root == 'html' else 'neither XML with URLs nor a list of them'}"
    )


def unzip(body: bytes, limit: int = _MAX_BYTES) -> bytes:
    """The body decompressed if it is gzip. Raises InputError if it is broken or comes out larger than `limit` bytes."""
    if body[:2] != b"\x1f\x8b":
        return body
    pieces: list[bytes] = []
    size, rest = 0, body
    try:
        while rest[:2] == b"\x1f\x8b":  # gzip files may be joined
            unpacker = zlib.decompressobj(wbits=31)
            piece = unpacker.decompress(rest, limit + 1 - size)
            size += len(piece)
            if size > limit:
                raise InputError(f"refused: decompresses to more than {limit} bytes")
            if not unpacker.eof:
                raise InputError("a gzip file that breaks off")
            pieces.append(piece)
            rest = unpacker.unused_data
    except zlib.error as error:
        raise InputError(f"a broken gzip file: {error}") from error
    return b"".join(pieces)


def _unique(entries: list[SitemapEntry]) -> tuple[SitemapEntry, ...]:
    first: dict[str, SitemapEntry] = {}
    for entry in entries[:MAX_ENTRIES]:
        first.setdefault(entry.url, entry)
    return tuple(first.values())


def _read_xml(raw: bytes, base: str) -> list[SitemapEntry]:
    """<url> and <sitemap> elements at any prefix; a document that breaks off gives what stood before."""
    raw = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", raw)
    found: list[SitemapEntry] = []
    try:
        elements = etree.iterparse(
            io.BytesIO(raw), events=("end",), encoding="utf-8", resolve_entities=False, no_network=True, recover=True
        )
        for _, element in elements:
            kind = _local(element)
            if kind not in ("url", "sitemap"):
                continue
            entry = _entry(element, base, nested=kind == "sitemap")
            if entry is not None:
                found.append(entry)
            element.clear()
            if len(found) >= MAX_ENTRIES:
                break
    except etree.XMLSyntaxError as error:
        if not found:
            raise InputError(f"not a readable sitemap: {error.msg}") from error
    return found


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _entry(element: etree._Element, base: str, *, nested: bool) -> SitemapEntry | None:
    """An entry from its direct <loc> and <lastmod>; a news sitemap's publication date stands in for a missing one."""
    loc = next((_text(child) for child in element if _local(child) == "loc"), "")
    try:
        url = urljoin(base, re.sub(r"\s+", "", loc))
    except ValueError:
        return None
    if not loc or not is_http(url):
        return None
    dates = {_local(child): _text(child) for child in element.iter() if _local(child) in _DATES}
    return SitemapEntry(url, dates.get("lastmod") or dates.get("publication_date") or None, nested)


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()
