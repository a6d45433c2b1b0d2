"""What is to be looked at now, and what the store knows of it without its bodies."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from scraper.errors import UsageError
from scraper.records import Due, ReadOptions, ResourceKind, Rhythm
from storage.options import load_options, merge_options, merge_rhythms
from storage.times import from_text, to_text

__all__ = [
    "SOURCES_OF",
    "begin",
    "due",
    "forget_attempts",
    "held_back",
    "hurry",
    "next_due_at",
    "one",
    "unfinished",
    "wishes",
]

Row = tuple[Any, ...]  # as sqlite3 gives it
# What a source asks for: its id, when, options as stored, its URL, and the resource that it names itself (if it does).
Wish = tuple[int, Rhythm, str, str, int | None]

SOURCES_OF = "(SELECT group_concat(source_id) FROM source_resources WHERE resource_id = {})"
_COLUMNS = f"""
r.id, r.url, r.kind, r.etag, r.last_modified, r.validators_url, r.raw_sha256, r.fingerprint, d.id, d.version, r.state,
r.failures, r.failing_since, r.last_checked_at, r.last_changed_at, r.next_check_at,
max(coalesce(r.retry_after, ''), coalesce(h.retry_after, '')), r.rate_json, r.memory_json, r.expected_lastmod,
{SOURCES_OF.format("r.id")}
FROM resources r
LEFT JOIN documents d ON d.resource_id = r.id AND d.key = ''
LEFT JOIN hosts h ON h.id = r.host_id
WHERE r.active = 1
"""
_FREE = " AND (r.retry_after IS NULL OR r.retry_after <= :now) AND (h.retry_after IS NULL OR h.retry_after <= :now)"
_BOUND = " AND (r.retry_after > :now OR h.retry_after > :now)"
_CHUNK = 500


def due(
    conn: sqlite3.Connection,
    now: datetime,
    *,
    limit: int | None,
    everything: bool,
    source_ids: Collection[int] | None,
    exclude: Collection[int],
) -> list[Due]:
    """Rows to look at now, the longest waiting first. What a server asked to leave alone is not among them.

    `everything`: all that is followed, as if it were due. What has ended (410 Gone) is left out of it, unless its
    source is named in `source_ids`.
    """
    where = _FREE + _which(source_ids)
    if not everything:
        where += " AND r.next_check_at <= :now"
    elif source_ids is None:
        where += " AND r.next_check_at IS NOT NULL"
    rows = conn.execute(f"SELECT {_COLUMNS} {where} ORDER BY r.next_check_at", {"now": to_text(now)})
    return list(_build(conn, rows, limit=limit, forced=everything, exclude=exclude))


def held_back(conn: sqlite3.Connection, now: datetime, source_ids: Collection[int] | None) -> list[Due]:
    """Followed rows whose server asked to be left alone until later (`retry_after`): not even forced checks look."""
    where = _BOUND + _which(source_ids)
    rows = conn.execute(f"SELECT {_COLUMNS} {where} ORDER BY r.next_check_at", {"now": to_text(now)})
    return list(_build(conn, rows, limit=None, forced=False, exclude=()))


def _which(source_ids: Collection[int] | None) -> str:
    """A condition on the sources; the ids are integers, so they may stand in the text."""
    if source_ids is None:
        return ""
    listed = ", ".join(str(int(i)) for i in source_ids)
    return f" AND r.id IN (SELECT resource_id FROM source_resources WHERE source_id IN ({listed}))"


def _build(
    conn: sqlite3.Connection, rows: Iterable[Row], *, limit: int | None, forced: bool, exclude: Collection[int]
) -> Iterator[Due]:
    wanted = islice((row for row in rows if row[0] not in exclude) if exclude else iter(rows), limit)
    while chunk := list(islice(wanted, _CHUNK)):
        asked = wishes(conn, {row[-1] for row in chunk})
        for row in chunk:
            yield _due(row, asked[row[-1]], forced)


def wishes(conn: sqlite3.Connection, listed: Collection[str | None]) -> dict[str | None, list[Wish]]:
    """What the sources of resources ask for, by their ids as `SOURCES_OF` lists them (a thousand pages of one sitemap
    have the same list); paused and removed ones are left out, oldest first.
    """
    ids = {text: sorted(map(int, text.split(","))) if text else [] for text in listed}
    known: dict[int, Wish] = {}
    wanted = sorted({i for each in ids.values() for i in each})
    for start in range(0, len(wanted), _CHUNK):
        rows = conn.execute(
            "SELECT id, every_s, cron, tz, options, url, resource_id FROM sources WHERE paused = 0 AND removed_at IS NULL "
            f"AND id IN ({', '.join(map(str, wanted[start : start + _CHUNK]))})"
        )
        known.update((row[0], (row[0], _rhythm(*row[1:4]), *row[4:])) for row in rows)
    return {text: [known[i] for i in each if i in known] for text, each in ids.items()}


_rhythm = lru_cache(maxsize=4096)(Rhythm)  # a thousand rows share a handful
_at = lru_cache(maxsize=4096)(datetime.fromisoformat)  # … and what was looked at together shares its times
_KINDS = {kind.value: kind for kind in ResourceKind}


def _merged(resource_id: int, asked: Sequence[Wish]) -> tuple[Rhythm, ReadOptions, tuple[int, ...], str | None]:
    """What all of its sources together ask for: when, how, their ids, and the URL that one of them named it by."""
    if len(asked) == 1:  # nearly always
        source_id, rhythm, options, url, own = asked[0]
        return rhythm, load_options(options), (source_id,), url if own == resource_id else None
    return (
        merge_rhythms([w[1] for w in asked]),
        merge_options([load_options(w[2]) for w in asked]),
        tuple(w[0] for w in asked),
        next((w[3] for w in asked if w[4] == resource_id and w[3]), None),
    )


def _due(row: Row, asked: Sequence[Wish], forced: bool) -> Due:
    rhythm, options, source_ids, followed_as = _merged(row[0], asked)
    return Due(  # by position, in the order of the record: two dozen names cost a third of all picking
        row[0],
        row[1],
        _KINDS[row[2]],
        rhythm,
        options,
        source_ids,
        row[3],
        row[4],
        row[5] or (row[1] if row[3] or row[4] else None),  # validators_url
        row[6],
        row[7],
        row[8],
        row[9],
        row[10],
        row[11],
        _at(row[12]) if row[12] else None,  # failing_since
        _at(row[13]) if row[13] else None,
        _at(row[14]) if row[14] else None,
        _at(row[15]) if row[15] else None,
        _at(row[16]) if row[16] else None,  # retry_after
        row[17],
        row[18],
        row[19],
        forced,
        followed_as,
    )


def next_due_at(conn: sqlite3.Connection) -> datetime | None:
    """When the next resource is due; None when nothing is followed."""
    row = conn.execute(
        "SELECT min(next_check_at) FROM resources WHERE active = 1 AND next_check_at IS NOT NULL"
    ).fetchone()
    return from_text(row[0])


def one(conn: sqlite3.Connection, resource_id: int) -> Due:
    """One followed resource, due or not. Raises UsageError for what is not followed (any more)."""
    rows = conn.execute(f"SELECT {_COLUMNS} AND r.id = ?", (resource_id,))
    found = list(_build(conn, rows, limit=1, forced=False, exclude=()))
    if not found:
        raise UsageError("this is not followed at present: resume its source first")
    return found[0]


def hurry(conn: sqlite3.Connection, resource_id: int, now: datetime) -> None:
    """Make a resource due now. What its server forbids (Retry-After) stays forbidden. Call inside a transaction."""
    conn.execute(
        "UPDATE resources SET next_check_at = ?, next_reason = 'asked for by a person' WHERE id = ?",
        (to_text(now), resource_id),
    )


def begin(conn: sqlite3.Connection, resource_ids: Iterable[int], now: datetime) -> None:
    """Put attempts on record before their requests. Call inside a transaction."""
    at = to_text(now)
    conn.executemany("INSERT OR REPLACE INTO attempts (resource_id, at) VALUES (?, ?)", [(i, at) for i in resource_ids])


def unfinished(conn: sqlite3.Connection) -> list[tuple[int, str, datetime]]:
    """(resource id, URL, begun at) of attempts that no check ended: evidence of a crash, oldest first."""
    rows = conn.execute(
        "SELECT a.resource_id, r.url, a.at FROM attempts a JOIN resources r ON r.id = a.resource_id ORDER BY a.at, a.resource_id"
    )
    found = []
    for resource_id, url, at in rows:
        begun = from_text(at)
        assert begun is not None
        found.append((resource_id, url, begun))
    return found


def forget_attempts(conn: sqlite3.Connection) -> None:
    """Attempts that did not end are told of and done with. Inside a transaction, by whoever makes requests."""
    conn.execute("DELETE FROM attempts")
