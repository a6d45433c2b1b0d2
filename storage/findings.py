"""Reading how the database is: figures for `stats`, findings for `doctor`."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from storage.lock import is_held
from storage.patience import troubles
from storage.reads import Row, rows
from storage.times import from_text, iso

__all__ = ["findings", "stats"]

# Free space below which people are warned, and below which the service should rest (facts §5).
WARN_FREE, REST_FREE = 1 << 30, 200 << 20
# A service that did not beat for this long is not running.
SILENT_S = 180
# Checking every page of a larger file takes longer than a person waits.
CHECKED_WHOLE = 2 << 30

_COUNTS = {
    "sources": "SELECT count(*) FROM sources WHERE removed_at IS NULL",
    "paused": "SELECT count(*) FROM sources WHERE removed_at IS NULL AND paused = 1",
    "resources": "SELECT count(*) FROM resources",
    "due": "SELECT count(*) FROM resources WHERE active = 1 AND next_check_at <= :now",
    "documents": "SELECT count(*) FROM documents",
    "versions": "SELECT count(*) FROM versions",
    "checks": "SELECT count(*) FROM checks",
    "events": "SELECT count(*) FROM events WHERE rolled_into IS NULL",
    "links": "SELECT count(*) FROM links WHERE until_version IS NULL",
    "link_targets": "SELECT count(*) FROM link_targets",
    "links_dead": "SELECT count(*) FROM link_targets WHERE state = 'dead'",
    "deliveries_waiting": "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending')",
    "deliveries_failed": "SELECT count(*) FROM deliveries WHERE state = 'failed'",
    "bytes_captured": "SELECT coalesce(sum(b.size), 0) FROM versions v JOIN blobs b ON b.id = v.raw_id",
    "bytes_stored": "SELECT coalesce(sum(length(body)), 0) FROM blobs",
}


def stats(conn: sqlite3.Connection, path: Path, now: datetime | None = None) -> Row:
    """Counts and sizes; `states` counts resources by state, `first_at`/`last_at` bound the checks."""
    at = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    row: Row = {
        name: conn.execute(sql, {"now": at} if ":now" in sql else {}).fetchone()[0] for name, sql in _COUNTS.items()
    }
    row["states"] = dict(
        conn.execute("SELECT state, count(*) FROM resources WHERE active = 1 GROUP BY state ORDER BY state")
    )
    row["events_by_kind"] = dict(
        conn.execute("SELECT kind, count(*) FROM events WHERE rolled_into IS NULL GROUP BY kind ORDER BY kind")
    )
    row["file_bytes"] = path.stat().st_size
    row["wal_bytes"] = _size(Path(f"{path}-wal"))
    bounds = conn.execute(
        "SELECT (SELECT at FROM v_checks ORDER BY id LIMIT 1), (SELECT at FROM v_checks ORDER BY id DESC LIMIT 1)"
    ).fetchone()
    row["first_check_at"], row["last_check_at"] = iso(bounds[0]), iso(bounds[1])
    return row


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def findings(conn: sqlite3.Connection, path: Path, now: datetime | None = None, *, whole: bool = True) -> list[Row]:
    """What `doctor` reports: rows of level ('ok' | 'warning' | 'error'), subject, finding and what to do.

    `whole`: read every page of the file to see whether it is sound (a second per GB and more).
    """
    at = now or datetime.now(UTC)
    return [
        _integrity(conn, path) if whole else _file(path),
        _space(path),
        _service(conn, path, at),
        _unfinished(conn),
        _outbox(conn),
        *_troubled(conn),
        *_hosts(conn, at),
        _engine(),
    ]


def _row(level: str, subject: str, finding: str, advice: str = "") -> Row:
    return {"level": level, "subject": subject, "finding": finding, "advice": advice}


def _hosts(conn: sqlite3.Connection, now: datetime) -> Iterator[Row]:
    """Hosts whose URLs wait because nobody answers there."""
    for host, trouble in troubles(conn, now)[:20]:
        said = f"did not answer {trouble.failures} requests in a row since {trouble.since}; its URLs wait until {trouble.until}"
        yield _row("warning", host, said, "pagewatch check --force asks at once")


def _integrity(conn: sqlite3.Connection, path: Path) -> Row:
    size = path.stat().st_size
    if size > CHECKED_WHOLE:
        return _row(
            "ok",
            "database",
            f"{path}: {size >> 20} MiB (too large to check whole: sqlite3 FILE 'PRAGMA integrity_check')",
        )
    said = conn.execute("PRAGMA quick_check(3)").fetchall()
    broken = conn.execute("PRAGMA foreign_key_check").fetchmany(3)
    if said[0][0] != "ok" or broken:
        what = "; ".join(str(r[0]) for r in said) if said[0][0] != "ok" else f"rows without their parent: {broken}"
        return _row("error", "database", f"{path} is damaged: {what}", "restore a backup: pagewatch backup makes them")
    return _row("ok", "database", f"{path}: {size / (1 << 20):.1f} MiB, sound")


def _file(path: Path) -> Row:
    size = path.stat().st_size
    return _row("ok", "database", f"{path}: {size / (1 << 20):.1f} MiB (pagewatch doctor checks every page of it)")


def _space(path: Path) -> Row:
    free = shutil.disk_usage(path.parent).free
    level = "error" if free < REST_FREE else "warning" if free < WARN_FREE else "ok"
    return _row(
        level, "disk", f"{free >> 20} MiB free", "" if level == "ok" else "free some space; fetching rests without it"
    )


def _service(conn: sqlite3.Connection, path: Path, now: datetime) -> Row:
    row = conn.execute("SELECT pid, host, command, started_at, heartbeat_at FROM daemon").fetchone()
    if row is None:
        return _row("ok", "service", "does not run on this database", "pagewatch run follows on schedule")
    pid, host, command, started, beat = row
    seen = from_text(beat)
    assert seen is not None
    quiet = (now - seen).total_seconds()
    if host == socket.gethostname() and not is_held(path):
        return _row(
            "warning",
            "service",
            f"{command} (pid {pid}) ended without a farewell soon after {iso(beat)}: killed, or the machine went down",
            "nothing is lost; start it again: pagewatch run",
        )
    if quiet < SILENT_S:
        return _row("ok", "service", f"{command} (pid {pid} on {host}) runs since {iso(started)}")
    return _row(
        "warning", "service", f"{command} (pid {pid} on {host}) was last seen {iso(beat)}", "start it: pagewatch run"
    )


def _unfinished(conn: sqlite3.Connection) -> Row:
    count, oldest = conn.execute("SELECT count(*), min(at) FROM attempts").fetchone()
    if not count:
        return _row("ok", "attempts", "every request that was begun came to an end")
    return _row(
        "warning",
        "attempts",
        f"{count} requests begun since {iso(oldest)} have not ended",
        "a crash, or still under way; they are due again by themselves",
    )


def _outbox(conn: sqlite3.Connection) -> Row:
    failed, waiting = (
        conn.execute(f"SELECT count(*) FROM deliveries WHERE state = '{state}'").fetchone()[0]
        for state in ("failed", "pending")
    )
    if failed:
        return _row(
            "warning", "alerts", f"{failed} were given up, {waiting} wait", "pagewatch alerts list; alerts retry"
        )
    return _row("ok", "alerts", f"{waiting} wait to be sent" if waiting else "all were sent")


def _troubled(conn: sqlite3.Connection) -> list[Row]:
    found = rows(
        conn.execute(
            "SELECT state, count(*) AS count, min(url) AS url, max(error) AS error FROM resources "
            "WHERE active = 1 AND state IN ('failing', 'blocked', 'gone') GROUP BY state ORDER BY state"
        )
    )
    return [
        _row(
            "warning",
            r["state"],
            f"{r['count']} resource{'' if r['count'] == 1 else 's'}, {r['url']} among them: {r['error'] or 'no reason kept'}",
            "pagewatch list",
        )
        for r in found
    ]


def _engine() -> Row:
    version = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    if version < (3, 51, 3):
        return _row(
            "ok",
            "sqlite",
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset race; pagewatch avoids it with one connection that writes",
            "do not write to the file with other programs while pagewatch runs (sqlite3 -readonly is fine)",
        )
    return _row("ok", "sqlite", f"SQLite {sqlite3.sqlite_version}")
