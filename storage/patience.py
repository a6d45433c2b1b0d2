"""Hosts that do not answer: counted check by check, and their URLs put off together, but for one that probes.

One slow program on a host of many must not silence the others: what counts are failures in a row, of several URLs, and
any answer in between ends it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from scraper.records import HostSign
from storage.times import to_text
from storage.writing import Writing

__all__ = ["Trouble", "note_answers", "note_host", "troubles"]

# Failures further apart than this are not "in a row".
FORGOTTEN_S = 86_400.0
# The others wait this much longer than the one that probes: more than a request may last.
BEHIND_S = 60
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Trouble:
    """Failures of a host in a row (times as stored, UTC). `until`: its URLs wait so long; `urls`: some that failed."""

    failures: int
    since: str
    last: str
    until: str = ""
    urls: tuple[int, ...] = ()

    @classmethod
    def load(cls, text: str | None) -> Trouble | None:
        """From `host_troubles.trouble`."""
        if not text:
            return None
        raw = json.loads(text)
        return cls(**{**raw, "urls": tuple(raw["urls"])})


def note_host(w: Writing, resource_id: int, sign: HostSign | None, at: datetime) -> bool:
    """Note that a check had no answer of its host, if so; whether the host's URLs were put off. Inside a transaction."""
    if sign is None or not sign.down:
        return False
    host_id, text = w.conn.execute(
        "SELECT r.host_id, t.trouble FROM resources r LEFT JOIN host_troubles t USING (host_id) WHERE r.id = ?",
        (resource_id,),
    ).fetchone()
    known = Trouble.load(text)
    if known is not None and known.last <= to_text(at) < known.until:
        # It was asked before the rest began, or out of turn: that is no probe, but it waits like the others.
        _put_off(w.conn, host_id, known, sign.first_s / 2, only=resource_id)
        return False
    trouble = _counted(known, resource_id, at)
    rests = trouble.failures >= sign.after and len(trouble.urls) >= sign.resources
    if rests:
        seconds = min(sign.first_s * 2.0 ** min(trouble.failures - sign.after, 30), sign.most_s)
        # A tenth more or less, always the same for a host: hosts that failed together are not asked together.
        seconds *= 0.9 + 0.2 * (host_id * 7919 % 1000) / 1000
        trouble = Trouble(**{**asdict(trouble), "until": to_text(at + timedelta(seconds=seconds))})
        _put_off(w.conn, host_id, trouble, seconds / 2)
    w.conn.execute("INSERT OR REPLACE INTO host_troubles VALUES (?, ?)", (host_id, json.dumps(asdict(trouble))))
    return rests


def note_answers(w: Writing, resource_ids: Sequence[int]) -> None:
    """Note that these resources' hosts gave an answer: that ends their trouble. Inside a transaction."""
    if resource_ids and w.conn.execute("SELECT 1 FROM host_troubles LIMIT 1").fetchone():  # nearly never
        w.conn.executemany(
            "DELETE FROM host_troubles WHERE host_id = (SELECT host_id FROM resources WHERE id = ?)",
            [(resource_id,) for resource_id in resource_ids],
        )


def _counted(known: Trouble | None, resource_id: int, at: datetime) -> Trouble:
    now, long_ago = to_text(at), to_text(at - timedelta(seconds=FORGOTTEN_S))
    # Neither a failure of long ago nor one that a clock which ran ahead wrote counts; the end of a rest does.
    if known is None or known.last > now or max(known.last, known.until) < long_ago:
        return Trouble(1, now, now, urls=(resource_id,))
    urls = tuple(dict.fromkeys((*known.urls, resource_id)))[-_NAMED:]
    return Trouble(known.failures + 1, known.since, now, urls=urls)


def _put_off(
    conn: sqlite3.Connection, host_id: int, trouble: Trouble, spread_s: float, *, only: int | None = None
) -> None:
    """One URL, the longest waiting, is asked at the end of the rest; the others behind it, not all at once.

    `only`: this one resource, behind the rest that holds already.
    """
    given = {
        "host": host_id,
        "only": only,
        "until": trouble.until,
        "spread": max(round(spread_s), 1),
        "why": f"the host did not answer {trouble.failures} requests in a row since {trouble.since}: "
        "its URLs wait for one that probes",
    }
    waiting = "host_id = :host AND active = 1 AND next_check_at IS NOT NULL AND (:only IS NULL OR id = :only)"
    probe = conn.execute(
        f"SELECT id FROM resources WHERE {waiting} ORDER BY next_check_at, id LIMIT 1", given
    ).fetchone()
    given["probe"] = probe[0] if probe is not None and only is None else 0
    behind = f"strftime('%Y-%m-%dT%H:%M:%SZ', :until, ({BEHIND_S} + id * 7919 % :spread) || ' seconds')"
    conn.execute(
        f"UPDATE resources SET next_reason = :why, next_check_at = CASE WHEN id = :probe THEN :until ELSE {behind} END "
        f"WHERE {waiting} AND next_check_at < :until",
        given,
    )


def troubles(conn: sqlite3.Connection, now: datetime) -> list[tuple[str, Trouble]]:
    """The hosts whose URLs wait now."""
    rows = conn.execute(
        "SELECT h.host, t.trouble FROM host_troubles t JOIN hosts h ON h.id = t.host_id ORDER BY h.host"
    ).fetchall()
    found = [(host, Trouble.load(text)) for host, text in rows]
    return [(host, trouble) for host, trouble in found if trouble is not None and trouble.until > to_text(now)]
