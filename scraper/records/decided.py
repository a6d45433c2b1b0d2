"""What a check decided: written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.records.quick import quick
from scraper.records.readings import Freshness

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from scraper.records.kinds import EventKind, Outcome, Significance
    from scraper.records.known import Due
    from scraper.records.readings import FoundLink

__all__ = ["CheckIntent", "CheckRow", "Discovery", "HostSign", "NewEvent", "NewVersion", "ResourcePatch"]


@quick
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


@quick
@dataclass(frozen=True, slots=True)
class ResourcePatch:
    """The machine state of a resource after a check. Every field is the full new value."""

    state: str
    next_check_at: datetime | None
    next_reason: str = ""
    etag: str | None = None
    last_modified: str | None = None
    validators_url: str | None = None
    body_mark: str | None = None  # what the last body is known by
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
class HostSign:
    """What one check says of its whole host. `down`: it gave no answer at all, or a server's error.

    After `after` such signs in a row from `resources` different URLs, the host's other URLs wait `first_s` seconds,
    doubling up to `most_s` with each probe that fails; any answer ends it.
    """

    down: bool
    after: int = 0
    resources: int = 0
    first_s: float = 0.0
    most_s: float = 0.0


@quick
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
    host: HostSign | None = None  # None: it says nothing about the host
