"""Upkeep: backups, pruning by the user's choice, the heartbeat, small values."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scraper.errors import Corrupt, StorageError, UsageError
from storage import search
from storage.connection import translated
from storage.repack import repack
from storage.times import SECONDS, clean, to_text
from storage.writing import Writing

__all__ = [
    "Beat",
    "Pruned",
    "backup",
    "beat",
    "farewell",
    "get_meta",
    "optimize",
    "prune",
    "retain",
    "set_meta",
    "tidy",
]


def backup(conn: sqlite3.Connection, target: Path) -> None:
    """A complete copy under a new name: VACUUM INTO, synced, checked, then renamed. Raises StorageError, UsageError."""
    if target.exists():
        raise UsageError(f"{target} exists already; a backup never overwrites: give a new name")
    if not target.parent.is_dir():
        raise StorageError(f"{target}: its folder does not exist; create it: mkdir -p {target.parent}")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with translated(str(target)):
            conn.execute("VACUUM INTO ?", (str(part),))
            _sync(part)
            _verify(part)
        os.link(part, target)  # unlike rename, never overwrites a file that came meanwhile
        _sync(target.parent)
    except OSError as error:
        raise StorageError(f"{target}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _verify(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        said = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != "ok":
            raise Corrupt(f"the backup does not pass its integrity check: {said}")


# An index of so many blocks (4 kB each) is merged in one go; a larger one by a part a day, or others wait too long.
MERGED_WHOLE, MERGED_PART = 20_000, 2000
_TIDIED = "tidied_at"


def optimize(w: Writing, limit_s: float) -> bool:
    """Pack bodies thoroughly (`repack.py`), merge the pieces of the search index, give back free pages; once a day.

    False: the bodies alone took `limit_s` seconds, and there are more.
    """
    if not repack(w, limit_s):
        return False
    with w.tx() as conn:
        if conn.execute("SELECT count(*) FROM search_index_data").fetchone()[0] <= MERGED_WHOLE:
            conn.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
        else:
            conn.execute("INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)", (-MERGED_PART,))
    with w.turn, translated():
        if _worth_writing_anew(w.conn, limit_s):
            w.conn.execute(
                "VACUUM"
            )  # no page but the last of each table has room left: 1 to 2 % where rows came singly
        else:
            w.conn.executescript("PRAGMA incremental_vacuum")  # (`execute` would give back one page)
        w.conn.execute("PRAGMA optimize")
    return True


# A file is written anew at some 60 MB a second, and takes as much room twice while that goes on; nobody else can write.
ANEW, ANEW_A_SECOND = 128 << 20, 20 << 20


def _worth_writing_anew(conn: sqlite3.Connection, limit_s: float) -> bool:
    size = 1
    for name in ("page_count", "page_size"):
        size *= int(conn.execute(f"PRAGMA {name}").fetchone()[0])
    path = conn.execute("PRAGMA database_list").fetchone()[2]
    return size <= min(ANEW, limit_s * ANEW_A_SECOND) and shutil.disk_usage(Path(path).parent).free > 4 * size


def tidy(w: Writing, now: datetime, limit_s: float) -> None:
    """`optimize`, where that was not done in the last day; what is left of it after `limit_s` is done the next time."""
    before = get_meta(w.conn, _TIDIED)
    if before is not None:  # None: a new database, where there is nothing to do yet
        tomorrow = to_text(datetime.fromisoformat(before) + timedelta(days=1))
        if before <= to_text(now) < tomorrow or not optimize(w, limit_s):
            return
    set_meta(w, _TIDIED, to_text(now))


# -- pruning -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pruned:
    """What pruning took away, or would take away."""

    versions: int
    checks: int
    link_checks: int
    bytes: int  # of stored bodies


def prune(w: Writing, *, keep: int | None, older_than: datetime | None, dry_run: bool) -> Pruned:
    """Drop old versions, checks and link evidence. Only ever by a user's choice.

    `keep`: the newest so many versions of each document stay. `older_than`: only what is older goes; each document's
    newest version and newest version of substance always stay. With both, a version must be beyond both to go.
    Events stay; a version number is never used again.
    """
    if keep is None and older_than is None:
        raise UsageError("say what to prune: versions beyond a number to keep, or older than a time")
    if keep is not None and keep < 1:
        raise UsageError("at least one version of each document must be kept")
    before = to_text(older_than) if older_than else None
    limits = _Limits(keep or 1, before, before, before)
    counted = _mark(w, limits)
    return counted if dry_run else _take_away(w, limits, counted)


def retain(w: Writing, *, keep: int | None, versions_before: datetime | None, checks_before: datetime | None) -> Pruned:
    """What `prune` does, with a limit of its own for versions and for the lines of checks; looks at links stay.

    None: no limit. A version must be beyond both of its limits to go. Where no version goes nothing is rebuilt.
    """
    if keep is None and versions_before is None:
        keep = _ALL
    limits = _Limits(
        keep or 1,
        to_text(versions_before) if versions_before else None,
        to_text(checks_before) if checks_before else None,
        None,
    )
    counted = _mark(w, limits)
    if counted.versions:
        return _take_away(w, limits, counted)
    if counted.checks:
        with _trusted(w.conn), w.tx() as conn:
            _drop_lines(conn, limits)
    return counted


_ALL = 1 << 62


@dataclass(frozen=True, slots=True)
class _Limits:
    """Beyond what something goes: so many versions, and times as stored (None: no limit by time)."""

    keep: int
    versions: str | None
    checks: str | None
    looks: str | None


def _take_away(w: Writing, limits: _Limits, counted: Pruned) -> Pruned:
    with _trusted(w.conn), w.tx() as conn:
        _drop(conn, limits)
        freed = _drop_bodies(w)
        search.rebuild(conn, _texts(w))
    return Pruned(counted.versions, counted.checks, counted.link_checks, freed)


@contextmanager
def _trusted(conn: sqlite3.Connection) -> Iterator[None]:
    """Rows that go are chosen by nothing pointing at them; SQLite would look through all versions again for each row."""
    conn.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        conn.execute("PRAGMA foreign_keys = ON")


def _mark(w: Writing, limits: _Limits) -> Pruned:
    """Collect what goes in a temporary table, and count it."""
    conn = w.conn
    with translated():
        conn.execute(
            "CREATE TEMP TABLE IF NOT EXISTS going (document_id INTEGER, number INTEGER, PRIMARY KEY (document_id, number))"
        )
        conn.execute("DELETE FROM going")
        if limits.keep < _ALL:
            conn.execute(_GOING, (limits.keep, limits.versions))
        going = conn.execute("SELECT count(*) FROM going").fetchone()[0]
        checks, looks = (
            conn.execute(f"SELECT count(*) FROM {table} WHERE at < {spared}", (before or "",)).fetchone()[0]
            for table, before, spared in (
                ("checks", limits.checks, f"{SECONDS.format('?')} AND id NOT IN ({_STAYING.format('check_id')})"),
                ("link_checks", limits.looks, "?"),
            )
        )
        freed = conn.execute(
            "SELECT coalesce(sum(length(body)), 0) FROM blobs WHERE id IN "
            "(SELECT raw_id FROM versions WHERE (document_id, number) IN going) "
            f"AND id NOT IN ({_STAYING.format('raw_id')})"
        ).fetchone()[0]
    return Pruned(going, checks, looks, freed)


# One way through all versions, in the order in which they lie.
_GOING = f"""
INSERT INTO going
SELECT document_id, number FROM (
  SELECT v.document_id, v.number, v.check_id,
    count(*) OVER whole - row_number() OVER (PARTITION BY v.document_id ORDER BY v.number) AS newer,
    max(CASE WHEN j.significance = 'substance' THEN v.number ELSE 0 END) OVER whole AS of_substance
  FROM versions v JOIN judgements j ON j.id = v.judgement_id WINDOW whole AS (PARTITION BY v.document_id)
)
WHERE newer >= ?1 AND number != of_substance
  AND (?2 IS NULL OR (SELECT at FROM checks WHERE id = check_id) < {SECONDS.format("?2")})
"""
_STAYING = "SELECT {} FROM versions WHERE (document_id, number) NOT IN going"


def _drop(conn: sqlite3.Connection, limits: _Limits) -> None:
    conn.execute("DELETE FROM versions WHERE (document_id, number) IN going")
    conn.execute("DELETE FROM texts WHERE id NOT IN (SELECT text_id FROM versions)")
    conn.execute("DELETE FROM statements WHERE reading_id NOT IN (SELECT reading_id FROM versions)")
    conn.execute("DELETE FROM places WHERE id NOT IN (SELECT place_id FROM statements)")
    conn.execute("DELETE FROM readings WHERE id NOT IN (SELECT reading_id FROM versions)")
    _drop_lines(conn, limits)


def _drop_lines(conn: sqlite3.Connection, limits: _Limits) -> None:
    if limits.checks is not None:  # the check that found a kept version is that version's time, and stays
        sql = f"DELETE FROM checks WHERE at < {SECONDS.format('?')} AND id NOT IN (SELECT check_id FROM versions)"
        conn.execute(sql, (limits.checks,))
    if limits.looks is not None:
        conn.execute("DELETE FROM link_checks WHERE at < ?", (limits.looks,))


_USED = (
    "SELECT raw_id FROM versions UNION SELECT links_id FROM versions WHERE links_id IS NOT NULL UNION SELECT blob_id FROM texts "
    "UNION SELECT base_blob_id FROM hosts WHERE base_blob_id IS NOT NULL"
)


def _drop_bodies(w: Writing) -> int:
    """Delete bodies that nothing uses, after storing anew those that were stored against one of them."""
    conn = w.conn
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS used (id INTEGER PRIMARY KEY)")
    conn.execute("DELETE FROM used")
    conn.execute(f"INSERT INTO used {_USED}")
    orphans = conn.execute(
        "SELECT id, base2_id, base_id FROM blobs WHERE id IN used AND (base_id NOT IN used OR base2_id NOT IN used) ORDER BY id"
    ).fetchall()
    # Siblings that leaned on the same lost body lean on the first of them from now on.
    heirs: dict[int, int] = {}
    for blob_id, *bases in orphans:
        found = [_stand_in(conn, base, heirs) for base in bases if base is not None]
        w.blobs.rebase(blob_id, tuple(dict.fromkeys(i for i in found if i is not None)))
        heirs.update(
            {base: blob_id for base in bases if base is not None and base not in heirs and not _used(conn, base)}
        )
    freed: int = conn.execute("SELECT coalesce(sum(length(body)), 0) FROM blobs WHERE id NOT IN used").fetchone()[0]
    conn.execute("DELETE FROM blobs WHERE id NOT IN used")
    w.blobs.forget()
    return freed


def _used(conn: sqlite3.Connection, blob_id: int) -> bool:
    return conn.execute("SELECT 1 FROM used WHERE id = ?", (blob_id,)).fetchone() is not None


def _stand_in(conn: sqlite3.Connection, base: int | None, heirs: Mapping[int, int]) -> int | None:
    """What to lean on instead of a base: itself where it stays, its heir, or the nearest of its own bases that has one."""
    while base is not None:
        if _used(conn, base):
            return base
        if base in heirs:
            return heirs[base]
        base = conn.execute("SELECT base_id FROM blobs WHERE id = ?", (base,)).fetchone()[0]
    return None


def _texts(w: Writing) -> Iterator[tuple[int, str, str]]:
    """(document id, text before, text) of every version whose words may differ from the one before it."""
    rows = w.conn.execute(
        "SELECT v.document_id, g.title, t.blob_id FROM versions v JOIN texts t ON t.id = v.text_id "
        "JOIN readings g ON g.id = v.reading_id ORDER BY v.document_id, v.number"
    ).fetchall()
    last: tuple[int, str | None, int] | None = None
    old = ""
    for document_id, title, blob_id in rows:
        if last is None or last[0] != document_id:
            old = ""
        elif last == (document_id, title, blob_id):
            continue
        new = search.whole(title, w.blobs.get(blob_id).decode())
        yield document_id, old, new
        last, old = (document_id, title, blob_id), new


# -- small things --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beat:
    """Which process is alive."""

    pid: int
    host: str
    command: str


def beat(w: Writing, who: Beat, now: datetime) -> None:
    """The service is alive. The first beat of a process says when it started."""
    with w.tx() as conn:
        conn.execute(
            "INSERT INTO daemon (id, pid, host, command, started_at, heartbeat_at) VALUES (1, ?1, ?2, ?3, ?4, ?4) "
            "ON CONFLICT (id) DO UPDATE SET heartbeat_at = ?4, command = ?3, "
            "started_at = CASE WHEN pid = ?1 AND host = ?2 THEN started_at ELSE ?4 END, pid = ?1, host = ?2",
            (who.pid, clean(who.host), clean(who.command), to_text(now)),
        )


def farewell(w: Writing) -> None:
    """The service ended in good order: a row that is still there while nobody has the lock tells of a crash."""
    with w.tx() as conn:
        conn.execute("DELETE FROM daemon")


def get_meta(conn: sqlite3.Connection, key: str) -> str | None:
    """A small value by its key."""
    row = conn.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def set_meta(w: Writing, key: str, value: str | None) -> None:
    """Set a small value; None removes it. Keys of pagewatch itself: 'instance'."""
    with w.tx() as conn:
        if value is None:
            conn.execute("DELETE FROM meta WHERE key = ?", (key,))
        else:
            conn.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, clean(value)),
            )
