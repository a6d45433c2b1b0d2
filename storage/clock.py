"""After the wall clock moved: which stored times no longer mean what they meant, and new ones for them.

A time in the tables is right as long as the clock is. Where a row's last look lies in the future, the clock was set
back since: what waits for `last + wait` waits for `now + wait` instead. Rows of resources are handed out, because
only the revisit room knows what a cron expression means; links, hosts and deliveries are shifted here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scraper.records import Rhythm
from storage.due import SOURCES_OF, wishes
from storage.options import merge_rhythms
from storage.times import SECONDS, from_text, to_seconds, to_text

__all__ = ["Timed", "redate", "timed"]


@dataclass(frozen=True, slots=True)
class Timed:
    """When a resource was looked at last and is to be looked at next."""

    resource_id: int
    url: str
    last_at: datetime
    next_at: datetime
    rhythm: Rhythm


def timed(conn: sqlite3.Connection, now: datetime) -> list[Timed]:
    """Resources that are overdue, or whose last look lies in the future."""
    rows = conn.execute(
        f"SELECT id, url, last_checked_at, next_check_at, {SOURCES_OF.format('resources.id')} FROM resources WHERE active = 1 AND last_checked_at IS NOT NULL "
        "AND next_check_at IS NOT NULL AND (last_checked_at > ?1 OR next_check_at < ?1) ORDER BY id",
        (to_text(now),),
    ).fetchall()
    wanted = wishes(conn, {row[4] for row in rows})
    found = []
    for resource_id, url, last, after, listed in rows:
        last_at, next_at = from_text(last), from_text(after)
        assert last_at is not None and next_at is not None
        rhythm = merge_rhythms([wish[1] for wish in wanted[listed]])
        found.append(Timed(resource_id, url, last_at, next_at, rhythm))
    return found


# `now` and the wait that a row had: its next time less its last one, at least nothing.
_SHIFTED = "strftime('%Y-%m-%dT%H:%M:%SZ', ?1, (max(strftime('%s', {0}) - strftime('%s', {1}), 0)) || ' seconds')"


def redate(conn: sqlite3.Connection, times: Iterable[tuple[int, datetime]], now: datetime) -> None:
    """Give resources their new times; shift what else was written by a clock that ran ahead. Inside a transaction."""
    at = to_text(now)
    conn.execute(
        "UPDATE hosts SET retry_after = min(retry_after, (SELECT "
        f"{_SHIFTED.format('hosts.retry_after', 'max(r.last_checked_at)')} FROM resources r WHERE r.host_id = hosts.id)) "
        "WHERE retry_after > ?1 AND id IN (SELECT host_id FROM resources WHERE last_checked_at > ?1)",
        (at,),
    )
    conn.execute(
        f"UPDATE resources SET retry_after = min(retry_after, {_SHIFTED.format('retry_after', 'last_checked_at')}) "
        "WHERE retry_after > ?1 AND last_checked_at > ?1",
        (at,),
    )
    conn.execute(
        "UPDATE link_targets SET next_check_at = min(next_check_at, "
        f"?1 + max(next_check_at - {SECONDS.format('last_checked_at')}, 0)) WHERE next_check_at > ?1 AND last_checked_at > ?2",
        (to_seconds(now), at),
    )
    conn.execute(
        f"UPDATE deliveries SET next_attempt_at = min(next_attempt_at, {_SHIFTED.format('next_attempt_at', 'at')}) "
        "WHERE state = 'pending' AND next_attempt_at > ?1 AND at > ?1",
        (at,),
    )
    conn.executemany(
        "UPDATE resources SET next_check_at = max(?, coalesce(retry_after, '')) WHERE id = ?",
        [(to_text(new), resource_id) for resource_id, new in times],
    )
    # What was looked at "in the future" was looked at by now; left as it is, the next start would shift it again.
    for table in ("resources", "link_targets"):
        conn.execute(f"UPDATE {table} SET last_checked_at = ?1 WHERE last_checked_at > ?1", (at,))
