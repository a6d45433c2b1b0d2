"""Values that pagewatch.toml writes in a human way: spans, sizes, times of day, channels."""

from __future__ import annotations

import re
from collections import Counter
from datetime import time
from typing import Any

from scraper.channels.targets import check_channel, scheme_of
from scraper.errors import UsageError
from scraper.records import Channel
from scraper.revisit import parse_interval

__all__ = ["Channels", "Hours", "Size", "Span", "Times", "decode"]

# Patterns are compiled where a value is written that way: most verbs read a configuration without any.
_SIZE = r"([0-9]+(?:\.[0-9]+)?)\s*([kmgKMG]?)([iI]?)[bB]?"
_TIME = r"([0-9]{1,2}):([0-9]{2})"


# Wrong types are ValueErrors here: msgspec turns those, and only those, into complaints with a place.
# ruff: noqa: TRY004


class Span(float):
    """Seconds, written '30m', '2h', '1d' or as a number of seconds; never negative."""


class Size(int):
    """Bytes, written '16 MiB', '500 kB' or as a number."""


class Times(tuple[time, ...]):
    """Times of day, written ['08:00', '18:30'] or '08:00'."""

    __slots__ = ()


class Hours(tuple[time, time]):
    """From one time of day to another, over midnight if need be, written '22:00-07:00'."""

    __slots__ = ()


class Channels(tuple[Channel, ...]):
    """Where alerts go: a list of addresses, or a table of name = address."""

    __slots__ = ()


def decode(kind: type, value: Any) -> Any:
    """One written value as its kind; for msgspec. Raises ValueError with what is wrong."""
    try:
        return _READERS[kind](value)
    except UsageError as error:
        raise ValueError(str(error)) from error


def _span(value: object) -> Span:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"expected a span like '30m' or a number of seconds, got {_named(value)}")
    if isinstance(value, str):
        seconds = 0.0 if value.strip() in ("0", "0s") else float(parse_interval(value))
    else:
        seconds = float(value)
    if not 0 <= seconds < 1e10:
        raise ValueError(f"a span cannot be {value}")
    return Span(seconds)


def _size(value: object) -> Size:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return Size(value)
    found = re.fullmatch(_SIZE, value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"expected a size like '16 MiB' or a number of bytes, got {value!r}")
    step = 1024 if found[3] else 1000
    return Size(float(found[1]) * step ** ["", "k", "m", "g"].index(found[2].lower()))


def _time(value: object) -> time:
    if isinstance(value, time):
        return value
    found = re.fullmatch(_TIME, value.strip()) if isinstance(value, str) else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"expected a time of day like '08:00', got {value!r}")
    return time(int(found[1]), int(found[2]))


def _times(value: object) -> Times:
    return Times(sorted(_time(part) for part in (value if isinstance(value, list) else [value])))


def _hours(value: object) -> Hours:
    parts = re.split(r"\s*(?:-|–|\bto\b)\s*", value.strip()) if isinstance(value, str) else []
    if len(parts) != 2:
        raise ValueError(f"expected hours like '22:00-07:00', got {value!r}")
    return Hours((_time(parts[0]), _time(parts[1])))


def _channels(value: object) -> Channels:
    """Names from the table, or the kind of address, numbered where it repeats."""
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list | tuple):
        pairs = [("", target) for target in value]
    else:
        raise ValueError(f"expected a list of addresses or a table of name = address, got {_named(value)}")
    seen: Counter[str] = Counter()
    found = []
    for given, target in pairs:
        if not isinstance(target, str):
            raise ValueError(f"the address of a channel is text, got {_named(target)}")
        try:
            check_channel(target)
        except UsageError as error:
            raise ValueError(f"{error} - at `$.{given}`" if given else str(error)) from error
        name = given or scheme_of(target)
        seen[name] += 1
        found.append(Channel(name if seen[name] == 1 else f"{name}-{seen[name]}", target.strip()))
    return Channels(found)


def _named(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a table"}
    return names.get(type(value), type(value).__name__)


_READERS = {Span: _span, Size: _size, Times: _times, Hours: _hours, Channels: _channels}
