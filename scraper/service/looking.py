"""Looking without storing: what `inspect URL`, `link URL` and `add` need of the network."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from scraper.config import Config
from scraper.errors import ParseLimit, UsageError
from scraper.fetching.engine import open_crawl, run_on_loop
from scraper.fetching.visitor import Visits
from scraper.observations import FeedJob, PageJob
from scraper.reading import observe_feed, observe_kind, observe_page
from scraper.records import Article, Fetch, HostNotes, LinkTarget, ReadOptions, ResourceKind
from scraper.service.links import look_at
from scraper.service.manners import lend_now
from scraper.service.opening import link_policy, settings_of
from scraper.service.requests import Probe
from scraper.urls import canonical, check_url, host_key, is_http, kind_by_shape
from scraper.workers import Workers

if TYPE_CHECKING:
    from scraper.extract.barrier import Barrier

__all__ = ["Looked", "guess_kind", "inspect_urls", "judge_links", "probe_source", "probe_with"]

T = TypeVar("T")
Looked = tuple[Article | None, str | None]  # what was read, or the reason why it could not be


def _with_network(config: Config, job: Callable[[Visits, Workers], Awaitable[T]]) -> T:
    """Run one job over an engine of its own."""
    results: list[T] = []

    async def main() -> int:
        workers = Workers()
        try:
            async with open_crawl(settings_of(config)) as crawler:
                lend_now(crawler, workers)
                results.append(await job(Visits(crawler), workers))
        finally:
            workers.close()
        return 0

    run_on_loop(main)
    return results[0]


def judge_links(urls: Sequence[str], config: Config, now: datetime | None = None) -> list[dict[str, Any]]:
    """One look at each link, nothing stored: rows of url, state, reason, evidence, status, final_url."""
    at = now or datetime.now(UTC)
    targets = [LinkTarget(target_id=n, url=u, canonical=canonical(u)) for n, u in enumerate(urls)]

    async def job(visits: Visits, workers: Workers) -> list[dict[str, Any]]:
        notes = {host_key(t.url): HostNotes(host_key(t.url)) for t in targets}
        looks, _ = await look_at(targets, notes, link_policy(config), at, visits)
        rows = {
            look.target_id: {
                "url": urls[look.target_id],
                "state": _state_now(look.state, look.evidence_class),
                "reason": look.reason,
                "evidence": look.evidence,
                "status": look.status,
                "final_url": look.final_url,
            }
            for look in looks
        }
        return [rows[n] for n in range(len(urls))]

    return _with_network(config, job)


def _state_now(state: str, evidence_class: str) -> str:
    """What one look can say at once: strong evidence (410, NXDOMAIN, a provider's exact code) is called dead here,
    weaker evidence stays suspect. Stored verdicts need more looks."""
    return "dead" if state == "suspect" and evidence_class in ("S", "M") else state


async def _fetch(visits: Visits, url: str) -> Fetch:
    return await visits.client.fetch(url, headers=(("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),))


def inspect_urls(urls: Sequence[str], config: Config, options: ReadOptions) -> list[Looked]:
    """What extraction sees of each URL, nothing stored."""

    async def look(visits: Visits, workers: Workers, url: str) -> Looked:
        fetch = await _fetch(visits, url)
        if fetch.failure is not None:
            return None, f"{fetch.failure.kind.value.replace('_', ' ')}: {fetch.failure.detail}"
        try:
            seen = await workers.run(observe_page, PageJob(fetch, url, options, None, fetch.fetched_at))
        except ParseLimit as error:
            return None, str(error)
        if seen.reading is None:
            return None, _barrier(seen.barrier)
        status = None if fetch.status == 200 else f"status {fetch.status}"
        return Article(url=url, reading=seen.reading, barrier=status), None

    async def job(visits: Visits, workers: Workers) -> list[Looked]:
        return list(await asyncio.gather(*(look(visits, workers, url) for url in urls)))

    return _with_network(config, job)


def _barrier(barrier: Barrier | None) -> str:
    if barrier is None:
        return "nothing to read"
    return f"{barrier.kind.replace('_', ' ')} ({'; '.join(barrier.reasons[:3])})"


def guess_kind(url: str) -> Probe:
    """What a URL looks like, without asking for it. Raises UsageError."""
    url = check_url(url)
    if not is_http(url):
        raise UsageError(f"cannot follow {url!r}: only http and https")
    return Probe(url, kind_by_shape(url))


def probe_source(url: str, config: Config) -> Probe:
    """What a URL is, for `add`: page, feed or sitemap, its title, and the feeds that a page offers."""
    guess = guess_kind(url)

    async def job(visits: Visits, workers: Workers) -> Probe:
        return await probe_with(guess, visits, workers)

    return _with_network(config, job)


async def probe_with(guess: Probe, visits: Visits, workers: Workers) -> Probe:
    """The same over an engine that runs already, from the guess by the URL alone."""
    url = guess.url
    fetch = await _fetch(visits, url)
    if fetch.failure is not None:
        return replace(guess, failure=fetch.failure.detail)
    if fetch.status is None or fetch.status >= 400:
        return replace(guess, failure=f"status {fetch.status}")
    try:
        kind, reading = await workers.run(observe_kind, fetch, url)
        if kind is ResourceKind.FEED:
            seen = await workers.run(observe_feed, FeedJob(fetch, url, {}, "", True, fetch.fetched_at))
            return Probe(url, kind, title=seen.reading.title if seen.reading else None)
    except ParseLimit as error:
        return replace(guess, failure=str(error))
    if reading is None:
        return Probe(url, kind)
    return Probe(url, kind, title=reading.title, feeds=tuple((feed, "") for feed in reading.feeds))
