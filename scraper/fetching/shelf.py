"""Robots answers as JSON, so that they can outlive the process in any table of text: one request per host and day."""

from __future__ import annotations

import json
from datetime import datetime

from scraper.fetching.robots import RobotsRecord
from scraper.records import Failure, FailureKind

__all__ = ["record_from_json", "record_to_json"]


def record_to_json(record: RobotsRecord) -> str:
    """One line of JSON; rules up to 512 KiB are kept as they are."""
    refusal = record.refusal and {"kind": record.refusal.kind.value, "detail": record.refusal.detail}
    since = record.unreachable_since and record.unreachable_since.isoformat()
    row = {
        "until": record.until.isoformat(),
        "text": record.text,
        "note": record.note,
        "refusal": refusal,
        "since": since,
    }
    return json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False)


def record_from_json(origin: str, text: str) -> RobotsRecord | None:
    """The record, or None for what another version wrote: asking once more is then the right thing."""
    try:
        row = json.loads(text)
        refusal, since = row.get("refusal"), row.get("since")
        return RobotsRecord(
            origin,
            datetime.fromisoformat(row["until"]),
            text=row.get("text"),
            note=row.get("note", ""),
            refusal=Failure(FailureKind(refusal["kind"]), refusal["detail"]) if refusal else None,
            unreachable_since=datetime.fromisoformat(since) if since else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
