"""The outbound feed: changes as Atom or JSON Feed, for feed readers and other programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from scraper.alerting import kind_words
from scraper.records import EventKind

__all__ = ["atom_feed", "json_feed"]

ATOM = "http://www.w3.org/2005/Atom"
EPOCH = "1970-01-01T00:00:00+00:00"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Row = Mapping[str, Any]


def _text(value: object) -> str:
    """Text that XML 1.0 can hold."""
    return _NOT_XML.sub("", str(value)) if value is not None else ""


def _line(value: object) -> str:
    return " ".join(_text(value).split())


def entry_id(row: Row, instance: str) -> str:
    """The stable id of an event: the same in every feed that this installation writes."""
    return f"urn:pagewatch:{instance}:event:{row['id']}"


def _kind(row: Row) -> str:
    try:
        return kind_words(EventKind(str(row["kind"])))
    except ValueError:
        return str(row["kind"]).replace("_", " ")


def _title(row: Row) -> str:
    about = _line(row.get("title")) or _line(row.get("url")) or _line(row.get("source"))
    return f"{_kind(row)}: {about}" if about else _kind(row)


def _body(row: Row) -> str:
    versions = ""
    if row.get("from_version") is not None and row.get("to_version") is not None:
        versions = f"\nversion {row['from_version']} → {row['to_version']}"
    return (_text(row.get("summary")).strip() or _title(row)) + versions


def _is_web(url: object) -> bool:
    return str(url or "").lower().startswith(("http://", "https://"))


def atom_feed(
    rows: Iterable[Row],
    *,
    title: str = "pagewatch: changes",
    instance: str = "local",
    self_url: str | None = None,
    pages_url: str | None = None,
) -> bytes:
    """An Atom document of rows of `History.changes` (newest first is kept as given). `updated` is the newest row's time.

    `pages_url`: where our web pages are; entries then lead to what changed there, and name the changed page as `via`.
    """
    listed = list(rows)
    feed = ElementTree.Element("feed", {"xmlns": ATOM})
    _add(feed, "id", f"urn:pagewatch:{instance}:changes")
    _add(feed, "title", _line(title))
    _add(feed, "updated", _newest(listed))
    _add(_add(feed, "author"), "name", "pagewatch")
    if self_url:
        _add(feed, "link", rel="self", href=_line(self_url))
    for row in listed:
        entry = _add(feed, "entry")
        _add(entry, "id", entry_id(row, instance))
        _add(entry, "title", _title(row))
        _add(entry, "updated", _line(row["at"]))
        _add(entry, "category", term=_line(row["kind"]))
        if pages_url:
            _add(entry, "link", rel="alternate", href=f"{pages_url}/events/{row['id']}")
        if _is_web(row.get("url")):
            _add(entry, "link", rel="via" if pages_url else "alternate", href=_line(row["url"]))
        _add(entry, "content", _body(row), type="text")
    body: str = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text
    return element


def _newest(rows: Sequence[Row]) -> str:
    return max((_line(row["at"]) for row in rows), default=EPOCH)


def json_feed(
    rows: Iterable[Row], *, title: str = "pagewatch: changes", instance: str = "local", self_url: str | None = None
) -> bytes:
    """The same as a JSON Feed 1.1 document, with all fields of a row under `_pagewatch`."""
    items = []
    for row in rows:
        item: dict[str, Any] = {
            "id": entry_id(row, instance),
            "title": _title(row),
            "content_text": _body(row),
            "date_published": _line(row["at"]),
            "tags": [_line(row["kind"])],
            "_pagewatch": dict(row),
        }
        if _is_web(row.get("url")):
            item["url"] = _line(row["url"])
        items.append(item)
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": _line(title), "items": items}
    if self_url:
        feed["feed_url"] = self_url
    return json.dumps(feed, ensure_ascii=False, indent=1, default=str).encode("utf-8", "replace")
