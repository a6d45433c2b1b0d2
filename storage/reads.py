"""Reading documents and versions: rows for people and programs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from scraper.errors import UsageError
from scraper.records import without_userinfo
from storage.names import find_source
from storage.times import iso, to_text

__all__ = [
    "Row",
    "documents",
    "rows",
    "same_url",
    "source_filter",
    "statements",
    "version",
    "versions",
]

Row = dict[str, Any]

# A source with more resources than this is large.
MANY = 1000

_TIMES = frozenset(
    [
        "at",
        "event_at",
        "created_at",
        "edited_at",
        "since",
        "until",
        "next_check_at",
        "last_checked_at",
        "last_changed_at",
        "checked_at",
        "first_seen_at",
        "last_version_at",
        "missing_since",
        "retry_after",
        "failing_since",
        "next_attempt_at",
        "overruled_at",
        "started_at",
        "heartbeat_at",
        "start",
        "end",
        "begun_at",
    ]
)
_JSON = frozenset(("tags", "detail", "options", "conflicts", "flags", "chain"))
# What may hold a followed URL, and with it what a person wrote before its @.
_SHOWN = frozenset(
    (
        "url",
        "source",
        "source_url",
        "document_url",
        "resource_url",
        "final_url",
        "canonical",
        "error",
        "reason",
        "next_reason",
    )
)
_TRUTH = frozenset(("current", "paused", "held", "repaired"))


def rows(cursor: sqlite3.Cursor) -> list[Row]:
    """What a query gave as dicts: times with an offset, JSON as values, truth as bool."""
    names = [column[0] for column in cursor.description]
    return [{name: _value(name, value) for name, value in zip(names, row, strict=True)} for row in cursor]


def _value(name: str, value: Any) -> Any:
    if name in _TIMES:
        return iso(value)
    if name in _SHOWN and isinstance(value, str):
        return without_userinfo(value)
    if name in _JSON:
        return json.loads(value) if value else {} if name in ("detail", "options") else []
    return bool(value) if name in _TRUTH else value


def source_filter(
    conn: sqlite3.Connection, column: str, source: str | int | None, tag: str | None
) -> tuple[str, list[Any]]:
    """A condition on a resource id column, with its values: of one source, or of sources with a tag."""
    sql, values = "", list[Any]()
    if source is not None:
        key = find_source(conn, source)
        # Few resources: start from them. Many: nearly every row that is read is one of theirs, so ask row by row.
        many = conn.execute(
            "SELECT 1 FROM source_resources WHERE source_id = ? LIMIT 1 OFFSET ?", (key, MANY)
        ).fetchone()
        if many:
            sql += f" AND EXISTS (SELECT 1 FROM source_resources o WHERE o.source_id = ? AND o.resource_id = {column})"
        else:
            sql += f" AND {column} IN (SELECT resource_id FROM source_resources WHERE source_id = ?)"
        values.append(key)
    if tag is not None:
        sql += (
            f" AND {column} IN (SELECT sr.resource_id FROM source_resources sr JOIN sources s ON s.id = sr.source_id, "
            "json_each(s.tags) t WHERE s.removed_at IS NULL AND t.value = ?)"
        )
        values.append(tag)
    return sql, values


def documents(
    conn: sqlite3.Connection,
    *,
    document_id: int | None = None,
    source: str | int | None = None,
    tag: str | None = None,
    limit: int | None = None,
) -> list[Row]:
    """Documents, last changed first; or the one of an id."""
    where, values = source_filter(conn, "resource_id", source, tag)
    if document_id is not None:
        where += " AND id = ?"
        values.append(document_id)
    return rows(
        conn.execute(
            f"SELECT * FROM v_documents WHERE 1{where} ORDER BY last_version_at DESC, id DESC LIMIT ?",
            (*values, _limit(limit)),
        )
    )


def same_url(conn: sqlite3.Connection, document_id: int) -> list[Row]:
    """The other documents with the URL of this one, pages first."""
    return rows(
        conn.execute(
            "SELECT o.* FROM documents d JOIN v_documents o ON o.url = d.url AND o.id != d.id WHERE d.id = ? "
            "ORDER BY o.entry_key != '', o.id",
            (document_id,),
        )
    )


def _limit(limit: int | None) -> int:
    return -1 if limit is None else limit


_VERSION = """
SELECT v.number, v.at, v.significance, v.title, v.published, v.updated, v.updated_by, v.bytes, v.sha256, v.reason,
       v.author, v.lang, v.content_type, v.encoding, v.extractor, v.text_sha256, v.text_bytes, v.stored_bytes,
       v.document_id, v.url, g.why, g.conflicts, g.flags
FROM v_versions v JOIN readings g ON g.id = v.reading_id WHERE v.document_id = ?
"""


def versions(conn: sqlite3.Connection, document_id: int) -> list[Row]:
    """The versions of a document, oldest first, without bodies."""
    return rows(conn.execute(f"{_VERSION} ORDER BY v.number", (document_id,)))


def version(conn: sqlite3.Connection, document_id: int, number: int | None, at: datetime | None) -> Row:
    """One version: by number (negative counts from the end), the one in force at a time, or the newest."""
    where, values = "", list[Any]((document_id,))
    if number is not None and number < 0:
        where, values = (
            " AND v.number <= (SELECT version FROM documents WHERE id = ?) + 1 + ?",
            [document_id, document_id, number],
        )
    elif number is not None:
        where, values = " AND v.number = ?", [document_id, number]
    elif at is not None:
        where, values = " AND v.at <= ?", [document_id, to_text(at)]
    found = rows(conn.execute(f"{_VERSION}{where} ORDER BY v.number DESC LIMIT 1", values))
    if not found:
        raise UsageError(_no_version(conn, document_id, number, at))
    return found[0]


def _no_version(conn: sqlite3.Connection, document_id: int, number: int | None, at: datetime | None) -> str:
    row = conn.execute(
        "SELECT min(number), max(number), min(at), count(*) FROM v_versions WHERE document_id = ?", (document_id,)
    ).fetchone()
    if not row[3]:
        return f"document {document_id} has no version"
    if number is not None:
        return f"document {document_id} has no version {number}; it has {row[0]} to {row[1]}"
    return f"document {document_id} had no version at {at:%Y-%m-%d %H:%M}; its first is of {iso(row[2])}"


def bodies(conn: sqlite3.Connection, document_id: int, number: int) -> tuple[int, int, int | None]:
    """(raw, text, links) blob ids of a version. Raises UsageError."""
    row = conn.execute(
        "SELECT v.raw_id, t.blob_id, v.links_id FROM versions v JOIN texts t ON t.id = v.text_id "
        "WHERE v.document_id = ? AND v.number = ?",
        (document_id, number),
    ).fetchone()
    if row is None:
        raise UsageError(_no_version(conn, document_id, number, None))
    return int(row[0]), int(row[1]), row[2]


def statements(conn: sqlite3.Connection, document_id: int, number: int) -> list[Row]:
    """The dates that a version states about itself."""
    return rows(
        conn.execute(
            'SELECT role, value, precision, source, snippet, updated_by, locator, start_at AS start, end_at AS "end", zone, '
            "zone_source, calendar, scope, lang, rule, score FROM v_statements "
            "WHERE document_id = ? AND number = ? ORDER BY position",
            (document_id, number),
        )
    )


def first(found: Iterable[Row]) -> Row:
    """The only row of a query that has one."""
    return next(iter(found))
