"""Reading documents and versions: rows for people and programs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from scraper.errors import UsageError
from scraper.records import without_userinfo
from storage import search as index
from storage.blobs import Blobs
from storage.names import find_source
from storage.times import iso, to_text
from storage.versions import load_links

__all__ = [
    "Row",
    "documents",
    "rows",
    "same_url",
    "search",
    "source_filter",
    "statements",
    "version",
    "version_links",
    "versions",
    "when",
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


def version_links(conn: sqlite3.Connection, blobs: Blobs, document_id: int, number: int) -> list[Row]:
    """Every link of a version, navigation included, in the page's order."""
    links_id = bodies(conn, document_id, number)[2]
    links = load_links(blobs.get(links_id)) if links_id is not None else ()
    return [
        {
            "url": k.url,
            "canonical": k.canonical,
            "anchor": k.anchor,
            "sentence": k.sentence,
            "code": k.code,
            "place": k.place,
            "position": k.position,
        }
        for k in links
    ]


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


# -- search --------------------------------------------------------------------------------------------------------


def _texts(conn: sqlite3.Connection, blobs: Blobs, document_id: int) -> Iterator[tuple[list[int], str]]:
    """The distinct texts of a document, oldest first, each with the numbers of the versions that have it."""
    seen: dict[tuple[str | None, int], list[int]] = {}
    for number, title, blob_id in conn.execute(
        "SELECT v.number, g.title, t.blob_id FROM versions v JOIN texts t ON t.id = v.text_id "
        "JOIN readings g ON g.id = v.reading_id WHERE v.document_id = ? ORDER BY v.number",
        (document_id,),
    ).fetchall():
        seen.setdefault((title, blob_id), []).append(number)
    for (title, blob_id), numbers in seen.items():
        yield numbers, index.whole(title, blobs.get(blob_id).decode())


def _versions_with(
    conn: sqlite3.Connection, blobs: Blobs, document_id: int, query: index.Query
) -> tuple[list[int], str]:
    """Numbers of the versions that have all of the query, and a snippet of the newest of them."""
    found: list[int] = []
    newest = ""
    for numbers, text in _texts(conn, blobs, document_id):
        if query.found_in(index.normal(text)):
            if not found or numbers[-1] > max(found):
                newest = text
            found += numbers
    return sorted(found), query.snippet(newest) if found else ""


def search(conn: sqlite3.Connection, blobs: Blobs, text: str, limit: int) -> list[Row]:
    """Documents with a version that has the query, last changed first: where it is, and from when to when it was."""
    query = index.parse(text)
    if not query.terms:
        raise UsageError(f"nothing to search for in {text!r}; give a word")
    hits: list[Row] = []
    for document_id in index.candidates(conn, query):
        numbers, snippet = _versions_with(conn, blobs, document_id, query)
        if numbers:
            hits.append(_hit(conn, document_id, numbers, snippet))
            if len(hits) >= limit:
                break
    return hits


def _hit(conn: sqlite3.Connection, document_id: int, numbers: Sequence[int], snippet: str) -> Row:
    url, newest = conn.execute("SELECT url, version FROM documents WHERE id = ?", (document_id,)).fetchone()
    shown = version(conn, document_id, numbers[-1], None)
    return {
        "document_id": document_id,
        "url": url,
        "title": shown["title"],
        "number": numbers[-1],
        "at": shown["at"],
        "snippet": snippet,
        "first_version": numbers[0],
        "last_version": numbers[-1],
        "current": numbers[-1] == newest,
    }


def when(conn: sqlite3.Connection, blobs: Blobs, document_id: int, phrase: str) -> Row:
    """First and last version that has a phrase, and whether the newest has it. Raises UsageError for an empty phrase."""
    chunk = index.normal(phrase).strip()
    if not chunk:
        raise UsageError("give a phrase to look for")
    numbers, snippet = _versions_with(conn, blobs, document_id, index.Query((chunk,), ()))
    url, newest = conn.execute("SELECT url, version FROM documents WHERE id = ?", (document_id,)).fetchone()
    row: Row = {"document_id": document_id, "url": url, "phrase": phrase, "versions": numbers, "snippet": snippet}
    for name, number in (("first", numbers[0] if numbers else None), ("last", numbers[-1] if numbers else None)):
        row[f"{name}_version"] = number
        row[f"{name}_at"] = version(conn, document_id, number, None)["at"] if number is not None else None
    row["gone_at"] = _after(conn, document_id, numbers[-1]) if numbers and numbers[-1] != newest else None
    row["current"] = bool(numbers) and numbers[-1] == newest
    return row


def _after(conn: sqlite3.Connection, document_id: int, number: int) -> str | None:
    row = conn.execute(
        "SELECT at FROM v_versions WHERE document_id = ? AND number > ? ORDER BY number LIMIT 1", (document_id, number)
    ).fetchone()
    return iso(row[0]) if row else None


def first(found: Iterable[Row]) -> Row:
    """The only row of a query that has one."""
    return next(iter(found))
