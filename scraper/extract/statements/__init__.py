"""What a page says about its own dates: the ledger of statements and one explained decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from scraper.records import Freshness

__all__ = ["read_freshness"]


def read_freshness(
    tree: Any,
    html: str,
    url: str,
    *,
    headers: Sequence[tuple[str, str]] = (),
    fetched_at: datetime | None = None,
    lang: str | None = None,
    feed_published: str | None = None,
    feed_updated: str | None = None,
    sitemap_lastmod: str | None = None,
) -> Freshness:
    """All dates a page states about itself, and which of them are believed."""
    return Freshness(why="states none")
