"""From any older schema to the present one: numbered steps, a backup first, refusal of what is not ours or newer.

Steps are sqlite-utils migrations: each runs in one transaction together with the record of having run and with the
new `user_version`, so a killed migration leaves the old schema or the new one. `user_version` is the number of the
last step; readers and `is_current` look at nothing else, which keeps sqlite-utils out of every start but the first.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.errors import ForeignDatabase, NewerSchema
from storage.connection import translated
from storage.schema import APPLICATION_ID, HOST_TROUBLES, ROBOTS, SCHEMA, SEARCH
from storage.views import VIEW_NAMES, VIEWS

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

__all__ = ["SCHEMA_VERSION", "check_ours", "migrate"]

SCHEMA_VERSION = 6


def _steps() -> Migrations:
    """The numbered steps. A step that was released is never edited; the next one is appended."""
    from sqlite_utils import Migrations  # 0.15 s of CPU, needed only when there is something to migrate

    from storage.upgrades import fifth_schema, second_schema, sixth_schema, statements_of  # with all that writes bodies

    steps = Migrations("pagewatch")

    @steps()
    def m001_first_schema(db: Database) -> None:
        # A new file gets the present schema at once; the later steps find nothing left to do in it.
        for statement in statements_of(SCHEMA + ROBOTS + HOST_TROUBLES + SEARCH):
            db.conn.execute(statement)
        db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.conn.execute("INSERT INTO meta (key, value) VALUES ('instance', lower(hex(randomblob(16))))")
        _finish(db.conn, 1)

    @steps()
    def m002_two_bases(db: Database) -> None:
        _drop_views(db.conn)
        second_schema(db.conn)
        _finish(db.conn, 2)

    @steps()
    def m003_robots(db: Database) -> None:
        if not db["robots"].exists():
            db.conn.execute(ROBOTS)
        _finish(db.conn, 3)

    @steps()
    def m004_hosts_that_do_not_answer(db: Database) -> None:
        if not db["host_troubles"].exists():
            db.conn.execute(HOST_TROUBLES)
        _finish(db.conn, 4)

    @steps()
    def m005_checks_in_a_row(db: Database) -> None:
        _drop_views(db.conn)
        fifth_schema(db.conn)
        _finish(db.conn, 5)

    @steps()
    def m006_less_of_what_repeats(db: Database) -> None:
        _drop_views(db.conn)
        sixth_schema(db.conn)
        _finish(db.conn, 6)

    return steps


def _finish(conn: sqlite3.Connection, version: int) -> None:
    """End of every step: the views as they are now, and the number."""
    from storage.upgrades import statements_of

    _drop_views(conn)
    for statement in statements_of(VIEWS):
        conn.execute(statement)
    conn.execute(f"PRAGMA user_version = {version}")


def _drop_views(conn: sqlite3.Connection) -> None:
    """A view that names a column which is gone would stand in the way of every change to its tables."""
    for name in VIEW_NAMES:
        conn.execute(f"DROP VIEW IF EXISTS {name}")


def _numbers(conn: sqlite3.Connection) -> tuple[int, int, int]:
    """(application_id, user_version, number of tables)."""
    return (
        int(conn.execute("PRAGMA application_id").fetchone()[0]),
        int(conn.execute("PRAGMA user_version").fetchone()[0]),
        int(conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]),
    )


def check_ours(conn: sqlite3.Connection, path: Path) -> int:
    """The schema's number, 0 for an empty file. Raises ForeignDatabase or NewerSchema; writes nothing."""
    with translated(str(path)):
        application, version, tables = _numbers(conn)
    if application == 0 and version == 0 and tables == 0:
        return 0
    if application != APPLICATION_ID:
        raise ForeignDatabase(f"{path} is a database of another program; give another --db")
    if version > SCHEMA_VERSION:
        raise NewerSchema(
            f"{path} was written by a newer pagewatch (schema {version}, this one knows {SCHEMA_VERSION}); upgrade pagewatch"
        )
    return version


def migrate(conn: sqlite3.Connection, path: Path) -> Path | None:
    """Bring the database to the present schema; the path of the backup that was made first, if there was need."""
    version = check_ours(conn, path)
    if version == SCHEMA_VERSION:
        return None
    backup = _backup(conn, path, version) if version else None
    from sqlite_utils import Database  # see _steps

    with translated(str(path)):
        conn.execute("PRAGMA foreign_keys = OFF")
        try:
            _steps().apply(Database(conn))
        finally:
            conn.execute("PRAGMA foreign_keys = ON")
    return backup


def _backup(conn: sqlite3.Connection, path: Path, version: int) -> Path:
    from storage.upkeep import backup  # upkeep is not needed by a database that is current

    target = Path(f"{path}.schema{version}.backup")
    count = 1
    while target.exists():
        count += 1
        target = Path(f"{path}.schema{version}.backup{count}")
    backup(conn, target)
    return target
