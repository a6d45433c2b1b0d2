"""What templates say things with. Everything that comes from elsewhere is text: it is escaped, cleaned of control
characters, and becomes a link only where it is an http(s) address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from scraper.alerting import kind_words
from scraper.compare.terminal import printable
from scraper.records import EventKind
from scraper.times import ago, moment

__all__ = ["environment", "stamp"]

_HERE = Path(__file__).resolve().parent
# What a browser would encode in an address (quotes, angle brackets, spaces) is encoded, all else stays as it was.
_ODD = re.compile('["<>`\\s]')
# How a kind of event looks: the class of its badge.
_TONES = {
    "bad": ("gone", "link_dead", "removed", "failing", "blocked"),
    "odd": ("stealth_edit", "fake_refresh", "site_rebuild", "link_swapped", "updater_changed", "stale_feed"),
    "good": ("back", "recovered", "link_recovered"),
    "new": ("new", "link_added"),
}


def environment(now: Callable[[], datetime]) -> Environment:
    """Jinja with our filters. Every value is escaped (autoescape) and cleaned (finalize); an unknown name is an error."""
    env = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        when=lambda value: _when(value, now()),
        ago=lambda value: ago(value, now()),
        size=_size,
        number=lambda value: f"{value:,}".replace(",", "\u202f"),
        words=_words,
        tone=_tone,
        host=_host,
        short=_short,
        found=_found,
    )
    env.globals.update(out=_out)
    return env


def _clean(value: object) -> object:
    if value is None:
        return ""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def stamp(value: object) -> str:
    """A time for everybody: UTC, to the minute, '2025-01-19 08:30Z'; '' for none."""
    at = moment(value)
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if at else ""


def _when(value: object, now: datetime) -> Markup:
    """'3 h ago' with the exact time beside it."""
    at = moment(value)
    if at is None:
        return Markup("–")
    exact = at.astimezone(UTC).isoformat()
    return Markup('<time datetime="{0}" title="{0}">{1} <span class="ago">({2})</span></time>').format(
        exact, stamp(at), ago(at, now)
    )


def _size(count: object) -> str:
    size = float(count) if isinstance(count, int | float) else 0.0
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _words(kind: object) -> str:
    try:
        return kind_words(EventKind(str(kind)))
    except ValueError:
        return str(kind).replace("_", " ")


def _tone(kind: object) -> str:
    return next((tone for tone, kinds in _TONES.items() if str(kind) in kinds), "plain")


def _host(url: object) -> str:
    try:
        return urlsplit(str(url or "")).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _short(url: object, width: int = 90) -> str:
    """A URL to be read, not followed: without its scheme, unquoted where that is harmless, cut in the middle."""
    text = str(url or "").partition("://")[2] or str(url or "")
    readable = unquote(text)
    text = readable if readable.isprintable() and "\ufffd" not in readable else text
    return text if len(text) <= width else f"{text[: width * 2 // 3]}…{text[-width // 4 :]}"


def _out(url: object, text: object = None) -> Markup:
    """A link out of here for an http(s) address; anything else (javascript:, data:, magnet:) stays text."""
    target = str(url or "")
    label = escape(printable(str(text))) if text is not None else escape(printable(_short(target)))
    if not _is_web(target):
        return Markup('<span class="url">{0}</span>').format(label)
    return Markup('<a class="url" href="{0}" rel="noreferrer noopener nofollow">{1}</a>').format(
        _ODD.sub(lambda m: quote(m[0]), target), label
    )


def _is_web(url: str) -> bool:
    if any(ch.isspace() or not ch.isprintable() for ch in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _found(snippet: Any) -> Markup:
    """A snippet of a search with its 【match】 marked."""
    before, opened, rest = printable(str(snippet)).partition("【")
    match, closed, after = rest.partition("】")
    if not opened or not closed:
        return escape(printable(str(snippet)))
    return Markup("{0}<mark>{1}</mark>{2}").format(before, match, after)
