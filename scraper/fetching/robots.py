"""robots.txt by RFC 9309: rules by protego, and the error rules that most crawlers have backwards.

4xx means no rules (401 and 403 are noted). 5xx, silence and resets mean that nothing may be fetched; rules known from
before are used meanwhile, and after 30 days without an answer the host is treated as having none. Where not even a
connection could be made, that failure itself is the page's, because no rule was at stake. 429 is a refusal for now.
One request per origin at a time and per day; the first 512 KiB count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

from protego import Protego

from scraper.fetching.politeness import retry_after_s
from scraper.records import Failure, FailureKind, Fetch

__all__ = ["AGENT", "MAX_ROBOTS_BYTES", "Robots", "RobotsRecord", "RobotsShelf", "RobotsVerdict", "read_rules"]

AGENT = "pagewatch"  # the product token that groups of rules are matched against
MAX_ROBOTS_BYTES = 512 << 10
KEEP = timedelta(hours=24)
RETRY_UNREACHABLE = timedelta(minutes=15)
RETRY_UNCONNECTED = timedelta(seconds=30)  # long enough for one pass over a host's pages
FORGIVE_AFTER = timedelta(days=30)
# Above this, parsing takes tens of milliseconds and more, which the event loop must not lose.
INLINE_BYTES = 64 << 10
_MAX_ORIGINS = 10_000
_NO_CONNECTION = {
    FailureKind.DNS_NXDOMAIN,
    FailureKind.DNS_NODATA,
    FailureKind.DNS_ERROR,
    FailureKind.CONNECT_REFUSED,
    FailureKind.CONNECT_TIMEOUT,
}
# An answer came, but no rules can be read from it: RFC 9309 calls that unavailable.
_NO_RULES = {
    FailureKind.REDIRECT_LOOP,
    FailureKind.BAD_REDIRECT,
    FailureKind.POLICY,
    FailureKind.BAD_ENCODING,
    FailureKind.UNPARSEABLE,
    FailureKind.TOO_LARGE,
    FailureKind.TLS,  # the page's own request meets the same certificate and says so
}


@dataclass(frozen=True, slots=True)
class RobotsRecord:
    """What one origin's robots.txt last said. `text` None: no rules apply. `refusal`: nothing may be fetched, and why.

    `unreachable_since` is the first failure in a row; `until` is when to ask again.
    """

    origin: str
    until: datetime
    text: str | None = None
    note: str = ""
    refusal: Failure | None = None
    unreachable_since: datetime | None = None


class RobotsShelf(Protocol):
    """Where records outlive the process. None from `load` means unknown; `save` must be quick."""

    async def load(self, origin: str) -> RobotsRecord | None:
        """The record kept for an origin such as 'https://example.org'."""

    def save(self, record: RobotsRecord) -> None:
        """Keep a record."""


@dataclass(frozen=True, slots=True)
class RobotsVerdict:
    """Whether a URL may be fetched: `failure` None is yes. `delay_s` is the host's Crawl-delay."""

    failure: Failure | None = None
    delay_s: float | None = None
    note: str = ""


def decode_rules(body: bytes) -> str:
    """robots.txt as text: UTF-8 unless a BOM says UTF-16; what is no text is replaced, never an error."""
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return body[:MAX_ROBOTS_BYTES].decode(encoding, "replace")


@lru_cache(maxsize=256)
def _parsed(text: str) -> Protego:
    return Protego.parse(text)


def read_rules(text: str, url: str, agent: str = AGENT) -> tuple[bool, float | None]:
    """(may `agent` fetch `url`, its Crawl-delay in seconds). Pure but for a cache; runs in a worker for long texts."""
    rules = _parsed(text)
    delay = rules.crawl_delay(agent)
    return bool(rules.can_fetch(url, agent)), float(delay) if delay else None


class Robots:
    """Answers for all origins of one process. `ask` fetches a robots.txt without asking for robots itself.

    With `anew` what the shelf kept is not believed, only remembered (since when nobody answers): somebody wants to see
    everything as it is now.
    """

    def __init__(
        self,
        ask: Callable[[str], Awaitable[Fetch]],
        clock: Callable[[], datetime],
        *,
        shelf: RobotsShelf | None = None,
    ) -> None:
        self._ask = ask
        self.clock = clock
        self.shelf = shelf
        self.anew = False
        self.read_long: Callable[[str, str], Awaitable[tuple[bool, float | None]]] = _in_thread
        self._records: dict[str, RobotsRecord] = {}
        self._asking: dict[str, asyncio.Task[RobotsRecord]] = {}

    async def verdict(self, url: str) -> RobotsVerdict:
        """Whether `url` may be fetched now; asks the origin's robots.txt at most once a day."""
        origin, path = _split_origin(url)
        if path == "/robots.txt":
            return RobotsVerdict()
        record = await self._record(origin)
        if record.refusal is not None:
            return RobotsVerdict(record.refusal, note=record.note)
        if not record.text:
            return RobotsVerdict(note=record.note)
        if len(record.text) > INLINE_BYTES:
            allowed, delay = await self.read_long(record.text, url)
        else:
            allowed, delay = read_rules(record.text, url)
        refusal = None if allowed else Failure(FailureKind.ROBOTS, f"{origin}/robots.txt does not allow it")
        return RobotsVerdict(refusal, delay, record.note)

    async def _record(self, origin: str) -> RobotsRecord:
        known = self._records.get(origin)
        if known is not None and known.until > self.clock():
            return known
        task = self._asking.get(origin)
        if task is None:
            task = self._asking[origin] = asyncio.create_task(self._refresh(origin, known))
            task.add_done_callback(lambda _: self._asking.pop(origin, None))
        return await asyncio.shield(task)  # several pages wait for one answer

    async def _refresh(self, origin: str, known: RobotsRecord | None) -> RobotsRecord:
        if known is None and self.shelf is not None:
            known = await self.shelf.load(origin)
            if known is not None and known.until > self.clock() and not self.anew:
                self._records[origin] = known
                return known
        fetch = await self._ask(f"{origin}/robots.txt")
        if fetch.failure is not None and fetch.failure.kind is FailureKind.CANCELLED:
            # We gave up, it was not the server: that says nothing about its rules and is not remembered.
            return RobotsRecord(origin, self.clock(), refusal=fetch.failure)
        record = judge_answer(origin, fetch, known, self.clock())
        if len(self._records) >= _MAX_ORIGINS:
            self._records.clear()
        self._records[origin] = record
        if self.shelf is not None:
            self.shelf.save(record)
        return record


async def _in_thread(text: str, url: str) -> tuple[bool, float | None]:
    return await asyncio.to_thread(read_rules, text, url)


def _split_origin(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    authority = authority.partition("?")[0].rpartition("@")[2]
    return f"{scheme.lower()}://{authority.lower()}", (slash + path).partition("?")[0]


def judge_answer(origin: str, fetch: Fetch, known: RobotsRecord | None, now: datetime) -> RobotsRecord:
    """What an answer to a request for robots.txt means. Pure."""
    if fetch.failure is not None:
        return _judge_failure(origin, fetch, known, now)
    status = fetch.status or 0
    if "truncated" in fetch.notes or "timeout" in fetch.notes:
        return _unreachable(origin, "breaks off", known, now)
    if 200 <= status < 300:
        return RobotsRecord(origin, now + KEEP, text=decode_rules(fetch.body))
    if status == 429:
        wait = retry_after_s(fetch.header("retry-after"), now) or RETRY_UNREACHABLE.total_seconds()
        refusal = Failure(FailureKind.ROBOTS, f"{origin}/robots.txt answers 429: too many requests")
        return RobotsRecord(origin, now + timedelta(seconds=wait), refusal=refusal, note="robots 429")
    if status >= 500:
        return _unreachable(origin, f"answers {status}", known, now)
    note = f"robots {status}" if status in (401, 403) else ""
    return RobotsRecord(origin, now + KEEP, note=note)


def _judge_failure(origin: str, fetch: Fetch, known: RobotsRecord | None, now: datetime) -> RobotsRecord:
    failure = fetch.failure
    assert failure is not None
    if failure.kind in _NO_CONNECTION and not fetch.hops:
        return RobotsRecord(origin, now + RETRY_UNCONNECTED, refusal=failure, text=known.text if known else None)
    if failure.kind in _NO_RULES:
        until = RETRY_UNREACHABLE if failure.kind is FailureKind.TLS else KEEP
        return RobotsRecord(origin, now + until, note=f"robots {failure.kind}")
    return _unreachable(origin, f"gives no answer ({failure.detail})", known, now)


def _unreachable(origin: str, what: str, known: RobotsRecord | None, now: datetime) -> RobotsRecord:
    """Complete disallow, unless rules are known from before, or nobody has answered for 30 days."""
    since = known.unreachable_since if known is not None and known.unreachable_since else now
    record = RobotsRecord(origin, now + RETRY_UNREACHABLE, note="robots unreachable", unreachable_since=since)
    if known is not None and known.text is not None:
        return replace(record, text=known.text)
    if now - since > FORGIVE_AFTER:
        return record
    refusal = Failure(FailureKind.ROBOTS, f"{origin}/robots.txt {what}; it may forbid everything")
    return replace(record, refusal=refusal)
