"""Deciding on a feed that was read: entries are documents with versions of their own, their articles are discoveries."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING

from scraper.check.resource import check_row, healthy, stale_feed
from scraper.check.visit import Gate, Memory, Visit
from scraper.compare.entry import entry_raw
from scraper.observations import EntryEdit, FeedObservation
from scraper.records import (
    CheckIntent,
    Discovery,
    EntryReading,
    EventKind,
    FeedReading,
    Freshness,
    KnownDocument,
    KnownEntry,
    NewEvent,
    NewVersion,
    Outcome,
    Significance,
)
from scraper.revisit import Seen

if TYPE_CHECKING:
    from scraper.compare.feed import FeedComparison  # what reads feeds is imported by workers only

__all__ = ["decide_feed"]

ENTRY_TYPE = "application/vnd.pagewatch.entry+json"


def decide_feed(visit: Visit, seen: FeedObservation, now: datetime) -> CheckIntent:
    """The intent of a feed that could be read."""
    reading, comparison = seen.reading, seen.comparison
    assert reading is not None and comparison is not None
    memory = Memory.load(visit.due.memory_json)
    first = not memory.first_done
    news = _news(visit, comparison, first)
    memory = replace(memory, stale_told=memory.stale_told and not comparison.new)
    memory, stale = stale_feed(_pace(reading, memory, now), now)
    memory = replace(memory, feed=reading.memory_json, first_done=True)
    kind = "first" if first else "changed" if comparison.new or comparison.edited else "unchanged"
    watching = Seen(
        kind=kind,
        new_entries=0 if first else len(comparison.new),
        last_checked_at=visit.due.last_checked_at,
        status=visit.fetch.status,
        entry_times=_times(reading, now) if first else (),
    )
    patch, state_events = healthy(visit, watching, now, memory=memory, feed=reading, title=reading.title)
    decision, reason = _words(comparison, first)
    return CheckIntent(
        visit.due,
        check_row(visit, Outcome.EXTRACTED, decision, reason),
        patch,
        versions=_versions(visit, comparison, now),
        events=(*state_events, *news, *stale),
        discoveries=_discoveries(visit, comparison, first),
    )


def _words(comparison: FeedComparison, first: bool) -> tuple[str, str]:
    if first:
        return "baseline", f"first reading: {len(comparison.new)} entries stored"
    parts = [
        f"{len(found)} {word}"
        for word, found in (("new", comparison.new), ("edited", comparison.edited), ("removed", comparison.removed))
        if found
    ]
    notes = f"; {'; '.join(comparison.notes)}" if comparison.notes else ""
    if parts:
        return "new version", f"entries: {', '.join(parts)}{notes}"
    return "unchanged", f"{Gate.SAME_TEXT.value}: no entry differs{notes}"


def _version(visit: Visit, entry: EntryReading, reason: str, rename: str | None = None) -> NewVersion:
    return NewVersion(
        key=entry.key,
        url=entry.url or visit.due.url,
        raw=entry_raw(entry),
        raw_sha256="",
        content_type=ENTRY_TYPE,
        text=entry.text,
        significance=Significance.SUBSTANCE,
        reason=reason,
        title=entry.title,
        author=entry.author,
        freshness=Freshness(published=entry.published, updated=entry.updated, why="the feed's own dates"),
        links=entry.links if visit.due.options.links else (),
        extractor="feed",
        text_sha256=entry.digest,
        parent_key_rename=rename,
    )


def _versions(visit: Visit, comparison: FeedComparison, now: datetime) -> tuple[NewVersion, ...]:
    fresh = [_version(visit, entry, "baseline: a new entry") for entry in comparison.new]
    edited = [
        _version(visit, entry, "entry edited", known.key if known.key != entry.key else None)
        for known, entry in comparison.edited
    ]
    return (*fresh, *edited)


def _news(visit: Visit, comparison: FeedComparison, first: bool) -> tuple[NewEvent, ...]:
    """What there is to tell of a feed's entries; nothing at the first reading."""
    if first:
        return ()
    events = [
        NewEvent(
            EventKind.NEW, e.key, e.title or e.url or "an entry without title", {"url": e.url, "published": e.published}
        )
        for e in comparison.new
    ]
    edits = dict(zip((k.document_id for k, _ in comparison.edited), visit.edits, strict=False))
    before = {k.document_id: k for k in visit.edited_before}
    for known, entry in comparison.edited:
        event = _edit(known, entry, edits.get(known.document_id), before.get(known.document_id))
        if event is not None:
            events.append(event)
    events += [
        NewEvent(
            EventKind.REMOVED,
            k.key,
            f"removed from the feed: {k.title or k.url or k.key}",
            {"url": k.url},
            from_version=k.version,
        )
        for k in comparison.removed
    ]
    return tuple(events)


def _edit(
    known: KnownEntry, entry: EntryReading, edit: EntryEdit | None, before: KnownDocument | None
) -> NewEvent | None:
    title_before = before.title if before else known.title
    moved = before is not None and bool(entry.updated) and entry.updated != before.updated
    if edit is None or edit.text_changed:
        kind = EventKind.CHANGED
        if entry.updated and before is not None and before.updated:
            kind = EventKind.REDATED if moved else EventKind.STEALTH_EDIT
        summary = (edit.summary if edit else "") or f"entry edited: {entry.title or entry.url}"
        return NewEvent(kind, entry.key, summary, {"url": entry.url}, from_version=known.version)
    if edit.title_changed:
        summary = f"title: {title_before or '(none)'} → {entry.title or '(none)'}"
        return NewEvent(EventKind.TITLE_CHANGED, entry.key, summary, {"url": entry.url}, from_version=known.version)
    if moved and before is not None and before.updated:
        summary = f"stated date moved from {before.updated} to {entry.updated}; the text is the same"
        return NewEvent(
            EventKind.FAKE_REFRESH, entry.key, summary, {"url": entry.url}, from_version=known.version, held=True
        )
    return NewEvent(
        EventKind.CHANGED,
        entry.key,
        f"entry's link or details edited: {entry.title or entry.url}",
        {"url": entry.url},
        from_version=known.version,
    )


def _discoveries(visit: Visit, comparison: FeedComparison, first: bool) -> tuple[Discovery, ...]:
    if not visit.due.options.follow:
        return ()
    fresh = [
        Discovery(e.url, lastmod=e.updated, published=e.published, title=e.title, due_now=not first)
        for e in comparison.new
        if e.url
    ]
    edited = [
        Discovery(e.url, lastmod=e.updated, published=e.published, title=e.title, due_now=True)
        for _, e in comparison.edited
        if e.url
    ]
    return (*fresh, *edited)


def _pace(reading: FeedReading, memory: Memory, now: datetime) -> Memory:
    """Remember when the newest entry came and the usual gap, to tell one day that the feed has fallen silent."""
    times = _times(reading, now)
    if len(times) < 4:
        return memory
    gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(times)]
    newest = max(times[-1].isoformat(), memory.newest_entry)
    return replace(memory, newest_entry=newest, usual_gap_s=max(1, int(median(gaps))))


def _times(reading: FeedReading, now: datetime) -> tuple[datetime, ...]:
    """When the feed's entries came, as far as they say, in order."""
    found = (_when(entry.published or entry.updated, now) for entry in reading.entries)
    return tuple(sorted(at for at in found if at is not None))


def _when(text: str | None, now: datetime) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=now.tzinfo)).astimezone(now.tzinfo)
