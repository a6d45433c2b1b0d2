"""Opening a database for writing: as its owner, or as a guest beside one."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from scraper.errors import Locked
from storage.blobs import Blobs
from storage.connection import check_path, configure, connect_writer
from storage.lock import PATIENCE_S, Turn, WriterLock
from storage.migrations import SCHEMA_VERSION, check_ours, migrate
from storage.place import check_place
from storage.store import Store
from storage.writing import Route, Writing, plain_key, tell_nobody

__all__ = ["open_store"]

log = logging.getLogger(__name__)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def open_store(
    path: Path,
    *,
    holder: str,
    route: Route = tell_nobody,
    clock: Callable[[], datetime] = _utc_now,
    canonical: Callable[[str], str] = plain_key,
    guest: bool = False,
) -> Store:
    """Open a database for writing: made where it is missing, migrated (after a backup) where it is older.

    `guest`: where another process has the database (a running service), write beside it, transaction by transaction.

    `holder` names this process to others ('pagewatch run'). `route` names the channels of an event. `canonical` is the
    identity key of a URL (`scraper.urls.canonical`), for discoveries, adopted redirects and lookups. Raises Locked
    (naming the holder), ForeignDatabase, NewerSchema or another StorageError; then nothing was written.
    """
    path = Path(path)
    check_path(path, writing=True)
    check_place(path)
    with ExitStack() as undo:
        beside = _own_or_visit(undo, path, holder, guest)
        turn = Turn(path)
        undo.callback(turn.release)
        with turn:
            conn = connect_writer(path)
            undo.callback(_close, conn, turn)
            found = check_ours(conn, path)
            if beside is not None and found != SCHEMA_VERSION:
                raise beside  # being made or migrated at this moment
            configure(conn, path, guest=beside is not None)
            backup = migrate(conn, path)
            if backup is not None:
                log.warning("%s was brought up to date; as it was before it is kept in %s", path, backup)
        store = Store(path, Writing(conn, Blobs(conn), route, canonical, clock, turn), undo.pop_all())
    if beside is None:
        try:
            store.recover()
        except BaseException:
            store.close()
            raise
    return store


def _own_or_visit(undo: ExitStack, path: Path, holder: str, guest: bool) -> Locked | None:
    """Take the database for this process; for a guest: the refusal that makes it one, None where nobody has it."""
    try:
        undo.enter_context(WriterLock(path, holder, patience_s=0 if guest else PATIENCE_S))
    except Locked as error:
        if not guest:
            raise
        return error
    return None


def _close(conn: sqlite3.Connection, turn: Turn) -> None:
    """The last connection that closes checkpoints, and needs its turn for that."""
    with turn:
        conn.close()
