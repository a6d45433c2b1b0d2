"""What the numbered steps of `migrations.py` do to a database that has rows already."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator

from scraper.records import FoundLink
from storage import search
from storage.blobs import Blobs
from storage.linksets import dump_links
from storage.schema import SCHEMA, SEARCH
from storage.times import SECONDS

__all__ = ["fifth_schema", "second_schema", "sixth_schema", "statements_of"]

_NAME = re.compile(r"CREATE (?:UNIQUE )?(?:VIRTUAL )?(TABLE|INDEX) (\w+)")
# The tables whose columns the second schema changed; all others only gained indexes.
_MADE_ANEW = ("blobs", "statements", "versions", "link_targets", "links")
_OLD = "old_"
# Bytes between the magic number of a frame and what is kept of it, by the size of the body (`blobs.head`).
_HEADER = "CASE WHEN size < 256 THEN 2 WHEN size < 65792 THEN 3 ELSE 5 END"

_COPY = (
    # What every zstd frame of a body of that size begins with is no longer kept.
    (
        "INSERT INTO blobs (id, base_id, depth, size, sha256, body) "
        f"SELECT id, base_id, depth, size, sha256, substr(body, 5 + {_HEADER}) FROM old_blobs"
    ),
    (
        "INSERT INTO places (role, precision, source, locator, zone_source, calendar, scope, lang, rule, score) "
        "SELECT DISTINCT role, precision, source, locator, zone_source, calendar, scope, lang, rule, score FROM old_statements"
    ),
    (
        "INSERT INTO statements (reading_id, position, place_id, value, snippet, updated_by, start_at, end_at, zone) "
        f"SELECT s.reading_id, s.position, p.id, s.value, s.snippet, s.updated_by, {SECONDS.format('s.start_at')}, "
        f"{SECONDS.format('s.end_at')}, s.zone "
        "FROM old_statements s JOIN places p ON p.role = s.role AND p.precision = s.precision AND p.source = s.source "
        "AND p.locator = s.locator AND p.zone_source IS s.zone_source AND p.calendar = s.calendar AND p.scope = s.scope "
        "AND p.lang IS s.lang AND p.rule = s.rule AND p.score = s.score"
    ),
    # A version's time is now that of its check. Where the check was pruned, one is written for it.
    "INSERT OR IGNORE INTO decisions (outcome, decision, reason) VALUES ('extracted', 'new version', 'the check was pruned')",
    (
        "INSERT INTO checks (resource_id, at, decision_id) SELECT DISTINCT d.resource_id, v.at, "
        "(SELECT id FROM decisions WHERE reason = 'the check was pruned') FROM old_versions v "
        "JOIN documents d ON d.id = v.document_id WHERE NOT EXISTS "
        "(SELECT 1 FROM checks c WHERE c.resource_id = d.resource_id AND c.at = v.at)"
    ),
    (
        "INSERT INTO versions (document_id, number, check_id, judgement_id, raw_id, text_id, links_id, reading_id) "
        "SELECT v.document_id, v.number, (SELECT max(c.id) FROM checks c WHERE c.resource_id = d.resource_id AND c.at = v.at), "
        "v.judgement_id, v.raw_id, v.text_id, v.links_id, v.reading_id FROM old_versions v JOIN documents d ON d.id = v.document_id"
    ),
    (
        "INSERT OR IGNORE INTO links (document_id, target_id, first_version, code, until_version, anchor, place, replaced_by) "
        "SELECT document_id, target_id, first_version, coalesce(code, ''), until_version, anchor, place, replaced_by "
        "FROM old_links ORDER BY id"
    ),
)


def second_schema(conn: sqlite3.Connection) -> None:
    """From the first layout (one base a body, versions with times of their own) to the second. Harmless when repeated."""
    columns = {row[1] for row in conn.execute("PRAGMA table_info(blobs)")}
    if "base2_id" not in columns:
        _make_anew(conn)
        _renew_links(conn)
        conn.execute("DROP TABLE search_index")
        for statement in statements_of(SEARCH):
            conn.execute(statement)
        search.rebuild(conn, _texts(conn))
    present = {row[0] for row in conn.execute("SELECT name FROM sqlite_schema")}
    for statement in statements_of(SCHEMA):
        kind, name = _what(statement)
        if kind == "INDEX" and name not in present:
            conn.execute(statement)


def fifth_schema(conn: sqlite3.Connection) -> None:
    """Checks know the one before them instead of standing in an index, and their time in seconds. Harmless when repeated."""
    if "before_id" in {row[1] for row in conn.execute("PRAGMA table_info(checks)")}:
        return
    conn.execute("DROP INDEX IF EXISTS checks_resource")
    conn.execute("PRAGMA legacy_alter_table = ON")  # versions go on naming the new table
    conn.execute("ALTER TABLE checks RENAME TO old_checks")
    conn.execute("PRAGMA legacy_alter_table = OFF")
    for statement in statements_of(SCHEMA):
        if _what(statement) == ("TABLE", "checks"):
            conn.execute(statement)
    conn.execute(
        "INSERT INTO checks (id, resource_id, before_id, at, decision_id, status, elapsed_us, wire_bytes, final_url) "
        "SELECT id, resource_id, lag(id) OVER (PARTITION BY resource_id ORDER BY id), CAST(strftime('%s', at) AS INTEGER), "
        "decision_id, status, elapsed_us, wire_bytes, final_url FROM old_checks ORDER BY id"
    )
    conn.execute("DROP TABLE old_checks")
    conn.execute("ALTER TABLE resources ADD COLUMN last_check_id INTEGER")
    conn.execute(
        "UPDATE resources SET last_check_id = m.id FROM (SELECT resource_id, max(id) AS id FROM checks GROUP BY resource_id) m "
        "WHERE m.resource_id = resources.id"
    )


def sixth_schema(conn: sqlite3.Connection) -> None:
    """Bodies without the heads of their frames; the times of statements and of links in seconds. Harmless when repeated."""
    if "INTEGER" in {row[2] for row in conn.execute("PRAGMA table_info(statements)") if row[1] == "start_at"}:
        return
    _again(conn, "statements", start_at=SECONDS.format("start_at"), end_at=SECONDS.format("end_at"))
    _again(conn, "link_targets", next_check_at=SECONDS.format("next_check_at"))
    conn.execute(f"UPDATE blobs SET body = substr(body, 1 + {_HEADER})")


def _again(conn: sqlite3.Connection, table: str, **as_now: str) -> None:
    """Make a table as it is now, with its indexes and what it held; some columns by an expression."""
    conn.execute("PRAGMA legacy_alter_table = ON")  # other tables go on naming the new one
    conn.execute(f"ALTER TABLE {table} RENAME TO {_OLD}{table}")
    conn.execute("PRAGMA legacy_alter_table = OFF")
    columns = [row[1] for row in conn.execute(f"PRAGMA table_info({_OLD}{table})")]
    own = [s for s in statements_of(SCHEMA) if _what(s) == ("TABLE", table) or f" ON {table} (" in s]
    conn.execute(own[0])
    values = ", ".join(as_now.get(column, column) for column in columns)
    conn.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {_OLD}{table}")
    conn.execute(f"DROP TABLE {_OLD}{table}")
    for index in own[1:]:
        conn.execute(index)


def statements_of(script: str) -> Iterator[str]:
    """A script's statements, one by one: `executescript` would commit the transaction that a migration runs in.

    Without comments: SQLite keeps a statement as it is written, and a young database is small.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        code = line.partition("--")[0].rstrip()
        statement += f"{code}\n" if code else ""
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _what(statement: str) -> tuple[str, str]:
    found = _NAME.search(statement)
    return (found[1], found[2]) if found else ("", "")


def _make_anew(conn: sqlite3.Connection) -> None:
    """Set the changed tables aside, make them as they are now, copy what they held."""
    targets = ", ".join(row[1] for row in conn.execute("PRAGMA table_info(link_targets)") if row[1] != "host_id")
    conn.execute("PRAGMA legacy_alter_table = ON")  # other tables go on naming the new ones
    for table in _MADE_ANEW:
        own = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
        for (index,) in conn.execute(own, (table,)).fetchall():
            conn.execute(f"DROP INDEX {index}")
        conn.execute(f"ALTER TABLE {table} RENAME TO {_OLD}{table}")
    conn.execute("PRAGMA legacy_alter_table = OFF")
    for statement in statements_of(SCHEMA):
        kind, name = _what(statement)
        if kind == "TABLE" and name in (*_MADE_ANEW, "places"):
            conn.execute(statement)
    for statement in _COPY:
        conn.execute(statement)
    numbers = targets.replace("next_check_at", SECONDS.format("next_check_at"))
    conn.execute(f"INSERT INTO link_targets ({targets}) SELECT {numbers} FROM old_link_targets")
    for table in _MADE_ANEW:
        conn.execute(f"DROP TABLE {_OLD}{table}")


def _renew_links(conn: sqlite3.Connection) -> None:
    """Write every link set in the present notation; no set at all where there was no link."""
    blobs = Blobs(conn)
    sets = conn.execute("SELECT links_id, min(raw_id) FROM versions GROUP BY links_id").fetchall()
    for links_id, raw_id in sets:
        found = [
            FoundLink(url, canonical or url, anchor, sentence, code, place, position)
            for url, canonical, anchor, sentence, code, place, position in json.loads(blobs.get(links_id))
        ]
        new_id = blobs.put(dump_links(found), choices=[(raw_id,)]) if found else None
        conn.execute("UPDATE versions SET links_id = ? WHERE links_id = ?", (new_id, links_id))
    conn.execute(
        "WITH RECURSIVE used (id) AS (SELECT raw_id FROM versions UNION SELECT links_id FROM versions "
        "UNION SELECT blob_id FROM texts UNION SELECT base_blob_id FROM hosts "
        "UNION SELECT b.base_id FROM blobs b JOIN used u ON b.id = u.id) "
        "DELETE FROM blobs WHERE id NOT IN (SELECT id FROM used WHERE id IS NOT NULL)"
    )


def _texts(conn: sqlite3.Connection) -> Iterator[tuple[int, str, str]]:
    blobs = Blobs(conn)
    old, last = "", None
    rows = conn.execute(
        "SELECT v.document_id, g.title, t.blob_id FROM versions v JOIN texts t ON t.id = v.text_id "
        "JOIN readings g ON g.id = v.reading_id ORDER BY v.document_id, v.number"
    ).fetchall()
    for document_id, title, blob_id in rows:
        new = search.whole(title, blobs.get(blob_id).decode())
        yield document_id, old if document_id == last else "", new
        old, last = new, document_id
