"""Visits written straight into a store: a page, its next version and the event of it, in one transaction as ever."""

from __future__ import annotations

import hashlib
import random
from datetime import datetime, timedelta

from scraper.records import (
    CheckIntent,
    CheckRow,
    EventKind,
    Freshness,
    NewEvent,
    NewVersion,
    Outcome,
    ReadOptions,
    ResourceKind,
    ResourcePatch,
    Rhythm,
    Significance,
)
from storage import Store

__all__ = ["follow", "visit"]


def follow(store: Store, url: str, now: datetime, rhythm: Rhythm = Rhythm(3600)) -> None:  # noqa: B008 (frozen)
    """Follow a page, its links left alone."""
    store.add_source(
        kind=ResourceKind.PAGE, url=url, canonical=url, now=now, rhythm=rhythm, options=ReadOptions(links=False)
    )


def visit(store: Store, url: str, at: datetime, *, size: int = 400) -> int:
    """A visit that finds another text of about that many bytes; the number of the version."""
    due = next(one for one in store.due(at, everything=True) if one.url == url)
    number = (due.version or 0) + 1
    noise = random.Random(f"{url} {number}").randbytes(size // 2).hex()
    text = f"Edition {number} of {url}: {noise}"
    raw = f"<html><title>Edition {number}</title><p>{text}</p></html>".encode()
    sha = hashlib.sha256(raw).hexdigest()
    version = NewVersion(
        "", url, raw, sha, "text/html", text, Significance.SUBSTANCE, "text changed",
        title=f"Edition {number}", freshness=Freshness(), links=(), text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    event = NewEvent(EventKind.CHANGED, "", f"edition {number}", {}, due.version, number)
    check = CheckRow(at, Outcome.EXTRACTED, 200, "new version", "text changed", 12.5, len(raw))
    patch = ResourcePatch("ok", at + timedelta(hours=1), "every 1 h", body_mark=sha, last_changed_at=at)
    store.record([CheckIntent(due, check, patch, versions=(version,), events=(event,))])
    return number
