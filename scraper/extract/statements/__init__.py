"""What a page says about its own dates: the ledger of statements and one explained decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from scraper.extract.statements.decide import decide
from scraper.extract.statements.gather import gather
from scraper.extract.statements.page import open_page
from scraper.extract.statements.support import read_support
from scraper.extract.steps import Step
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
    steps: list[Step] | None = None,
) -> Freshness:
    """All dates a page states about itself, and which of them are believed.

    `tree` is the parsed page (`extract.dom.parse`), `steps` its own where they are known, `html` its decoded text, `fetched_at` an aware time that only
    relative words are resolved against. Never raises for foreign input; a page that states none gives None twice.
    """
    page = open_page(tree, html, url, lang=lang, fetched_at=fetched_at, steps=steps)
    gather(page)
    read_support(page, headers, feed_published, feed_updated, sitemap_lastmod)
    return decide(page)
