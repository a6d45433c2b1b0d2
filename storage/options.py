"""A source's wishes as JSON in the tables, and the wishes of several sources for one resource as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

from scraper.records import ReadOptions, Rhythm
from storage.times import dump, load

__all__ = ["dump_options", "load_options", "merge_options", "merge_rhythms"]

_DEFAULT = ReadOptions()


def dump_options(options: ReadOptions) -> str:
    """Only what differs from the defaults."""
    kept = {}
    for each in fields(ReadOptions):
        value = getattr(options, each.name)
        if value != getattr(_DEFAULT, each.name):
            kept[each.name] = list(value) if isinstance(value, tuple) else value
    return dump(kept)


@lru_cache(maxsize=4096)
def load_options(text: str) -> ReadOptions:
    """From JSON; names that this release does not know are left out."""
    known = {each.name for each in fields(ReadOptions)}
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in load(text).items() if name in known
    }
    return ReadOptions(**kept)


@lru_cache(maxsize=4096)
def _merged(options: tuple[ReadOptions, ...]) -> ReadOptions:
    """What any source asks for is done; what only one of them rules out (following, links) is still done."""
    return ReadOptions(
        select=_union([o.select for o in options]) if all(o.select for o in options) else (),
        ignore=_union([o.ignore for o in options]),
        watch_all=any(o.watch_all for o in options),
        follow=any(o.follow for o in options),
        links=any(o.links for o in options),
        extractor=next((o.extractor for o in options if o.extractor != "auto"), "auto"),
    )


def _union(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for group in parts for part in group))


def merge_options(options: Sequence[ReadOptions]) -> ReadOptions:
    """Union of selects and ignores."""
    if len(options) == 1:
        return options[0]
    return _merged(tuple(options)) if options else _DEFAULT


def merge_rhythms(rhythms: Sequence[Rhythm]) -> Rhythm:
    """The smallest interval wins; a cron is kept only where no source gives an interval."""
    if len(rhythms) == 1:
        return rhythms[0]
    intervals = [r for r in rhythms if r.every_s is not None]
    if intervals:
        return min(intervals, key=lambda r: r.every_s or 0)
    return next((r for r in rhythms if r.cron is not None), Rhythm())
