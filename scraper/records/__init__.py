"""Frozen records that pass between rooms, and nothing else (standard library only).

Conventions: times are aware `datetime`s in UTC unless a field says otherwise; headers keep their order and
spelling; a field that ends in `_json` is written and read by one room and opaque to all others.

A record is made when it is first asked for: three dozen of them cost a listing more than its query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.deferred import deferred

if TYPE_CHECKING:
    from scraper.records.decided import CheckIntent, CheckRow, Discovery, HostSign, NewEvent, NewVersion, ResourcePatch
    from scraper.records.fetched import Failure, Fetch, Hop
    from scraper.records.kinds import EventKind, FailureKind, Outcome, ResourceKind, Significance
    from scraper.records.known import Due, KnownDocument, KnownEntry, Rhythm, Source
    from scraper.records.links import HostNotes, Incident, LinkLook, LinkTarget, LinkVerdict
    from scraper.records.readings import (
        Article,
        EntryReading,
        FeedReading,
        FoundLink,
        Freshness,
        PageReading,
        ReadOptions,
        SitemapEntry,
        Statement,
    )
    from scraper.records.told import Channel, Delivery, EventFacts
    from scraper.records.userinfo import without_userinfo

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
    "HostSign",
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

__getattr__ = deferred(
    __name__,
    {
        "decided": (
            "CheckIntent",
            "CheckRow",
            "Discovery",
            "HostSign",
            "NewEvent",
            "NewVersion",
            "ResourcePatch",
        ),
        "fetched": (
            "Failure",
            "Fetch",
            "Hop",
        ),
        "kinds": (
            "EventKind",
            "FailureKind",
            "Outcome",
            "ResourceKind",
            "Significance",
        ),
        "known": (
            "Due",
            "KnownDocument",
            "KnownEntry",
            "Rhythm",
            "Source",
        ),
        "links": (
            "HostNotes",
            "Incident",
            "LinkLook",
            "LinkTarget",
            "LinkVerdict",
        ),
        "readings": (
            "Article",
            "EntryReading",
            "FeedReading",
            "FoundLink",
            "Freshness",
            "PageReading",
            "ReadOptions",
            "SitemapEntry",
            "Statement",
        ),
        "told": (
            "Channel",
            "Delivery",
            "EventFacts",
        ),
        "userinfo": ("without_userinfo",),
    },
)
