"""What a body is, told from its first bytes: page, feed or sitemap; and what a page or robots.txt offers besides.

Only the head of a body is looked at. Content types are a hint at most: feeds come as text/html, pages as text/xml.
"""

from __future__ import annotations

import re
import zlib
from urllib.parse import urljoin

from lxml import etree

from scraper.extract.feed_split import decode_feed
from scraper.records import ResourceKind
from scraper.urls import is_http

__all__ = ["discover_feeds", "root_name", "sitemaps_in_robots", "sniff_kind"]

_HEAD = 65_536  # characters of a body that are looked at
# Names that tell what a document is; the first one found as a tag decides. 'channel' alone is CDF.
_ROOT = re.compile(
    r"<(?:[A-Za-z_][\w.-]*:)?(rss|feed|rdf|channel|urlset|sitemapindex|opml|html|head|body|svg|wml|plist|kml|gpx|error)"
    r"(?=[\s/>])",
    re.IGNORECASE,
)
_MISC = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version', re.IGNORECASE)


def sniff_kind(body: bytes, content_type: str | None, url: str) -> ResourceKind:
    """Page, feed or sitemap; anything that cannot be told is a page. Never raises."""
    head = _head(body, content_type)
    root = root_name(head)
    if root in _SITEMAP_ROOTS:
        return ResourceKind.SITEMAP
    if root in _FEED_ROOTS or _is_json_feed(head):
        return ResourceKind.FEED
    if root is None and _is_url_list(head, url):
        return ResourceKind.SITEMAP
    return ResourceKind.PAGE


def root_name(text: str) -> str | None:
    """The lower-case name of the first tag that tells a document type, comments and instructions passed over.

    'rss', 'feed', 'rdf', 'channel', 'urlset', 'sitemapindex', 'opml', 'html', …; None if there is none.
    """
    start = _first_tag(text)
    match = _ROOT.search(_MISC.sub("", text[start : start + _HEAD]))
    return match.group(1).lower() if match else None


_CLOSERS = (("<!--", "-->"), ("<?", "?>"), ("<!", ">"))


def _first_tag(text: str) -> int:
    """Where the first element may stand: behind comments, instructions and a DOCTYPE with all that it declares."""
    position = 0
    while (start := text.find("<", position, position + _HEAD)) >= 0:
        opener, closer = next(((o, c) for o, c in _CLOSERS if text.startswith(o, start)), ("", ""))
        if not opener:
            return start
        if opener == "<!" and 0 <= text.find("[", start, start + 500) < text.find(">", start):
            closer = "]>" if text.find("]>", start) >= 0 else closer
        end = text.find(closer, start + len(opener))
        if end < 0:
            return len(text)
        position = end + len(closer)
    return position


def _head(body: bytes, content_type: str | None) -> str:
    if body[:2] == b"\x1f\x8b":
        try:
            body = zlib.decompressobj(wbits=31).decompress(body[:_HEAD], _HEAD)
        except zlib.error:
            return ""
    return decode_feed(body[:_HEAD], content_type)[0]


def _is_json_feed(head: str) -> bool:
    return head.lstrip("\ufeff \t\r\n").startswith("{") and _JSON_FEED.search(head) is not None


def _is_url_list(head: str, url: str) -> bool:
    """A plain-text sitemap: every line (but a cut last one) a URL, and at least two of them or a telling name."""
    lines = [line.strip() for line in head.lstrip("\ufeff").splitlines() if line.strip()]
    if len(head) >= _HEAD:
        lines = lines[:-1]
    named = "sitemap" in url.lower() or url.lower().endswith(".txt")
    return len(lines) >= (1 if named else 2) and all(is_http(line) and not re.search(r"\s", line) for line in lines)


_ROBOTS_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


def sitemaps_in_robots(text: str) -> tuple[str, ...]:
    """The absolute http(s) URLs of a robots.txt's Sitemap lines, in order, each once."""
    found = _ROBOTS_LINE.findall(text.lstrip("\ufeff").replace("\r", "\n"))
    return tuple(dict.fromkeys(url for url in found if is_http(url)))


# -- feeds that a page offers ----------------------------------------------------------------------------------

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "text/rss+xml",
        "application/x-rss+xml",
    }
)
_MAYBE_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
_FEEDISH = re.compile(r"(^|[/._=?&-])(rss2?|atom|feeds?|rdf)([/._?&=-]|xml|json|$)|/index\.xml$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|comentario|评论|評論|コメント|комментар", re.IGNORECASE)


def discover_feeds(tree: etree._Element, base_url: str) -> tuple[tuple[str, str], ...]:
    """The feeds that a page offers as (absolute URL, title), the best first; comment feeds come last.

    <link rel=alternate> with a feed's type decides; only if there is none, links in the page whose address and
    text both speak of a feed.
    """
    base = _base(tree, base_url)
    offered = _from_head(tree, base) or _from_anchors(tree, base)
    unique = dict(reversed([(url, title) for url, title in offered]))
    ordered = [(url, unique[url]) for url in dict.fromkeys(url for url, _ in offered)]
    return tuple(sorted(ordered, key=lambda found: bool(_COMMENTS.search(" ".join(found)))))


def _base(tree: etree._Element, base_url: str) -> str:
    for element in tree.iter("base"):
        return _join(base_url, element.get("href") or "") or base_url
    return base_url


def _join(base: str, href: str) -> str | None:
    href = re.sub(r"^feed:(//)?(?=https?:)|^feed:(?=//)", "", href.strip(), flags=re.IGNORECASE)
    try:
        url = urljoin(base, re.sub(r"^feed://", "http://", href, flags=re.IGNORECASE))
    except ValueError:
        return None
    return url if is_http(url) else None


def _from_head(tree: etree._Element, base: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for link in tree.iter("link"):
        rels = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").split(";")[0].strip().lower()
        href = link.get("href") or ""
        if "alternate" not in rels and "feed" not in rels or "stylesheet" in rels:
            continue
        if kind in _FEED_TYPES or (kind in _MAYBE_TYPES and _FEEDISH.search(href)) or ("feed" in rels and not kind):
            url = _join(base, href)
            if url and "/oembed" not in url and "/wp-json/" not in url:
                found.append((url, " ".join((link.get("title") or "").split())))
    return found


def _from_anchors(tree: etree._Element, base: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for anchor in tree.iter("a"):
        href = anchor.get("href") or ""
        if not href or not _FEEDISH.search(href):
            continue
        text = " ".join("".join(map(str, anchor.itertext())).split()) or anchor.get("title") or ""
        said = f"{text} {anchor.get('title') or ''} {anchor.get('class') or ''} {anchor.get('type') or ''}"
        if re.search(r"\b(rss|atom|feed|xml|json)\b|订阅|訂閱|フィード|подпис", said, re.IGNORECASE):
            url = _join(base, href)
            if url:
                found.append((url, text))
    return found
