"""Events on their way to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from scraper.records.kinds import EventKind

__all__ = ["Channel", "Delivery", "EventFacts"]


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What routing may look at: one stored event with the names of what it is about."""

    kind: EventKind
    url: str
    title: str | None
    host: str
    source_ids: tuple[int, ...]
    tags: tuple[str, ...]
    summary: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Channel:
    """Where alerts go. `target` is 'stdout:', 'jsonl:PATH' or an Apprise URL and may hold secrets: show `name` only."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one channel. `key` is the idempotency key that every repeat carries."""

    delivery_id: int
    event_id: int
    channel: str
    key: str
    attempts: int
    at: datetime
    kind: EventKind
    url: str
    title: str | None
    source: str
    summary: str
    detail: Mapping[str, Any]
    from_version: int | None
    to_version: int | None
