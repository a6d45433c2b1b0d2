"""From what a person types (an id, a URL, a part of one) to a row; or a helpful refusal."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from difflib import get_close_matches
from urllib.parse import unquote

from scraper.errors import UsageError

__all__ = ["find_document", "find_source"]

# Looking for what was meant compares with at most this many names.
COMPARED = 5000


def find_source(conn: sqlite3.Connection, ref: str | int) -> int:
    """The id of the source that is not removed and is named by id, URL or unique part of a URL or title."""
    text = str(ref).strip()
    rows = conn.execute(
        "SELECT id FROM sources WHERE removed_at IS NULL AND (id = ? OR url = ? OR canonical = ?) ORDER BY id",
        (int(text) if text.isdecimal() and len(text) < 19 else -1, text, text),
    ).fetchall()
    if not rows and text and not text.isdecimal():
        rows = conn.execute(
            "SELECT id FROM sources WHERE removed_at IS NULL AND (instr(url, ?1) OR instr(lower(title), lower(?1))) "
            "ORDER BY length(url), id LIMIT 4",
            (text,),
        ).fetchall()
        if len(rows) > 1:
            raise UsageError(f"more than one source has {text!r}: {_list(conn, 'sources', rows)}; give the id")
    if not rows:
        names = conn.execute("SELECT url FROM sources WHERE removed_at IS NULL ORDER BY id DESC LIMIT ?", (COMPARED,))
        raise UsageError(f"no such source: {text!r}{_meant(text, [r[0] for r in names])}")
    return int(rows[0][0])


def find_document(conn: sqlite3.Connection, ref: str | int, *, changed: bool = False) -> int:
    """The id of the document named by id, URL (an older one too) or unique part of a URL or title.

    Of several documents with one URL a page wins over a feed entry; with `changed`, one that has a second version does.
    """
    found = _document(conn, ref)
    if changed and not str(ref).strip().isdecimal():
        row = conn.execute(
            "SELECT o.id FROM documents d JOIN documents o ON o.url = d.url WHERE d.id = ? "
            "ORDER BY o.version < 2, o.id != d.id, o.key != '', o.id LIMIT 1",
            (found,),
        ).fetchone()
        return int(row[0]) if row is not None else found
    return found


def _document(conn: sqlite3.Connection, ref: str | int) -> int:
    text = str(ref).strip()
    if text.isdecimal() and len(text) < 19:
        row = conn.execute("SELECT id FROM documents WHERE id = ?", (int(text),)).fetchone()
        if row is not None:
            return int(row[0])
    for sql in (
        "SELECT id FROM documents WHERE url = ?1 ORDER BY key != '', id LIMIT 1",
        (
            "SELECT d.id FROM resources r JOIN documents d ON d.resource_id = r.id AND d.key = '' "
            "WHERE r.canonical = ?1 AND r.kind = 'page'"
        ),
        "SELECT d.id FROM resource_urls u JOIN documents d ON d.resource_id = u.resource_id AND d.key = '' WHERE u.url = ?1",
    ):
        row = conn.execute(sql, (text,)).fetchone()
        if row is not None:
            return int(row[0])
    return _document_by_part(conn, text)


def _document_by_part(conn: sqlite3.Connection, text: str) -> int:
    parts = list(dict.fromkeys((text, unquote(text)))) if text else []
    for part in parts:
        rows = conn.execute(
            "SELECT min(id), url FROM documents WHERE instr(url, ?1) OR instr(lower(title), lower(?1)) "
            "GROUP BY url ORDER BY length(url), id LIMIT 4",
            (part,),
        ).fetchall()
        if len(rows) == 1:
            return _page_first(conn, rows[0][1])
        if rows:
            raise UsageError(f"more than one document has {text!r}: {_list(conn, 'documents', rows)}; give the id")
    names = conn.execute("SELECT url FROM documents ORDER BY id DESC LIMIT ?", (COMPARED,)).fetchall()
    if not names and conn.execute("SELECT 1 FROM sources WHERE removed_at IS NULL").fetchone():
        raise UsageError(f"no such document: {text!r}; nothing was read yet: pagewatch check")
    raise UsageError(f"no such document: {text!r}{_meant(text, [r[0] for r in names])}")


def _page_first(conn: sqlite3.Connection, url: str) -> int:
    row = conn.execute("SELECT id FROM documents WHERE url = ? ORDER BY key != '', id LIMIT 1", (url,)).fetchone()
    return int(row[0])


def _list(conn: sqlite3.Connection, table: str, rows: Sequence[Sequence[int]]) -> str:
    named = []
    for row in rows[:3]:
        url = conn.execute(f"SELECT url FROM {table} WHERE id = ?", (row[0],)).fetchone()[0]
        named.append(f"{row[0]} {url}")
    return ", ".join(named) + (", …" if len(rows) > 3 else "")


def _meant(text: str, names: Sequence[str]) -> str:
    close = get_close_matches(text, names, n=2, cutoff=0.6)
    if close:
        return f"; did you mean {' or '.join(close)}?"
    return "; nothing is followed yet: pagewatch add URL" if not names else "; see: pagewatch list"
