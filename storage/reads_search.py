"""Searching every version of everything: the index names the documents, the texts themselves decide."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from scraper.errors import UsageError
from storage import search as index
from storage.blobs import Blobs
from storage.reads import Row, version
from storage.times import iso


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
