"""Connections: the one that writes, those that read, and the one transaction helper.

Defence against SQLite's WAL-reset race (3.7.0 … 3.51.2, Debian's 3.40 included: a commit of one connection against a
checkpoint of another can corrupt the file): commits and checkpoints never happen side by side. One connection, used by
one thread at a time and guarded by the process lock (`lock.py`), writes and checkpoints; a guest beside it (`add` while
the service runs) never checkpoints; and every transaction, checkpoint and close of either has its turn (`lock.Turn`).
Readers are opened `mode=ro` and `query_only`; a read-only file handle cannot get the exclusive lock that a checkpoint
on close needs. `mmap_size` stays 0.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from urllib.parse import quote

from scraper.errors import Corrupt, DiskFull, ForeignDatabase, Locked, StorageError

__all__ = ["check_path", "configure", "connect_reader", "connect_writer", "translated", "write_tx"]

# Small pages: most rows are well under 1 kB, bodies fill their last page on average by half, and the two dozen
# tables and indexes of a young database do not cost 4 kB each: 2 kB are 2 % more, 4 kB 9 %. A check touches a page here
# and a page there, so with small ones less is written too. (A new file only.)
PAGE_SIZE = 1024
WAL_PAGES = 4000  # checkpoint about every 4 MB
WAL_LIMIT = 64 << 20
BUSY_MS = 5000
_SMALLEST = 512  # bytes of the smallest SQLite file that has a page

_WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_MS}",
    f"PRAGMA wal_autocheckpoint = {WAL_PAGES}",
    f"PRAGMA journal_size_limit = {WAL_LIMIT}",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA mmap_size = 0",
    "PRAGMA secure_delete = OFF",  # Debian compiles it in; it doubles the cost of replacing rows
    "PRAGMA cache_size = -8000",
)
_READER = (
    "PRAGMA query_only = ON",
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA mmap_size = 0",
)


def explain(error: sqlite3.Error, where: str = "the database") -> StorageError:
    """Our error for SQLite's, with what to do."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    match primary:
        case sqlite3.SQLITE_FULL:
            return DiskFull(f"no room left for {where}; nothing was lost, free some space and go on")
        case sqlite3.SQLITE_NOTADB:
            return ForeignDatabase(f"{where} is no pagewatch database (not an SQLite file); give another --db")
        case sqlite3.SQLITE_CORRUPT:
            return Corrupt(f"{where} is damaged ({error}); restore a backup")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Locked(f"{where} is locked by another program; close it and try again")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return StorageError(f"{where} may not be written to; check its permissions and those of its folder")
        case sqlite3.SQLITE_CANTOPEN:
            return StorageError(f"{where} cannot be opened; check that its folder exists and its permissions")
        case _:
            return StorageError(f"{where}: {error}")


@contextmanager
def translated(where: str = "the database") -> Iterator[None]:
    """Errors of SQLite leave as ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, where) from error


def check_path(path: Path, *, writing: bool) -> None:
    """Refuse what is plainly no database file, in words, before SQLite says 'unable to open database file'."""
    if path.is_dir():
        raise StorageError(f"{path} is a folder; give the path of a database file")
    if path.is_file() and 0 < path.stat().st_size < _SMALLEST:
        # SQLite would take it for an empty database and write over it. (Not opened to look: closing it would drop the
        # locks that this process holds on a database.)
        raise ForeignDatabase(f"{path} is no pagewatch database (not an SQLite file); give another --db")
    if not path.parent.is_dir():
        raise StorageError(f"{path}: its folder does not exist; create it: mkdir -p {path.parent}")
    if not writing and not path.exists():
        raise StorageError(f"{path} does not exist yet; follow something first: pagewatch add URL")


def connect_writer(path: Path) -> sqlite3.Connection:
    """A plain connection for writing; take the `WriterLock` first, then look whose file it is, then `configure`."""
    check_path(path, writing=True)
    with translated(str(path)):
        return sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)


def configure(conn: sqlite3.Connection, path: Path, *, guest: bool = False) -> None:
    """Set what the writer needs. This writes to the file (WAL mode), so only do it to a file that is ours or empty.

    A guest leaves every checkpoint to the owner.
    """
    with translated(str(path)):
        conn.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        conn.execute("PRAGMA auto_vacuum = INCREMENTAL")  # a new file only; `optimize` then gives free pages back
        for pragma in _WRITER:
            conn.execute(pragma)
        if guest:
            conn.execute("PRAGMA wal_autocheckpoint = 0")


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads; works beside a writer and on a medium that cannot be written to."""
    check_path(path, writing=False)
    with translated(str(path)):
        try:
            return _reader(path, "mode=ro")
        except sqlite3.OperationalError as error:
            # In WAL mode even reading needs the -shm file. In a folder that may not be written to, a database that
            # was closed cleanly (no -wal) cannot be changing, and may be read as immutable.
            wal = Path(f"{path}-wal")
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
            if wal.exists() and wal.stat().st_size:
                raise
            return _reader(path, "immutable=1")


def _reader(path: Path, how: str) -> sqlite3.Connection:
    conn = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{how}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        for pragma in _READER:
            conn.execute(pragma)
        conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        conn.close()
        raise
    return conn


@contextmanager
def write_tx(
    conn: sqlite3.Connection, turn: AbstractContextManager[object] | None = None
) -> Iterator[sqlite3.Connection]:
    """The only way to write: in its turn, BEGIN IMMEDIATE, then all or nothing.

    A deferred BEGIN would fail at once with SQLITE_BUSY when a read turns into a write (facts: two thirds of them).
    """
    with turn or nullcontext(), translated():
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield conn
            conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:  # SQLITE_FULL may have rolled back already
                conn.execute("ROLLBACK")
            raise
