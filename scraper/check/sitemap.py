"""Deciding on a sitemap: new URLs are followed as pages, a moved lastmod is a hint to look now."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from scraper.check.resource import check_row, healthy
from scraper.check.visit import Memory, Visit
from scraper.observations import SitemapObservation
from scraper.records import CheckIntent, Discovery, EventKind, NewEvent, Outcome, SitemapEntry
from scraper.revisit import Seen

__all__ = ["decide_sitemap"]

# More new URLs than this in one reading are told as one event.
TOLD_ONE_BY_ONE = 20


def _short(url: str) -> str:
    """Eleven characters stand for a URL in memory: 50,000 URLs stay around a megabyte."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:11]


def decide_sitemap(visit: Visit, seen: SitemapObservation, now: datetime) -> CheckIntent:
    """The intent of a sitemap or sitemap index that could be read."""
    memory = Memory.load(visit.due.memory_json)
    first = not memory.first_done
    fresh = [e for e in seen.entries if _short(e.url) not in memory.lastmods]
    moved = [e for e in seen.entries if e.lastmod and memory.lastmods.get(_short(e.url), e.lastmod) != e.lastmod]
    memory = replace(memory, lastmods={_short(e.url): e.lastmod or "" for e in seen.entries}, first_done=True)
    kind = "first" if first else "changed" if fresh or moved else "unchanged"
    watching = Seen(
        kind=kind,
        new_entries=0 if first else len(fresh),
        last_checked_at=visit.due.last_checked_at,
        status=visit.fetch.status,
    )
    patch, state_events = healthy(visit, watching, now, memory=memory)
    reason = f"{len(seen.entries)} URLs, {len(fresh)} new, {len(moved)} with a newer lastmod"
    decision = "baseline" if first else "new version" if fresh or moved else "unchanged"
    return CheckIntent(
        visit.due,
        check_row(visit, Outcome.EXTRACTED, decision, reason),
        patch,
        events=(*state_events, *(() if first else _news(fresh))),
        discoveries=tuple(
            Discovery(e.url, lastmod=e.lastmod, due_now=not first, nested=e.nested) for e in (*fresh, *moved)
        ),
    )


def _news(fresh: list[SitemapEntry]) -> tuple[NewEvent, ...]:
    pages = [e for e in fresh if not e.nested]
    if len(pages) > TOLD_ONE_BY_ONE:
        return (NewEvent(EventKind.NEW, None, f"{len(pages)} new pages", {"urls": [e.url for e in pages[:500]]}),)
    return tuple(NewEvent(EventKind.NEW, None, f"new page: {e.url}", {"url": e.url}, url=e.url) for e in pages)
