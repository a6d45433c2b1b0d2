"""The outbox: claim, send, note. At least once; a repeat only where a crash fell between sending and noting it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from scraper.records import Channel, Delivery, EventKind, without_userinfo
from storage.connection import translated
from storage.times import clean, dump, from_text, load, to_text
from storage.writing import Writing

__all__ = [
    "channels",
    "claim",
    "delivery_key",
    "fail",
    "mark_sent",
    "release_claimed",
    "retry",
    "rules",
    "set_channels",
    "set_rules",
]


def delivery_key(instance: str, event_id: int, channel: str) -> str:
    """The idempotency key that every repeat of a delivery carries: sha256 over database, event and channel."""
    return hashlib.sha256(f"{instance}\n{event_id}\n{channel}".encode()).hexdigest()


_CLAIMED = """
SELECT o.id, o.event_id, o.channel, o.attempts, e.at, e.kind, coalesce(e.url, d.url, r.url, ''),
       coalesce(d.title, r.title),
       (SELECT coalesce(s.title, s.url) FROM source_resources sr JOIN sources s ON s.id = sr.source_id
        WHERE sr.resource_id = e.resource_id ORDER BY s.removed_at IS NOT NULL, s.id LIMIT 1),
       e.summary, e.detail, e.from_version, e.to_version
FROM deliveries o
JOIN events e ON e.id = o.event_id
LEFT JOIN documents d ON d.id = e.document_id
LEFT JOIN resources r ON r.id = e.resource_id
WHERE o.id = ?
"""


def claim(w: Writing, now: datetime, *, limit: int, exclude: Collection[str] = ()) -> list[Delivery]:
    """Deliveries to send now, oldest first; their attempt is counted and committed before anything is sent.

    `exclude`: channels that are busy.
    """
    if not _any_to_send(w.conn, now, exclude):
        return []  # the usual case; a transaction every few seconds would keep disks awake
    with w.tx() as conn:
        ids = [row[0] for row in conn.execute(*_to_send(now, exclude, limit))]
        conn.executemany(
            "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, at = ? WHERE id = ?",
            [(to_text(now), i) for i in ids],
        )
    if not ids:
        return []
    instance = w.conn.execute("SELECT value FROM meta WHERE key = 'instance'").fetchone()[0]
    return [_delivery(w.conn.execute(_CLAIMED, (i,)).fetchone(), instance) for i in ids]


def _any_to_send(conn: sqlite3.Connection, now: datetime, exclude: Collection[str]) -> bool:
    with translated():
        return conn.execute(*_to_send(now, exclude, 1)).fetchone() is not None


def _to_send(now: datetime, exclude: Collection[str], limit: int) -> tuple[str, tuple[Any, ...]]:
    busy = f" AND channel NOT IN ({', '.join('?' * len(exclude))})" if exclude else ""
    sql = (
        "SELECT id FROM deliveries WHERE state = 'pending' AND (next_attempt_at IS NULL OR next_attempt_at <= ?)"
        f"{busy} ORDER BY id LIMIT ?"
    )
    return sql, (to_text(now), *exclude, limit)


def _delivery(row: tuple[Any, ...], instance: str) -> Delivery:
    at = from_text(row[4])
    assert at is not None
    return Delivery(
        delivery_id=row[0],
        event_id=row[1],
        channel=row[2],
        key=delivery_key(instance, row[1], row[2]),
        attempts=row[3],
        at=at,
        kind=EventKind(row[5]),
        url=without_userinfo(row[6]),
        title=row[7],
        source=without_userinfo(row[8] or ""),
        summary=row[9],
        detail=load(row[10]),
        from_version=row[11],
        to_version=row[12],
    )


def mark_sent(w: Writing, delivery_ids: Sequence[int], now: datetime) -> None:
    """They arrived."""
    with w.tx() as conn:
        conn.executemany(
            "UPDATE deliveries SET state = 'sent', at = ?, error = NULL, next_attempt_at = NULL WHERE id = ?",
            [(to_text(now), i) for i in delivery_ids],
        )


def fail(w: Writing, delivery_ids: Sequence[int], error: str, retry_at: datetime | None, now: datetime) -> None:
    """They did not arrive: tried again at `retry_at`, or given up where that is None."""
    with w.tx() as conn:
        conn.executemany(
            "UPDATE deliveries SET state = ?, at = ?, error = ?, next_attempt_at = ? WHERE id = ?",
            [
                (
                    "failed" if retry_at is None else "pending",
                    to_text(now),
                    clean(error),
                    to_text(retry_at) if retry_at else None,
                    i,
                )
                for i in delivery_ids
            ],
        )


def retry(w: Writing, delivery_ids: Sequence[int] | None, now: datetime) -> int:
    """Try failed and waiting deliveries again now (None: all of them); how many."""
    chosen = "" if delivery_ids is None else f" AND id IN ({', '.join(str(int(i)) for i in delivery_ids)})"
    with w.tx() as conn:
        return conn.execute(
            "UPDATE deliveries SET state = 'pending', next_attempt_at = NULL, at = ? "
            f"WHERE (state = 'failed' OR (state = 'pending' AND next_attempt_at IS NOT NULL)){chosen}",
            (to_text(now),),
        ).rowcount


def release_claimed(conn: sqlite3.Connection) -> int:
    """After a crash: what was being sent may not have arrived, so it is sent again. Only while holding the lock."""
    return conn.execute(
        "UPDATE deliveries SET state = 'pending', next_attempt_at = NULL WHERE state = 'sending'"
    ).rowcount


# -- where to, and what ----------------------------------------------------------------------------------------------


def set_channels(w: Writing, given: Sequence[Channel]) -> None:
    """Make the stored channels exactly these."""
    with w.tx() as conn:
        conn.execute("DELETE FROM channels")
        conn.executemany(
            "INSERT INTO channels (name, target) VALUES (?, ?)", [(clean(c.name), clean(c.target)) for c in given]
        )


def channels(conn: sqlite3.Connection) -> tuple[Channel, ...]:
    """The stored channels by name. Targets may hold secrets."""
    return tuple(Channel(*row) for row in conn.execute("SELECT name, target FROM channels ORDER BY name"))


def set_rules(w: Writing, given: Sequence[Mapping[str, Any]]) -> None:
    """Make the stored rules exactly these, in this order; each is a JSON object that alerting understands."""
    with w.tx() as conn:
        conn.execute("DELETE FROM rules")
        conn.executemany(
            "INSERT INTO rules (position, rule) VALUES (?, ?)", [(i, dump(rule)) for i, rule in enumerate(given)]
        )


def rules(conn: sqlite3.Connection) -> tuple[dict[str, Any], ...]:
    """The stored rules in their order."""
    return tuple(load(row[0]) for row in conn.execute("SELECT rule FROM rules ORDER BY position"))
