"""Writing versions: bodies, text, reading, statements, the whole link set; and what is known of a document."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from scraper.errors import StorageError
from scraper.records import FoundLink, KnownDocument, KnownEntry, NewVersion
from storage import search
from storage.blobs import ELDER, Bases, Blobs
from storage.linksets import dump_links, load_links
from storage.times import clean, dump, from_text, to_seconds, to_text
from storage.writing import Writing, host_of, insert

__all__ = ["Written", "document", "entries", "known", "write"]

# A returning text is recognised among this many distinct ones, and bases are sought among as many versions.
RECENT = 20
FEW = 8  # … and where only bytes differ, among these
# A first version of a host is what those of its other pages are stored against; smaller ones are not worth it.
LEAST_BASE = 2000
# Words are looked for in so many texts before they are called new: pages alternate between two or three.
COMPARED, MUCH = 3, 1000  # … as long as so many characters stand in lines that are new


@dataclass(frozen=True, slots=True)
class Written:
    """A version that was just written. `links` are those it has, `before` the version before it, if any."""

    document_id: int
    number: int
    at: str
    links: tuple[FoundLink, ...] | None  # None: the same as the version before


class _Older(NamedTuple):
    """A version row, as far as the next one builds on it."""

    id: int  # of its body, as are the next five
    base_id: int | None
    depth: int
    packed: int
    size: int
    sha256: bytes
    number: int
    text_id: int
    links_id: int | None
    reading_id: int


# -- documents -----------------------------------------------------------------------------------------------------


def document(conn: sqlite3.Connection, resource_id: int, key: str) -> int | None:
    """The document of a resource by its key ('' for a page)."""
    row = conn.execute(
        "SELECT id FROM documents WHERE resource_id = ? AND key = ?", (resource_id, clean(key))
    ).fetchone()
    return int(row[0]) if row else None


def _document_for(w: Writing, resource_id: int, new: NewVersion, at: str) -> tuple[int, int]:
    """(document id, newest number) of the document that gets a version; made where it is new."""
    key = clean(new.key)
    if new.parent_key_rename is not None and new.parent_key_rename != new.key:
        w.conn.execute(
            "UPDATE OR IGNORE documents SET key = ? WHERE resource_id = ? AND key = ?",
            (key, resource_id, clean(new.parent_key_rename)),
        )
    row = w.conn.execute(
        "SELECT id, version FROM documents WHERE resource_id = ? AND key = ?", (resource_id, key)
    ).fetchone()
    if row is not None:
        return int(row[0]), int(row[1])
    made = insert(
        w.conn,
        "INSERT INTO documents (resource_id, key, url, title, created_at) VALUES (?, ?, ?, ?, ?)",
        (resource_id, key, clean(new.url), clean(new.title) if new.title else None, at),
    )
    return made, 0


# -- writing a version ---------------------------------------------------------------------------------------------


def write(w: Writing, resource_id: int, new: NewVersion, check_id: int, at: datetime) -> Written:
    """Append a version that a check found. Call inside a transaction."""
    stamp = to_text(at)
    document_id, newest = _document_for(w, resource_id, new, stamp)
    recent = _recent(w.conn, document_id, FEW if new.same_reading else RECENT)
    before = recent[0] if recent else None
    raw_id = _raw(w, new, recent)
    if new.same_reading and before is not None:
        text_id, links_id, reading_id = before.text_id, before.links_id, before.reading_id
    else:
        text_id = _text(w, new, recent, raw_id)
        links_id = _links(w, new, recent, raw_id)
        reading_id = _reading(w.conn, new, recent)
        if not any(old.text_id == text_id and old.reading_id == reading_id for old in recent):
            _index(w, document_id, new, recent, text_id)
    w.conn.execute(
        "INSERT INTO versions (document_id, number, check_id, judgement_id, raw_id, text_id, links_id, reading_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document_id,
            newest + 1,
            check_id,
            w.judgement_id(new.significance.value, clean(new.reason)),
            raw_id,
            text_id,
            links_id,
            reading_id,
        ),
    )
    _touch(w.conn, document_id, newest + 1, new)
    same = before is not None and links_id == before.links_id
    return Written(document_id, newest + 1, stamp, None if same else new.links)


def _recent(conn: sqlite3.Connection, document_id: int, count: int) -> list[_Older]:
    rows = conn.execute(
        f"SELECT {ELDER}, v.number, v.text_id, v.links_id, v.reading_id FROM versions v JOIN blobs b ON b.id = v.raw_id "
        "WHERE v.document_id = ? ORDER BY v.number DESC LIMIT ?",
        (document_id, count),
    )
    return list(map(_Older._make, rows))


def _touch(conn: sqlite3.Connection, document_id: int, number: int, new: NewVersion) -> None:
    if new.same_reading and number > 1:
        conn.execute("UPDATE documents SET version = ?, missing_since = NULL WHERE id = ?", (number, document_id))
        return
    conn.execute(
        "UPDATE documents SET version = ?, url = ?, title = coalesce(?, title), memory_json = ?, missing_since = NULL "
        "WHERE id = ?",
        (number, clean(new.url), clean(new.title) if new.title else None, clean(new.memory_json), document_id),
    )


def _raw(w: Writing, new: NewVersion, recent: Sequence[_Older]) -> int:
    """The body, stored against its recent versions, or against a page of the same host when it is the first.

    (Pages of other hosts help too, and are tried when there is time: `repack.py`.)
    """
    digest = _as_digest(new.raw_sha256)
    if recent:
        return w.blobs.put_next(new.raw, list({old.id: old for old in recent}.values()), digest)
    host_id = w.host_id(host_of(new.url))
    base = w.conn.execute("SELECT base_blob_id FROM hosts WHERE id = ?", (host_id,)).fetchone()[0]
    raw_id = w.blobs.put(new.raw, choices=[(base,)] if base is not None else [], digest=digest)
    if base is None and len(new.raw) >= LEAST_BASE:
        w.conn.execute("UPDATE hosts SET base_blob_id = ? WHERE id = ?", (raw_id, host_id))
    return raw_id


def _as_digest(sha256: str) -> bytes:
    """A SHA-256 in hex as bytes; nothing where it is none."""
    return bytes.fromhex(sha256) if len(sha256) == 64 else b""


def _links(w: Writing, new: NewVersion, recent: Sequence[_Older], raw_id: int) -> int | None:
    """The whole link set, stored against the body that it was found in and the set before it."""
    if not new.links:
        return None
    near = list(dict.fromkeys(old.links_id for old in recent if old.links_id is not None))
    return w.blobs.put(dump_links(new.links), near, _beside(raw_id, near))


def _beside(raw_id: int, near: Sequence[int]) -> list[Bases]:
    """What is read from a body is stored against it and its own predecessor: nearly all of it stands in one of them."""
    return [(raw_id, i) for i in near[:2]] or [(raw_id,)]


def _text(w: Writing, new: NewVersion, recent: Sequence[_Older], raw_id: int) -> int:
    """The text, stored against the body that it was read from and the text before it."""
    older = list(dict.fromkeys(old.text_id for old in recent))
    rows = w.conn.execute(f"SELECT id, blob_id, digest FROM texts WHERE id IN ({_marks(older)})", older)
    known = {row[0]: row[1:] for row in rows}
    near = [known[text_id][0] for text_id in older]
    blob_id = w.blobs.put(clean(new.text).encode(), near, _beside(raw_id, near))
    digest = _digest(w.conn, blob_id, new.text_sha256)
    for text_id, stored in known.items():
        if stored == (blob_id, digest):
            return int(text_id)
    return insert(w.conn, "INSERT INTO texts (blob_id, digest) VALUES (?, ?)", (blob_id, digest))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _digest(conn: sqlite3.Connection, blob_id: int, given: str) -> str | None:
    """What to store of a given digest: nothing where it is the text's own hash."""
    if not given:
        return None
    own: bytes = conn.execute("SELECT sha256 FROM blobs WHERE id = ?", (blob_id,)).fetchone()[0]
    return None if given == own.hex() else clean(given)


_READING = ("title", "author", "lang", "encoding", "content_type", "extractor")
_PLACE = ("role", "precision", "source", "locator", "zone_source", "calendar", "scope", "lang", "rule", "score")
_place_of = attrgetter(*_PLACE)
_stated_of = attrgetter("value", "snippet", "updated_by", "start", "end", "zone")


def _reading(conn: sqlite3.Connection, new: NewVersion, recent: Sequence[_Older]) -> int:
    """The row of everything else that was read; a recent version's where nothing of it differs."""
    fresh = new.freshness
    values = [_clean(getattr(new, name)) for name in _READING]
    values += [_clean(fresh.published), _clean(fresh.updated), _clean(fresh.updated_by), clean(fresh.why)]
    values += [
        dump(list(fresh.conflicts)) if fresh.conflicts else None,
        dump(list(fresh.flags)) if fresh.flags else None,
    ]
    stated = [(_place_of(s), _stated_of(s)) for s in fresh.statements]
    mark = hashlib.sha256(repr((values, stated)).encode()).digest()[:8]
    known = list(dict.fromkeys(old.reading_id for old in recent))
    same = conn.execute(
        f"SELECT id FROM readings WHERE id IN ({_marks(known)}) AND mark = ?", (*known, mark)
    ).fetchone()
    if same is not None:
        return int(same[0])
    made = insert(
        conn,
        "INSERT INTO readings (mark, title, author, lang, encoding, content_type, extractor, published, updated, "
        "updated_by, why, conflicts, flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (mark, *values),
    )
    if stated:
        places = _places(conn, known[:3])
        conn.executemany(
            "INSERT INTO statements (reading_id, position, place_id, value, snippet, updated_by, start_at, end_at, zone) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (made, i, _place(conn, places, tuple(map(_cell, place))), *map(_cell, cells))
                for i, (place, cells) in enumerate(stated)
            ],
        )
    return made


def _places(conn: sqlite3.Connection, reading_ids: Sequence[int]) -> dict[tuple[Any, ...], int]:
    """The places where these readings found statements."""
    rows = conn.execute(
        f"SELECT {', '.join(_PLACE)}, id FROM places "
        f"WHERE id IN (SELECT place_id FROM statements WHERE reading_id IN ({_marks(reading_ids)}))",
        tuple(reading_ids),
    )
    return {row[:-1]: row[-1] for row in rows}


def _place(conn: sqlite3.Connection, known: dict[tuple[Any, ...], int], place: tuple[Any, ...]) -> int:
    if place not in known:
        sql = f"INSERT INTO places ({', '.join(_PLACE)}) VALUES ({_marks(_PLACE)})"
        known[place] = insert(conn, sql, place)
    return known[place]


def _clean(text: str | None) -> str | None:
    return None if text is None else clean(text)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_seconds(value)
    return clean(value) if isinstance(value, str) else value


def _index(w: Writing, document_id: int, new: NewVersion, recent: Sequence[_Older], text_id: int) -> None:
    """Make words findable that this document had in none of its latest versions. (The index names documents.)"""
    if not recent:
        search.add(w.conn, document_id, old="", new=search.whole(new.title, new.text))
        return
    titles = w.conn.execute(
        f"SELECT DISTINCT title FROM readings WHERE id IN ({_marks(recent)})", [old.reading_id for old in recent]
    )
    old = [title for (title,) in titles if title]
    title = _clean(new.title)
    if text_id in {old.text_id for old in recent}:  # a text that returns
        if title and title not in old:
            search.add(w.conn, document_id, old="\n".join(old), new=title)
        return
    whole = search.whole(title, new.text)
    for older in list(dict.fromkeys(version.text_id for version in recent))[:COMPARED]:
        (blob_id,) = w.conn.execute("SELECT blob_id FROM texts WHERE id = ?", (older,)).fetchone()
        old.append(w.blobs.get(blob_id).decode())
        if search.fresh_size(old, whole) < MUCH:
            break
    search.add(w.conn, document_id, old="\n".join(old), new=whole)


# -- the whole link set of a version, as JSON in a body ------------------------------------------------------------


# -- what is known -------------------------------------------------------------------------------------------------

_KNOWN = """
SELECT d.version, v.raw_id, b.sha256, g.content_type, t.blob_id, g.title, g.published, g.updated, g.updated_by,
       v.links_id, d.memory_json, coalesce(h.compare_json, ''), d.created_at, g.flags
FROM documents d
JOIN versions v ON v.document_id = d.id AND v.number = d.version
JOIN blobs b ON b.id = v.raw_id
JOIN texts t ON t.id = v.text_id
JOIN readings g ON g.id = v.reading_id
JOIN resources r ON r.id = d.resource_id
LEFT JOIN hosts h ON h.id = r.host_id
WHERE d.id = ?
"""


def known(conn: sqlite3.Connection, blobs: Blobs, document_id: int) -> KnownDocument:
    """The newest version of a document with its bodies, and the texts it had before. Raises StorageError."""
    row = conn.execute(_KNOWN, (document_id,)).fetchone()
    if row is None:
        raise StorageError(f"no document {document_id} with a version")
    recent = conn.execute(
        "SELECT v.number, coalesce(t.digest, lower(hex(b.sha256))) FROM versions v JOIN texts t ON t.id = v.text_id "
        "JOIN blobs b ON b.id = t.blob_id WHERE v.document_id = ? ORDER BY v.number DESC LIMIT ?",
        (document_id, RECENT),
    ).fetchall()
    return KnownDocument(
        document_id=document_id,
        version=row[0],
        raw=blobs.get(row[1]),
        raw_sha256=row[2].hex(),
        content_type=row[3],
        text=blobs.get(row[4]).decode(),
        title=row[5],
        published=row[6],
        updated=row[7],
        updated_by=row[8],
        links=load_links(blobs.get(row[9])) if row[9] is not None else (),
        text_sha256=recent[0][1],
        recent=tuple((number, digest) for number, digest in recent),
        memory_json=row[10],
        host_json=row[11],
        created_at=from_text(row[12]),
        flags=tuple(json.loads(row[13])) if row[13] else (),
    )


def entries(conn: sqlite3.Connection, resource_id: int) -> dict[str, KnownEntry]:
    """The entries of a feed by their keys, without bodies."""
    rows = conn.execute(
        "SELECT d.id, d.key, d.version, coalesce(t.digest, lower(hex(b.sha256))), d.url, g.title, d.missing_since "
        "FROM documents d JOIN versions v ON v.document_id = d.id AND v.number = d.version "
        "JOIN texts t ON t.id = v.text_id JOIN blobs b ON b.id = t.blob_id JOIN readings g ON g.id = v.reading_id "
        "WHERE d.resource_id = ? AND d.key != '' ORDER BY d.id",
        (resource_id,),
    )
    return {row[1]: KnownEntry(row[0], row[1], row[2], row[3], row[4], row[5], from_text(row[6])) for row in rows}
