"""Recording checks: everything that a batch of them changes, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import datetime

from scraper.records import CheckIntent, CheckRow, EventKind, NewEvent, ResourceKind, ResourcePatch
from storage import events, ledger, sources, versions
from storage.patience import note_host
from storage.times import clean, to_seconds, to_text, to_text_up
from storage.writing import Writing, host_of, insert

__all__ = ["Recorded", "record"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of one intent: ids, and per document key the document and its newest version number."""

    check_id: int
    event_ids: tuple[int, ...] = ()
    document_ids: Mapping[str, int] = field(default_factory=dict)
    version_numbers: Mapping[str, int] = field(default_factory=dict)
    host_rests: bool = False  # its host does not answer: all of its resources were put off


def record(w: Writing, intents: Sequence[CheckIntent]) -> tuple[Recorded, ...]:
    """Write all intents or none. The intents' own times are used, never the clock."""
    with w.tx():
        return tuple(_one(w, intent) for intent in intents)


def _one(w: Writing, intent: CheckIntent) -> Recorded:
    resource_id, at = intent.due.resource_id, intent.check.at
    check_id = _check(w, resource_id, intent.check, intent.due.url)
    _patch(w, intent, check_id)
    w.conn.execute("DELETE FROM attempts WHERE resource_id = ?", (resource_id,))
    if intent.host_retry_after is not None:
        _host_rests(w, resource_id, intent.host_retry_after)
    rests = note_host(w, resource_id, intent.host, at)
    if intent.host_json is not None:
        w.conn.execute(
            "UPDATE hosts SET compare_json = ? WHERE id = (SELECT host_id FROM resources WHERE id = ?)",
            (clean(intent.host_json), resource_id),
        )
    document_ids: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for new in intent.versions:
        written = versions.write(w, resource_id, new, check_id, at)
        document_ids[new.key], numbers[new.key] = written.document_id, written.number
        if intent.due.options.links:
            ledger.keep(w, written, watch_all=intent.due.options.watch_all, active=True)
    for key, memory in intent.memories.items():
        w.conn.execute(
            "UPDATE documents SET memory_json = ? WHERE resource_id = ? AND key = ?",
            (clean(memory), resource_id, clean(key)),
        )
    sources.discover(w, resource_id, intent.discoveries, at)
    event_ids = tuple(_event(w, intent, event, check_id, (document_ids, numbers)) for event in intent.events)
    return Recorded(check_id, event_ids, document_ids, numbers, host_rests=rests)


def _check(w: Writing, resource_id: int, check: CheckRow, url: str) -> int:
    return insert(
        w.conn,
        "INSERT INTO checks (resource_id, before_id, at, decision_id, status, elapsed_us, wire_bytes, final_url) "
        "VALUES (?1, (SELECT last_check_id FROM resources WHERE id = ?1), ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            resource_id,
            to_seconds(check.at),
            w.decision_id(check.outcome.value, clean(check.decision), clean(check.reason)),
            check.status,
            round(check.elapsed_ms * 1000),
            check.wire_bytes,
            None if check.final_url in (None, url) else clean(check.final_url or ""),
        ),
    )


_PATCH = """
UPDATE resources SET state = ?, next_check_at = ?, next_reason = ?, etag = ?, last_modified = ?, validators_url = ?,
  raw_sha256 = ?, fingerprint = ?, failures = ?, failing_since = ?, last_changed_at = ?, retry_after = ?, error = ?,
  rate_json = ?, memory_json = ?, last_checked_at = ?, title = coalesce(?, title),
  last_check_id = ?
WHERE id = ?
"""


def _patch(w: Writing, intent: CheckIntent, check_id: int) -> None:
    patch, due = intent.patch, intent.due
    w.conn.execute(
        _PATCH,
        (
            patch.state,
            _next_check(patch),
            clean(patch.next_reason),
            patch.etag,
            patch.last_modified,
            None if patch.validators_url == due.url else patch.validators_url,
            patch.raw_sha256,
            patch.fingerprint,
            patch.failures,
            _at(patch.failing_since),
            _at(patch.last_changed_at),
            to_text_up(patch.retry_after) if patch.retry_after else None,
            clean(patch.error) if patch.error is not None else None,
            patch.rate_json,
            clean(patch.memory_json),
            to_text(intent.check.at),
            clean(patch.title) if patch.title else None,
            check_id,
            due.resource_id,
        ),
    )
    if patch.adopt_url is not None:
        _adopt(w, intent, patch.adopt_url)


def _next_check(patch: ResourcePatch) -> str | None:
    """The schedule, never before what the server asked for: a row that may not be fetched must not look due."""
    if patch.next_check_at is None:
        return None
    at = to_text(patch.next_check_at)
    return max(at, to_text_up(patch.retry_after)) if patch.retry_after else at


def _at(at: datetime | None) -> str | None:
    return to_text(at) if at is not None else None


def _host_rests(w: Writing, resource_id: int, until: datetime) -> None:
    """A host that asks to be left alone: all of its resources and links wait, without looking due meanwhile."""
    text = to_text_up(until)
    host_id = w.conn.execute("SELECT host_id FROM resources WHERE id = ?", (resource_id,)).fetchone()[0]
    w.conn.execute("UPDATE hosts SET retry_after = max(coalesce(retry_after, ''), ?) WHERE id = ?", (text, host_id))
    w.conn.execute(
        "UPDATE resources SET next_check_at = ? WHERE host_id = ? AND active = 1 AND next_check_at < ?",
        (text, host_id, text),
    )


def _adopt(w: Writing, intent: CheckIntent, url: str) -> None:
    """A confirmed permanent redirect: the resource lives at another URL from now on.

    Where the new URL is followed already, this resource ends as 'moved' and its sources follow the other one.
    """
    conn, resource_id = w.conn, intent.due.resource_id
    canonical = clean(w.canonical(url))
    at = to_text(intent.check.at)
    other = conn.execute(
        "SELECT id FROM resources WHERE canonical = ? AND kind = ? AND id != ?",
        (canonical, intent.due.kind.value, resource_id),
    ).fetchone()
    conn.execute(
        "INSERT INTO resource_urls (resource_id, url, until) VALUES (?, ?, ?)",
        (other[0] if other else resource_id, intent.due.url, at),
    )
    if other is None:
        conn.execute(
            "UPDATE resources SET url = ?, canonical = ?, host_id = ? WHERE id = ?",
            (clean(url), canonical, w.host_id(host_of(canonical)), resource_id),
        )
        conn.execute("UPDATE documents SET url = ? WHERE resource_id = ? AND key = ''", (clean(url), resource_id))
        return
    conn.execute(
        "INSERT OR IGNORE INTO source_resources SELECT source_id, ? FROM source_resources WHERE resource_id = ?",
        (other[0], resource_id),
    )
    conn.execute("UPDATE sources SET resource_id = ? WHERE resource_id = ?", (other[0], resource_id))
    conn.execute(
        "UPDATE resources SET state = 'moved', active = 0, next_check_at = NULL, next_reason = ? WHERE id = ?",
        (clean(f"moved to {url}, which is followed already"), resource_id),
    )


def _event(
    w: Writing, intent: CheckIntent, event: NewEvent, check_id: int, wrote: tuple[Mapping[str, int], Mapping[str, int]]
) -> int:
    document_ids, numbers = wrote
    key = event.key
    if key is None and intent.due.kind is ResourceKind.PAGE:
        document_id = document_ids.get("") or intent.due.document_id
    elif key is None:
        document_id = None
    else:
        document_id = document_ids.get(key) or versions.document(w.conn, intent.due.resource_id, key)
    if key is not None and event.to_version is None and key in numbers:
        event = changed(event, to_version=numbers[key])
    if event.kind is EventKind.REMOVED and document_id is not None:
        w.conn.execute(
            "UPDATE documents SET missing_since = coalesce(missing_since, ?) WHERE id = ?",
            (to_text(intent.check.at), document_id),
        )
    about = events.About(intent.due.resource_id, document_id, check_id=check_id)
    return events.add(w, event, about, intent.check.at)
