"""Feeds of our own making for the tests, in all formats; nothing here is copied from a real one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape

FEED_URL = "http://blog.example/feed.xml"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def rss(
    *items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>', root: str = ""
) -> str:
    """An RSS 2.0 feed around the given items."""
    return (
        f'{declaration}\n<rss version="2.0" {NAMESPACES}{root}>\n<channel>\n<title>A blog</title>\n<link>http://blog.example/</link>\n'
        f"<description>About things</description>\n{head}\n" + "\n".join(items) + "\n</channel>\n</rss>\n"
    )


def item(
    number: int,
    *,
    title: str | None = None,
    text: str | None = None,
    link: str | None = None,
    guid: str | None = None,
    extra: str = "",
) -> str:
    """An RSS item; whatever is not given follows from its number. `text` is HTML."""
    title = f"Post number {number}" if title is None else title
    text = f"<p>The text of post {number}.</p>" if text is None else text
    link = f"http://blog.example/post/{number}" if link is None else link
    guid = f"blog-{number}" if guid is None else guid
    parts = [f"<title>{escape(title)}</title>", f"<description>{escape(text)}</description>"]
    if link:
        parts.append(f"<link>{escape(link)}</link>")
    if guid:
        parts.append(f'<guid isPermaLink="false">{escape(guid)}</guid>')
    parts.append(f"<pubDate>Mon, {1 + number % 28:02d} Jan 2024 10:00:00 +0800</pubDate>")
    return f"<item>\n{''.join(parts)}{extra}\n</item>"


def atom(*entries: str, attributes: str = "") -> str:
    """An Atom 1.0 feed around the given entries."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{attributes}>\n<title>An atom</title>\n'
        '<id>urn:feed</id>\n<link href="http://blog.example/"/>\n<updated>2024-01-09T00:00:00Z</updated>\n'
        + "\n".join(entries)
        + "\n</feed>\n"
    )


def entry(number: int, content: str = "", *, title: str | None = None, link: str | None = None) -> str:
    """An Atom entry; `content` is the whole content element."""
    return (
        f"<entry><title>{escape(title or f'Entry number {number}')}</title><id>urn:entry:{number}</id>"
        f'<link href="{escape(link or f"http://blog.example/entry/{number}")}"/>'
        f"<published>2024-01-{1 + number % 28:02d}T08:00:00+08:00</published><updated>2024-02-{1 + number % 28:02d}T08:00:00+08:00</updated>"
        f"{content or _content(number)}</entry>"
    )


def json_feed(items: Sequence[dict[str, object]], **fields: object) -> bytes:
    """A JSON Feed 1.1 around the given items."""
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": list(items), **fields}
    ).encode()


def _content(number: int) -> str:
    return f'<content type="html">&lt;p&gt;Words of {number}&lt;/p&gt;</content>'
