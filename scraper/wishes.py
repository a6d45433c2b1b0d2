"""How a source is to be followed, as people say it (`every`, `cron`, selectors), checked, and told back to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scraper.errors import UsageError
from scraper.records import ReadOptions, Rhythm

__all__ = [
    "EXTRACTORS",
    "OPTION_NAMES",
    "check_selectors",
    "describe_options",
    "describe_rhythm",
    "options_from",
    "rhythm_from",
    "texts_of",
    "wishes_from",
]

EXTRACTORS = ("auto", "article", "readability")
OPTION_NAMES = ("select", "ignore", "watch_all", "follow", "links", "extractor")


def rhythm_from(every: str | None, cron: str | None, tz: str | None) -> Rhythm | None:
    """The rhythm asked for, None where nothing was. Raises UsageError for a span, expression or zone that is none."""
    if every is None and cron is None:
        if tz is not None:
            raise UsageError("--tz goes with --cron")
        return None
    if every is not None and cron is not None:
        raise UsageError("give --every or --cron, not both")
    from scraper.revisit import check_cron, parse_interval

    if every is not None:
        if tz is not None:
            raise UsageError("--tz goes with --cron, not with --every")
        return Rhythm(every_s=int(parse_interval(every)))
    assert cron is not None
    check_cron(cron, tz)
    return Rhythm(cron=cron, tz=tz)


def wishes_from(base: ReadOptions, given: dict[str, Any]) -> ReadOptions:
    """Reading options from `base` with what was `given` (None: not given). Selectors are checked."""
    changes = {name: value for name, value in given.items() if value is not None}
    for name in ("select", "ignore"):
        if name in changes:
            changes[name] = tuple(changes[name])
            check_selectors(changes[name], patterns=name == "ignore", option=f"--{name}")
    return replace(base, **changes)


def check_selectors(selectors: Sequence[str], *, patterns: bool, option: str) -> None:
    """Raise UsageError for a CSS selector, XPath or regular expression that cannot be read."""
    for selector in selectors:
        try:
            _compile(selector, patterns)
        except UsageError:
            raise
        except Exception as error:  # lxml and cssselect raise several unrelated kinds
            raise UsageError(f"{option}: cannot read {selector!r}: {error}") from error


def _compile(selector: str, patterns: bool) -> None:
    if not selector.strip():
        raise UsageError("an empty selector")
    if selector.startswith("re:"):
        if not patterns:
            raise UsageError(f"--select takes CSS or XPath, not a pattern: {selector!r}")
        re.compile(selector[3:])
    elif selector.startswith(("/", "(")):
        from lxml import etree

        etree.XPath(selector)
    else:
        from lxml.cssselect import CSSSelector

        CSSSelector(selector)


def describe_rhythm(rhythm: Rhythm) -> str:
    """'every 30 min', 'at 0 9 * * 1-5 (Asia/Shanghai)', or 'as often as it changes'."""
    if rhythm.every_s:
        for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
            if rhythm.every_s % size == 0:
                return f"every {rhythm.every_s // size} {unit}"
    if rhythm.cron:
        return f"at {rhythm.cron} ({rhythm.tz or 'UTC'})"
    return "as often as it changes"


def describe_options(options: ReadOptions) -> str:
    """What differs from the defaults, for a person."""
    parts = [f"select {one}" for one in options.select] + [f"ignore {one}" for one in options.ignore]
    parts += ["articles are not fetched"] if not options.follow else []
    parts += ["links are not watched"] if not options.links else []
    parts += ["the whole page is watched"] if options.watch_all else []
    parts += [f"extractor {options.extractor}"] if options.extractor != "auto" else []
    return "; ".join(parts) or "defaults"


def options_from(row: Mapping[str, Any]) -> ReadOptions:
    """Reading options from plain values; selectors are checked."""
    changes: dict[str, Any] = {}
    for name in OPTION_NAMES:
        if name in ("select", "ignore"):
            changes[name] = texts_of(row, name)
            check_selectors(changes[name], patterns=name == "ignore", option=name)
        elif name in row:
            changes[name] = _checked(name, row[name])
    return ReadOptions(**changes)


def _checked(name: str, value: object) -> object:
    wanted = str if name == "extractor" else bool
    if not isinstance(value, wanted):
        raise UsageError(f"{name}: expected {'a name' if wanted is str else 'true or false'}, not {value!r}")
    return value


def texts_of(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts under a key; one text alone is a list of one."""
    value = row.get(name, ())
    values: Iterable[object] = [value] if isinstance(value, str) else value
    if not isinstance(values, (list, tuple)) or not all(isinstance(one, str) for one in values):
        raise UsageError(f"{name}: expected a list of texts, not {value!r}")
    return tuple(str(one) for one in values)
