"""Recording checks: everything that a batch of them changes, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import datetime
from typing import Any

from scraper.records import CheckIntent, EventKind, NewEvent, ResourceKind, ResourcePatch
from scraper.records.quick import quick
from storage import events, ledger, sources, versions
from storage.patience import note_answers, note_host
from storage.times import clean, to_seconds, to_text, to_text_up
from storage.writing import Writing, host_of

__all__ = ["Recorded", "record"]


@quick
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
        done: list[Recorded] = []
        for run in _runs(intents):
            first_id = _checks(w, run)
            done += [
                Recorded(check_id) if _plain(intent) else _rest(w, intent, check_id)
                for check_id, intent in enumerate(run, first_id)
            ]
        return tuple(done)


def _runs(intents: Sequence[CheckIntent]) -> Iterator[list[CheckIntent]]:
    """Intents that can be written table by table: of different resources, and only the last of them changes when others
    are looked at next. A pass over what did not change is one run: a third of the cost of one by one.
    """
    run: dict[int, CheckIntent] = {}
    for intent in intents:
        if intent.due.resource_id in run:
            yield list(run.values())
            run.clear()
        run[intent.due.resource_id] = intent
        if _reaches_others(intent):
            yield list(run.values())
            run.clear()
    if run:
        yield list(run.values())


def _reaches_others(intent: CheckIntent) -> bool:
    return bool(
        intent.discoveries
        or (intent.host is not None and intent.host.down)
        or intent.host_retry_after is not None
        or intent.patch.adopt_url is not None
    )


def _plain(intent: CheckIntent) -> bool:
    own = intent.versions or intent.events or intent.memories or intent.host_json is not None
    return not (own or _reaches_others(intent))


def _checks(w: Writing, run: Sequence[CheckIntent]) -> int:
    """What every check writes: its row, its resource's state, the end of its attempt; the first one's id."""
    conn = w.conn
    first_id = int(conn.execute("SELECT coalesce(max(id), 0) + 1 FROM checks").fetchone()[0])
    conn.executemany(_CHECK, [_check(w, check_id, intent) for check_id, intent in enumerate(run, first_id)])
    conn.executemany(_PATCH, [_patch(intent, check_id) for check_id, intent in enumerate(run, first_id)])
    own = [(intent.due.resource_id,) for intent in run]
    conn.executemany("DELETE FROM attempts WHERE resource_id = ?", own)
    note_answers(w, [intent.due.resource_id for intent in run if intent.host is not None and not intent.host.down])
    return first_id


def _rest(w: Writing, intent: CheckIntent, check_id: int) -> Recorded:
    """What a check changes beside that."""
    resource_id, at = intent.due.resource_id, intent.check.at
    if intent.patch.adopt_url is not None:
        _adopt(w, intent, intent.patch.adopt_url)
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


_CHECK = """
INSERT INTO checks (id, resource_id, before_id, at, decision_id, status, elapsed_us, wire_bytes, final_url)
VALUES (?1, ?2, (SELECT last_check_id FROM resources WHERE id = ?2), ?3, ?4, ?5, ?6, ?7, ?8)
"""
_PATCH = """
UPDATE resources SET state = ?, next_check_at = ?, next_reason = ?, etag = ?, last_modified = ?, validators_url = ?,
  raw_sha256 = ?, fingerprint = ?, failures = ?, failing_since = ?, last_changed_at = ?, retry_after = ?, error = ?,
  rate_json = ?, memory_json = ?, last_checked_at = ?, title = coalesce(?, title),
  last_check_id = ?
WHERE id = ?
"""


def _check(w: Writing, check_id: int, intent: CheckIntent) -> tuple[Any, ...]:
    check, due = intent.check, intent.due
    return (
        check_id,
        due.resource_id,
        to_seconds(check.at),
        w.decision_id(check.outcome.value, clean(check.decision), clean(check.reason)),
        check.status,
        round(check.elapsed_ms * 1000),
        check.wire_bytes,
        None if check.final_url in (None, due.url) else clean(check.final_url or ""),
    )


def _patch(intent: CheckIntent, check_id: int) -> tuple[Any, ...]:
    patch, due = intent.patch, intent.due
    return (
        patch.state,
        _next_check(patch),
        clean(patch.next_reason),
        patch.etag,
        patch.last_modified,
        None if patch.validators_url == due.url else patch.validators_url,
        patch.body_mark,
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
    )


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
