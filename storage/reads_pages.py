"""Reading for the web pages: always a limited number of rows, found through an index, however large the history is.

States and kinds that choose an index stand in the SQL as they are (each comes from a fixed set of ours): SQLite uses a
partial index only where it can see that the condition implies the index's own.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from scraper.errors import UsageError
from storage.names import find_source
from storage.reads import Row, rows, source_filter
from storage.reads_checks import checks_back
from storage.times import to_text

__all__ = [
    "checks_of",
    "dead_links",
    "documents_page",
    "due_soon",
    "event",
    "happened",
    "link",
    "links_page",
    "sources_page",
    "tags",
    "troubled",
    "undelivered",
    "versions_page",
    "waiting",
]

TROUBLES = ("failing", "blocked", "gone")
TROUBLE = "('failing', 'blocked', 'gone')"
# Link states that have an index: all of the others would have to be sorted.
FEW = ("dead", "suspect", "blocked")
LINK_STATES = ("dead", "suspect", "blocked", "unknown", "unsupported", "alive")


# -- the overview --------------------------------------------------------------------------------------------------


def happened(conn: sqlite3.Connection, since: datetime) -> dict[str, int]:
    """Kind of event -> how many since then, the most frequent first."""
    return dict(
        conn.execute(
            "SELECT kind, count(*) AS many FROM events WHERE at >= ? AND rolled_into IS NULL GROUP BY kind ORDER BY many DESC, kind",
            (to_text(since),),
        )
    )


def troubled(
    conn: sqlite3.Connection, limit: int, *, state: str | None = None, offset: int = 0
) -> tuple[dict[str, int], list[Row]]:
    """What cannot be read: state -> how many, and some of them (of one state), blocked and failing before gone."""
    if state is not None and state not in TROUBLES:
        raise UsageError(f"no such trouble: {state!r}; there are {', '.join(TROUBLES)}")
    only = f" AND r.state = '{state}'" if state else ""
    counts = dict(
        conn.execute(f"SELECT state, count(*) FROM resources WHERE active = 1 AND state IN {TROUBLE} GROUP BY state")
    )
    found = rows(
        conn.execute(
            "SELECT r.id AS resource_id, r.url, r.kind, r.title, r.state, r.error, r.failures, r.failing_since, "
            "r.last_checked_at, r.next_check_at, "
            "(SELECT min(source_id) FROM source_resources WHERE resource_id = r.id) AS source_id, "
            "(SELECT d.id FROM documents d WHERE d.resource_id = r.id AND d.key = '') AS document_id "
            f"FROM resources r WHERE r.active = 1 AND r.state IN {TROUBLE}{only} "
            "ORDER BY r.state, r.last_checked_at DESC LIMIT ? OFFSET ?",
            (limit, offset),
        )
    )
    return counts, found


def due_soon(conn: sqlite3.Connection, now: datetime, limit: int) -> tuple[int, list[Row]]:
    """How many resources are due now, and what is next, the longest waiting first."""
    due: int = conn.execute(
        "SELECT count(*) FROM resources WHERE active = 1 AND next_check_at <= ?", (to_text(now),)
    ).fetchone()[0]
    found = rows(
        conn.execute(
            "SELECT r.id AS resource_id, r.url, r.kind, r.title, r.state, r.next_check_at, r.next_reason, r.last_checked_at, "
            "(SELECT min(source_id) FROM source_resources WHERE resource_id = r.id) AS source_id, "
            "(SELECT d.id FROM documents d WHERE d.resource_id = r.id AND d.key = '') AS document_id "
            "FROM resources r WHERE r.active = 1 AND r.next_check_at IS NOT NULL ORDER BY r.next_check_at LIMIT ?",
            (limit,),
        )
    )
    return due, found


def dead_links(conn: sqlite3.Connection, limit: int) -> tuple[int, list[Row]]:
    """How many links are dead that a followed document still has, and the newest deaths."""
    where = _state("dead") + " AND t.active = 1"
    many: int = conn.execute(f"SELECT count(*) FROM link_targets t WHERE {where}").fetchone()[0]
    return many, _targets(conn, f"{where} ORDER BY t.since DESC, t.id DESC", (), limit, 0)


def waiting(conn: sqlite3.Connection) -> Row:
    """Alerts on their way: `waiting`, `oldest_at` of those, `failed` (given up)."""
    found = rows(
        conn.execute(
            "SELECT count(*) AS waiting, min(at) AS since FROM deliveries WHERE state IN ('pending', 'sending')"
        )
    )[0]
    failed = conn.execute("SELECT count(*) FROM deliveries WHERE state = 'failed'").fetchone()[0]
    return {"waiting": found["waiting"], "oldest_at": found["since"], "failed": failed}


def event(conn: sqlite3.Connection, event_id: int) -> Row:
    """One event with its `deliveries`: its own, or those of the event that it was told as part of. Raises UsageError."""
    found = rows(
        conn.execute(
            "SELECT e.id, e.at, e.kind, coalesce(e.url, d.url, r.url) AS url, coalesce(d.title, r.title) AS title, e.summary, "
            "e.detail, e.from_version, e.to_version, e.document_id, e.resource_id, e.target_id, e.held, e.rolled_into, "
            "(SELECT min(source_id) FROM source_resources WHERE resource_id = e.resource_id) AS source_id "
            "FROM events e LEFT JOIN documents d ON d.id = e.document_id LEFT JOIN resources r ON r.id = e.resource_id "
            "WHERE e.id = ?",
            (event_id,),
        )
    )
    if not found:
        raise UsageError(f"there is no event {event_id}")
    row = found[0]
    row["deliveries"] = rows(
        conn.execute(
            "SELECT channel, state, attempts, at, error, next_attempt_at FROM deliveries WHERE event_id = ? ORDER BY id",
            (row["rolled_into"] or event_id,),
        )
    )
    return row


# -- sources and their checks --------------------------------------------------------------------------------------


_SOURCES = """
SELECT s.id, s.kind, s.url, coalesce(s.title, r.title) AS title, s.tags, s.note, s.paused,
       CASE WHEN s.paused THEN 'paused' ELSE coalesce(r.state, 'new') END AS state,
       r.next_check_at, r.last_checked_at, r.last_changed_at, r.error, s.every_s, s.cron, s.tz, s.options,
       (SELECT count(*) FROM source_resources sr WHERE sr.source_id = s.id) AS resources
FROM sources s LEFT JOIN resources r ON r.id = s.resource_id
WHERE s.removed_at IS NULL
"""


def sources_page(
    conn: sqlite3.Connection, *, tag: str | None, state: str | None, text: str | None, limit: int, offset: int
) -> list[Row]:
    """Sources in trouble first, then the last changed first."""
    where, values = "", list[Any]()
    if tag:
        where += " AND EXISTS (SELECT 1 FROM json_each(s.tags) t WHERE t.value = ?)"
        values.append(tag)
    if state == "trouble":
        where += f" AND s.paused = 0 AND r.state IN {TROUBLE}"
    elif state == "paused":
        where += " AND s.paused = 1"
    elif state:
        where += " AND s.paused = 0 AND coalesce(r.state, 'new') = ?"
        values.append(state)
    if text:
        where += " AND (instr(lower(s.url), ?) OR instr(lower(coalesce(s.title, r.title, '')), ?) OR instr(lower(s.note), ?))"
        values += [text.lower()] * 3
    return rows(
        conn.execute(
            f"{_SOURCES}{where} ORDER BY s.paused, coalesce(r.state, '') NOT IN {TROUBLE}, r.last_changed_at DESC, s.id DESC "
            "LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
    )


def tags(conn: sqlite3.Connection) -> list[str]:
    """Every tag that a source has, in order."""
    found = conn.execute(
        "SELECT DISTINCT t.value FROM sources s, json_each(s.tags) t WHERE s.removed_at IS NULL ORDER BY t.value"
    )
    return [str(row[0]) for row in found]


def checks_of(conn: sqlite3.Connection, resource_id: int, *, before: int | None, limit: int) -> list[Row]:
    """Checks of one resource, newest first, from before the check with that id."""
    return rows(
        conn.execute(
            "SELECT id, at, outcome, status, decision, reason, elapsed_ms, wire_bytes, final_url FROM v_checks "
            "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
            (json.dumps(checks_back(conn, resource_id, before=before, limit=limit)),),
        )
    )


# -- documents and versions ----------------------------------------------------------------------------------------


def documents_page(
    conn: sqlite3.Connection, *, source: int | None, text: str | None, before: int | None, limit: int
) -> list[Row]:
    """Documents, the last found first, from before the document with that id."""
    where, values = "d.id < ?", list[Any]((before if before is not None else 1 << 62,))
    if source is not None:
        of_source, found = source_filter(conn, "d.resource_id", source, None)
        where, values = where + of_source, values + found
    if text:
        where += " AND (instr(lower(d.url), ?) OR instr(lower(coalesce(d.title, '')), ?))"
        values += [text.lower()] * 2
    # The page is chosen first, from the documents alone; only its few rows are then joined with the rest.
    return rows(
        conn.execute(
            "SELECT v.id, v.url, v.title, v.kind, v.entry_key, v.state, v.versions, v.last_version_at, v.published, v.updated, "
            "v.updated_by, v.lang, v.first_seen_at, v.last_checked_at, v.missing_since, v.error FROM v_documents v "
            f"WHERE v.id IN (SELECT d.id FROM documents d WHERE {where} ORDER BY d.id DESC LIMIT ?) ORDER BY v.id DESC",
            (*values, limit),
        )
    )


def versions_page(conn: sqlite3.Connection, document_id: int, *, before: int | None, limit: int) -> list[Row]:
    """Versions of a document, newest first, below that number."""
    return rows(
        conn.execute(
            "SELECT v.number, v.at, v.significance, v.reason, v.title, v.published, v.updated, v.updated_by, v.author, v.lang, "
            "v.bytes, v.text_bytes, v.stored_bytes, v.text_sha256, g.why, g.flags, g.conflicts "
            "FROM v_versions v JOIN readings g ON g.id = v.reading_id "
            "WHERE v.document_id = ? AND v.number < ? ORDER BY v.number DESC LIMIT ?",
            (document_id, before if before is not None else 1 << 62, limit),
        )
    )


# -- links ---------------------------------------------------------------------------------------------------------


_TARGETS = """
SELECT t.id AS target_id, coalesce(t.url, t.canonical) AS url, coalesce(t.overruled, t.state) AS state, t.state AS judged,
       t.reason, t.evidence, t.since, t.last_checked_at AS checked_at,
       strftime('%Y-%m-%dT%H:%M:%SZ', t.next_check_at, 'unixepoch') AS next_check_at, t.next_reason, t.final_url,
       t.overruled, t.overruled_why, t.overruled_at, t.active AS current,
       (SELECT count(*) FROM link_checks c WHERE c.target_id = t.id) AS looks
FROM link_targets t
"""


def _state(state: str) -> str:
    """The condition that a link is in a state, a person's word before ours. Raises UsageError for what is no state."""
    if state not in LINK_STATES:
        raise UsageError(f"no such state of a link: {state!r}; there are {', '.join(LINK_STATES)}")
    if state not in FEW:
        return f"((t.state = '{state}' AND t.overruled IS NULL) OR t.overruled = '{state}')"
    # Each half has its own index; joined by OR, SQLite would use neither. It uses the partial one only where the index's
    # own condition stands in the query word for word.
    return (
        "t.id IN (SELECT id FROM link_targets WHERE state IN ('dead', 'suspect', 'blocked') "
        f"AND state = '{state}' AND overruled IS NULL "
        f"UNION ALL SELECT id FROM link_targets WHERE overruled = '{state}')"
    )


def _targets(conn: sqlite3.Connection, where: str, values: Sequence[Any], limit: int, offset: int) -> list[Row]:
    found = rows(conn.execute(f"{_TARGETS} WHERE {where} LIMIT ? OFFSET ?", (*values, limit, offset)))
    for row in found:
        row["documents"] = holders(conn, row["target_id"], 3)
    return found


def holders(conn: sqlite3.Connection, target_id: int, limit: int) -> list[Row]:
    """Documents that hold a link, those that have it now first."""
    return rows(
        conn.execute(
            "SELECT document_id, document_url, document_title, anchor, code, first_version, last_version, current, replaced_by "
            "FROM v_links WHERE target_id = ? ORDER BY current DESC, document_id LIMIT ?",
            (target_id, limit),
        )
    )


def links_page(
    conn: sqlite3.Connection,
    *,
    state: str | None,
    source: int | None,
    document: int | None,
    text: str | None,
    limit: int,
    offset: int,
) -> list[Row]:
    """Links, one row each, with up to three of their documents; of one state the newest turn first."""
    where, values = ("1" if state is None else _state(state)), list[Any]()
    if document is not None:
        where += " AND t.id IN (SELECT target_id FROM links WHERE document_id = ?)"
        values.append(document)
    if source is not None:
        where += (
            " AND t.id IN (SELECT l.target_id FROM source_resources sr JOIN documents d ON d.resource_id = sr.resource_id "
            "JOIN links l ON l.document_id = d.id WHERE sr.source_id = ?)"
        )
        values.append(find_source(conn, source))
    if text:
        where += " AND instr(lower(coalesce(t.url, t.canonical)), ?)"
        values.append(text.lower())
    order = "t.active DESC, t.since DESC, t.id DESC" if state in FEW or document is not None else "t.id DESC"
    return _targets(conn, f"{where} ORDER BY {order}", values, limit, offset)


def link(conn: sqlite3.Connection, target_id: int) -> Row:
    """One link with its latest looks (newest first, at most 50) and documents (at most 50). Raises UsageError."""
    found = _targets(conn, "t.id = ?", (target_id,), 1, 0)
    if not found:
        raise UsageError(f"there is no link {target_id}")
    row = found[0]
    row["documents"] = holders(conn, target_id, 50)
    row["history"] = rows(
        conn.execute(
            "SELECT at, state, evidence_class, reason, evidence, status, final_url, chain, title FROM link_checks "
            "WHERE target_id = ? ORDER BY id DESC LIMIT 50",
            (target_id,),
        )
    )
    return row


# -- alerts --------------------------------------------------------------------------------------------------------


_STATES = {"waiting": " AND o.state IN ('pending', 'sending')", "failed": " AND o.state = 'failed'", "": ""}


def undelivered(conn: sqlite3.Connection, *, which: str, before: int | None, limit: int) -> list[Row]:
    """The outbox, newest first, from before the delivery with that id. `which`: 'waiting', 'failed' or '' (all)."""
    if which not in _STATES:
        raise UsageError(f"no such state of an alert: {which!r}")
    return rows(
        conn.execute(
            "SELECT o.id, o.event_id, o.channel, o.state, o.attempts, o.at, o.next_attempt_at, o.error, e.kind, "
            "e.at AS event_at, coalesce(e.url, d.url, r.url) AS url, e.summary, coalesce(d.title, r.title) AS title, "
            "e.document_id, e.resource_id, e.target_id, e.from_version, e.to_version, "
            "(SELECT min(source_id) FROM source_resources WHERE resource_id = e.resource_id) AS source_id "
            "FROM deliveries o JOIN events e ON e.id = o.event_id "
            "LEFT JOIN documents d ON d.id = e.document_id LEFT JOIN resources r ON r.id = e.resource_id "
            f"WHERE o.id < ?{_STATES[which]} ORDER BY o.id DESC LIMIT ?",
            (before if before is not None else 1 << 62, limit),
        )
    )
