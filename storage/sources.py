"""Writing what users ask to follow: sources, and the resources that answer to them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from scraper.records import Discovery, ReadOptions, ResourceKind, Rhythm, Source, without_userinfo
from storage.names import find_source
from storage.options import dump_options, load_options
from storage.times import clean, dump, from_text, load, to_text
from storage.writing import Writing, host_of, insert

__all__ = ["NewSource", "SourceEdit", "add", "discover", "edit", "read", "read_all", "remove", "set_paused"]

# First checks of discovered pages are spread over this long, by a hash of the URL.
SPREAD_S = 3600

_COLUMNS = "id, kind, url, title, tags, note, every_s, cron, tz, options, paused, created_at"


@dataclass(frozen=True, slots=True)
class NewSource:
    """What `add` was given. `canonical` is the identity key of `url`."""

    kind: ResourceKind
    url: str
    canonical: str
    title: str | None
    tags: tuple[str, ...]
    note: str
    rhythm: Rhythm
    options: ReadOptions


@dataclass(frozen=True, slots=True)
class SourceEdit:
    """What `edit` changes; None leaves a value as it is."""

    tags: Sequence[str] | None = None
    note: str | None = None
    rhythm: Rhythm | None = None
    options: ReadOptions | None = None
    title: str | None = None


def _source(row: tuple[Any, ...]) -> Source:
    key, kind, url, title, tags, note, every_s, cron, tz, options, paused, created_at = row
    return Source(
        id=key,
        kind=ResourceKind(kind),
        url=without_userinfo(url),
        title=title,
        tags=tuple(load(tags)),
        note=note,
        rhythm=Rhythm(every_s, cron, tz),
        options=load_options(options),
        paused=bool(paused),
        created_at=from_text(created_at),
    )


def read(conn: sqlite3.Connection, ref: str | int) -> Source:
    """One source by id, URL or unique part. Raises UsageError."""
    key = find_source(conn, ref)
    return _source(conn.execute(f"SELECT {_COLUMNS} FROM sources WHERE id = ?", (key,)).fetchone())


def read_all(conn: sqlite3.Connection) -> tuple[Source, ...]:
    """All sources that were not removed, oldest first."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM sources WHERE removed_at IS NULL ORDER BY id")
    return tuple(_source(row) for row in rows)


def add(w: Writing, new: NewSource, now: datetime, first_check_at: datetime | None) -> tuple[Source, bool]:
    """The source and whether it is new. A removed one is taken up again with the new wishes."""
    with w.tx() as conn:
        row = conn.execute(
            "SELECT id, removed_at FROM sources WHERE kind = ? AND canonical = ?",
            (new.kind.value, clean(new.canonical)),
        ).fetchone()
        if row is not None and row[1] is None:
            return read(conn, row[0]), False
        source_id = _write(w, new, now, row[0] if row else None)
        due_at = first_check_at or now
        resource_id, known = _resource(w, new.kind, new.url, new.canonical, now=now, due_at=due_at)
        if known:
            conn.execute(
                "UPDATE resources SET next_check_at = min(coalesce(next_check_at, ?1), ?1) WHERE id = ?2",
                (to_text(due_at), resource_id),
            )
        conn.execute("UPDATE sources SET resource_id = ? WHERE id = ?", (resource_id, source_id))
        conn.execute("INSERT OR IGNORE INTO source_resources VALUES (?, ?)", (source_id, resource_id))
        _activate(conn, source_id)
        return read(conn, source_id), True


def _write(w: Writing, new: NewSource, now: datetime, known: int | None) -> int:
    values = (
        new.kind.value,
        clean(new.url),
        clean(new.canonical),
        clean(new.title) if new.title else None,
        dump(list(new.tags)),
        clean(new.note),
        new.rhythm.every_s,
        new.rhythm.cron,
        new.rhythm.tz,
        dump_options(new.options),
        to_text(now),
    )
    columns = ("kind", "url", "canonical", "title", "tags", "note", "every_s", "cron", "tz", "options", "created_at")
    if known is None:
        marks = ", ".join("?" * len(columns))
        return insert(w.conn, f"INSERT INTO sources ({', '.join(columns)}) VALUES ({marks})", values)
    sets = ", ".join(f"{c} = ?" for c in columns)
    w.conn.execute(f"UPDATE sources SET {sets}, removed_at = NULL, paused = 0 WHERE id = ?", (*values, known))
    return known


def _resource(
    w: Writing, kind: ResourceKind, url: str, canonical: str, *, now: datetime, due_at: datetime
) -> tuple[int, bool]:
    """The resource of a URL and whether it was known before."""
    canonical = clean(canonical)
    row = w.conn.execute(
        "SELECT id FROM resources WHERE canonical = ? AND kind = ?", (canonical, kind.value)
    ).fetchone()
    if row is not None:
        return int(row[0]), True
    made = insert(
        w.conn,
        "INSERT INTO resources (kind, url, canonical, host_id, next_check_at, next_reason, created_at) "
        "VALUES (?, ?, ?, ?, ?, 'new', ?)",
        (kind.value, clean(url), canonical, w.host_id(host_of(canonical)), to_text(due_at), to_text(now)),
    )
    return made, False


def edit(w: Writing, ref: str | int, change: SourceEdit, now: datetime) -> Source:
    """Change a source's wishes. A new rhythm takes effect now: its own resource becomes due no later than it asks."""
    with w.tx() as conn:
        old = read(conn, ref)
        rhythm = change.rhythm if change.rhythm is not None else old.rhythm
        conn.execute(
            "UPDATE sources SET tags = ?, note = ?, title = ?, every_s = ?, cron = ?, tz = ?, options = ?, edited_at = ? "
            "WHERE id = ?",
            (
                dump(list(change.tags if change.tags is not None else old.tags)),
                clean(change.note if change.note is not None else old.note),
                clean(change.title) if change.title else old.title,
                rhythm.every_s,
                rhythm.cron,
                rhythm.tz,
                dump_options(change.options if change.options is not None else old.options),
                to_text(now),
                old.id,
            ),
        )
        if rhythm != old.rhythm:
            _hurry(conn, old.id, rhythm, now)
        return read(conn, old.id)


def _hurry(conn: sqlite3.Connection, source_id: int, rhythm: Rhythm, now: datetime) -> None:
    """After a new rhythm nothing waits longer than it; a cron's first time is for the schedule to say: look now."""
    latest = to_text(now + timedelta(seconds=rhythm.every_s or 0))
    conn.execute(
        "UPDATE resources SET next_check_at = min(next_check_at, ?) WHERE next_check_at IS NOT NULL AND id IN "
        "(SELECT resource_id FROM source_resources WHERE source_id = ?)",
        (latest, source_id),
    )


def set_paused(w: Writing, ref: str | int, paused: bool, now: datetime) -> Source:
    """Pause or resume. Resuming looks at once at what was due meanwhile, and again at what had been given up."""
    with w.tx() as conn:
        old = read(conn, ref)
        conn.execute("UPDATE sources SET paused = ?, edited_at = ? WHERE id = ?", (int(paused), to_text(now), old.id))
        _activate(conn, old.id)
        if old.paused and not paused:
            conn.execute(
                "UPDATE resources SET next_check_at = ? WHERE next_check_at IS NULL AND state != 'moved' "
                "AND id = (SELECT resource_id FROM sources WHERE id = ?)",
                (to_text(now), old.id),
            )
        return read(conn, old.id)


def remove(w: Writing, ref: str | int, now: datetime) -> Source:
    """Stop following. All history stays; what only this source led to is no longer due."""
    with w.tx() as conn:
        old = read(conn, ref)
        conn.execute("UPDATE sources SET removed_at = ? WHERE id = ?", (to_text(now), old.id))
        _activate(conn, old.id)
        return replace(old, paused=True)


def _activate(conn: sqlite3.Connection, source_id: int) -> None:
    """After a source came, went, paused or resumed: which of its resources and links are still followed."""
    conn.execute(
        "UPDATE resources SET active = state != 'moved' AND EXISTS (SELECT 1 FROM source_resources sr JOIN sources s "
        "ON s.id = sr.source_id WHERE sr.resource_id = resources.id AND s.paused = 0 AND s.removed_at IS NULL) "
        "WHERE id IN (SELECT resource_id FROM source_resources WHERE source_id = ?)",
        (source_id,),
    )
    conn.execute(
        "UPDATE link_targets SET active = EXISTS (SELECT 1 FROM links l JOIN documents d ON d.id = l.document_id "
        "JOIN resources r ON r.id = d.resource_id "
        "WHERE l.target_id = link_targets.id AND l.until_version IS NULL AND r.active = 1) "
        "WHERE id IN (SELECT l.target_id FROM source_resources sr JOIN documents d ON d.resource_id = sr.resource_id "
        "JOIN links l ON l.document_id = d.id WHERE sr.source_id = ?)",
        (source_id,),
    )


def discover(w: Writing, parent_id: int, found: Sequence[Discovery], now: datetime) -> None:
    """URLs that a feed or sitemap leads to become resources under the same sources.

    A new one is checked now, or within an hour (spread by a hash of its URL); a known one that is said to have
    changed is due now.
    """
    if not found:
        return
    sources = w.conn.execute("SELECT source_id FROM source_resources WHERE resource_id = ?", (parent_id,)).fetchall()
    for each in found:
        kind = ResourceKind.SITEMAP if each.nested else ResourceKind.PAGE
        key = w.canonical(each.url)
        due_at = now if each.due_now else now + timedelta(seconds=_spread(key))
        resource_id, known = _resource(w, kind, each.url, key, now=now, due_at=due_at)
        if resource_id == parent_id:
            continue
        if known and each.due_now:
            w.conn.execute(
                "UPDATE resources SET next_check_at = ?, next_reason = 'its feed or sitemap says it changed' "
                "WHERE id = ? AND state != 'moved' AND (next_check_at IS NULL OR next_check_at > ?)",
                (to_text(now), resource_id, to_text(now)),
            )
        _note(w.conn, resource_id, each)
        w.conn.executemany(
            "INSERT OR IGNORE INTO source_resources VALUES (?, ?)", [(s[0], resource_id) for s in sources]
        )
        if known:
            w.conn.execute("UPDATE resources SET active = state != 'moved' WHERE id = ? AND active = 0", (resource_id,))


def _note(conn: sqlite3.Connection, resource_id: int, found: Discovery) -> None:
    """Remember what the feed or sitemap says about the page: its last change, and its title until it is read."""
    if found.lastmod or found.title:
        conn.execute(
            "UPDATE resources SET expected_lastmod = coalesce(?, expected_lastmod), title = coalesce(title, ?) WHERE id = ?",
            (clean(found.lastmod) if found.lastmod else None, clean(found.title) if found.title else None, resource_id),
        )


def _spread(key: str) -> int:
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big") % SPREAD_S
