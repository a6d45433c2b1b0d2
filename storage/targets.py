"""Link targets: which are due, writing looks and verdicts, and what hosts are like."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from scraper.errors import UsageError
from scraper.records import EventKind, HostNotes, Incident, LinkLook, LinkTarget, LinkVerdict, NewEvent
from storage import events
from storage.ledger import find_target
from storage.times import clean, dump, from_seconds, from_text, to_seconds, to_text, to_text_up
from storage.writing import Writing, host_of

__all__ = ["Round", "Share", "due", "host_notes", "overrule", "record"]

Row = tuple[Any, ...]

_TARGETS = """
SELECT t.id, coalesce(t.url, t.canonical), t.canonical, t.state, t.reason, t.since, t.last_checked_at, t.next_check_at,
       t.overruled, t.verdict_json
FROM link_targets t WHERE t.active = 1
"""
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Share:
    """How many links one round may take, in all and of one host; None: any number."""

    links: int | None = None
    of_one_host: int | None = None


def due(
    conn: sqlite3.Connection, now: datetime, *, share: Share, everything: bool, source_ids: Collection[int] | None
) -> list[LinkTarget]:
    """Links to look at now, the longest waiting first. `everything`: all that followed documents hold."""
    where = "" if everything else " AND t.next_check_at IS NOT NULL AND t.next_check_at <= :now"
    if everything:
        where += " AND t.canonical LIKE 'http%'"
    if source_ids is not None:
        listed = ", ".join(str(int(i)) for i in source_ids)
        where += (
            " AND t.id IN (SELECT l.target_id FROM source_resources sr JOIN documents d ON d.resource_id = sr.resource_id "
            f"JOIN links l ON l.document_id = d.id WHERE sr.source_id IN ({listed}) AND l.until_version IS NULL)"
        )
    rows = conn.execute(f"{_TARGETS} {where} ORDER BY t.next_check_at", {"now": to_seconds(now)})
    resting = _resting(conn, now)
    wanted, found = islice(_rationed(rows, resting, share.of_one_host), share.links), []
    while chunk := list(islice(wanted, _CHUNK)):
        holders = _holders(conn, [row[0] for row in chunk])
        found += [_target(row, holders.get(row[0], []), now) for row in chunk]
    return found


def _rationed(rows: Iterable[Row], resting: Collection[str], of_one_host: int | None) -> Iterator[Row]:
    """The rows without those of hosts that rest, and no more of one host than its share; the others stay due."""
    taken: Counter[str] = Counter()
    for row in rows:
        host = host_of(row[2])
        if host in resting or (of_one_host is not None and taken[host] >= of_one_host):
            continue
        taken[host] += 1
        yield row


def _resting(conn: sqlite3.Connection, now: datetime) -> frozenset[str]:
    """Hosts that asked to be left alone for now."""
    return frozenset(row[0] for row in conn.execute("SELECT host FROM hosts WHERE retry_after > ?", (to_text(now),)))


def _holders(conn: sqlite3.Connection, target_ids: Sequence[int]) -> dict[int, list[Row]]:
    """target id -> (code, anchor, title, published, first seen) of the documents that hold it now."""
    marks = ", ".join("?" * len(target_ids))
    rows = conn.execute(
        "SELECT l.target_id, nullif(l.code, ''), l.anchor, d.title, g.published, d.created_at FROM links l "
        "JOIN documents d ON d.id = l.document_id "
        "JOIN versions v ON v.document_id = d.id AND v.number = d.version JOIN readings g ON g.id = v.reading_id "
        f"WHERE l.target_id IN ({marks}) AND l.until_version IS NULL ORDER BY l.document_id",
        tuple(target_ids),
    )
    holders: dict[int, list[Row]] = {}
    for target_id, *rest in rows:
        holders.setdefault(target_id, []).append(tuple(rest))
    return holders


def _target(row: Row, holders: Sequence[Row], now: datetime) -> LinkTarget:
    ages = [(now - _seen_first(published, created)).total_seconds() / 86400 for _, _, _, published, created in holders]
    return LinkTarget(
        target_id=row[0],
        url=row[1],
        canonical=row[2],
        codes=_distinct(h[0] for h in holders),
        anchors=_distinct(h[1] for h in holders),
        titles=_distinct(h[2] for h in holders),
        article_age_days=max(0.0, min(ages)) if ages else None,
        state=row[3],
        reason=row[4],
        since=from_text(row[5]),
        last_checked_at=from_text(row[6]),
        next_check_at=from_seconds(row[7]),
        overruled=row[8],
        verdict_json=row[9],
    )


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple({v: None for v in values if v})


@lru_cache(maxsize=1024)
def _seen_first(published: str | None, created_at: str) -> datetime:
    """Since when an article is known to exist: its stated day, or its first sighting."""
    seen = from_text(created_at)
    assert seen is not None
    if published:
        try:
            stated = datetime.fromisoformat(published if len(published) > 7 else f"{published}-01")
            seen = min(seen, stated if stated.tzinfo else stated.replace(tzinfo=seen.tzinfo))
        except ValueError:
            pass  # stated as something that is no day; the first sighting counts
    return seen


# -- writing looks and verdicts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """One round of link checks: what was seen, what it means, what is told as one, what was learnt of hosts."""

    looks: Sequence[LinkLook] = ()
    verdicts: Sequence[LinkVerdict] = ()
    incidents: Sequence[Incident] = ()
    notes: Sequence[HostNotes] = ()


def record(w: Writing, seen: Round, now: datetime) -> tuple[int, ...]:
    """Write one round in one transaction; the ids of the events that it made."""
    made: list[int] = []
    with w.tx() as conn:
        _looks(conn, seen.looks)
        _verdicts(conn, seen.verdicts)
        for note in seen.notes:
            _note(w, note)
        collapsed = {target_id for incident in seen.incidents for target_id in incident.target_ids}
        for verdict in seen.verdicts:
            if verdict.transition is not None and verdict.target_id not in collapsed:
                made += _tell(w, verdict, now)
        for incident in seen.incidents:
            made += _tell_once(w, incident, now)
    return tuple(made)


def _looks(conn: sqlite3.Connection, looks: Sequence[LinkLook]) -> None:
    """The evidence rows, and what the targets keep of them."""
    conn.executemany(
        "INSERT INTO link_checks (target_id, at, state, evidence_class, reason, evidence, status, final_url, chain, title, "
        "body_sha256, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                look.target_id,
                to_text(look.at),
                look.state,
                look.evidence_class,
                clean(look.reason),
                clean(look.evidence),
                look.status,
                clean(look.final_url) if look.final_url else None,
                dump([[h.url, h.status, h.target] for h in look.chain]) if look.chain else None,
                clean(look.title) if look.title else None,
                look.body_sha256,
                dump(dict(look.detail)) if look.detail else None,
            )
            for look in looks
        ),
    )
    conn.executemany(
        "UPDATE link_targets SET last_checked_at = ?, final_url = coalesce(?, final_url), "
        "snapshot_json = CASE WHEN ?3 = '' THEN snapshot_json ELSE ?3 END WHERE id = ?4",
        (
            (
                to_text(look.at),
                clean(look.final_url) if look.final_url else None,
                clean(look.snapshot_json),
                look.target_id,
            )
            for look in looks
        ),
    )


def _verdicts(conn: sqlite3.Connection, verdicts: Sequence[LinkVerdict]) -> None:
    conn.executemany(
        "UPDATE link_targets SET state = ?, reason = ?, evidence = ?, since = ?, next_check_at = ?, next_reason = ?, "
        "verdict_json = ? WHERE id = ?",
        (
            (
                verdict.state,
                clean(verdict.reason),
                clean(verdict.evidence),
                to_text(verdict.since),
                to_seconds(verdict.next_check_at) if verdict.next_check_at else None,
                clean(verdict.next_reason),
                clean(verdict.verdict_json),
                verdict.target_id,
            )
            for verdict in verdicts
        ),
    )


_HOLDING = """
SELECT d.resource_id, d.id, d.version, l.anchor, nullif(l.code, ''), coalesce(t.url, t.canonical)
FROM links l JOIN documents d ON d.id = l.document_id JOIN link_targets t ON t.id = l.target_id
JOIN resources r ON r.id = d.resource_id
WHERE l.target_id = ? AND l.until_version IS NULL AND r.active = 1 GROUP BY d.id ORDER BY d.id
"""


def _tell(w: Writing, verdict: LinkVerdict, now: datetime) -> list[int]:
    """One event for every followed document whose newest version holds the link."""
    assert verdict.transition is not None
    made = []
    for resource_id, document_id, version, anchor, code, url in w.conn.execute(
        _HOLDING, (verdict.target_id,)
    ).fetchall():
        said = "is dead" if verdict.transition is EventKind.LINK_DEAD else "works again"
        event = NewEvent(
            verdict.transition,
            None,
            f"link {said}: {anchor.strip() or url} ({verdict.reason})",
            {
                "url": url,
                "anchor": anchor,
                "code": code,
                "state": verdict.state,
                "reason": verdict.reason,
                "evidence": verdict.evidence,
                "since": verdict.since.isoformat(),
            },
            to_version=version,
        )
        made.append(events.add(w, event, events.About(resource_id, document_id, verdict.target_id), now))
    return made


def _tell_once(w: Writing, incident: Incident, now: datetime) -> list[int]:
    """One event for many links of one host that turned the same way."""
    holding = [row for target_id in incident.target_ids for row in w.conn.execute(_HOLDING, (target_id,)).fetchall()]
    if not holding:
        return []
    detail = {"host": incident.host, "urls": list(dict.fromkeys(row[5] for row in holding)), **incident.detail}
    resources = list(dict.fromkeys(row[0] for row in holding))
    event = NewEvent(incident.kind, None, incident.summary, detail, url=holding[0][5])
    about = events.About(resources[0], None, incident.target_ids[0], source_ids=events.sources_of(w.conn, resources))
    return [events.add(w, event, about, now)]


# -- people and hosts ----------------------------------------------------------------------------------------------


def overrule(w: Writing, url: str, state: str | None, why: str, now: datetime) -> None:
    """A person's verdict on a link, which sticks until it is taken back (state None). Raises UsageError."""
    with w.tx() as conn:
        target_id = find_target(conn, clean(w.canonical(url))) or find_target(conn, clean(url))
        if target_id is None:
            row = conn.execute("SELECT id FROM link_targets WHERE url = ?", (clean(url),)).fetchone()
            if row is None:
                raise UsageError(f"no link {url!r} in the ledger; see: pagewatch links")
            target_id = row[0]
        conn.execute(
            "UPDATE link_targets SET overruled = ?, overruled_why = ?, overruled_at = ? WHERE id = ?",
            (state, clean(why) if state else None, to_text(now) if state else None, target_id),
        )


def host_notes(conn: sqlite3.Connection, hosts: Iterable[str]) -> dict[str, HostNotes]:
    """What is known of these hosts; those of which nothing is known are left out."""
    found = {}
    for host in dict.fromkeys(hosts):
        row = conn.execute(
            "SELECT liveness_json, compare_json, retry_after FROM hosts WHERE host = ?", (host,)
        ).fetchone()
        if row is not None:
            found[host] = HostNotes(host, row[0], row[1], from_text(row[2]))
    return found


def _note(w: Writing, note: HostNotes) -> None:
    """Liveness writes what it learnt of a host; what compare keeps there stays unless given."""
    given: Mapping[str, Any] = {
        "live": clean(note.liveness_json),
        "compare": clean(note.compare_json),
        "until": to_text_up(note.retry_after) if note.retry_after else None,
        "id": w.host_id(note.host),
    }
    w.conn.execute(
        "UPDATE hosts SET liveness_json = CASE WHEN :live = '' THEN liveness_json ELSE :live END, "
        "compare_json = CASE WHEN :compare = '' THEN compare_json ELSE :compare END, "
        "retry_after = coalesce(:until, retry_after) WHERE id = :id",
        given,
    )
