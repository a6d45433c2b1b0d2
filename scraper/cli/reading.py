"""Reading one file for `inspect`: runs in a worker process, so that no file can hang or crash the program."""

from __future__ import annotations

import mimetypes
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from scraper.errors import InputError
from scraper.records import EntryReading, FoundLink, PageReading, ReadOptions, ResourceKind, Statement

__all__ = ["empty_row", "page_row", "read_body", "read_file"]

_STATEMENT = ("role", "value", "precision", "source", "snippet", "updated_by")
_STATEMENT_MORE = ("scope", "start", "end", "zone", "zone_source", "calendar", "lang", "locator", "rule", "score")
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, whose text is half zeros; gzip is for sitemaps
_MASKED = 30  # phrases named
_LINK = ("url", "anchor", "code", "place", "sentence")


def read_file(path: str, name: str, url: str | None, options: ReadOptions, explain: bool) -> dict[str, Any]:
    """The row of one file: page, feed or sitemap. `name` and `url` are printed as given. Raises OSError only."""
    row = read_body(
        Path(path).read_bytes(),
        mimetypes.guess_type(path)[0],
        url or Path(path).resolve().as_uri(),
        options,
        explain=explain,
    )
    return row | {"file": name, "url": url}


def read_body(
    body: bytes, content_type: str | None, base: str, options: ReadOptions, *, explain: bool = False
) -> dict[str, Any]:
    """The row of one body. With `explain`, `blocks` says of each block of a page whether it is watched, and why."""
    from scraper.extract.sniff import sniff_kind

    if b"\0" in body[:4096] and not body.startswith((*_WIDE, b"\x1f\x8b")):
        return empty_row(None, base) | {"bytes": len(body), "error": "a binary file, not a page or feed"}
    kind = sniff_kind(body, content_type, base)
    row = empty_row(None, base) | {"kind": str(kind), "bytes": len(body)}
    try:
        if kind is ResourceKind.FEED:
            return row | _feed(body, content_type, base)
        if kind is ResourceKind.SITEMAP:
            return row | _sitemap(body, content_type, base)
        return row | _page(body, content_type, base, options) | ({"blocks": _blocks(body, options)} if explain else {})
    except InputError as error:
        return row | {"error": str(error)}


def empty_row(name: str | None, url: str | None) -> dict[str, Any]:
    """The fields that every line has."""
    return {
        "file": name,
        "url": url,
        "kind": None,
        "title": None,
        "author": None,
        "lang": None,
        "published": None,
        "updated": None,
        "updated_by": None,
        "statements": [],
        "text": "",
        "links": [],
        "error": None,
    }


def _page(body: bytes, content_type: str | None, base: str, options: ReadOptions) -> dict[str, Any]:
    from scraper.extract.page import read_page

    return page_row(read_page(body, content_type, base, options)) | {"barrier": _barrier(body, base)}


def _blocks(body: bytes, options: ReadOptions) -> list[dict[str, Any]]:
    """Which blocks of a page are watched and which are taken for menus and the like."""
    from scraper.compare.page import explain
    from scraper.records import KnownDocument

    known = KnownDocument(0, 0, body, "", None, "", None, None, None, None)
    return [asdict(block) for block in explain(known, options)]


def _barrier(body: bytes, base: str) -> str | None:
    """What stands before the page, if it looks like a challenge, login or error page."""
    from datetime import UTC, datetime

    from scraper.extract.barrier import find_barrier
    from scraper.extract.dom import decode
    from scraper.records import Fetch

    at = datetime.now(UTC)  # part of the record, not of the judgement
    fetch = Fetch(base, base, at, status=200, headers=(("Content-Type", "text/html"),), body=body)
    found = find_barrier(fetch, decode(body).text, expected=ResourceKind.PAGE)
    return f"{found.kind}: {'; '.join(found.reasons[:3])}" if found else None


def page_row(reading: PageReading) -> dict[str, Any]:
    """What extraction sees of a page."""
    freshness = reading.freshness
    return {
        "kind": "page",
        "title": reading.title,
        "author": reading.author,
        "lang": reading.lang,
        "published": freshness.published,
        "updated": freshness.updated,
        "updated_by": freshness.updated_by,
        "why": freshness.why,
        "conflicts": list(freshness.conflicts),
        "flags": list(freshness.flags),
        "statements": [_statement(one) for one in freshness.statements],
        "text": reading.text,
        "links": [_link(one) for one in reading.links],
        "feeds": list(reading.feeds),
        "canonical_url": reading.canonical_url,
        "encoding": reading.encoding,
        "extractor": reading.extractor,
        "masked": _masked(reading.text),
        "notes": list(reading.notes),
    }


def _masked(text: str) -> list[str]:
    """What of a text moves by itself and is set aside when versions are compared: 'relative time: 3 days ago'."""
    from scraper.compare.volatile import mask

    return list(dict.fromkeys(found for line in text.split("\n") for found in mask(line).found))[:_MASKED]


def _statement(one: Statement) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in (*_STATEMENT, *_STATEMENT_MORE)}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _link(one: FoundLink) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _LINK}


def _feed(body: bytes, content_type: str | None, base: str) -> dict[str, Any]:
    from scraper.extract.feed import read_feed

    feed = read_feed(body, content_type, base)
    dates = [entry.updated or entry.published for entry in feed.entries]
    return {
        "title": feed.title,
        "author": feed.author,
        "lang": feed.lang,
        "updated": max((date for date in dates if date), default=None),
        "format": feed.format,
        "entries": [_entry(one) for one in feed.entries],
        "notes": list(feed.notes),
    }


def _entry(one: EntryReading) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in ("key", "url", "title", "author", "published", "updated", "text")}
    return row | {"links": [_link(link) for link in one.links]}


def _sitemap(body: bytes, content_type: str | None, base: str) -> dict[str, Any]:
    from scraper.extract.sitemap import read_sitemap

    return {"entries": [asdict(one) for one in read_sitemap(body, content_type, base)]}
