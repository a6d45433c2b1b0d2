"""Writing events and, in the same transaction, who is to be told of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scraper.records import EventFacts, EventKind, NewEvent
from storage.times import clean, dump, from_text, load, to_text
from storage.writing import Writing, host_of, insert

__all__ = ["About", "HeldEvent", "add", "held", "settle", "sources_of"]


@dataclass(frozen=True, slots=True)
class About:
    """What an event is about. The sources default to those of the resource."""

    resource_id: int | None
    document_id: int | None = None
    target_id: int | None = None
    check_id: int | None = None
    url: str | None = None
    source_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """An event that waits for the end of the pass, with what rolling up may look at."""

    event_id: int
    at: datetime
    kind: EventKind
    url: str
    host: str
    title: str | None
    source_ids: tuple[int, ...]
    document_id: int | None
    from_version: int | None
    to_version: int | None
    summary: str
    detail: Mapping[str, Any] = field(default_factory=dict)


def add(w: Writing, event: NewEvent, about: About, at: datetime) -> int:
    """Store one event; unless it is held, put it into the outbox of every channel that the route names."""
    event_id = insert(
        w.conn,
        "INSERT INTO events (at, kind, resource_id, document_id, target_id, check_id, url, from_version, to_version, "
        "summary, detail, held) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            to_text(at),
            event.kind.value,
            about.resource_id,
            about.document_id,
            about.target_id,
            about.check_id,
            clean(about.url or event.url or "") or None,
            event.from_version,
            event.to_version,
            clean(event.summary),
            dump(dict(event.detail)) if event.detail else None,
            int(event.held),
        ),
    )
    if not event.held:
        _post(w, event_id, at, about.source_ids)
    return event_id


_FACTS = """
SELECT e.kind, coalesce(e.url, d.url, r.url, ''), coalesce(d.title, r.title), e.resource_id, e.summary, e.detail, r.canonical
FROM events e
LEFT JOIN documents d ON d.id = e.document_id
LEFT JOIN resources r ON r.id = e.resource_id
WHERE e.id = ?
"""


def _post(w: Writing, event_id: int, at: datetime, source_ids: Sequence[int] | None = None) -> None:
    """One outbox row per channel that wants the event."""
    kind, url, title, resource_id, summary, detail, canonical = w.conn.execute(_FACTS, (event_id,)).fetchone()
    if source_ids is None:
        source_ids = sources_of(w.conn, [resource_id] if resource_id is not None else [])
    facts = EventFacts(
        kind=EventKind(kind),
        url=url,
        title=title,
        host=host_of(url) or host_of(canonical or ""),
        source_ids=tuple(source_ids),
        tags=_tags(w.conn, source_ids),
        summary=summary,
        detail=load(detail),
    )
    w.conn.executemany(
        "INSERT OR IGNORE INTO deliveries (event_id, channel, at) VALUES (?, ?, ?)",
        [(event_id, channel, to_text(at)) for channel in dict.fromkeys(w.route(facts))],
    )


def sources_of(conn: sqlite3.Connection, resource_ids: Iterable[int]) -> tuple[int, ...]:
    """The sources, not removed, that lead to any of these resources, oldest first."""
    listed = ", ".join(str(int(i)) for i in resource_ids)
    rows = conn.execute(
        "SELECT DISTINCT s.id FROM source_resources sr JOIN sources s ON s.id = sr.source_id "
        f"WHERE sr.resource_id IN ({listed}) AND s.removed_at IS NULL ORDER BY s.id"
    )
    return tuple(int(row[0]) for row in rows)


def _tags(conn: sqlite3.Connection, source_ids: Sequence[int]) -> tuple[str, ...]:
    tags: dict[str, None] = {}
    for source_id in source_ids:
        row = conn.execute("SELECT tags FROM sources WHERE id = ?", (source_id,)).fetchone()
        tags.update(dict.fromkeys(load(row[0]) if row else ()))
    return tuple(tags)


# -- the end of a pass ---------------------------------------------------------------------------------------------


def held(conn: sqlite3.Connection) -> tuple[HeldEvent, ...]:
    """Events that wait to be settled, oldest first."""
    rows = conn.execute(
        "SELECT e.id, e.at, e.kind, coalesce(e.url, d.url, r.url, ''), coalesce(d.title, r.title), e.resource_id, "
        "e.document_id, e.from_version, e.to_version, e.summary, e.detail FROM events e "
        "LEFT JOIN documents d ON d.id = e.document_id LEFT JOIN resources r ON r.id = e.resource_id "
        "WHERE e.held = 1 ORDER BY e.id"
    ).fetchall()
    return tuple(_held(conn, row) for row in rows)


def _held(conn: sqlite3.Connection, row: tuple[Any, ...]) -> HeldEvent:
    at = from_text(row[1])
    assert at is not None
    return HeldEvent(
        event_id=row[0],
        at=at,
        kind=EventKind(row[2]),
        url=row[3],
        host=host_of(row[3]),
        title=row[4],
        source_ids=sources_of(conn, [row[5]] if row[5] is not None else []),
        document_id=row[6],
        from_version=row[7],
        to_version=row[8],
        summary=row[9],
        detail=load(row[10]),
    )


def settle(
    w: Writing, release: Sequence[int], replace: Sequence[tuple[Sequence[int], NewEvent]], now: datetime
) -> tuple[int, ...]:
    """End of a pass: release held events to their channels, or replace several by one. The new events' ids.

    What was replaced stays as evidence (`rolled_into`), is no longer listed and never sent. Ids that are not held
    (any more) are passed over, so settling twice changes nothing.
    """
    made = []
    with w.tx() as conn:
        for event_id in release:
            if _unhold(conn, event_id):
                _post(w, event_id, now)
        for event_ids, event in replace:
            ended = [i for i in event_ids if _unhold(conn, i)]
            if ended:
                made.append(_replace(w, ended, event, now))
    return tuple(made)


def _unhold(conn: sqlite3.Connection, event_id: int) -> bool:
    return conn.execute("UPDATE events SET held = 0 WHERE id = ? AND held = 1", (event_id,)).rowcount == 1


def _replace(w: Writing, ended: Sequence[int], event: NewEvent, now: datetime) -> int:
    listed = ", ".join(map(str, ended))
    rows = w.conn.execute(f"SELECT resource_id, at FROM events WHERE id IN ({listed}) ORDER BY id").fetchall()
    resources = list(dict.fromkeys(row[0] for row in rows if row[0] is not None))
    about = About(resources[0] if resources else None, url=event.url, source_ids=sources_of(w.conn, resources))
    event_id = add(w, event, about, from_text(rows[-1][1]) or now)
    w.conn.execute(f"UPDATE events SET rolled_into = ? WHERE id IN ({listed})", (event_id,))
    return event_id
