"""A large database opens as fast as a small one."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import open_history, open_store
from tests.visits import follow, visit

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
VERSIONS = 1_000_000

_COPY = """
INSERT INTO versions SELECT {columns} FROM versions v
JOIN (WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT i FROM n) WHERE v.number = 1
"""


@pytest.mark.battery
@pytest.mark.timeout(600)
def test_after_a_crash_a_million_versions_are_open_for_writing_and_reading_within_three_seconds(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    with open_store(path, holder="test") as store:
        follow(store, "https://example.org/", NOW)
        visit(store, "https://example.org/", NOW)
        names = [row[1] for row in store.conn.execute("PRAGMA table_info(versions)")]
        columns = ", ".join("i" if name == "number" else "NULL" if name == "id" else f"v.{name}" for name in names)
        store.conn.execute(_COPY.format(columns=columns, count=VERSIONS))
        store.conn.execute("UPDATE documents SET version = ?", (VERSIONS,))
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.conn.execute("INSERT INTO events (at, kind, summary) VALUES ('2026-01-01T00:00:00Z', 'changed', '')")
        store.conn.execute(
            "INSERT INTO deliveries (event_id, channel, state, at) SELECT max(id), 'x', 'sending', '2026-01-01T00:00:00Z' FROM events"
        )
        copy = tmp_path / "copy.db"  # as a crash leaves it: with a log, and an alert that was being sent
        copy.write_bytes(path.read_bytes())
        Path(f"{copy}-wal").write_bytes(Path(f"{path}-wal").read_bytes())
    begun = time.monotonic()
    with open_store(copy, holder="test") as store:
        assert len(store.claim(NOW)) == 1
        assert len(store.due(NOW, everything=True)) == 1
    opened = time.monotonic() - begun
    history = open_history(copy)
    assert history.sources()
    read = time.monotonic() - begun
    history.close()
    assert read < 3.0
    print(
        f"{VERSIONS} versions, {copy.stat().st_size >> 20} MiB: open for writing after {opened:.2f} s, read after {read:.2f} s"
    )
