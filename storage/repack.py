"""Packing bodies once more, thoroughly, when there is time for it: what `git gc` is to a repository.

Writing takes the quickest good way (`blobs.py`). Here every body written since the last time is packed again at a higher
level; what stands alone is also tried beside pages of other hosts (the same publishing systems and phrases). Rows are
taken out and put back in their order, so that pages of the file come out full. Bases stay older than what leans on them.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.errors import Corrupt
from storage.blobs import FAST, LARGE, THOROUGH, Bases, compress, two, unpack
from storage.writing import Writing

__all__ = ["repack"]

# The highest level takes 17 ms for a page of 120 kB against another, ten times what level 9 takes, for 5 %: where level 9
# leaves little (two differences of three) there is nothing to win by it.
HIGHEST, WORTH = 19, 300
# Larger than this, and it is worth looking for another base beside the one it has: among so many of its elders (a page
# goes back to what it was, or to its other variant), and where it is an eighth of its size or more, among strangers.
LARGE_STILL, ALONE = 800, 8
ELDERS, STRANGERS = 40, 24
# … but only one for which a reader has so many bytes more to unpack at most: with a million and two of them a first version
# took 4 % less of 1,544 captures' room, and reading any version twice as long.
READ_MORE = 200_000
GAIN = 0.985  # another base is a tie for all time: it must save something
# So many bodies, or so many bytes of them, are rewritten in one transaction. Others wait for it.
TOGETHER, HELD = 200, 4 << 20
_MARK = "repacked_to"  # in `meta`: the last body that was packed again


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    base_id: int | None
    base2_id: int | None
    depth: int
    size: int
    sha256: bytes
    packed: bytes

    @property
    def bases(self) -> Bases:
        return tuple(i for i in (self.base2_id, self.base_id) if i is not None)


def repack(w: Writing, limit_s: float) -> bool:
    """Pack again what was written since the last time; False: that took so many seconds, and there is more."""
    end = time.monotonic() + limit_s
    owners: dict[int, int] | None = None
    while rows := _next_rows(w.conn):
        if owners is None:
            owners = _owners(w.conn, rows[0].id)
        done = [(row, _packed(w, row, owners.get(row.id))) for row in _until(rows, end)]
        _write(w, done)
        if len(done) < len(rows):
            return False
    return True


def _owners(conn: sqlite3.Connection, first: int) -> dict[int, int]:
    """Body -> the document whose page it is, for bodies from `first` on."""
    rows = conn.execute("SELECT raw_id, document_id FROM versions WHERE raw_id >= ?", (first,))
    return {int(raw_id): int(document_id) for raw_id, document_id in rows}


def _until(rows: Sequence[_Row], end: float) -> Iterator[_Row]:
    """One of them at least, more while there is time."""
    yield rows[0]
    for row in rows[1:]:
        if time.monotonic() >= end:
            return
        yield row


def _next_rows(conn: sqlite3.Connection) -> list[_Row]:
    mark = conn.execute("SELECT value FROM meta WHERE key = ?", (_MARK,)).fetchone()
    rows = conn.execute(
        "SELECT id, base_id, base2_id, depth, size, sha256, body FROM blobs WHERE id > ? ORDER BY id LIMIT ?",
        (int(mark[0]) if mark else 0, TOGETHER),
    )
    found: list[_Row] = []
    held = 0
    for row in rows:
        found.append(_Row(*row))
        held += len(found[-1].packed)
        if held > HELD:
            break
    return found


def _packed(w: Writing, row: _Row, document_id: int | None) -> tuple[bytes, Bases]:
    """The smallest found, and what it leans on; a damaged body (`doctor` tells of it) stays as it is."""
    blobs, bases = w.blobs, row.bases
    try:
        body = blobs.get(row.id)
        base = b"".join(blobs.get(i) for i in bases)
    except Corrupt:
        return row.packed, bases
    if document_id is not None and len(row.packed) > LARGE_STILL and len(body) <= LARGE:
        found = _companions(w.conn, row, document_id)
        if len(bases) < 2 and (companion := _companion(w, found, body, bases)) is not None:
            bases = (companion, *bases)
        base = b"".join(blobs.get(i) for i in bases)
    packed = compress(body, base, THOROUGH)
    if len(packed) > WORTH and len(body) <= LARGE:
        packed = min(packed, compress(body, base, HIGHEST), key=len)
    if len(packed) >= len(row.packed) or unpack(packed, base, len(body)) != body:
        return row.packed, row.bases
    return packed, bases


def _companions(conn: sqlite3.Connection, row: _Row, document_id: int) -> list[int]:
    """What a page may be stored against beside what it leans on already: all older than itself."""
    found = conn.execute(
        "SELECT DISTINCT raw_id FROM (SELECT raw_id FROM versions WHERE document_id = ? AND raw_id < ? "
        "ORDER BY number DESC LIMIT ?)",
        (document_id, row.id, ELDERS),
    ).fetchall()
    if len(row.packed) * ALONE > row.size:
        found += conn.execute(
            "SELECT id FROM (SELECT base_blob_id AS id FROM hosts WHERE base_blob_id < ?1 ORDER BY id DESC LIMIT ?2) "
            "UNION SELECT raw_id FROM versions WHERE document_id BETWEEN ?3 - ?2 AND ?3 - 1 AND number = 1 AND raw_id < ?1",
            (row.id, STRANGERS, document_id),
        ).fetchall()
    return [i for (i,) in found if i not in row.bases]


def _companion(w: Writing, found: Sequence[int], body: bytes, bases: Bases) -> int | None:
    """The one of them that makes a body clearly smaller, where that costs its readers little."""
    blobs, base = w.blobs, b"".join(w.blobs.get(i) for i in bases)
    there = _made_from(w.conn, bases)
    sizes: dict[int, int] = {}
    for i in found:
        more = {j: size for j, size in _made_from(w.conn, (i,)).items() if j not in there}
        if i not in bases and sum(more.values()) <= READ_MORE:
            sizes[i] = len(compress(body, blobs.get(i) + base, FAST))
    if not sizes:
        return None
    best = min(sizes, key=sizes.__getitem__)
    # Which of them is the nearest shows at any level, what it saves only at this one.
    return (
        best
        if len(compress(body, blobs.get(best) + base, THOROUGH)) < GAIN * len(compress(body, base, THOROUGH))
        else None
    )


def _made_from(conn: sqlite3.Connection, ids: Bases) -> dict[int, int]:
    """All that has to be unpacked for these, themselves included: id -> size."""
    rows = conn.execute(
        f"WITH RECURSIVE need (id) AS (SELECT id FROM blobs WHERE id IN ({', '.join(map(str, ids))}) "
        "UNION SELECT e.id FROM need n JOIN blobs b ON b.id = n.id JOIN blobs e ON e.id IN (b.base_id, b.base2_id)) "
        "SELECT b.id, b.size FROM need n JOIN blobs b ON b.id = n.id"
    )
    return dict(rows.fetchall())


def _write(w: Writing, fresh: Sequence[tuple[_Row, tuple[bytes, Bases]]]) -> None:
    """Replace the rows. They are referred to throughout the database, and are gone for the length of a transaction."""
    w.conn.execute("PRAGMA foreign_keys = OFF")
    try:
        with w.tx() as conn:
            conn.execute("DELETE FROM blobs WHERE id BETWEEN ? AND ?", (fresh[0][0].id, fresh[-1][0].id))
            w.blobs.relearn()
            for row, (packed, bases) in fresh:  # in their order: how deep one lies follows from those before it
                conn.execute(
                    "INSERT INTO blobs (id, base_id, base2_id, depth, size, sha256, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (row.id, *two(bases), w.blobs.depth(bases), row.size, row.sha256, packed),
                )
            conn.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (_MARK, str(fresh[-1][0].id)),
            )
    finally:
        w.conn.execute("PRAGMA foreign_keys = ON")
