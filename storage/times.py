"""Times and small values as they stand in the tables, and back.

Every stored time is UTC in whole seconds, '2026-11-24T14:05:35Z': one width, so that text order is time order
(mixing '…35Z' and '…35.5Z' would not sort). What happened is cut to its second; a time before which nothing may
happen (Retry-After) is rounded up, so that cutting never lets a request out early.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import floor
from typing import Any

__all__ = [
    "SECONDS",
    "clean",
    "dump",
    "from_seconds",
    "from_text",
    "iso",
    "load",
    "to_seconds",
    "to_text",
    "to_text_up",
]


def to_text(at: datetime) -> str:
    """An aware time as stored; a naive one is a mistake of the caller and raises ValueError."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be stored: {at!r}")
    return _stamp(floor(at.timestamp()))


@lru_cache(maxsize=4096)
def _stamp(seconds: int) -> str:
    """Many rows are written in one second; a text costs six times what finding it here does."""
    return (_EPOCH + timedelta(seconds=seconds)).isoformat() + "Z"


_EPOCH = datetime(1970, 1, 1)


def to_seconds(at: datetime) -> int:
    """An aware time as tables with very many have it: whole seconds since 1970, cut."""
    return floor(at.timestamp())


def from_seconds(seconds: int | None) -> datetime | None:
    """… and back."""
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


# In SQL: the seconds of a time that is given as text.
SECONDS = "CAST(strftime('%s', {}) AS INTEGER)"


def to_text_up(at: datetime) -> str:
    """An aware time as stored, rounded up to the next whole second."""
    return to_text(at + timedelta(seconds=1) if at.microsecond else at)


def from_text(text: str | None) -> datetime | None:
    """A stored time as an aware datetime."""
    return datetime.fromisoformat(text) if text else None


def iso(text: str | None) -> str | None:
    """A stored time as people and programs get it: with a numeric offset."""
    return text[:-1] + "+00:00" if text else None


def clean(text: str) -> str:
    """Text that SQLite can hold: lone surrogates become U+FFFD, NUL (which ends text in the shell) becomes U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return text


def dump(value: Mapping[str, Any] | list[Any]) -> str:
    """Compact JSON with real UTF-8; what JSON cannot say is written as its text."""
    return clean(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))


def load(text: str | None) -> Any:
    """JSON as stored; None and '' give an empty mapping."""
    return json.loads(text) if text else {}
