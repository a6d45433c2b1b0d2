"""A feed entry as bytes and back: what is kept as the raw body of its versions."""

from __future__ import annotations

import json
from dataclasses import asdict

from scraper.errors import InputError
from scraper.records import EntryReading, FoundLink

__all__ = ["entry_raw", "read_entry_raw"]


def entry_raw(entry: EntryReading) -> bytes:
    """An entry as canonical JSON (UTF-8, sorted keys, no spaces): what is kept as the raw body of its versions."""
    fields = asdict(entry)
    del fields["light"]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def read_entry_raw(raw: bytes) -> EntryReading:
    """The entry that `entry_raw` wrote. Raises InputError if the bytes are none."""
    try:
        fields = json.loads(raw)
        links = tuple(FoundLink(**link) for link in fields.pop("links"))
        return EntryReading(**fields, links=links)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"not a stored feed entry: {error}") from error
