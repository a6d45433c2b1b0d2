"""feedparser, imported nowhere else: a feed's XML to its dictionaries, as `feedparser.parse` gives them but sooner.

Some things are put in feedparser's way while it parses, each of which must not change its result by a character
(tests/test_feed_markup.py): its passes over markup find tags faster, text comes from the XML parser in one piece
instead of a piece per line and reference, the address of the feed is not joined with itself at every element, three words
about each text are copied as three words, and it does not look through the disk for an XML parser that nobody has.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.sax import saxutils
from xml.sax.expatreader import ExpatParser

import feedparser
from feedparser import api, mixin, sanitizer, urls

from scraper.errors import InputError
from scraper.extract.feed_markup import run_markup
from scraper.extract.feed_text import clean_line

_C1 = re.compile("[\x80-\x9f]")

__all__ = ["Parsed", "create_parser", "parse_feed"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What feedparser made of (a part of) a feed. `strict`: it was well-formed XML, entry by entry."""

    feed: Any
    entries: list[Any]
    version: str
    strict: bool
    problem: str


def parse_feed(raw: bytes, url: str, *, loose: bool = False) -> Parsed:
    """Hand a feed to feedparser; `loose`: straight to its parser for what is not well-formed.

    feedparser tries the strict one first and starts again where that fails, perhaps at the very end; with a flaw right
    at the start it fails at once. Raises InputError for what feedparser cannot bear.
    """
    raw = b"&flaw;" + raw if loose else raw
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        with _quickened():
            result = feedparser.parse(io.BytesIO(raw), response_headers=headers)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, LookupError) as error:
        # feedparser's loose parser raises these from its depths for broken markup declarations
        raise InputError(f"not a readable feed: {type(error).__name__}: {clean_line(str(error))}") from error
    except RecursionError as error:
        raise InputError("not a readable feed: nested too deeply") from error
    problem = clean_line(str(result.get("bozo_exception") or "")) or ""
    return Parsed(result["feed"], result["entries"], result.get("version") or "", not result["bozo"], problem)


@contextmanager
def _quickened() -> Iterator[None]:
    """feedparser with our ways to the same result, and as it was afterwards."""
    ours = (
        (mixin, "resolve_relative_uris", _resolve),
        (mixin, "_sanitize_html", _clean),
        (mixin, "make_safe_absolute_uri", lru_cache(urls.make_safe_absolute_uri)),  # the same base for every element
        (mixin, "copy", _Copy),
        (mixin._FeedParserMixin, "handle_data", _handle_data),
        (api, "PREFERRED_XML_PARSERS", [__name__]),  # the module's create_parser is asked
    )
    before = [(module, name, getattr(module, name)) for module, name, _ in ours]
    try:
        for module, name, value in ours:
            setattr(module, name, value)
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def _resolve(markup: str, base: str, encoding: str, kind: str) -> str:
    """feedparser's `resolve_relative_uris`."""
    found = run_markup(urls.RelativeURIResolver(base, encoding, kind), markup)
    return str(urls.resolve_relative_uris(markup, base, encoding, kind)) if found is None else found


def _clean(markup: str, encoding: str, kind: str) -> str:
    """feedparser's `_sanitize_html`."""
    found = run_markup(sanitizer._HTMLSanitizer(encoding, kind), markup.replace("<![CDATA[", "&lt;![CDATA["))
    if found is None:
        return str(sanitizer._sanitize_html(markup, encoding, kind))
    return _Cleaned(found.strip().replace("\r\n", "\n"))


class _Copy:
    """The module `copy`, as far as feedparser uses it: what it copies (type, language, base of a text) is flat."""

    @staticmethod
    def deepcopy(params: Any) -> Any:
        flat = all(name in _FLAT and (value is None or type(value) is str) for name, value in params.items())
        return feedparser.FeedParserDict(params) if flat else copy.deepcopy(params)


_FLAT = frozenset({"type", "language", "base"})


def _handle_data(parser: Any, text: str, escape: int = 1) -> None:
    """feedparser's method of that name; a plain dictionary's `get` tells the type of the text in a tenth of the time."""
    if not parser.elementstack:
        return
    if escape and dict.get(parser.contentparams, "type") == "application/xhtml+xml":
        text = saxutils.escape(text)
    parser.elementstack[-1][2].append(text)


class _Cleaned(str):
    """Text that feedparser will search for characters of Windows-1252: at once where there are none (C looks them up one by one)."""

    __slots__ = ()

    def translate(self, table: Any, /) -> str:
        plain = str(self)
        return plain.translate(table) if _C1.search(plain) else plain


class _Joined(ExpatParser):
    """The standard library's XML parser, which gives text that stands together in one piece."""

    def reset(self) -> None:
        super().reset()
        self._parser: Any
        self._parser.buffer_text = True
        self._parser.buffer_size = 1 << 16


def create_parser() -> ExpatParser:
    """What `xml.sax.make_parser` asks a driver's module for."""
    return _Joined()
