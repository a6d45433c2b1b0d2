"""Bytes to a feed: RSS, Atom and RDF by feedparser, JSON Feed by `feed_json`.

feedparser is the truth and it is slow (100 ms for 200 kB), so entries whose raw form is as it was are not handed to
it again: the feed is cut at its entries, and only the head and what is new is parsed. The result must be what a whole
parse gives; wherever that is in doubt (broken XML, a changed frame, nested or repeated entries) the whole is parsed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scraper.errors import InputError
from scraper.extract.feed_entry import build_entries
from scraper.extract.feed_json import looks_like_json, read_json_feed
from scraper.extract.feed_memory import FeedMemory, dropped_keys, dump_memory, load_memory
from scraper.extract.feed_parser import Parsed, parse_feed
from scraper.extract.feed_split import Cut, cut, decode_feed, defuse, is_balanced, is_contained, xml_flaw
from scraper.extract.feed_text import clean_line, hash_of, plain_title
from scraper.extract.feed_words import http_url, hub_of, raw_entry, skip_days, skip_hours, ttl_of
from scraper.extract.sniff import root_name
from scraper.records import EntryReading, FeedReading, KnownEntry

__all__ = ["MAX_ENTRIES", "read_feed"]

_FRAME = 65_536  # bytes of a feed that could not be cut in which its own elements are looked for
MAX_ENTRIES = 5000  # of one feed; more are left out with a note (50,000 cost feedparser 10 s and 200 MB)
_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_NOT_FEEDS = {
    "html": "an HTML page",
    "head": "an HTML page",
    "body": "an HTML page",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap index",
    "opml": "an OPML subscription list",
    "svg": "an SVG image",
    "error": "an XML error message",
}


def read_feed(
    body: bytes,
    content_type: str | None,
    url: str,
    *,
    memory_json: str = "",
    known: Mapping[str, KnownEntry] | None = None,
) -> FeedReading:
    """Read a feed of any format. `url` is what relative links are resolved against.

    With the `memory_json` of the last reading, entries whose raw form did not change come back `light` (no text). With
    `known` too, that holds only for entries that are known under the same key with the same digest.
    Raises InputError with a one-line reason if the body is no feed, or a dangerous one.
    """
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise InputError("not a feed: an empty body")
    text, encoding = decode_feed(body, content_type)
    memory = load_memory(memory_json)
    if looks_like_json(text):
        return _read_json(text, url, memory, known)
    plain = encoding == "utf-8" and not body.startswith(codecs.BOM_UTF8) and "\ufffd" not in text
    raw = defuse(body if plain else text.encode("utf-8", "replace"))
    root = root_name(raw.decode("utf-8") if "<!DOCTYPE" in text[:_FRAME] else text)
    if root not in _FEED_ROOTS:
        raise InputError(f"not a feed: {_NOT_FEEDS.get(root or '', 'neither RSS, Atom, RDF nor JSON Feed')}")
    return _read_xml(raw, url, memory, known)


def _read_json(text: str, url: str, memory: FeedMemory, known: Mapping[str, KnownEntry] | None) -> FeedReading:
    feed = read_json_feed(text, url, limit=MAX_ENTRIES)
    context = hash_of(f"{feed.format}\x00{url}\x00{feed.home}", 8)
    skipped = _skippable(memory, context, feed.hashes, known)
    wanted = [i for i in range(len(feed.entries)) if i not in skipped]
    entries = _merge(skipped, wanted, build_entries([feed.entries[i] for i in wanted], url))
    if entries is None:
        entries = build_entries(feed.entries, url)
    usable = len(entries) == len(feed.hashes)
    return FeedReading(
        title=feed.title,
        entries=entries,
        home=feed.home,
        lang=feed.lang,
        author=feed.author,
        hub=feed.hub,
        format=feed.format,
        **_remember(memory, context if usable else "", entries, feed.hashes if usable else None),
    )


# -- XML -------------------------------------------------------------------------------------------------------


def _read_xml(raw: bytes, url: str, memory: FeedMemory, known: Mapping[str, KnownEntry] | None) -> FeedReading:
    notes: list[str] = []
    pieces = cut(raw)
    hashes = tuple(hash_of(item, 10) for item in pieces.items) if pieces else ()
    if pieces is not None and len(set(hashes)) < len(hashes):
        pieces = replace(pieces, items=tuple(dict.fromkeys(pieces.items)))  # the same entry twice is one entry
        hashes = tuple(dict.fromkeys(hashes))
        raw = pieces.only(list(range(len(pieces.items))))
    if pieces is not None and len(pieces.items) > MAX_ENTRIES:
        notes.append(f"only the first {MAX_ENTRIES} of {len(pieces.items)} entries are read")
        pieces, hashes = replace(pieces, items=pieces.items[:MAX_ENTRIES]), hashes[:MAX_ENTRIES]
        raw = pieces.only(list(range(MAX_ENTRIES)))
    elif pieces is None and raw.count(b"<item") + raw.count(b"<entry") > MAX_ENTRIES:
        raise InputError(f"refused: more than {MAX_ENTRIES} entries that are not well-formed")
    context = hash_of(f"{pieces.context}\x00{url}", 8) if pieces else ""
    frame = pieces.head + pieces.tail if pieces else raw[:_FRAME]
    found = _parse_new(pieces, url, _skippable(memory, context, hashes, known), raw, memory) if pieces else None
    if found is not None:
        parsed, entries = found
        notes += [] if parsed.strict else [_NOT_WELL_FORMED]
        return _reading(parsed, entries, frame, notes, _remember(memory, memory.context, entries, hashes))
    parsed = _parse_whole(raw, url, notes)
    entries = build_entries([raw_entry(e, parsed.version) for e in parsed.entries], url)
    if pieces is None or not len(entries) == len(hashes) == len(parsed.entries):
        return _reading(parsed, entries, frame, notes, _remember(memory, "", entries, None))
    ground = _ground(pieces, context, strict=parsed.strict)
    return _reading(parsed, entries, frame, notes, _remember(memory, ground, entries, hashes))


_NOT_WELL_FORMED = "not well-formed XML: read as far as it goes"
_LOOSE = "~"  # marks the context of a feed that is not well-formed, though each of its entries is sound


def _ground(pieces: Cut, context: str, *, strict: bool) -> str:
    """The context in which the feed's entries may be read one by one; '' where one could bear on another."""
    if not all(map(is_contained, pieces.items)):
        return ""
    if strict:
        return context
    return _LOOSE + context if b"<!DOCTYPE" not in pieces.head and all(map(is_balanced, pieces.items)) else ""


def _skippable(
    memory: FeedMemory, context: str, hashes: Sequence[str], known: Mapping[str, KnownEntry] | None
) -> dict[int, EntryReading]:
    """The entries, by place, that need no parsing: the same raw form in the same frame as at the last reading."""
    if not context or memory.context not in (context, _LOOSE + context) or len(set(hashes)) != len(hashes):
        return {}
    found = {i: memory.by_hash[h].light() for i, h in enumerate(hashes) if h in memory.by_hash}
    if known is None:
        return found
    return {i: e for i, e in found.items() if e.key in known and known[e.key].digest == e.digest}


def _parse_new(
    pieces: Cut, url: str, skipped: dict[int, EntryReading], raw: bytes, memory: FeedMemory
) -> tuple[Parsed, tuple[EntryReading, ...]] | None:
    """Head and new entries parsed, all entries in order; None where only a whole parse is sure to be right."""
    wanted = [i for i in range(len(pieces.items)) if i not in skipped]
    if not skipped or pieces.leaks(skipped, wanted):
        return None
    if not all(is_contained(pieces.items[i]) for i in wanted):
        return None
    part = pieces.only(wanted)
    loose = memory.context.startswith(_LOOSE)
    if loose and (xml_flaw(raw) is None or not all(is_balanced(pieces.items[i]) for i in wanted)):
        return None
    parsed = parse_feed(part, url, loose=loose)
    if parsed.strict is loose or len(parsed.entries) != len(wanted):
        return None
    fresh = build_entries([raw_entry(e, parsed.version) for e in parsed.entries], url)
    entries = _merge(skipped, wanted, fresh)
    return None if entries is None else (parsed, entries)


def _merge(
    skipped: dict[int, EntryReading], wanted: Sequence[int], fresh: Sequence[EntryReading]
) -> tuple[EntryReading, ...] | None:
    """Both kinds in the feed's order; None if two entries share a key (then keys depend on one another)."""
    if len(fresh) != len(wanted):
        return None
    placed = {**skipped, **dict(zip(wanted, fresh, strict=True))}
    entries = tuple(placed[i] for i in sorted(placed))
    return None if _share_ids(entries) else entries


def _share_ids(entries: Sequence[EntryReading]) -> bool:
    """Whether an id may stand on several entries: their keys then depend on one another."""
    return len({entry.key.split(" ")[0] for entry in entries}) < len(entries)


def _remember(
    memory: FeedMemory, context: str, entries: Sequence[EntryReading], hashes: Sequence[str] | None
) -> dict[str, Any]:
    """The fields of a reading that say what is remembered and what went missing."""
    gone = dropped_keys(memory, {entry.key for entry in entries})
    context = "" if _share_ids(entries) else context
    stored = dump_memory(context, entries, hashes if hashes is not None else [""] * len(entries), gone)
    return {"memory_json": stored, "dropped": tuple((g.key, g.times) for g in gone)}


_ROOT_END = re.compile(
    rb"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.IGNORECASE | re.DOTALL
)
_ENTRY_TAG = re.compile(rb"<(/?)(?:item|entry)(?=[\s/>])")
_PREFIXED = re.compile(rb"<([\w.-]+):item[\s>]")


def _parse_whole(raw: bytes, url: str, notes: list[str]) -> Parsed:
    """The whole feed. A feed that breaks off loses its last, unfinished entry, never half of its text.

    Raises InputError if there is neither an entry nor a well-formed feed.
    """
    flaw = None if b"<!DOCTYPE" in raw[:_FRAME] else xml_flaw(raw)
    parsed = parse_feed(raw, url, loose=flaw is not None)
    if not parsed.strict and not parsed.entries and (prefix := _PREFIXED.search(raw)):
        # RSS elements under a prefix that is declared nowhere: read them without it
        parsed = parse_feed(re.sub(rb"(</?)%s:" % re.escape(prefix.group(1)), rb"\1", raw), url)
    if not parsed.entries and (not parsed.version or not parsed.strict):
        raise InputError(f"not a readable feed: {flaw or parsed.problem or 'no feed format is recognised'}")
    if not parsed.strict:
        notes.append(_NOT_WELL_FORMED)
        tags = _ENTRY_TAG.findall(raw)
        if not _ROOT_END.search(raw[-4096:]) and tags and not tags[-1]:
            notes.append("the feed breaks off: its last entry is left out")
            parsed = replace(parsed, entries=parsed.entries[:-1])
    return parsed


def _reading(
    parsed: Parsed,
    entries: tuple[EntryReading, ...],
    frame: bytes,
    notes: Sequence[str],
    remembered: Mapping[str, Any],
) -> FeedReading:
    feed = parsed.feed
    return FeedReading(
        title=plain_title(feed.get("title"), is_html=True),
        entries=entries,
        home=http_url(feed.get("link")),
        lang=clean_line(feed.get("language")),
        author=clean_line(feed.get("author")),
        ttl_s=ttl_of(feed),
        skip_hours=skip_hours(frame),
        skip_days=skip_days(frame),
        hub=hub_of(feed),
        format=parsed.version or "rss",
        notes=tuple(notes),
        **remembered,
    )
