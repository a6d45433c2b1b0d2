"""Frozen records that pass between rooms, and nothing else (standard library only).

Conventions: times are aware `datetime`s in UTC unless a field says otherwise; headers keep their order and
spelling; a field that ends in `_json` is written and read by one room and opaque to all others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

__all__ = [
    "Article",
    "Channel",
    "CheckIntent",
    "CheckRow",
    "Delivery",
    "Discovery",
    "Due",
    "EntryReading",
    "EventFacts",
    "EventKind",
    "Failure",
    "FailureKind",
    "FeedReading",
    "Fetch",
    "FoundLink",
    "Freshness",
    "Hop",
    "HostNotes",
    "Incident",
    "KnownDocument",
    "KnownEntry",
    "LinkLook",
    "LinkTarget",
    "LinkVerdict",
    "NewEvent",
    "NewVersion",
    "Outcome",
    "PageReading",
    "ReadOptions",
    "ResourceKind",
    "ResourcePatch",
    "Rhythm",
    "Significance",
    "SitemapEntry",
    "Source",
    "Statement",
    "without_userinfo",
]


class ResourceKind(StrEnum):
    """What a source or resource is."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"


class Outcome(StrEnum):
    """How one check ended."""

    EXTRACTED = "extracted"
    NOT_MODIFIED = "not modified"
    FAILED = "failed"
    BLOCKED = "blocked"


class Significance(StrEnum):
    """What a version's difference to the one before it is worth."""

    SUBSTANCE = "substance"
    PERIPHERAL = "peripheral"
    TECHNICAL = "technical"


class EventKind(StrEnum):
    """What happened: the unit of alerting."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"
    GONE = "gone"
    BACK = "back"
    REDATED = "redated"
    STEALTH_EDIT = "stealth_edit"
    FAKE_REFRESH = "fake_refresh"
    SITE_REBUILD = "site_rebuild"
    UPDATER_CHANGED = "updater_changed"
    LINK_ADDED = "link_added"
    LINK_REMOVED = "link_removed"
    LINK_SWAPPED = "link_swapped"
    LINK_DEAD = "link_dead"
    LINK_RECOVERED = "link_recovered"
    TITLE_CHANGED = "title_changed"
    FAILING = "failing"
    RECOVERED = "recovered"
    BLOCKED = "blocked"
    STALE_FEED = "stale_feed"


class FailureKind(StrEnum):
    """Why a fetch gave no usable answer. `POLICY` and `ROBOTS` are refusals of ours, never a fault of the page."""

    DNS_NXDOMAIN = "dns_nxdomain"
    DNS_NODATA = "dns_nodata"
    DNS_ERROR = "dns_error"
    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    TIMEOUT = "timeout"
    RESET = "reset"
    TLS = "tls"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    BAD_ENCODING = "bad_encoding"
    BAD_HTTP = "bad_http"
    REDIRECT_LOOP = "redirect_loop"
    BAD_REDIRECT = "bad_redirect"
    POLICY = "policy"
    ROBOTS = "robots"
    CANCELLED = "cancelled"
    UNPARSEABLE = "unparseable"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a fetch failed. `detail` is one line for a person and names the address class or limit where that decided."""

    kind: FailureKind
    detail: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed: the URL asked, its status, and the absolute target."""

    url: str
    status: int
    target: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """What one visit to one URL gave on the wire, after redirects. `body` is decompressed; `status` is None on `failure`."""

    url: str
    final_url: str
    fetched_at: datetime
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    elapsed_ms: float = 0.0
    hops: tuple[Hop, ...] = ()
    failure: Failure | None = None
    ip: str | None = None
    wire_bytes: int = 0
    notes: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of that name, any case."""
        wanted = name.lower()
        return next((v for k, v in self.headers if k.lower() == wanted), None)


# -- what extraction reads -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """One date that a page states about itself (or that stands on it; see `scope`).

    `value` is ISO 8601 in the page's own zone and only as precise as stated: '2025-01', '2025-01-19',
    '2025-01-19T08:30+08:00'. `start`/`end` bound it as an interval [start, end) (UTC; naive local times are read as UTC).
    """

    role: str  # published | updated | reviewed | next_review | created
    value: str
    precision: str  # second | minute | day | month | year | approximate | ambiguous
    source: str  # notice | jsonld | meta | microdata | rdfa | time | attribute | state | feed | sitemap | http
    snippet: str = ""  # at most 200 characters of evidence
    locator: str = ""  # xpath, JSON pointer or header name
    updated_by: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    zone: str | None = None  # '+08:00', 'Asia/Shanghai', None where not stated
    zone_source: str | None = None
    calendar: str = "gregorian"
    scope: str = "unknown"  # article | page | site | comment | related | unknown
    lang: str | None = None
    rule: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Freshness:
    """The explained decision over all statements of one page. `None` means: the page states none."""

    published: str | None = None
    updated: str | None = None
    updated_by: str | None = None
    why: str = ""
    conflicts: tuple[str, ...] = ()
    flags: tuple[
        str, ...
    ] = ()  # build_time_suspect | relative_only | modified_before_published | ambiguous_day_month | …
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundLink:
    """One outbound link of a document, as found."""

    url: str  # absolute, as written otherwise
    canonical: str  # identity key
    anchor: str = ""
    sentence: str = ""
    code: str | None = None  # extraction code (提取码) bound to this link
    place: str = "body"  # body | navigation | footer | related | comment
    position: int = 0


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a source asks of reading. Selectors are CSS, or XPath when they start with '/' or '('; ignores also 're:…'."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    watch_all: bool = False
    follow: bool = True
    links: bool = True
    extractor: str = "auto"  # auto | article (trafilatura) | readability


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page as read: what a version keeps and what comparing needs.

    `text` is the tracked text, one block per line; `memory_json` is compare's and extraction's own state.
    """

    title: str | None
    text: str
    author: str | None = None
    lang: str | None = None
    encoding: str | None = None
    canonical_url: str | None = None
    feeds: tuple[str, ...] = ()
    links: tuple[FoundLink, ...] = ()
    freshness: Freshness = field(default_factory=Freshness)
    extractor: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryReading:
    """One feed entry. `key` is its identity in the feed; `digest` hashes its normal form without noise."""

    key: str
    url: str | None
    title: str | None
    text: str
    html: str = ""
    author: str | None = None
    published: str | None = None  # ISO 8601
    updated: str | None = None
    links: tuple[FoundLink, ...] = ()
    digest: str = ""
    light: bool = False  # its raw form is as it was at the last reading: text, html and links were not read again


@dataclass(frozen=True, slots=True)
class FeedReading:
    """One feed document. `memory_json` is the feed reader's own state (hash gate, id policy) for the next time."""

    title: str | None
    entries: tuple[EntryReading, ...]
    home: str | None = None
    lang: str | None = None
    author: str | None = None
    ttl_s: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    hub: str | None = None
    format: str = ""  # rss20, atom10, json11, …
    memory_json: str = ""
    notes: tuple[str, ...] = ()
    # keys gone from the middle of the window (older entries are still there), each with how often that was seen
    dropped: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One URL of a sitemap; `lastmod` as written, `nested` when it is another sitemap."""

    url: str
    lastmod: str | None = None
    nested: bool = False


# -- what is due, and what is known ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When the user wants a resource looked at. All None: pagewatch decides."""

    every_s: int | None = None
    cron: str | None = None
    tz: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a user asked to follow."""

    id: int
    kind: ResourceKind
    url: str
    title: str | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    rhythm: Rhythm = field(default_factory=Rhythm)
    options: ReadOptions = field(default_factory=ReadOptions)
    paused: bool = False
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A resource that is to be fetched now, with all that fetching and the cheap gates need. One row, no bodies."""

    resource_id: int
    url: str
    kind: ResourceKind
    rhythm: Rhythm = field(default_factory=Rhythm)
    options: ReadOptions = field(default_factory=ReadOptions)
    source_ids: tuple[int, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    validators_url: str | None = None
    raw_sha256: str | None = None
    fingerprint: str | None = None
    document_id: int | None = None
    version: int | None = None
    state: str = "new"  # new | ok | failing | blocked | gone | paused
    failures: int = 0
    failing_since: datetime | None = None
    last_checked_at: datetime | None = None
    last_changed_at: datetime | None = None
    next_check_at: datetime | None = None
    retry_after: datetime | None = None  # asked for by the server; binds forced checks too
    rate_json: str = ""  # revisit's
    memory_json: str = ""  # feed reader's state, redirect sightings, held bodies: check's
    expected_lastmod: str | None = None  # a sitemap's or feed's hint
    forced: bool = False
    followed_as: str | None = None  # the URL as the user gave it, where this is a source's own resource


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """What storage knows of a document, loaded only when a body differs."""

    document_id: int
    version: int
    raw: bytes
    raw_sha256: str
    content_type: str | None
    text: str
    title: str | None
    published: str | None
    updated: str | None
    updated_by: str | None
    links: tuple[FoundLink, ...] = ()
    text_sha256: str = ""
    recent: tuple[tuple[int, str], ...] = ()  # (version number, text_sha256), newest first, up to 20
    memory_json: str = ""  # compare's state of this document
    host_json: str = ""  # compare's state of this host (furniture)
    created_at: datetime | None = None
    flags: tuple[str, ...] = ()  # of its freshness, as in Freshness.flags


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What storage knows of one feed entry without its bodies. `digest` is `text_sha256` of its newest version."""

    document_id: int
    key: str
    version: int
    digest: str
    url: str | None
    title: str | None
    missing_since: datetime | None = None


# -- what a check decided: written in one transaction ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line of the checks table: what one fetch saw, what was decided and why."""

    at: datetime
    outcome: Outcome
    status: int | None
    decision: (
        str  # short: 'unchanged' | 'new version' | 'baseline' | 'held' | 'failed' | 'blocked' | 'gone' | 'skipped'
    )
    reason: str  # why, for a person: '304', 'same bytes', 'same text', 'blocked: challenge page', …
    elapsed_ms: float = 0.0
    wire_bytes: int = 0
    final_url: str | None = None


@dataclass(frozen=True, slots=True)
class ResourcePatch:
    """The machine state of a resource after a check. Every field is the full new value."""

    state: str
    next_check_at: datetime | None
    next_reason: str = ""
    etag: str | None = None
    last_modified: str | None = None
    validators_url: str | None = None
    raw_sha256: str | None = None
    fingerprint: str | None = None
    failures: int = 0
    failing_since: datetime | None = None
    last_changed_at: datetime | None = None
    retry_after: datetime | None = None
    error: str | None = None
    rate_json: str = ""
    memory_json: str = ""
    adopt_url: str | None = None  # a permanent redirect, confirmed: the resource's URL from now on
    title: str | None = None


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to append to the document `key` of the checked resource ('' is the page itself, else the entry's key)."""

    key: str
    url: str
    raw: bytes
    raw_sha256: str
    content_type: str | None
    text: str
    significance: Significance
    reason: str
    title: str | None = None
    author: str | None = None
    lang: str | None = None
    encoding: str | None = None
    freshness: Freshness = field(default_factory=Freshness)
    links: tuple[FoundLink, ...] = ()
    extractor: str = ""
    text_sha256: str = ""
    memory_json: str = ""
    parent_key_rename: str | None = None  # the key under which this feed entry was known until now
    same_reading: bool = False  # only the bytes differ: text, title, links and statements are the previous version's


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened. `key` names the document as in `NewVersion`; None means the resource itself.

    `held` events wait for the end of the pass, where they may be rolled up (site rebuild) before anyone is told.
    `from_version`/`to_version` are numbers; to_version None on an event with a version in the same intent means that one.
    """

    kind: EventKind
    key: str | None
    summary: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    from_version: int | None = None
    to_version: int | None = None
    held: bool = False
    url: str | None = None  # what it is about, where that is neither the document nor the resource


@dataclass(frozen=True, slots=True)
class Discovery:
    """A URL that a feed or sitemap leads to, to be followed as a page under the same sources."""

    url: str
    lastmod: str | None = None
    published: str | None = None
    title: str | None = None
    due_now: bool = False  # a known page that the feed says has changed
    nested: bool = False  # a sitemap named by a sitemap index: followed as a sitemap


@dataclass(frozen=True, slots=True)
class CheckIntent:
    """Everything that one check changes, recorded in one transaction by the store."""

    due: Due
    check: CheckRow
    patch: ResourcePatch
    versions: tuple[NewVersion, ...] = ()
    events: tuple[NewEvent, ...] = ()
    discoveries: tuple[Discovery, ...] = ()
    memories: Mapping[str, str] = field(
        default_factory=dict
    )  # document key -> memory_json, where no version is written
    host_json: str | None = None  # compare's state of the page's host, when it changed
    host_retry_after: datetime | None = None  # the whole host is to be left alone until then


# -- links -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """One canonical link to be looked at, with its verdict so far. `verdict_json` is liveness's own state."""

    target_id: int
    url: str
    canonical: str
    codes: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()  # titles of the documents that hold it
    article_age_days: float | None = None  # of the youngest document that holds it
    state: str = "unknown"
    reason: str = ""
    since: datetime | None = None
    last_checked_at: datetime | None = None
    next_check_at: datetime | None = None
    overruled: str | None = None  # a person's verdict, which sticks
    verdict_json: str = ""


@dataclass(frozen=True, slots=True)
class LinkLook:
    """What one look at a link target saw: the evidence row that a person can judge in five seconds."""

    target_id: int
    at: datetime
    state: str  # what this look alone suggests: alive | suspect | blocked | unsupported | unknown
    evidence_class: str  # 'S' | 'M' | 'W' | '' (no evidence of death)
    reason: str
    evidence: str  # one line for a person
    status: int | None = None
    final_url: str | None = None
    chain: tuple[Hop, ...] = ()
    title: str | None = None
    body_sha256: str | None = None
    detail: Mapping[str, Any] = field(
        default_factory=dict
    )  # JSON-able: dns, tls, probe, similarity, rule, marker, headers…
    snapshot_json: str = ""  # what the target was like, for the next look to compare with


@dataclass(frozen=True, slots=True)
class LinkVerdict:
    """The verdict on a target after a look: written with the look in one transaction."""

    target_id: int
    state: str
    reason: str
    evidence: str
    since: datetime
    next_check_at: datetime | None
    next_reason: str
    verdict_json: str
    transition: EventKind | None = None  # LINK_DEAD or LINK_RECOVERED: told once per holding document


@dataclass(frozen=True, slots=True)
class Incident:
    """Several links of one host that turned the same way in one round: told as one event instead of many."""

    host: str
    kind: EventKind  # LINK_DEAD or LINK_RECOVERED
    target_ids: tuple[int, ...]
    summary: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HostNotes:
    """What is known of one host beyond its resources: opaque JSON of liveness (sibling probes, fan-in) and compare."""

    host: str
    liveness_json: str = ""
    compare_json: str = ""
    retry_after: datetime | None = None


# -- alerts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What routing may look at: one stored event with the names of what it is about."""

    kind: EventKind
    url: str
    title: str | None
    host: str
    source_ids: tuple[int, ...]
    tags: tuple[str, ...]
    summary: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Channel:
    """Where alerts go. `target` is 'stdout:', 'jsonl:PATH' or an Apprise URL and may hold secrets: show `name` only."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one channel. `key` is the idempotency key that every repeat carries."""

    delivery_id: int
    event_id: int
    channel: str
    key: str
    attempts: int
    at: datetime
    kind: EventKind
    url: str
    title: str | None
    source: str
    summary: str
    detail: Mapping[str, Any]
    from_version: int | None
    to_version: int | None


@dataclass(frozen=True, slots=True)
class Article:
    """What `inspect` prints of one file or URL."""

    url: str
    reading: PageReading
    file: str | None = None
    barrier: str | None = None


_USERINFO = re.compile(r"(?i)\b(https?://)[^\s/?#@\\\"'<>]*@")


def without_userinfo(text: str) -> str:
    """`text` with the user and password taken out of every URL in it: they are for fetching, never for showing."""
    return _USERINFO.sub(r"\1", text) if "@" in text else text
