"""Held events of one pass: many articles of one host re-dated at once are one site rebuild, not many alerts.

A site generator that takes a file's time for "last updated" re-dates every post with each deployment. One event says
so and lists them; what is not part of such a batch is released as it is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from scraper.records import EventKind, NewEvent

__all__ = ["Held", "Settlement", "roll_up"]

# This many documents of one host in one pass are a rebuild; fewer suffice when all state the very same minute.
MANY, MANY_SAME_MINUTE = 5, 3
LISTED = 200
_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_MOVED_TO = re.compile(r"(?:\bto\b|→)\s*(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?)")


class Held(Protocol):
    """What rolling up looks at of an event that waits for the end of the pass."""

    @property
    def event_id(self) -> int: ...
    @property
    def kind(self) -> EventKind: ...
    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def summary(self) -> str: ...
    @property
    def detail(self) -> Mapping[str, Any]: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Settlement:
    """`release`: ids to be told as they are. `replace`: ids that one new event stands for."""

    release: tuple[int, ...] = ()
    replace: tuple[tuple[tuple[int, ...], NewEvent], ...] = ()


def roll_up(held: Iterable[Held]) -> Settlement:
    """What becomes of the events that a pass held back."""
    release: list[int] = []
    hosts: dict[str, list[Held]] = defaultdict(list)
    for event in held:
        host = _host(event.url)
        if event.kind is EventKind.FAKE_REFRESH and host:
            hosts[host].append(event)
        else:
            release.append(event.event_id)
    replace: list[tuple[tuple[int, ...], NewEvent]] = []
    for host, events in hosts.items():
        batch = _batch(events)
        if batch:
            replace.append((tuple(event.event_id for event in batch), _rebuild(host, batch)))
        gone = {event.event_id for event in batch}
        release += [event.event_id for event in events if event.event_id not in gone]
    return Settlement(tuple(sorted(release)), tuple(replace))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).netloc.rpartition("@")[2]).lower()
    except ValueError:
        return ""


def _batch(events: Sequence[Held]) -> list[Held]:
    """The events that make a rebuild: all of them when they are many, else those that state the same minute."""
    if len({event.url for event in events}) >= MANY:
        return list(events)
    minutes = Counter(minute for event in events if (minute := _minute(event)))
    if not minutes:
        return []
    minute, _ = minutes.most_common(1)[0]
    same = [event for event in events if _minute(event) == minute]
    return same if len({event.url for event in same}) >= MANY_SAME_MINUTE else []


def _stated(event: Held) -> str:
    """The date that the page now states, as far as the event says it."""
    for key in ("date_after", "new", "updated"):
        value = event.detail.get(key)
        if isinstance(value, str) and value:
            return value
    found = _MOVED_TO.search(event.summary)
    return found[1] if found else ""


def _minute(event: Held) -> str:
    found = _MINUTE.match(_stated(event))
    return found.group().replace(" ", "T") if found else ""


def _rebuild(host: str, events: Sequence[Held]) -> NewEvent:
    dates = sorted({_stated(event) for event in events} - {""})
    span = f" to {dates[0]}" if len(dates) == 1 else f" to {dates[0]} … {dates[-1]}" if dates else ""
    listed = [
        {"url": event.url, "title": event.title, "date": _stated(event) or None, "event_id": event.event_id}
        for event in events[:LISTED]
    ]
    return NewEvent(
        EventKind.SITE_REBUILD,
        None,
        f"site rebuild: {len(events)} articles of {host} were re-dated at once{span}; their texts are the same",
        {"host": host, "documents": len(events), "dates": dates[:LISTED], "listed": listed},
        url=_home(events[0].url),
    )


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"
