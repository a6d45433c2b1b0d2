"""What feedparser found, in our words: its dictionaries to `RawEntry`, pace and hub of the feed. Does not import it."""

from __future__ import annotations

import re
from typing import Any

from scraper.extract.feed_entry import RawEntry
from scraper.extract.feed_text import clean_line, iso_date
from scraper.urls import is_http

__all__ = ["http_url", "hub_of", "raw_entry", "skip_days", "skip_hours", "ttl_of"]

_SKIP = {
    name: re.compile(rb"<%s[\s>](.*?)</%s" % (name.encode(), name.encode()), re.DOTALL | re.IGNORECASE)
    for name in ("skipHours", "skipDays", "hour", "day")
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def skip_hours(frame: bytes) -> tuple[int, ...]:
    """The hours (GMT, 0..23; RSS 0.91 counts to 24) that the feed asks to be left alone in, sorted."""
    hours = (text for block in _SKIP["skipHours"].findall(frame) for text in _SKIP["hour"].findall(block))
    return tuple(sorted({int(text) % 24 for text in hours if text.strip().isdigit() and int(text) <= 24}))


def skip_days(frame: bytes) -> tuple[str, ...]:
    """The days (lower-case English names, the week's order) that the feed asks to be left alone on."""
    days = {text.strip().lower() for block in _SKIP["skipDays"].findall(frame) for text in _SKIP["day"].findall(block)}
    return tuple(day for day in _DAYS if day.encode() in days)


_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_MAX_TTL = 30 * 86_400


def ttl_of(feed: Any) -> int | None:
    """Seconds that the feed asks to be left alone: <ttl> minutes, else the syndication period over its frequency."""
    try:
        minutes = int(str(feed.get("ttl", "")).strip())
    except ValueError:
        minutes = 0
    if minutes > 0:
        return min(minutes * 60, _MAX_TTL)
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower())
    if period is None:
        return None
    try:
        frequency = int(str(feed.get("sy_updatefrequency", "1")).strip())
    except ValueError:
        frequency = 1
    return min(period // max(frequency, 1), _MAX_TTL)


def hub_of(feed: Any) -> str | None:
    """The feed's WebSub hub."""
    return next((http_url(link.get("href")) for link in feed.get("links", ()) if link.get("rel") == "hub"), None)


# -- entries ---------------------------------------------------------------------------------------------------

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def raw_entry(entry: Any, version: str) -> RawEntry:
    body, is_html = _body(entry)
    # dict.get: FeedParserDict's own gives 'published' for a missing 'updated'
    published = iso_date(entry.get("published"), dict.get(entry, "published_parsed"))
    updated = iso_date(dict.get(entry, "updated"), dict.get(entry, "updated_parsed"))
    if published is None and updated is not None and version.startswith("rss"):
        published, updated = updated, None  # RSS has no updated: this is <dc:date>
    detail = entry.get("title_detail") or {}
    return RawEntry(
        id=clean_line(entry.get("id")),
        url=http_url(entry.get("link")),
        title=entry.get("title"),
        title_is_html=detail.get("type") in _HTML_TYPES,
        body=body,
        body_is_html=is_html,
        author=clean_line(entry.get("author")),
        published=published,
        updated=updated,
        enclosures=tuple(_enclosures(entry)),
    )


def _body(entry: Any) -> tuple[str, bool]:
    """(content, is it HTML): the first content with text in it, else the summary."""
    contents = entry.get("content") or ()
    summary = {
        "value": entry.get("summary") or "",
        "type": (entry.get("summary_detail") or {}).get("type", "text/html"),
    }
    for content in (*contents, summary):
        value = content.get("value") or ""
        if isinstance(value, str) and value.strip():
            return value, content.get("type") in _HTML_TYPES
    return "", True


def _enclosures(entry: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for link in entry.get("links", ()):
        href = http_url(link.get("href"))
        if href and link.get("rel") in ("enclosure", "related", "via"):
            found.append((href, clean_line(link.get("title")) or ""))
    return found


def http_url(value: object) -> str | None:
    """An http(s) URL without stray white space, or None: javascript:, data: and relative leftovers lead nowhere."""
    text = clean_line(value)
    return text.replace(" ", "%20") if text and is_http(text) else None
