"""The state of a resource: what kind of trouble an answer is, when it is told, when to look again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scraper.check.host import host_sign, is_public
from scraper.check.visit import Gate, Memory, Visit
from scraper.observations import FeedObservation, PageObservation, SitemapObservation
from scraper.records import (
    CheckIntent,
    CheckRow,
    EventKind,
    FailureKind,
    FeedReading,
    Fetch,
    NewEvent,
    Outcome,
    ResourcePatch,
)
from scraper.revisit import Hints, Seen, hints_from, next_check

__all__ = ["Trouble", "check_row", "decide_trouble", "decide_unchanged", "healthy", "stale_feed", "trouble_of"]

# A single failed look is an observation, not a verdict: people are told at the third in a row.
FAILING_AFTER = 3
# 404 is confirmed over a day before a page is called gone (facts: 404 -> dead after 3 checks over >= 24 h).
GONE_AFTER, GONE_SPAN = 3, timedelta(hours=24)
# A permanent redirect is adopted when a second visit finds the same target answering well.
ADOPT_AFTER = 2
# A feed is stale when nothing came for a month and for eight times its usual gap.
STALE_AFTER, STALE_GAPS = timedelta(days=30), 8
_REFUSED = frozenset({401, 402, 403, 407, 429, 451})
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})", re.IGNORECASE)
_OURS = frozenset({FailureKind.POLICY, FailureKind.ROBOTS})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a visit gave nothing to compare. `gone`: '' | 'now' (410) | 'maybe' (404, or a page that says so)."""

    outcome: Outcome
    reason: str
    gone: str = ""


def trouble_of(visit: Visit) -> Trouble | None:
    """The trouble with a visit, or None where its answer can be used."""
    fetch = visit.fetch
    if fetch.failure is not None:
        return _failure(fetch)
    if fetch.status == 304:
        return None if visit.gate is Gate.NOT_MODIFIED else Trouble(Outcome.FAILED, "304 to an unconditional request")
    if fetch.status is None or not 200 <= fetch.status < 300:
        return _status(fetch)
    if visit.problem:
        return Trouble(Outcome.FAILED, visit.problem)
    if visit.gate is not Gate.OPEN:
        return None
    return _body(visit)


def _failure(fetch: Fetch) -> Trouble:
    assert fetch.failure is not None
    kind, detail = fetch.failure.kind, fetch.failure.detail
    if kind is FailureKind.POLICY:
        return Trouble(Outcome.BLOCKED, f"blocked by policy: {detail}")
    if kind is FailureKind.ROBOTS:
        return Trouble(Outcome.BLOCKED, f"blocked by robots.txt: {detail}")
    return Trouble(Outcome.FAILED, f"{kind.value.replace('_', ' ')}: {detail}")


def _status(fetch: Fetch) -> Trouble:
    status = fetch.status or 0
    if status == 410:
        return Trouble(Outcome.FAILED, "410 Gone", gone="now")
    if status == 404:
        return Trouble(Outcome.FAILED, "404 Not Found", gone="maybe")
    if status in _REFUSED:
        return Trouble(Outcome.BLOCKED, f"blocked: status {status}" + (" too many requests" if status == 429 else ""))
    if 300 <= status < 400:
        return Trouble(Outcome.FAILED, f"status {status}: a redirect that leads nowhere")
    return Trouble(Outcome.FAILED, f"status {status}")


def _body(visit: Visit) -> Trouble | None:
    seen = visit.observation
    if isinstance(seen, PageObservation | FeedObservation) and seen.barrier is not None:
        barrier = seen.barrier
        refused = barrier.kind in ("challenge", "login", "consent", "parking")
        why = f"{barrier.kind} page" if barrier.kind not in ("empty", "not_a_feed") else barrier.kind.replace("_", " ")
        reason = f"{why} ({'; '.join(barrier.reasons[:3])})"
        outcome = Outcome.BLOCKED if refused else Outcome.FAILED
        return Trouble(outcome, ("blocked: " if refused else "") + reason, gone="maybe" if barrier.missing else "")
    if isinstance(seen, FeedObservation | SitemapObservation) and seen.problem:
        return Trouble(Outcome.FAILED, seen.problem)
    if visit.fetch.status in (204, 205) or not visit.fetch.body.strip():
        return Trouble(Outcome.FAILED, f"status {visit.fetch.status} with an empty body")
    if visit.fetch.status == 206 or _is_part(visit.fetch):
        return Trouble(Outcome.FAILED, f"status {visit.fetch.status}: a part of the page, which was not asked for")
    return None


def _is_part(fetch: Fetch) -> bool:
    """Whether a good status comes with a Content-Range that is less than the whole: a cache that mixed up two answers."""
    said = _RANGE.fullmatch((fetch.header("content-range") or "").strip())
    return said is not None and int(said[2]) - int(said[1]) + 1 < int(said[3])


def check_row(visit: Visit, outcome: Outcome, decision: str, reason: str) -> CheckRow:
    """The line of the checks table for a visit."""
    fetch = visit.fetch
    return CheckRow(
        at=fetch.fetched_at,
        outcome=outcome,
        status=fetch.status,
        decision=decision,
        reason=reason,
        elapsed_ms=fetch.elapsed_ms,
        wire_bytes=fetch.wire_bytes,
        final_url=fetch.final_url if fetch.final_url != fetch.url else None,
    )


def _hints(visit: Visit, feed: FeedReading | None) -> Hints:
    hints = hints_from(visit.fetch, page_kind=visit.due.kind)
    if feed is None:
        return hints
    return replace(hints, ttl_s=feed.ttl_s, skip_hours=feed.skip_hours, skip_days=feed.skip_days)


def healthy(
    visit: Visit,
    seen: Seen,
    now: datetime,
    *,
    memory: Memory,
    feed: FeedReading | None = None,
    title: str | None = None,
) -> tuple[ResourcePatch, tuple[NewEvent, ...]]:
    """The resource's state after a good answer, and what there is to tell about it (recovered, back)."""
    due, fetch = visit.due, visit.fetch
    plan = next_check(due.rhythm, due.rate_json, seen, now, url=due.url, hints=_hints(visit, feed), pace=visit.pace)
    not_modified = visit.gate is Gate.NOT_MODIFIED
    good_news = _good_news(visit, memory)
    memory, adopted = _redirects(visit, replace(memory, told="") if memory.told else memory, now)
    patch = ResourcePatch(
        state="ok",
        next_check_at=plan.next_check_at,
        next_reason=plan.why,
        etag=fetch.header("etag") or (due.etag if not_modified else None),
        last_modified=fetch.header("last-modified") or (due.last_modified if not_modified else None),
        validators_url=(due.validators_url or fetch.final_url) if not_modified else fetch.final_url,
        body_mark=visit.body_mark or due.body_mark,
        fingerprint=visit.fingerprint or due.fingerprint,
        last_changed_at=now if seen.kind in ("changed", "first") else due.last_changed_at,
        rate_json=plan.rate_json,
        memory_json=memory.dump(),
        adopt_url=adopted,
        title=title,
    )
    return patch, good_news


def _good_news(visit: Visit, memory: Memory) -> tuple[NewEvent, ...]:
    """Good news is for those who were told the bad news."""
    due = visit.due
    if memory.told == "gone":
        return (NewEvent(EventKind.BACK, None, f"back: answers {visit.fetch.status} again"),)
    if memory.told:
        since = f" since {due.failing_since:%Y-%m-%d %H:%M} UTC" if due.failing_since else ""
        return (NewEvent(EventKind.RECOVERED, None, f"readable again; it was {memory.told}{since}"),)
    return ()


def _redirects(visit: Visit, memory: Memory, now: datetime) -> tuple[Memory, str | None]:
    """Count sightings of a permanent redirect; the URL to adopt once it is confirmed, else None."""
    hops = visit.fetch.hops
    if not hops or any(h.status not in (301, 308) for h in hops):
        return (replace(memory, moved_to="", moved_seen=0, moved_since="") if memory.moved_to else memory), None
    target = hops[-1].target
    if memory.moved_to != target:
        return replace(memory, moved_to=target, moved_seen=1, moved_since=now.isoformat()), None
    seen = memory.moved_seen + 1
    if seen >= ADOPT_AFTER:
        return replace(memory, moved_to="", moved_seen=0, moved_since=""), target
    return replace(memory, moved_seen=seen), None


def decide_unchanged(visit: Visit, now: datetime) -> CheckIntent:
    """A 304 or the same bytes: nothing to compare, everything else as after any good answer."""
    outcome = Outcome.NOT_MODIFIED if visit.gate is Gate.NOT_MODIFIED else Outcome.EXTRACTED
    seen = Seen(kind="unchanged", last_checked_at=visit.due.last_checked_at, status=visit.fetch.status)
    memory = Memory.load(visit.due.memory_json)
    if memory.held_text:
        memory = replace(memory, held_text="", held_times=0)
    memory, stale = stale_feed(memory, now)
    patch, events = healthy(visit, seen, now, memory=memory)
    row = check_row(visit, outcome, "unchanged", visit.gate.value)
    sign = host_sign(visit.due, visit.fetch)
    return CheckIntent(visit.due, row, patch, events=(*events, *stale), host=sign)


def stale_feed(memory: Memory, now: datetime) -> tuple[Memory, tuple[NewEvent, ...]]:
    """A feed that has been quiet for much longer than it ever was is told, once until something comes."""
    if memory.stale_told or not memory.newest_entry or not memory.usual_gap_s:
        return memory, ()
    newest = datetime.fromisoformat(memory.newest_entry)
    quiet = now - newest
    if quiet < STALE_AFTER or quiet.total_seconds() < STALE_GAPS * memory.usual_gap_s:
        return memory, ()
    summary = f"no new entry for {quiet.days} days; the newest is of {newest:%Y-%m-%d}"
    return replace(memory, stale_told=True), (NewEvent(EventKind.STALE_FEED, None, summary),)


def decide_trouble(visit: Visit, trouble: Trouble, now: datetime) -> CheckIntent:
    """A visit that gave nothing to compare: the last good version stands, people are told once, back-off follows."""
    due, fetch = visit.due, visit.fetch
    failures = due.failures + 1
    since = due.failing_since or now
    memory = Memory.load(due.memory_json)
    never_good = due.last_changed_at is None
    state, events = _bad_news(trouble, memory.told, failures, now - since, never_good=never_good)
    if events:
        memory = replace(memory, told=state)
    kind = "blocked" if trouble.outcome is Outcome.BLOCKED else "failed"
    seen = Seen(
        kind=kind, failures=failures, last_checked_at=due.last_checked_at, status=fetch.status, failing_since=since
    )
    plan = next_check(due.rhythm, due.rate_json, seen, now, url=due.url, hints=_hints(visit, None), pace=visit.pace)
    ended = trouble.gone == "now"
    hints = _hints(visit, None)
    patch = ResourcePatch(
        state=state,
        next_check_at=None if ended else plan.next_check_at,
        next_reason="410 Gone: not looked at again" if ended else plan.why,
        etag=due.etag,
        last_modified=due.last_modified,
        validators_url=due.validators_url,
        body_mark=due.body_mark,
        fingerprint=due.fingerprint,
        failures=failures,
        failing_since=since,
        last_changed_at=due.last_changed_at,
        retry_after=hints.retry_after,
        error=trouble.reason,
        rate_json=due.rate_json,
        memory_json=memory.dump(),
    )
    # A private host often serves many unrelated programs; there the wish is the one resource's only.
    host_wide = hints.retry_after if fetch.status in (429, 503) and is_public(fetch.ip) else None
    decision = "gone" if state == "gone" else kind
    return CheckIntent(
        due,
        check_row(visit, trouble.outcome, decision, trouble.reason),
        patch,
        events=events,
        host_retry_after=host_wide,
    )


def _bad_news(
    trouble: Trouble, told: str, failures: int, span: timedelta, *, never_good: bool
) -> tuple[str, tuple[NewEvent, ...]]:
    """The state after trouble, and the event where people are to be told: once, on the transition.

    What was read before is called gone after several looks only. Where nobody ever saw anything there is nothing to
    confirm, and whoever mistyped an address wants to hear it now.
    """
    confirmed = trouble.gone == "maybe" and (never_good or (failures >= GONE_AFTER and span >= GONE_SPAN))
    if trouble.gone == "now" or confirmed or told == "gone":
        return "gone", () if told == "gone" else (NewEvent(EventKind.GONE, None, f"gone: {trouble.reason}"),)
    if trouble.outcome is Outcome.BLOCKED:
        return "blocked", () if told == "blocked" else (NewEvent(EventKind.BLOCKED, None, trouble.reason),)
    if failures >= FAILING_AFTER and not told and not trouble.gone:
        summary = f"failing, {failures} times in a row: {trouble.reason}"
        return "failing", (NewEvent(EventKind.FAILING, None, summary),)
    return "failing", ()
