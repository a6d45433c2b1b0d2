"""Reading what was asked, what happened and who was told: sources, changes, checks, deliveries, why."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import Any

from storage.names import find_source
from storage.reads import Row, documents, rows, source_filter
from storage.reads_checks import checks_back
from storage.times import to_text

__all__ = ["changes", "checks", "deliveries", "opml_rows", "sources", "why"]

# Asking for 'changed' means every change of a text, however its stated date moved.
SPECIAL = {"changed": ("changed", "redated", "stealth_edit")}

_SOURCES = """
SELECT s.id, s.kind, s.url, coalesce(s.title, r.title) AS title, s.tags,
       CASE WHEN s.paused THEN 'paused' ELSE coalesce(r.state, 'new') END AS state,
       r.next_check_at, r.last_checked_at, r.last_changed_at, r.error, s.note, s.every_s, s.cron, s.tz, s.options, s.paused,
       s.created_at, r.next_reason, r.failures, r.retry_after, r.url AS resource_url, s.resource_id,
       (SELECT count(*) FROM source_resources sr WHERE sr.source_id = s.id) AS resources
FROM sources s LEFT JOIN resources r ON r.id = s.resource_id
WHERE s.removed_at IS NULL
"""


def sources(conn: sqlite3.Connection, *, tag: str | None = None, ref: str | int | None = None) -> list[Row]:
    """What is followed, oldest first."""
    where, values = "", list[Any]()
    if tag is not None:
        where, values = " AND EXISTS (SELECT 1 FROM json_each(s.tags) t WHERE t.value = ?)", [tag]
    if ref is not None:
        where, values = " AND s.id = ?", [find_source(conn, ref)]
    return rows(conn.execute(f"{_SOURCES}{where} ORDER BY s.id", values))


def opml_rows(conn: sqlite3.Connection) -> list[Row]:
    """What an export needs of each source."""
    return rows(
        conn.execute(
            "SELECT s.kind, s.url, coalesce(s.title, r.title, s.url) AS title, s.tags FROM sources s "
            "LEFT JOIN resources r ON r.id = s.resource_id WHERE s.removed_at IS NULL ORDER BY s.id"
        )
    )


def changes(
    conn: sqlite3.Connection,
    *,
    since: datetime | None,
    kinds: Collection[str],
    source: str | int | None,
    tag: str | None,
    limit: int | None,
    before: int | None = None,
) -> list[Row]:
    """Events, newest first; `before` is the id of an event, for the page after it."""
    where, values = source_filter(conn, "v.resource_id", source, tag)
    if before is not None:
        at = conn.execute("SELECT at FROM events WHERE id = ?", (before,)).fetchone()
        where += " AND v.at <= ? AND (v.at < ? OR v.id < ?)"
        values += [at[0] if at else "", at[0] if at else "", before]
    if since is not None:
        where += " AND v.at >= ?"
        values.append(to_text(since))
    if kinds:
        wanted = list(dict.fromkeys(k for kind in kinds for k in SPECIAL.get(str(kind), (str(kind),))))
        where += f" AND v.kind IN ({', '.join('?' * len(wanted))})"
        values += wanted
    found = rows(
        conn.execute(
            "SELECT v.id, v.at, v.kind, v.url, v.source, v.from_version, v.to_version, v.summary, v.title, v.detail, "
            f"v.document_id, v.resource_id, v.target_id, v.held, "
            f"(SELECT min(source_id) FROM source_resources WHERE resource_id = v.resource_id) AS source_id FROM v_events v WHERE 1{where} ORDER BY v.at DESC, v.id DESC LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
    )
    _tag(conn, found)
    return found


def _tag(conn: sqlite3.Connection, found: list[Row]) -> None:
    """Give each event the tags of its sources."""
    known: dict[int | None, list[str]] = {}
    for row in found:
        resource_id = row["resource_id"]
        if resource_id not in known:
            tags = conn.execute(
                "SELECT DISTINCT t.value FROM source_resources sr JOIN sources s ON s.id = sr.source_id, json_each(s.tags) t "
                "WHERE sr.resource_id = ? ORDER BY s.id, t.key",
                (resource_id,),
            )
            known[resource_id] = [t[0] for t in tags]
        row["tags"] = known[resource_id]


def checks(
    conn: sqlite3.Connection, *, resource: int | None = None, since: datetime | None = None, limit: int | None = None
) -> list[Row]:
    """Checks, newest first."""
    where, values = "", list[Any]()
    if resource is not None:
        where = " AND id IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(checks_back(conn, resource, since=since, limit=limit)))
    if since is not None:
        where += " AND at >= ?"
        values.append(to_text(since))
    return rows(
        conn.execute(
            "SELECT id, at, url, kind, outcome, status, decision, reason, elapsed_ms, wire_bytes, final_url, resource_id "
            f"FROM v_checks WHERE 1{where} ORDER BY id DESC LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
    )


def deliveries(
    conn: sqlite3.Connection, *, state: str | None = None, limit: int | None = None, event_id: int | None = None
) -> list[Row]:
    """The outbox, newest first."""
    where, values = "", list[Any]()
    if state is not None:
        where, values = " AND state = ?", [state]
    if event_id is not None:
        where += " AND event_id = ?"
        values.append(event_id)
    return rows(
        conn.execute(
            "SELECT event_id, channel, state, attempts, at, error, id, kind, url, summary, event_at, next_attempt_at "
            f"FROM v_deliveries WHERE 1{where} ORDER BY id DESC LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
    )


def why(conn: sqlite3.Connection, document_id: int) -> Row:
    """All there is to say about "why was I (not) told": the document, its last checks, its events, who got them.

    Keys: document, checks (newest first, at most 50), events (newest first, at most 50), each event with its
    `deliveries`, and `rolled_into` where it was told as part of another.
    """
    document = documents(conn, document_id=document_id)[0]
    happened = rows(
        conn.execute(
            "SELECT id, at, kind, from_version, to_version, summary, detail, held, rolled_into FROM events "
            "WHERE document_id = ?1 OR (resource_id = ?2 AND document_id IS NULL) ORDER BY id DESC LIMIT 50",
            (document_id, document["resource_id"]),
        )
    )
    for event in happened:
        event["deliveries"] = deliveries(conn, event_id=event["rolled_into"] or event["id"])
    return {
        "document": document,
        "checks": checks(conn, resource=document["resource_id"], limit=50),
        "events": happened,
    }
