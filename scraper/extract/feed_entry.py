"""From what a feed format says of an entry to an `EntryReading`: identity, text, links, digest. The same for all formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from scraper.extract.dom import parse
from scraper.extract.feed_text import (
    clean_line,
    clean_text,
    digest_of,
    hash_of,
    html_of_text,
    plain_title,
    quiet_url,
    text_lines,
    visible_lines,
)
from scraper.extract.links import find_links
from scraper.records import EntryReading, FoundLink
from scraper.urls import canonical, is_http

__all__ = ["RawEntry", "build_entries"]

_LONGEST_KEY = 400  # characters; longer ids are kept as a hash


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry in the words of its format. Dates are ISO already; `body` is HTML or plain text."""

    id: str | None = None
    url: str | None = None
    title: str | None = None
    title_is_html: bool = False
    body: str = ""
    body_is_html: bool = True
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    enclosures: tuple[tuple[str, str], ...] = ()  # (URL, what is said of it)


def build_entries(raws: Sequence[RawEntry], feed_url: str) -> tuple[EntryReading, ...]:
    """The readings of all entries, keys unique; an entry that stands twice with the same key is kept once, the first."""
    return tuple(_build(raw, key, feed_url) for raw, key in zip(raws, _keys(raws), strict=True) if key is not None)


# -- identity --------------------------------------------------------------------------------------------------


def _keys(raws: Sequence[RawEntry]) -> list[str | None]:
    """A key per entry: guid, else link, else a hash; the same guid on several entries is made unique by their links.

    What is still the same then is the same entry twice: None for all but the first.
    """
    once = dict.fromkeys(raws)  # the same entry twice must not make its id look shared
    keys = {raw: _key(raw) for raw in once}
    for refine in (_link_of, _title_hash):
        counts = Counter(keys.values())
        keys = {raw: f"{key} {refine(raw)}".strip() if counts[key] > 1 else key for raw, key in keys.items()}
    seen: set[str] = set()
    unique: list[str | None] = []
    for raw in raws:
        key = keys[raw]
        bounded = key if len(key) <= _LONGEST_KEY else f"{key[:80]} h:{hash_of(key, 16)}"
        unique.append(None if bounded in seen else bounded)
        seen.add(bounded)
    return unique


def _key(raw: RawEntry) -> str:
    """guid -> link -> hash of title and date (of the body's head where there is no title)."""
    if raw.id:
        return _without_session(raw.id)
    if raw.url:
        return quiet_url(raw.url)
    return "h:" + hash_of(f"{raw.title or raw.body[:200]}\x00{raw.published or raw.updated or ''}", 12)


def _without_session(guid: str) -> str:
    """A guid as it is, unless it is a URL with a session id or tracker in it: then without that."""
    if not is_http(guid) or not ("?" in guid or ";" in guid):
        return guid
    quiet = quiet_url(guid)
    if quiet.count("=") == guid.partition("#")[0].count("="):
        return guid
    fragment = guid.partition("#")[2]
    return f"{quiet}#{fragment}" if fragment and "#" not in quiet else quiet


def _link_of(raw: RawEntry) -> str:
    return quiet_url(raw.url) if raw.url else ""


def _title_hash(raw: RawEntry) -> str:
    return "h:" + hash_of(f"{raw.title or raw.body[:200]}", 8)


# -- reading ---------------------------------------------------------------------------------------------------


def _build(raw: RawEntry, key: str, feed_url: str) -> EntryReading:
    base = raw.url or feed_url
    body = clean_text(raw.body)
    source = body if raw.body_is_html else html_of_text(body)
    tree = parse(source) if source.strip() else None
    links = _with_enclosures(find_links(tree, base) if tree is not None else (), raw)
    if tree is None:
        text, images = "", ""
    else:
        images = _images(tree)
        text = visible_lines(tree) if raw.body_is_html else text_lines(body)
    title = plain_title(raw.title, is_html=raw.title_is_html)
    targets = [link.url for link in links]
    return EntryReading(
        key=key,
        url=raw.url,
        title=title,
        text=text,
        html=body if raw.body_is_html else "",
        author=clean_line(raw.author),
        published=raw.published,
        updated=raw.updated,
        links=links,
        digest=digest_of(title, text or images, [raw.url or "", *targets], raw.updated or raw.published),
    )


def _images(tree: etree._Element) -> str:
    """The images of a body, one URL a line without queries: what an entry without words says."""
    sources = (image.get("src") or "" for image in tree.iter("img"))
    return "\n".join(quiet_url(source.partition("?")[0]) for source in sources if source)


def _with_enclosures(links: tuple[FoundLink, ...], raw: RawEntry) -> tuple[FoundLink, ...]:
    """The links of the body and the entry's own attachments (podcast audio, files), each once."""
    known = {link.canonical for link in links}
    extra: list[FoundLink] = []
    for url, anchor in raw.enclosures:
        key = canonical(url)
        if is_http(url) and key not in known:
            known.add(key)
            position = len(links) + len(extra)
            extra.append(FoundLink(url=url, canonical=key, anchor=anchor, position=position))
    return (*links, *extra)
