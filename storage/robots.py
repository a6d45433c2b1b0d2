"""What robots.txt files said, by origin; opaque JSON of the fetching room."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from storage.times import clean, to_text
from storage.writing import Writing

__all__ = ["keep_robots", "robots"]


def robots(conn: sqlite3.Connection, origin: str) -> str | None:
    """The answer kept for an origin such as 'https://example.org'."""
    row = conn.execute("SELECT answer FROM robots WHERE origin = ?", (origin,)).fetchone()
    return str(row[0]) if row else None


def keep_robots(w: Writing, answers: Mapping[str, tuple[datetime, str]]) -> None:
    """Keep answers: origin -> (good until, JSON). One row an origin, so they are never dropped."""
    with w.tx() as conn:
        conn.executemany(
            "INSERT INTO robots (origin, until, answer) VALUES (?, ?, ?) "
            "ON CONFLICT (origin) DO UPDATE SET until = excluded.until, answer = excluded.answer",
            [(origin, to_text(until), clean(text)) for origin, (until, text) in answers.items()],
        )
