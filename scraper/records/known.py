"""What is due, and what is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.records.quick import quick
from scraper.records.readings import ReadOptions

if TYPE_CHECKING:
    from datetime import datetime

    from scraper.records.kinds import ResourceKind
    from scraper.records.readings import FoundLink

__all__ = ["Due", "KnownDocument", "KnownEntry", "Rhythm", "Source"]


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


@quick
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
    body_mark: str | None = (
        None  # what the last body is known by: service/marks.py; a SHA-256 where an older release wrote it
    )
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
