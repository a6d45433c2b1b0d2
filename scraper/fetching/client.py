"""The client: one visit to one URL, redirects followed by ourselves, every outcome a `Fetch`.

::

    async def main() -> int:
        async with open_client(crawl_settings({"allow_private_networks": ["127.0.0.1/32:8080"]})) as client:
            fetch = await client.fetch("http://127.0.0.1:8080/page")
            print(fetch.status, fetch.failure, fetch.hops, len(fetch.body))
        return 0

    run_on_loop(main)                      # both from scraper.fetching.engine

In a spider, where Scrapy schedules the first hop::

    yield client.request(url, wanted, callback=self.parse, errback=self.errback)

    async def parse(self, response):
        fetch = await client.follow(fetch_from_response(response), wanted_of(response.meta))

    async def errback(self, failure):
        fetch = fetch_from_failure(failure, client.now)

All hops, robots.txt and probes go through the same engine, gate and guard. Nothing here raises for what a server,
a name server or a redirect does; `asyncio.CancelledError` and bugs come through.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.internet.defer import CancelledError
from twisted.python.failure import Failure as TwistedFailure

from scraper.fetching.decoding import ACCEPT_ENCODING
from scraper.fetching.failures import FetchError, fail
from scraper.fetching.handler import FETCH_KEY, Call
from scraper.fetching.kit import Kit, kit_of
from scraper.fetching.names import ask_name
from scraper.fetching.wanted import META_KEY, Validators, Wanted
from scraper.records import FailureKind, Fetch, Hop
from scraper.urls import host_key, is_http

__all__ = ["Client", "failed_fetch", "fetch_from_failure", "fetch_from_response"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Headers that belong to the URL or the origin they were given for; never sent to where a redirect leads.
_OF_FIRST_URL = frozenset({"if-none-match", "if-modified-since", "if-match", "if-range", "authorization", "cookie"})
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_ODD_URL = re.compile(r"https?:(?!//[^/])", re.IGNORECASE)
_MAX_URL = 16_384
# URLs that need neither checking nor escaping: nearly all. Leaving out what would not change them saves 60 µs each.
_PLAIN_URL = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::(?:[1-5]\d{4}|\d{1,4}))?/[A-Za-z0-9\-._~/?!$&'()*+,;=:@%]*"
)


class Client:
    """Fetches over the engine of one running crawler."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._kit: Kit = kit_of(crawler)

    def holding(self, size: int) -> AbstractContextManager[None]:
        """See `Gate.holding`."""
        return self._kit.gate.holding(size)

    @property
    def visits(self) -> set[asyncio.Task[None]]:
        """Those under way past the engine."""
        return self._kit.visits

    @property
    def now(self) -> datetime:
        """The time by the kit's clock, aware UTC."""
        return self._kit.clock()

    async def fetch(
        self,
        url: str,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        method: str = "GET",
        body: bytes = b"",
        follow: bool = True,
        validators: Validators | None = None,
        verify_tls: bool = True,
        max_bytes: int | None = None,
        timeout_s: float | None = None,
        robots: bool = True,
        cut: bool = False,
        max_hops: int = 10,
        purpose: str = "page",
    ) -> Fetch:
        """Visit `url`; see `Wanted` for the options. With `follow` false a 3xx answer is given as it is."""
        wanted = Wanted(
            method, headers, body, validators, verify_tls, max_bytes, timeout_s, robots, cut, max_hops, purpose
        )
        return await self.visit(url, wanted, follow=follow)

    async def visit(self, url: str, wanted: Wanted, *, follow: bool = True) -> Fetch:
        """As `fetch`, with the options in one record."""
        first = await self._one(url, wanted)
        return await self.follow(first, wanted) if follow else first

    async def follow(self, first: Fetch, wanted: Wanted) -> Fetch:
        """The rest of a visit after its first answer: every redirect up to the last page, or why it ended."""
        if first.status not in _REDIRECTS or first.failure is not None:
            return first
        return await _follow(first, wanted, self._one)

    def request(
        self,
        url: str,
        wanted: Wanted,
        *,
        callback: Callable[..., Any] | None = None,
        errback: Callable[..., Any] | None = None,
        meta: dict[str, Any] | None = None,
    ) -> Request:
        """The Scrapy request for one hop. FetchError (POLICY or BAD_REDIRECT) for a URL that cannot be asked."""
        plain = _is_plain(url)
        address, authorization = (url, None) if plain else _address(url)
        headers = self._headers(url, wanted, authorization)
        try:
            return Request(
                address,
                method=wanted.method,
                headers=headers,
                body=wanted.body,
                meta={**(meta or {}), META_KEY: wanted, "verbatim_url": plain},
                callback=callback,
                errback=errback,
                dont_filter=True,
            )
        except ValueError as error:
            raise fail(FailureKind.BAD_REDIRECT, f"not a usable URL: {error}") from error

    def _headers(self, url: str, wanted: Wanted, authorization: str | None) -> dict[str, str]:
        headers: dict[str, str] = {"User-Agent": self._kit.user_agent, "Accept-Encoding": ACCEPT_ENCODING}
        if authorization:
            headers["Authorization"] = authorization
        headers.update(wanted.headers)
        if wanted.validators is not None:
            headers.update(wanted.validators.headers_for(url))
        return headers

    async def ask_name(self, host: str) -> tuple[str, tuple[str, ...]]:
        """(kind, addresses) of a host name; kinds: addresses, nxdomain, nodata, servfail, timeout."""
        return await ask_name(self._kit.names, host)

    async def _one(self, url: str, wanted: Wanted) -> Fetch:
        """One request, its outcome as a `Fetch`: through the engine, or past it where nothing of Scrapy is needed."""
        try:
            if self.open_to(url):
                return await self._direct(url, wanted)
            request = self.request(url, wanted)
            response = await self.crawler.engine.download_async(request)
        except FetchError as error:
            return failed_fetch(url, error, self.now)
        return replace(fetch_from_response(response), url=url, final_url=url)

    def open_to(self, url: str) -> bool:
        """Whether a URL can go past the engine now: from the crawl's second request on, if it needs no rewriting."""
        return bool(self._kit.lanes) and len(self._kit.ushers) == 1 and _is_plain(url)

    async def _direct(self, url: str, wanted: Wanted) -> Fetch:
        """The same request without Scrapy's request, response, queues and signals, which cost more than the exchange.

        robots.txt is the middleware's, guard, turns, limits and the outcome are the handler's, as through the engine.
        """
        (usher,) = self._kit.ushers
        notes = await usher.admit(url, wanted)
        plain = wanted.method == "GET" and not wanted.body
        call = Call(url, list(self._headers(url, wanted, None).items()), notes, plain)
        return await self._kit.lanes[0].answer(call, wanted)


def fetch_from_response(response: Response) -> Fetch:
    """The `Fetch` that our download handler left with a response."""
    fetch = response.meta.get(FETCH_KEY)
    if not isinstance(fetch, Fetch):
        raise TypeError("the response was not made by pagewatch's download handler")
    return fetch


def fetch_from_failure(failure: TwistedFailure, now: datetime) -> Fetch:
    """The `Fetch` of an errback's failure. What is not the network's doing (a bug) is raised again."""
    request: Request = failure.request  # type: ignore[attr-defined]
    error: BaseException | None = failure.value
    if isinstance(error, (CancelledError, asyncio.CancelledError)):
        error = fail(FailureKind.CANCELLED, "given up: the program is stopping")
    if not isinstance(error, FetchError):
        failure.raiseException()
    return failed_fetch(request.url, error, now)


def failed_fetch(url: str, error: FetchError, now: datetime) -> Fetch:
    """The `Fetch` of a request that gave no usable answer."""
    return Fetch(
        url=url,
        final_url=url,
        fetched_at=now,
        elapsed_ms=error.elapsed_ms,
        failure=error.failure,
        ip=error.ip,
        wire_bytes=error.wire_bytes,
        notes=error.notes,
    )


async def _follow(first: Fetch, wanted: Wanted, ask: Callable[[str, Wanted], Awaitable[Fetch]]) -> Fetch:
    hops: list[Hop] = []
    seen = {_without_fragment(first.url)}
    current = first
    elapsed, received = first.elapsed_ms, first.wire_bytes
    while current.failure is None and current.status is not None and current.status in _REDIRECTS:
        status = current.status
        try:
            target = _target(current)
            if len(hops) >= wanted.max_hops:
                raise fail(FailureKind.REDIRECT_LOOP, f"more than {wanted.max_hops} redirects")
            if target in seen:
                raise fail(FailureKind.REDIRECT_LOOP, f"redirects back to {target}")
        except FetchError as error:
            current = failed_fetch(current.final_url, error, current.fetched_at)
            break
        hops.append(Hop(current.final_url, status, target))
        seen.add(target)
        current = await ask(target, _for_hop(wanted, status))
        elapsed += current.elapsed_ms
        received += current.wire_bytes
    return replace(current, url=first.url, hops=tuple(hops), elapsed_ms=elapsed, wire_bytes=received)


def _for_hop(wanted: Wanted, status: int) -> Wanted:
    """What is asked of a redirect's target: no credentials, cookies or validators of the URL before it."""
    kept = tuple(pair for pair in wanted.headers if pair[0].lower() not in _OF_FIRST_URL)
    if wanted.method not in ("GET", "HEAD") and status in (301, 302, 303):
        return replace(wanted, headers=kept, method="GET", body=b"")
    return replace(wanted, headers=kept)


def _target(fetch: Fetch) -> str:
    """The absolute URL that a 3xx answer leads to, without fragment. FetchError if it is none that may be asked."""
    location = (fetch.header("location") or "").strip()
    if not location:
        raise fail(FailureKind.BAD_REDIRECT, f"{fetch.status} without a Location")
    if _ODD_URL.match(location):  # 'http:///x', 'http:x': parsers differ on what that means
        raise fail(FailureKind.BAD_REDIRECT, f"{fetch.status} to {location[:200]!r}, which is no usable URL")
    try:
        target = urljoin(fetch.final_url, location)
        scheme = urlsplit(target).scheme
    except ValueError as error:
        raise fail(FailureKind.BAD_REDIRECT, f"{fetch.status} to {location[:200]!r}: {error}") from error
    if scheme.lower() not in ("http", "https"):
        raise fail(FailureKind.POLICY, f"{fetch.status} to {scheme or 'no'}: scheme; only http and https are followed")
    address, _ = _address(target)  # userinfo in a redirect is dropped: nobody gave us those credentials
    return _without_fragment(address)


def _is_plain(url: str) -> bool:
    return len(url) <= _MAX_URL and _PLAIN_URL.fullmatch(url) is not None


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]


def _address(url: str) -> tuple[str, str | None]:
    """The URL without userinfo, and the Basic authorization that the userinfo stands for. FetchError if unusable."""
    if not is_http(url):
        raise fail(FailureKind.POLICY, f"{url[:80]!r}: only http and https are fetched")
    if len(url) > _MAX_URL:
        raise fail(FailureKind.BAD_REDIRECT, f"a URL of {len(url)} characters")
    authority = url.split("//", 1)[1].split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    if _CONTROL.search(url.split("//", 1)[0]) or _CONTROL.search(authority) or "\\" in authority:
        raise fail(FailureKind.POLICY, f"odd characters in the host part of {url[:200]!r}")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise fail(FailureKind.BAD_REDIRECT, f"not a usable URL: {url[:200]!r} ({error})") from error
    if not host:
        raise fail(FailureKind.BAD_REDIRECT, f"a URL without a host: {url[:200]!r}")
    userinfo, _, bare = parts.netloc.rpartition("@")
    if not bare.isascii():  # full-width digits become digits here, names become punycode
        bare = host_key(url)
        if not bare:
            raise fail(FailureKind.BAD_REDIRECT, f"not a usable host name: {host[:200]!r}")
    if bare == parts.netloc:
        return url, None
    address = urlunsplit(parts._replace(netloc=bare))
    if not userinfo:
        return address, None
    credentials = base64.b64encode(unquote(userinfo).encode("utf-8", "replace")).decode("ascii")
    return address, f"Basic {credentials}"
