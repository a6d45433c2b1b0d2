"""What `decide` is given: one due resource, what fetching it gave, and what reading it gave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scraper.observations import EntryEdit, FeedObservation, PageObservation, SitemapObservation
from scraper.records import Due, Fetch, KnownDocument
from scraper.revisit import Pace

__all__ = ["Gate", "Memory", "Visit"]


class Gate(StrEnum):
    """Which cheap gate ended the reading; the value is the reason that the check row gives."""

    NOT_MODIFIED = "304"
    SAME_BYTES = "same bytes"
    SAME_TEXT = "same text"
    OPEN = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at one due resource. `observation` is None where a gate made reading needless."""

    due: Due
    fetch: Fetch
    gate: Gate = Gate.OPEN
    observation: PageObservation | FeedObservation | SitemapObservation | None = None
    known: KnownDocument | None = None
    edits: tuple[EntryEdit, ...] = ()
    edited_before: tuple[KnownDocument, ...] = ()
    raw_sha256: str = ""  # of a body that differs from the last one
    body_mark: str = ""
    fingerprint: str = ""
    pace: Pace = field(default_factory=Pace)  # the operator's choices for resources without a rhythm of their own
    problem: str | None = None  # the worker that read it was stopped: the limit, in words


@dataclass(frozen=True, slots=True)
class Memory:
    """What check remembers of a resource from visit to visit (`Due.memory_json`)."""

    feed: str = ""  # the feed reader's own state
    held_text: str = ""  # hash of a shrunken text that waits to be seen twice
    held_times: int = 0  # how many shrunken texts waited in a row, each another
    moved_to: str = ""  # target of a permanent redirect, how often and since when it was seen
    moved_seen: int = 0
    moved_since: str = ""
    lastmods: Mapping[str, str] = field(default_factory=dict)  # sitemap URL hash -> lastmod
    stale_told: bool = False
    flips_told: tuple[str, ...] = ()  # pairs of text states whose alternation was told
    newest_entry: str = ""  # ISO time of a feed's newest entry, and the usual gap between entries in seconds
    usual_gap_s: int = 0
    told: str = ""  # the trouble that people know of: failing | blocked | gone
    first_done: bool = False  # a feed or sitemap was read once: what comes now is news

    @classmethod
    def load(cls, text: str) -> Memory:
        """From `Due.memory_json`; unknown keys of another release are dropped."""
        if not text:
            return _NOTHING
        raw = json.loads(text)
        kept = {k: v for k, v in raw.items() if k in cls.__slots__}
        if "flips_told" in kept:
            kept["flips_told"] = tuple(kept["flips_told"])
        return cls(**kept)

    def dump(self) -> str:
        """The JSON text; '' for an empty memory, so that most rows stay small."""
        if self is _NOTHING:
            return ""
        kept = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""


_NOTHING = Memory()
