"""One page followed without network or database: captures in, intents out, carrying along what the store would know."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime

from scraper.check import Gate, Visit, decide
from scraper.extract.page import fingerprint
from scraper.observe import PageJob, observe_page
from scraper.records import (
    CheckIntent,
    Due,
    EventKind,
    Fetch,
    KnownDocument,
    NewVersion,
    ReadOptions,
    ResourceKind,
)

__all__ = ["NEWS", "Follower", "Look"]

# What people are alerted of about a page itself; trouble with reaching it is another matter.
NEWS = frozenset(
    {
        EventKind.CHANGED,
        EventKind.REDATED,
        EventKind.STEALTH_EDIT,
        EventKind.FAKE_REFRESH,
        EventKind.TITLE_CHANGED,
        EventKind.LINK_ADDED,
        EventKind.LINK_REMOVED,
        EventKind.LINK_SWAPPED,
        EventKind.UPDATER_CHANGED,
        EventKind.REMOVED,
        EventKind.GONE,
    }
)
LABEL = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Look:
    """One capture: what was decided, and the CPU that reading, comparing and deciding took (ms)."""

    intent: CheckIntent
    gate: Gate
    cpu_ms: float

    @property
    def news(self) -> tuple[EventKind, ...]:
        """The kinds of all alert-worthy events."""
        return tuple(e.kind for e in self.intent.events if e.kind in NEWS)

    @property
    def reason(self) -> str:
        """Why, for a person; with what was told."""
        told = " · ".join(f"{e.kind.value}: {e.summary[:120]}" for e in self.intent.events)
        worth = f"{self.intent.versions[0].significance.value}: " if self.intent.versions else ""
        return f"{worth}{self.intent.check.reason}" + (f" · {told}" if told else "")


@dataclass(slots=True)
class Follower:
    """One page's state. `look` is one visit; a forced worker and the store are all that is missing of the program."""

    url: str
    options: ReadOptions = field(default_factory=ReadOptions)
    host_json: str = ""
    known: KnownDocument | None = None
    due: Due = field(init=False)
    recent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=20))

    def __post_init__(self) -> None:
        self.due = Due(1, self.url, ResourceKind.PAGE, options=self.options)

    def look(self, body: bytes, at: datetime, content_type: str = LABEL) -> Look:
        """Visit the page when it answers with this body."""
        fetch = Fetch(self.url, self.url, at, status=200, headers=(("Content-Type", content_type),), body=body)
        started = time.process_time()
        visit = self._visit(fetch, at)
        intent = decide(visit, at)
        cost = (time.process_time() - started) * 1000
        self._keep(intent, at)
        return Look(intent, visit.gate, cost)

    def _visit(self, fetch: Fetch, at: datetime) -> Visit:
        """As the recorder looks: the cheap gates first."""
        digest = hashlib.sha256(fetch.body).hexdigest()
        if digest == self.due.body_mark:
            return Visit(self.due, fetch, Gate.SAME_BYTES, body_mark=digest, fingerprint=self.due.fingerprint or "")
        mark = fingerprint(fetch.body, fetch.header("content-type"), self.options)
        visit = Visit(self.due, fetch, raw_sha256=digest, body_mark=digest, fingerprint=mark, known=self.known)
        if mark == self.due.fingerprint:
            return replace(visit, gate=Gate.SAME_TEXT)
        job = PageJob(fetch, self.url, self.options, self.known, at)
        return replace(visit, observation=observe_page(job))

    def _keep(self, intent: CheckIntent, at: datetime) -> None:
        patch = intent.patch
        if intent.host_json is not None:
            self.host_json = intent.host_json
        for new in intent.versions:
            self.known = self._version(new)
        self.due = replace(
            self.due,
            state=patch.state,
            body_mark=patch.body_mark,
            fingerprint=patch.fingerprint,
            failures=patch.failures,
            failing_since=patch.failing_since,
            memory_json=patch.memory_json,
            rate_json=patch.rate_json,
            last_checked_at=at,
            last_changed_at=patch.last_changed_at,
            document_id=1 if self.known else None,
            version=self.known.version if self.known else None,
        )

    def _version(self, new: NewVersion) -> KnownDocument:
        number = self.known.version + 1 if self.known else 1
        if new.same_reading and self.known is not None:
            self.recent.appendleft((number, self.known.text_sha256))
            return replace(
                self.known, version=number, raw=new.raw, raw_sha256=new.raw_sha256, recent=tuple(self.recent)
            )
        self.recent.appendleft((number, new.text_sha256))
        return KnownDocument(
            document_id=1,
            version=number,
            raw=new.raw,
            raw_sha256=new.raw_sha256,
            content_type=new.content_type,
            text=new.text,
            title=new.title,
            published=new.freshness.published,
            updated=new.freshness.updated,
            updated_by=new.freshness.updated_by,
            links=new.links,
            text_sha256=new.text_sha256,
            recent=tuple(self.recent),
            memory_json=new.memory_json,
            flags=new.freshness.flags,
            host_json=self.host_json,
        )
