"""What all fetching of one crawler shares: policy, names, gate, limits. Built once from the crawler's settings."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from weakref import WeakKeyDictionary, WeakSet

import aiohttp
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from scraper.errors import ConfigError
from scraper.fetching.guard import AddressPolicy, as_address
from scraper.fetching.names import ConnectTo, Names
from scraper.fetching.politeness import Gate
from scraper.fetching.wanted import Wanted
from scraper.records import Fetch

__all__ = ["Kit", "Limits", "build_kit", "kit_of"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request; bytes count for the wire and for the decoded body alike."""

    timeout_s: float = 30.0
    connect_s: float = 10.0
    max_bytes: int = 16 << 20
    header_bytes: int = 1 << 20
    header_count: int = 256
    header_field_bytes: int = 32 << 10


class Lane(Protocol):
    """The download handler, as whoever needs nothing of Scrapy's request and response uses it."""

    async def answer(self, call: Any, wanted: Wanted) -> Fetch:
        """What one request (`handler.Call`) came to. Raises FetchError."""


class Usher(Protocol):
    """The downloader middleware, as whoever goes past the engine asks it."""

    async def admit(self, url: str, wanted: Wanted) -> tuple[str, ...]:
        """What is to be noted of a URL that may be asked. Raises FetchError where robots.txt forbids it."""


@dataclass(frozen=True, slots=True)
class Kit:
    """The shared parts. `unverified` is used for requests that only classify a broken certificate."""

    policy: AddressPolicy
    names: Names
    connect_to: ConnectTo
    gate: Gate
    limits: Limits
    user_agent: str
    verified: ssl.SSLContext
    unverified: ssl.SSLContext
    proxy: str | None = None
    respect_robots: bool = True
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sessions: list[aiohttp.ClientSession] = field(default_factory=list)  # open ones, so that a stop can break them off
    lanes: list[Lane] = field(default_factory=list)  # open handlers: what goes past the engine asks them directly
    ushers: WeakSet[Usher] = field(
        default_factory=WeakSet
    )  # who is asked first; weak, or it would keep the crawl alive
    visits: set[asyncio.Task[None]] = field(default_factory=set)  # under way past the engine: a stop waits for them

    def meant(self, host: str, port: int) -> str | None:
        """The address that a request to `host` goes to, as far as is known without asking anybody."""
        target = self.connect_to.target(host, port)
        literal = as_address(target.host if target is not None else host)
        return str(literal) if literal is not None else next(iter(self.names.known(host)), None)


_KITS: WeakKeyDictionary[Crawler, Kit] = WeakKeyDictionary()


def kit_of(crawler: Crawler) -> Kit:
    """The kit of a crawler, built at the first call. ConfigError for settings that cannot be used."""
    kit = _KITS.get(crawler)
    if kit is None:
        kit = _KITS[crawler] = build_kit(crawler.settings)
    return kit


def build_kit(settings: BaseSettings) -> Kit:
    """A kit for settings; ConfigError for those that cannot be used."""
    limits = Limits(
        timeout_s=settings.getfloat("DOWNLOAD_TIMEOUT"),
        connect_s=settings.getfloat("PAGEWATCH_CONNECT_TIMEOUT", 10.0),
        max_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
    )
    return Kit(
        policy=AddressPolicy.of(settings.get("PAGEWATCH_ALLOW_PRIVATE_NETWORKS", False)),
        names=Names(settings.getlist("PAGEWATCH_NAMESERVERS")),
        connect_to=ConnectTo(settings.getdict("PAGEWATCH_CONNECT_TO")),
        gate=Gate(
            concurrency=settings.getint("PAGEWATCH_CONCURRENCY", 16),
            per_host=settings.getint("PAGEWATCH_PER_HOST", 1),
            delay_s=settings.getfloat("PAGEWATCH_PER_HOST_DELAY", 1.0),
        ),
        limits=limits,
        user_agent=settings["USER_AGENT"],
        verified=_verifying(settings.get("PAGEWATCH_CA_FILE")),
        unverified=_not_verifying(),
        proxy=settings.get("PAGEWATCH_PROXY"),
        respect_robots=settings.getbool("PAGEWATCH_RESPECT_ROBOTS", True),
    )


def _verifying(ca_file: str | None) -> ssl.SSLContext:
    """The system's trust store, and the operator's CA file besides."""
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(f"ca_file: cannot read certificates from {ca_file}: {error}") from error
    context.set_alpn_protocols(["http/1.1"])
    return context


def _not_verifying() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # without loading the trust store, which costs 25 ms
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context
