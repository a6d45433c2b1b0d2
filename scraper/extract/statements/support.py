"""Supporting evidence from outside the document: HTTP headers, the feed entry, the sitemap."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extract.statements.claims import Claim
from scraper.extract.statements.page import Page
from scraper.extract.statements.values import read_http_date, read_value

__all__ = ["read_support"]


def read_support(
    page: Page,
    headers: Sequence[tuple[str, str]],
    feed_published: str | None,
    feed_updated: str | None,
    sitemap_lastmod: str | None,
) -> None:
    """Adds claims that support others and never decide alone. A Last-Modified equal to Date is the clock, not a date."""
    lower = {name.lower(): value for name, value in reversed(headers)}
    modified = read_http_date(lower.get("last-modified", ""))
    if modified is not None:
        sent = read_http_date(lower.get("date", ""))
        clock = sent is not None and abs((sent.start - modified.start).total_seconds()) <= 2
        if clock:
            page.flags.append("last_modified_equals_date")
        page.claims.append(
            Claim("updated", modified, "http", "http:last-modified", 0.05 if clock else 0.3, "site" if clock else "page",
                  f"Last-Modified: {lower['last-modified'][:60]}", "Last-Modified")
        )  # fmt: skip
    for value, role, source, rule in (
        (feed_published, "published", "feed", "feed:published"),
        (feed_updated, "updated", "feed", "feed:updated"),
        (sitemap_lastmod, "updated", "sitemap", "sitemap:lastmod"),
    ):
        moment = read_value(value, page.hints) if value else None
        if value and moment is not None:
            page.claims.append(Claim(role, moment, source, rule, 0.4, "page", f"{rule} {value[:60]}", rule))
