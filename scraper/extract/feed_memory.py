"""What a feed reader remembers of a feed between two readings, as opaque JSON of bounded size.

Of each entry in the last window, in order: a hash of its raw form (so that an unchanged entry is not parsed again),
its key, address, title, digest and date; and which entries went missing from the middle of the window.
"""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from scraper.extract.feed_text import DIGEST_VERSION
from scraper.records import EntryReading
from scraper.records.quick import quick

__all__ = ["FeedMemory", "Gone", "Remembered", "dropped_keys", "dump_memory", "has_pending", "load_memory"]

READER = f"1{DIGEST_VERSION}"  # raised when entries are read differently: then nothing is skipped
_MAX_ITEMS = 400
_MAX_GONE = 50
_MAX_BYTES = 200_000
_MAX_TITLE = 300


@quick
@dataclass(frozen=True, slots=True)
class Remembered:
    """One entry of the last window. `raw_hash` is '' where it cannot stand for the entry."""

    raw_hash: str
    key: str
    url: str | None
    title: str | None
    digest: str
    date: str | None

    def light(self) -> EntryReading:
        """The entry as far as it is remembered: no text, no links."""
        published = self.date
        return EntryReading(self.key, self.url, self.title, "", published=published, digest=self.digest, light=True)


@dataclass(frozen=True, slots=True)
class Gone:
    """An entry that went missing from the middle: `anchors` are older entries that were still there, `times` how often."""

    key: str
    anchors: tuple[str, ...]
    times: int = 1


@dataclass(frozen=True, slots=True)
class FeedMemory:
    """`context` is '' where the last reading gave no ground for skipping."""

    context: str = ""
    items: tuple[Remembered, ...] = ()
    gone: tuple[Gone, ...] = ()
    by_hash: dict[str, Remembered] = field(default_factory=dict, compare=False)


def load_memory(memory_json: str) -> FeedMemory:
    """What was remembered; nothing if it is unreadable or another reader's."""
    if not memory_json:
        return FeedMemory()
    try:
        stored = json.loads(memory_json)
        if stored["reader"] != READER:
            return FeedMemory()
        items = tuple(Remembered(h, k, k if u == 1 else u, t, d, at) for h, k, u, t, d, at in stored["items"])
        gone = tuple(Gone(key, tuple(anchors), int(times)) for key, anchors, times in stored["gone"])
        context = str(stored["context"])
    except (ValueError, TypeError, KeyError):
        return FeedMemory()
    by_hash = {item.raw_hash: item for item in items if item.raw_hash} if context else {}
    return FeedMemory(context, items, gone, by_hash)


def dump_memory(context: str, entries: Sequence[EntryReading], hashes: Sequence[str], gone: Sequence[Gone]) -> str:
    """The memory of this reading as JSON, at most about 200 kB: later entries are left out first."""
    rows: list[tuple[object, ...]] = []
    size = 0
    for entry, raw_hash in list(zip(entries, hashes, strict=True))[:_MAX_ITEMS]:
        url: object = 1 if entry.url == entry.key else entry.url
        title = entry.title if entry.title is None or len(entry.title) <= _MAX_TITLE else None
        size += len(entry.key) + len(title or "") * 3 + len(entry.url or "") + 130
        if size > _MAX_BYTES:
            break
        usable = raw_hash if title == entry.title else ""
        rows.append((usable, entry.key, url, title, entry.digest, entry.published or entry.updated))
    left = [(g.key, g.anchors, g.times) for g in gone[:_MAX_GONE]]
    stored = {"reader": READER, "context": context, "items": rows, "gone": left}
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


# -- what went missing -----------------------------------------------------------------------------------------


def has_pending(memory_json: str) -> bool:
    """Whether an entry went missing once and a second look is to confirm it: then equal bytes are worth reading too."""
    return any(gone.times < 2 for gone in load_memory(memory_json).gone)


def dropped_keys(memory: FeedMemory, present: set[str]) -> tuple[Gone, ...]:
    """The entries that are gone although older ones of the window are still there.

    An entry that leaves a window at its old end is no removal. Which end that is, the dates tell; without dates an
    entry counts only if entries on both sides of it are still there. Windows that are in no order of time tell
    nothing, and neither does one that lost more of its middle than is left, or one that came empty.
    """
    if not present:
        return memory.gone
    old = [
        Gone(g.key, g.anchors, g.times + 1)
        for g in memory.gone
        if g.key not in present and present.intersection(g.anchors)
    ]
    return tuple([*old, *_fresh_holes(memory, present)][:_MAX_GONE])


def _fresh_holes(memory: FeedMemory, present: set[str]) -> list[Gone]:
    keys = [item.key for item in memory.items]
    direction = _direction(memory.items)
    still = [i for i, key in enumerate(keys) if key in present]
    if not still or direction is None:
        return []
    holes: list[Gone] = []
    for i, key in enumerate(keys):
        if key in present:
            continue
        at = bisect(still, i)
        before, behind = still[max(at - 3, 0) : at], still[at : at + 3]
        if _is_hole(direction, before, behind):
            holes.append(Gone(key, tuple(keys[j] for j in (behind if direction >= 0 else before))))
    return holes if len(holes) <= max(3, len(still)) else []


def _is_hole(direction: int, before: list[int], behind: list[int]) -> bool:
    if direction > 0:
        return bool(behind)
    if direction < 0:
        return bool(before)
    return bool(before and behind)


def _direction(items: Sequence[Remembered]) -> int | None:
    """1: newest first, -1: oldest first, 0: no dates to tell by, None: in no order of time."""
    dates = [item.date[:10] for item in items if item.date]
    if len(dates) < 2 or len(dates) < len(items) / 2:
        return 0
    pairs = [(a, b) for a, b in pairwise(dates) if a != b]
    if not pairs:
        return 0
    falling = sum(a > b for a, b in pairs) / len(pairs)
    if falling >= 0.8:
        return 1
    return -1 if falling <= 0.2 else None
