"""The checks of one resource, found from its newest one back."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from storage.times import to_seconds

__all__ = ["checks_back"]

_BACK = """
WITH RECURSIVE back (id, before_id, at) AS (
  SELECT id, before_id, at FROM checks WHERE id = ?1
  UNION ALL
  SELECT c.id, c.before_id, c.at FROM back b JOIN checks c ON c.id = b.before_id
  LIMIT ?3
)
SELECT id FROM back WHERE at >= ?2
"""


def checks_back(
    conn: sqlite3.Connection,
    resource_id: int,
    *,
    before: int | None = None,
    since: datetime | None = None,
    limit: int | None = None,
) -> list[int]:
    """Ids of checks of a resource, newest first: those before the check `before`, not older than `since`."""
    if before is None:
        start = conn.execute("SELECT last_check_id FROM resources WHERE id = ?", (resource_id,)).fetchone()
    else:
        start = conn.execute(
            "SELECT before_id FROM checks WHERE id = ? AND resource_id = ?", (before, resource_id)
        ).fetchone()
    if start is None or start[0] is None:
        return []
    earliest = to_seconds(since) if since is not None else -(1 << 62)
    rows = conn.execute(_BACK, (start[0], earliest, -1 if limit is None else limit))
    return [int(row[0]) for row in rows]
