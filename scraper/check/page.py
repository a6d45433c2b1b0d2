"""Deciding on a page that was read: baseline, unchanged, held, new version; and what there is to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from scraper.check.resource import check_row, healthy
from scraper.check.visit import Gate, Memory, Visit
from scraper.observations import PageObservation
from scraper.records import (
    CheckIntent,
    EventKind,
    FoundLink,
    NewEvent,
    NewVersion,
    Outcome,
    PageReading,
    Significance,
)
from scraper.revisit import Seen

__all__ = ["decide_page"]

# A text that shrinks to less than this share is held until it is seen twice (facts: > 60 % smaller).
HELD_BELOW = 0.4
# So many different shrunken texts in a row are no accident either.
HELD_TIMES = 3
# A summary names this many links; the rest is counted.
NAMED_LINKS = 3


def decide_page(visit: Visit, seen: PageObservation | None, now: datetime) -> CheckIntent:
    """The intent of a page that could be read; `seen` is None where only its bytes differ."""
    if seen is None or seen.reading is None:
        return _same_text(visit, now)
    if seen.comparison is None:
        return _baseline(visit, seen, now)
    memory = Memory.load(visit.due.memory_json)
    doubt = _doubt(visit, seen.comparison.shrunk_to)
    if doubt and memory.held_text != _state(seen) and memory.held_times < HELD_TIMES:
        return _held(visit, seen, memory, doubt, now)
    return _compared(visit, seen, replace(memory, held_text="", held_times=0), now)


def _state(seen: PageObservation) -> str:
    """What the text is known by from visit to visit: its state as compared, which counters and clocks do not touch."""
    return (seen.comparison.states[1] if seen.comparison else "") or seen.text_sha256


def _seen(visit: Visit, kind: str, reading: PageReading | None) -> Seen:
    published = None
    if reading is not None and reading.freshness.published:
        published = next((s.start for s in reading.freshness.statements if s.role == "published" and s.start), None)
    return Seen(kind=kind, last_checked_at=visit.due.last_checked_at, published_at=published, status=visit.fetch.status)


def _same_text(visit: Visit, now: datetime) -> CheckIntent:
    """Only bytes differ: the capture is kept, nobody is told."""
    patch, events = healthy(visit, _seen(visit, "unchanged", None), now, memory=Memory.load(visit.due.memory_json))
    version = NewVersion(
        key="",
        url=visit.due.url,
        raw=visit.fetch.body,
        raw_sha256=visit.raw_sha256,
        content_type=visit.fetch.header("content-type"),
        text="",
        significance=Significance.PERIPHERAL,
        reason="only bytes differ",
        same_reading=True,
    )
    row = check_row(visit, Outcome.EXTRACTED, "unchanged", Gate.SAME_TEXT.value)
    return CheckIntent(visit.due, row, patch, versions=(version,), events=events)


def _version(visit: Visit, seen: PageObservation, significance: Significance, reason: str) -> NewVersion:
    assert seen.reading is not None
    reading = seen.reading
    return NewVersion(
        key="",
        url=visit.due.url,
        raw=visit.fetch.body,
        raw_sha256=visit.raw_sha256,
        content_type=visit.fetch.header("content-type"),
        text=reading.text,
        significance=significance,
        reason=reason,
        title=reading.title,
        author=reading.author,
        lang=reading.lang,
        encoding=reading.encoding,
        freshness=reading.freshness,
        links=reading.links if visit.due.options.links else (),
        extractor=reading.extractor,
        text_sha256=seen.text_sha256,
        memory_json=seen.comparison.memory_json if seen.comparison else "",
    )


def _baseline(visit: Visit, seen: PageObservation, now: datetime) -> CheckIntent:
    assert seen.reading is not None
    patch, events = healthy(
        visit,
        _seen(visit, "first", seen.reading),
        now,
        memory=Memory.load(visit.due.memory_json),
        title=seen.reading.title,
    )
    version = _version(visit, seen, Significance.SUBSTANCE, "baseline: the first version, never alerted")
    row = check_row(visit, Outcome.EXTRACTED, "baseline", _with_notes("first version stored", seen.reading))
    return CheckIntent(visit.due, row, patch, versions=(version,), events=events)


def _doubt(visit: Visit, shrunk_to: float) -> str:
    """Why a shorter text may be an accident; '' where it may not."""
    if shrunk_to < HELD_BELOW:
        return f"text shrank to {round(shrunk_to * 100)} % of the last version"
    if shrunk_to >= 1 or _closed(visit.fetch.body):
        return ""
    # Without a length only the closed connection marks the end, so that a cut page looks like a whole one.
    if "partial" in visit.fetch.notes:
        return "the page is shorter, has no end, and the server did not say how long it is"
    # A proxy or a full disk before the server may have cut it too, with a length that fits what is left.
    if visit.known is not None and _closed(visit.known.raw):
        return "the page is shorter and has no end, which it had before"
    return ""


def _closed(body: bytes) -> bool:
    return b"</html" in body[-2_000:].lower()


def _held(visit: Visit, seen: PageObservation, memory: Memory, doubt: str, now: datetime) -> CheckIntent:
    """A page that lost most of its text, or its end, is believed only when the same is seen twice."""
    memory = replace(memory, held_text=_state(seen), held_times=memory.held_times + 1)
    patch, events = healthy(visit, _seen(visit, "unchanged", None), now, memory=memory)
    due = visit.due
    # The held body is no version: its hash and validators must not make the next visit believe it is known.
    patch = replace(patch, body_mark=due.body_mark, fingerprint=due.fingerprint, etag=None, last_modified=None)
    reason = f"{doubt}; kept back until it is seen twice"
    return CheckIntent(due, check_row(visit, Outcome.EXTRACTED, "held", reason), patch, events=events)


def _compared(visit: Visit, seen: PageObservation, memory: Memory, now: datetime) -> CheckIntent:
    assert seen.reading is not None and seen.comparison is not None
    comparison = seen.comparison
    events, memory = _events(visit, seen, memory)
    significance, reason = comparison.significance, comparison.reason
    if significance is Significance.PERIPHERAL and any(e.kind in _LINK_KINDS for e in events):
        significance, reason = Significance.SUBSTANCE, "resource links changed"
    if significance is Significance.SUBSTANCE and not events:
        significance = Significance.PERIPHERAL
        reason = f"back to the text of version {comparison.returns_to}, an alternation that was told before"
    changed = significance is Significance.SUBSTANCE
    patch, state_events = healthy(
        visit,
        _seen(visit, "changed" if changed else "unchanged", seen.reading),
        now,
        memory=memory,
        title=seen.reading.title,
    )
    version = _version(visit, seen, significance, reason)
    decision = "new version" if changed else "unchanged" if comparison.returns_to is None else "alternates"
    row = check_row(visit, Outcome.EXTRACTED, decision, _with_notes(reason, seen.reading, comparison.masked))
    return CheckIntent(
        visit.due, row, patch, versions=(version,), events=(*state_events, *events), host_json=comparison.host_json
    )


def _with_notes(reason: str, reading: PageReading, masked: Sequence[str] = ()) -> str:
    """The reason with what was set aside ("relative time: 3 days ago") and what the reader noted."""
    aside = f"; ignored: {', '.join(masked[:3])}" if masked else ""
    notes = f"; {'; '.join(reading.notes[:2])}" if reading.notes else ""
    return reason + aside + notes


_LINK_KINDS = frozenset({EventKind.LINK_ADDED, EventKind.LINK_REMOVED, EventKind.LINK_SWAPPED})


def _events(visit: Visit, seen: PageObservation, memory: Memory) -> tuple[tuple[NewEvent, ...], Memory]:
    """All events of one compared page: at most one about its text, one a kind about its links."""
    assert visit.known is not None
    before = visit.known.version
    text, memory = _text_event(visit, seen, memory)
    if seen.comparison is not None and seen.comparison.text_changed and not text:
        return (), memory  # an alternation, its links with it
    events = [*text, *_link_events(visit, seen, before)]
    dates = seen.dates
    if dates is not None and dates.updater_changed and seen.reading is not None:
        new_name = seen.reading.freshness.updated_by
        summary = f"now updated by {new_name}, before by {visit.known.updated_by}"
        detail = {"before": visit.known.updated_by, "after": new_name}
        events.append(NewEvent(EventKind.UPDATER_CHANGED, "", summary, detail, from_version=before))
    return tuple(events), memory


def _text_event(visit: Visit, seen: PageObservation, memory: Memory) -> tuple[tuple[NewEvent, ...], Memory]:
    """The one event about title, text and stated date; none where an alternation was told before."""
    assert visit.known is not None and seen.comparison is not None
    comparison, dates, before = seen.comparison, seen.dates, visit.known.version
    detail: dict[str, object] = {"reason": comparison.reason}
    if dates is not None and (dates.old or dates.new):
        detail |= {"date_before": dates.old, "date_after": dates.new}
    if comparison.text_changed:
        if comparison.returns_to is not None:
            before_state = comparison.states[0] or visit.known.text_sha256
            pair = "/".join(sorted((before_state[:16], _state(seen)[:16])))
            if pair in memory.flips_told:
                return (), memory
            memory = replace(memory, flips_told=(*memory.flips_told[-19:], pair))
            detail["returns_to"] = comparison.returns_to
        kind, tail = _text_kind(seen)
        back = f"back to version {comparison.returns_to}: " if comparison.returns_to is not None else ""
        return (NewEvent(kind, "", back + comparison.summary + tail, detail, from_version=before),), memory
    if comparison.title_changed and seen.reading is not None:
        summary = f"title: {visit.known.title or '(none)'} → {seen.reading.title or '(none)'}"
        return (NewEvent(EventKind.TITLE_CHANGED, "", summary, detail, from_version=before),), memory
    if dates is not None and dates.moved and dates.old and dates.new:
        summary = f"stated date moved from {dates.old} to {dates.new}; the text is the same"
        return (NewEvent(EventKind.FAKE_REFRESH, "", summary, detail, from_version=before, held=True),), memory
    return (), memory


def _text_kind(seen: PageObservation) -> tuple[EventKind, str]:
    """The most specific kind for a changed text, and what to add to its summary."""
    dates = seen.dates
    if dates is not None and dates.moved:
        return EventKind.REDATED, f" (date {dates.old or 'none'} → {dates.new or 'none'})"
    if dates is not None and dates.states_date:
        return EventKind.STEALTH_EDIT, f" (the stated date stays {dates.new or dates.old})"
    return EventKind.CHANGED, ""


def _named(links: list[str]) -> str:
    rest = len(links) - NAMED_LINKS
    return ", ".join(links[:NAMED_LINKS]) + (f" and {rest} more" if rest > 0 else "")


def _name(link: FoundLink) -> str:
    return f"{link.anchor} <{link.url}>" if link.anchor and link.anchor != link.url else link.url


def _link_events(visit: Visit, seen: PageObservation, before: int) -> list[NewEvent]:
    links = seen.links
    if links is None or not visit.due.options.links:
        return []
    events = []
    for kind, word, found in (
        (EventKind.LINK_ADDED, "added", links.added),
        (EventKind.LINK_REMOVED, "removed", links.removed),
    ):
        if found:
            detail = {"links": [{"url": f.url, "anchor": f.anchor} for f in found]}
            summary = f"{len(found)} link{'s' if len(found) > 1 else ''} {word}: {_named([_name(f) for f in found])}"
            events.append(NewEvent(kind, "", summary, detail, from_version=before))
    if links.swapped:
        names = [f"{old.anchor or 'link'}: {old.url} → {new.url}" for old, new in links.swapped]
        detail = {"links": [{"anchor": o.anchor, "before": o.url, "after": n.url} for o, n in links.swapped]}
        plural = "s" if len(names) > 1 else ""
        summary = f"{len(names)} link{plural} swapped: {_named(names)}"
        events.append(NewEvent(EventKind.LINK_SWAPPED, "", summary, detail, from_version=before))
    return events
