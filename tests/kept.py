"""Writing documents straight into a store: versions by number, for tests of what storage keeps and drops."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from scraper.records import (
    CheckIntent,
    CheckRow,
    FoundLink,
    NewVersion,
    Outcome,
    ResourceKind,
    ResourcePatch,
    Significance,
)
from storage import Store

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def follow(store: Store, url: str) -> None:
    """Follow a page."""
    store.add_source(kind=ResourceKind.PAGE, url=url, canonical=url, now=START)


def version(url: str, raw: bytes, text: str, *, worth: Significance = Significance.SUBSTANCE, title: str = "", links: Sequence[str] = ()) -> NewVersion:  # fmt: skip
    """A version with these bodies."""
    return NewVersion(
        "", url, raw, hashlib.sha256(raw).hexdigest(), "text/html", text, worth, "told", title=title or None,
        links=tuple(FoundLink(link, link, "a", "in a sentence") for link in links),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip


def keep(store: Store, new: NewVersion, day: float) -> None:
    """Record a version found that many days after START."""
    at = START + timedelta(days=day)
    due = next(one for one in store.due(at, everything=True) if one.url == new.url)
    check = CheckRow(at, Outcome.EXTRACTED, 200, "new version", "text changed", 1.0, 100)
    store.record([CheckIntent(due, check, ResourcePatch("ok", at + timedelta(hours=1), "hourly"), versions=(new,))])
