"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read leniently. feedparser does not know it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from scraper.errors import InputError
from scraper.extract.feed_entry import RawEntry
from scraper.extract.feed_text import clean_line, hash_of, iso_date
from scraper.urls import is_http

__all__ = ["JsonFeed", "looks_like_json", "read_json_feed"]


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """A JSON Feed in the reader's words; `hashes[i]` stands for the raw form of `entries[i]`."""

    entries: tuple[RawEntry, ...]
    hashes: tuple[str, ...]
    title: str | None
    home: str | None
    lang: str | None
    author: str | None
    hub: str | None
    format: str


def looks_like_json(text: str) -> bool:
    """Whether a body can only be JSON: its first character is '{' or '['."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def read_json_feed(text: str, url: str, *, limit: int) -> JsonFeed:
    """Read at most `limit` items. Raises InputError if the text is no JSON or no JSON Feed."""
    try:
        feed = json.loads(text.strip("\ufeff \t\r\n\x00"), strict=False)
    except ValueError as error:
        raise InputError(f"not a feed: broken JSON ({error})") from error
    except RecursionError as error:
        raise InputError("not a feed: JSON nested too deeply") from error
    version = feed.get("version") if isinstance(feed, dict) else None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(feed, dict) or "jsonfeed.org/version/" not in str(version) or not isinstance(items, list):
        raise InputError(f"not a feed: {_what(feed)}")
    home = _url(feed.get("home_page_url"), url)
    raws = [item for item in items[:limit] if isinstance(item, dict)]
    return JsonFeed(
        entries=tuple(_entry(item, home or url) for item in raws),
        hashes=tuple(hash_of(json.dumps(item, sort_keys=True), 10) for item in raws),
        title=clean_line(feed.get("title")),
        home=home,
        lang=clean_line(feed.get("language")),
        author=_author(feed),
        hub=_hub(feed, url),
        format="json11" if "1.1" in str(version) else "json10",
    )


def _what(feed: object) -> str:
    """What a JSON document is instead, in a few words."""
    if isinstance(feed, dict):
        said = next((feed[key] for key in ("error", "message", "detail") if isinstance(feed.get(key), str)), None)
        if said:
            return f"a JSON message: {(clean_line(said) or '')[:120]}"
    return "a JSON document without jsonfeed.org's version and items"


def _entry(item: Mapping[str, Any], base: str) -> RawEntry:
    html, plain = item.get("content_html"), item.get("content_text")
    is_html = isinstance(html, str) and bool(html.strip())
    body = html if is_html else plain if isinstance(plain, str) else item.get("summary")
    identity = item.get("id")
    url = _url(item.get("url"), base) or _url(item.get("external_url"), base)
    return RawEntry(
        id=clean_line(str(identity)) if isinstance(identity, str | int | float) and identity != "" else None,
        url=url or (identity if isinstance(identity, str) and is_http(identity) else None),
        title=clean_line(item.get("title")),
        body=body if isinstance(body, str) else "",
        body_is_html=is_html,
        author=_author(item),
        published=iso_date(item.get("date_published")),
        updated=iso_date(item.get("date_modified")),
        enclosures=tuple(_attachments(item, base)),
    )


def _attachments(item: Mapping[str, Any], base: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    external = _url(item.get("external_url"), base)
    if external and item.get("url"):
        found.append((external, ""))
    attachments = item.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else ():
        if isinstance(attachment, dict) and (url := _url(attachment.get("url"), base)):
            found.append((url, clean_line(attachment.get("title")) or ""))
    return found


def _author(holder: Mapping[str, Any]) -> str | None:
    """The names of `authors` (1.1), else of `author` (1.0)."""
    authors = holder.get("authors")
    people = authors if isinstance(authors, list) else [holder.get("author")]
    names = [name for person in people if isinstance(person, dict) and (name := clean_line(person.get("name")))]
    return ", ".join(names) or None


def _hub(feed: Mapping[str, Any], url: str) -> str | None:
    hubs = feed.get("hubs")
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and str(hub.get("type", "")).lower() == "websub":
            return _url(hub.get("url"), url)
    return None


def _url(value: object, base: str) -> str | None:
    """An absolute http(s) URL, or None."""
    text = clean_line(value)
    if text is None:
        return None
    try:
        url = urljoin(base, text)
    except ValueError:
        return None
    return url if is_http(url) else None
