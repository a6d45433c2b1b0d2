"""What an alert says: one digest per channel and pass, grouped by document, in plain text and in HTML.

Titles, summaries and URLs come from foreign pages: control characters never reach a subject line, everything is
escaped in HTML, only http(s) addresses become links, and everything has a length.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.records import Delivery, EventKind

__all__ = ["Message", "clean", "compose", "kind_words"]

KIND_WORDS = {
    EventKind.NEW: "new",
    EventKind.CHANGED: "changed",
    EventKind.REMOVED: "removed from the feed",
    EventKind.GONE: "gone",
    EventKind.BACK: "back again",
    EventKind.REDATED: "changed and re-dated",
    EventKind.STEALTH_EDIT: "silently edited",
    EventKind.FAKE_REFRESH: "re-dated without an edit",
    EventKind.SITE_REBUILD: "site rebuilt",
    EventKind.UPDATER_CHANGED: "updated by someone else",
    EventKind.LINK_ADDED: "link added",
    EventKind.LINK_REMOVED: "link removed",
    EventKind.LINK_SWAPPED: "link swapped",
    EventKind.LINK_DEAD: "link dead",
    EventKind.LINK_RECOVERED: "link alive again",
    EventKind.TITLE_CHANGED: "title changed",
    EventKind.FAILING: "cannot be read",
    EventKind.RECOVERED: "readable again",
    EventKind.BLOCKED: "access refused",
    EventKind.STALE_FEED: "feed has gone quiet",
}
# What people must see first.
_WEIGHT = {
    kind: place
    for place, kinds in enumerate(
        (
            {EventKind.STEALTH_EDIT, EventKind.GONE, EventKind.LINK_DEAD},
            {EventKind.CHANGED, EventKind.REDATED, EventKind.REMOVED, EventKind.LINK_SWAPPED, EventKind.TITLE_CHANGED},
            {EventKind.FAILING, EventKind.BLOCKED, EventKind.NEW},
        )
    )
    for kind in kinds
}
SUBJECT_WIDTH, TITLE_WIDTH, SUMMARY_WIDTH, URL_WIDTH = 120, 160, 1000, 500
DOCUMENTS, EVENTS_OF_ONE = 60, 20
# Above this many events of one source in one message, that source is summed up.
FLOOD, FLOOD_SHOWN = 20, 5
_INVISIBLE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to a channel. `key` is its idempotency key; `deliveries` are what it tells, for channels of rows."""

    subject: str
    body_text: str
    body_html: str | None = None
    key: str = ""
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """The events of one document (or of a source that says too much)."""

    title: str
    url: str
    events: tuple[Delivery, ...]
    more: int = 0


def kind_words(kind: EventKind) -> str:
    """The kind of an event for people."""
    return KIND_WORDS.get(kind, str(kind).replace("_", " "))


def clean(text: str, width: int) -> str:
    """Foreign text on one line: no control, format or direction characters, at most `width` columns (CJK counts two)."""
    line = " ".join(_INVISIBLE.sub(" ", text).split())
    room = width
    for at, char in enumerate(line):
        room -= 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if room < 0:
            return line[: max(at - 1, 0)].rstrip() + "…"
    return line


def compose(deliveries: Sequence[Delivery], *, base_url: str | None = None) -> Message:
    """One message that tells all of these. `base_url`: of the web pages, for links to each event."""
    if not deliveries:
        raise ValueError("nothing to tell")
    groups = _groups(deliveries)
    shown, rest = groups[:DOCUMENTS], groups[DOCUMENTS:]
    untold = sum(len(group.events) + group.more for group in rest)
    footer = f"… and {untold} more events on {len(rest)} more pages: pagewatch changes" if rest else ""
    return Message(
        subject=_subject(deliveries, groups),
        body_text=_text(shown, footer, base_url),
        body_html=_html(shown, footer, base_url),
        key=_key(deliveries),
        deliveries=tuple(deliveries),
    )


def _key(deliveries: Sequence[Delivery]) -> str:
    """The same for the same set of deliveries: a repeat after a crash carries it again."""
    if len(deliveries) == 1:
        return deliveries[0].key
    return hashlib.sha256("\n".join(sorted(d.key for d in deliveries)).encode()).hexdigest()


def _groups(deliveries: Sequence[Delivery]) -> list[_Group]:
    """By document, those that matter most first; a source with a flood of events becomes one group."""
    by_source = Counter(delivery.source for delivery in deliveries)
    keyed: dict[tuple[str, str], list[Delivery]] = {}
    for delivery in deliveries:
        flooding = by_source[delivery.source] > FLOOD and delivery.source
        keyed.setdefault(("source", delivery.source) if flooding else ("page", delivery.url), []).append(delivery)
    groups = [_group(kind, events, by_source) for (kind, _), events in keyed.items()]
    return sorted(groups, key=lambda group: min(_WEIGHT.get(event.kind, 9) for event in group.events))


def _group(kind: str, events: list[Delivery], by_source: Counter[str]) -> _Group:
    events = sorted(events, key=lambda event: (_WEIGHT.get(event.kind, 9), event.at, event.event_id))
    first = events[0]
    if kind == "source":
        title = f"{clean(first.source, TITLE_WIDTH)}: {by_source[first.source]} events ({_counts(events)})"
        return _Group(title, "", tuple(events[:FLOOD_SHOWN]), len(events) - FLOOD_SHOWN)
    title = next((clean(event.title, TITLE_WIDTH) for event in events if event.title), "") or clean(
        first.url, TITLE_WIDTH
    )
    return _Group(
        title, clean(first.url, URL_WIDTH), tuple(events[:EVENTS_OF_ONE]), max(len(events) - EVENTS_OF_ONE, 0)
    )


def _counts(events: Sequence[Delivery]) -> str:
    counted = Counter(event.kind for event in events)
    ordered = sorted(counted.items(), key=lambda pair: (_WEIGHT.get(pair[0], 9), -pair[1], pair[0].value))
    return ", ".join(f"{count} {kind_words(kind)}" for kind, count in ordered)


def _subject(deliveries: Sequence[Delivery], groups: Sequence[_Group]) -> str:
    if len(deliveries) == 1:
        return clean(f"{kind_words(deliveries[0].kind)}: {groups[0].title}", SUBJECT_WIDTH)
    pages = {delivery.url for delivery in deliveries}
    if len(pages) == 1:
        return clean(f"{_counts(deliveries)}: {groups[0].title}", SUBJECT_WIDTH)
    return clean(f"{len(deliveries)} events on {len(pages)} pages: {_counts(deliveries)}", SUBJECT_WIDTH)


def _summary(event: Delivery) -> str:
    """What happened; never empty, whatever the event brought."""
    told = clean(event.summary, SUMMARY_WIDTH)
    return told or f"{kind_words(event.kind)} (see pagewatch history)"


def _versions(event: Delivery) -> str:
    if event.from_version is not None and event.to_version is not None:
        return f"version {event.from_version} → {event.to_version}"
    return f"version {event.to_version}" if event.to_version is not None else ""


def _when(event: Delivery) -> str:
    return f"{event.at:%Y-%m-%d %H:%M} UTC"


def _event_url(event: Delivery, base_url: str | None) -> str:
    return f"{base_url.rstrip('/')}/events/{event.event_id}" if base_url else ""


# -- plain text ------------------------------------------------------------------------------------------------


def _text(groups: Sequence[_Group], footer: str, base_url: str | None) -> str:
    blocks = []
    for group in groups:
        lines = [group.title, *([group.url] if group.url and group.url != group.title else [])]
        for event in group.events:
            lines.extend(_text_event(event, in_source=not group.url, base_url=base_url))
        if group.more > 0:
            lines.append(f"  … and {group.more} more")
        blocks.append("\n".join(lines))
    return "\n\n".join([*blocks, *([footer] if footer else [])]) + "\n"


def _text_event(event: Delivery, *, in_source: bool, base_url: str | None) -> list[str]:
    facts = ", ".join(part for part in (_versions(event), _when(event)) if part)
    lines = [f"  • {kind_words(event.kind)}: {_summary(event)} ({facts})"]
    if in_source:
        lines.append(f"    {clean(event.url, URL_WIDTH)}")
    link = _event_url(event, base_url)
    return [*lines, f"    {link}"] if link else lines


# -- HTML ------------------------------------------------------------------------------------------------------


def _html(groups: Sequence[_Group], footer: str, base_url: str | None) -> str:
    parts = []
    for group in groups:
        items = "".join(_html_event(event, in_source=not group.url, base_url=base_url) for event in group.events)
        more = f"<li>… and {group.more} more</li>" if group.more > 0 else ""
        parts.append(f"<h3>{_linked(group.title, group.url)}</h3>\n<ul>{items}{more}</ul>")
    return "\n".join([*parts, *([f"<p>{html.escape(footer)}</p>"] if footer else [])])


def _html_event(event: Delivery, *, in_source: bool, base_url: str | None) -> str:
    facts = ", ".join(part for part in (_versions(event), _when(event)) if part)
    where = f"<br>{_linked(clean(event.url, URL_WIDTH), event.url)}" if in_source else ""
    link = _event_url(event, base_url)
    more = f" {_linked('details', link)}" if link else ""
    return (
        f"<li><b>{html.escape(kind_words(event.kind))}</b>: {html.escape(_summary(event))} "
        f"<small>({html.escape(facts)})</small>{more}{where}</li>"
    )


def _linked(text: str, url: str) -> str:
    shown = html.escape(text)
    address = "".join(_INVISIBLE.sub("", url).split())
    if not address.lower().startswith(("http://", "https://")):
        return shown
    return f'<a href="{html.escape(address)}" rel="noreferrer nofollow">{shown}</a>'
