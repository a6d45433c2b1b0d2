"""The download handler (Scrapy's term): one request on the wire, by aiohttp, without redirects, cookies or retries.

It builds the `Fetch` itself while it has the raw answer in hand; the Scrapy response carries it in its request's
meta, so that nothing is told apart by text later. Every way to fail is a `FetchError` with its `FailureKind`.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from time import perf_counter

import aiohttp
import yarl
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Request, Response, TextResponse, XmlResponse

from scraper.fetching import trouble
from scraper.fetching.connector import GuardedConnector, OneTry, TrackedRequest
from scraper.fetching.decoding import codings_of, decode_body
from scraper.fetching.failures import FetchError, fail
from scraper.fetching.guard import address_class, as_address
from scraper.fetching.kept import KeptAnswer, over_kept
from scraper.fetching.kit import kit_of
from scraper.fetching.politeness import hold_for
from scraper.fetching.wanted import NOTES_KEY, Wanted, wanted_of
from scraper.records import Failure, FailureKind, Fetch
from scraper.urls import host_key

__all__ = ["FETCH_KEY", "Call", "PagewatchDownloadHandler"]

log = logging.getLogger(__name__)

FETCH_KEY = "pagewatch_fetch"
_TEXT_TYPES: dict[str, type[Response]] = {
    "text/html": HtmlResponse,
    "application/xhtml+xml": HtmlResponse,
    "application/rss+xml": XmlResponse,
    "application/atom+xml": XmlResponse,
    "application/xml": XmlResponse,
    "text/xml": XmlResponse,
}
# Decoding to this size takes some milliseconds; beyond it the work goes to a thread (the codecs release the GIL).
_INLINE_BYTES = 2 << 20
_UNFINISHED = frozenset({"cut", "truncated", "timeout"})
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
_ECHOED = frozenset({b"etag", b"last-modified"})
# Bodies of these types never end by design.
_STREAMS = ("text/event-stream", "multipart/x-mixed-replace")


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it goes out: an absolute URL without userinfo, its headers, and what was noted before.

    `plain`: a GET without a body; its URL is escaped as far as it has to be.
    """

    url: str
    headers: list[tuple[str, str]]
    notes: tuple[str, ...] = ()
    plain: bool = False


class _WireResponse(aiohttp.ClientResponse):
    """aiohttp's response, which keeps the peer's address (gone from it once the connection is released)."""

    peer: str | None = None

    async def start(self, connection: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        transport = connection.transport
        peer = transport.get_extra_info("peername") if transport is not None else None
        self.peer = peer[0] if peer else None
        return await super().start(connection)


class PagewatchDownloadHandler:
    """Scrapy download handler for http and https."""

    lazy = True  # the session needs a running loop

    def __init__(self, crawler: Crawler) -> None:
        self._kit = kit_of(crawler)
        limits = self._kit.limits
        self._connector = GuardedConnector(self._kit)
        self._session = aiohttp.ClientSession(
            connector=self._connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            request_class=TrackedRequest,
            response_class=_WireResponse,
            middlewares=(OneTry,),
            max_headers=limits.header_count,
            max_field_size=limits.header_field_bytes,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )
        self._kit.sessions.append(self._session)
        self._kit.lanes.append(self)
        self._timeouts: dict[float, aiohttp.ClientTimeout] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PagewatchDownloadHandler:
        """As Scrapy makes its components."""
        return cls(crawler)

    async def close(self) -> None:
        """Close all connections."""
        if self in self._kit.lanes:
            self._kit.lanes.remove(self)
        if self._session in self._kit.sessions:
            self._kit.sessions.remove(self._session)
        await self._session.close()

    async def download_request(self, request: Request) -> Response:
        """One request; the response's `request.meta[FETCH_KEY]` is the `Fetch`. Raises FetchError."""
        plain = request.method == "GET" and not request.body
        call = Call(request.url, _headers_of(request), request.meta.get(NOTES_KEY, ()), plain)
        fetch = await self.answer(call, replace(wanted_of(request.meta), method=request.method, body=request.body))
        request.meta[FETCH_KEY] = fetch
        return _as_response(fetch, request)

    async def answer(self, call: Call, wanted: Wanted) -> Fetch:
        """What one request came to, with every guard, limit and turn: the way of the engine's requests and of links alike."""
        host = host_key(call.url)
        url = yarl.URL(call.url, encoded=True)
        self._refuse_literal(url)
        place = await self._kit.gate.enter(host)
        try:
            fetch = await self._timed(call, url, wanted)
        finally:
            self._kit.gate.leave(place)
        self._mind_hold(host, fetch)
        return fetch

    def _refuse_literal(self, url: yarl.URL) -> None:
        """Refuse an address literal before it waits for its turn (behind a proxy this is the only look at it)."""
        host, port = url.raw_host or "", url.port or 0
        if as_address(host) is None or self._kit.connect_to.target(host, port) is not None:
            return
        verdict = self._kit.policy.judge(host, port)
        if verdict is not None:
            raise fail(FailureKind.POLICY, verdict)

    async def _timed(self, call: Call, url: yarl.URL, wanted: Wanted) -> Fetch:
        """The exchange; foreign trouble of any kind becomes a FetchError that says how far it came."""
        progress = _Progress(perf_counter())
        timeout_s = wanted.timeout_s or self._kit.limits.timeout_s
        try:
            return await self._exchange(call, url, wanted, timeout_s, progress)
        except FetchError as error:
            failure = error.failure
        except Exception as error:  # noqa: BLE001 classified, and logged if it is no trouble of the network
            failure = self._classified(error, call.url, timeout_s, progress)
        raise FetchError(
            failure,
            ip=progress.ip or self._kit.meant(url.raw_host or "", url.port or 0),
            elapsed_ms=progress.elapsed_ms(),
            wire_bytes=progress.received,
            notes=progress.notes(),
        )

    def _classified(self, error: Exception, url: str, timeout_s: float, progress: _Progress) -> Failure:
        if self._kit.gate.closed:
            return Failure(FailureKind.CANCELLED, "broken off: the program is stopping")
        failure = trouble.classify(error, timeout_s, begun=progress.status is not None)
        if failure is None:  # a bug of ours or of a library: told with its traceback, and a reason for the visit
            log.error("fetching %s failed unexpectedly", url, exc_info=error)
            failure = fail(FailureKind.BAD_HTTP, f"cannot be fetched: {type(error).__name__}: {error}").failure
        return failure

    async def _exchange(
        self, call: Call, url: yarl.URL, wanted: Wanted, timeout_s: float, progress: _Progress
    ) -> Fetch:
        context = self._kit.verified if wanted.verify_tls else self._kit.unverified
        if call.plain and self._kit.proxy is None:
            async with over_kept(
                self._connector, self._kit.limits, url, call.headers, context=context, timeout_s=timeout_s
            ) as kept:
                if kept is not None:
                    return await self._taken(kept, call, wanted, progress)
        async with self._session.request(
            wanted.method,
            url,
            headers=call.headers,
            data=wanted.body or None,
            timeout=self._timeout(timeout_s),
            ssl=context,
            allow_redirects=False,
            proxy=self._kit.proxy,
        ) as answer:
            return await self._taken(answer, call, wanted, progress)

    async def _taken(
        self, answer: aiohttp.ClientResponse | KeptAnswer, call: Call, wanted: Wanted, progress: _Progress
    ) -> Fetch:
        """The `Fetch` of an answer whose head has come."""
        headers = self._read_head(answer, call, progress)
        limit = wanted.max_bytes or self._kit.limits.max_bytes
        wire, notes = await self._read_body(answer, wanted, limit, progress)
        codings = codings_of(answer.headers.getall("Content-Encoding", []))
        body = wire
        if codings and wire:
            body, strays = await _decoded(wire, codings, limit, partial=not _UNFINISHED.isdisjoint(notes))
            notes = (*notes, *strays)
        if wanted.cut and len(body) > limit:
            body = body[:limit]
        return Fetch(
            url=call.url,
            final_url=call.url,
            fetched_at=self._kit.clock(),
            status=answer.status,
            headers=headers,
            body=body,
            elapsed_ms=progress.elapsed_ms(),
            ip=progress.ip,
            wire_bytes=progress.received,
            notes=(*call.notes, *notes),
        )

    def _read_head(
        self, answer: aiohttp.ClientResponse | KeptAnswer, call: Call, progress: _Progress
    ) -> tuple[tuple[str, str], ...]:
        """The headers as they were sent; refuses heads that no document has."""
        progress.status = answer.status
        progress.ip = answer.peer if isinstance(answer, (_WireResponse, KeptAnswer)) else None
        raw = answer.raw_headers
        if sum(len(name) + len(value) for name, value in raw) > self._kit.limits.header_bytes:
            raise fail(FailureKind.TOO_LARGE, f"over {self._kit.limits.header_bytes} bytes of headers")
        if answer.status == 101:
            raise fail(FailureKind.BAD_HTTP, "101: the host switches protocols, which nobody asked for")
        if answer.status == 304 and not any(name.lower() in _CONDITIONS for name, _ in call.headers):
            raise fail(FailureKind.BAD_HTTP, "304 to a request without validators")
        for value in answer.headers.getall("Transfer-Encoding", []):
            if value.strip().lower() not in ("chunked", "identity", ""):
                # The parser takes apart one layer of chunks; what else was done to the body would be read as text.
                raise fail(FailureKind.BAD_HTTP, f"transfer coding {value[:60]!r}: only chunked was asked for")
        return tuple((name.decode("latin-1"), _text(value, exact=name.lower() in _ECHOED)) for name, value in raw)

    async def _read_body(
        self, answer: aiohttp.ClientResponse | KeptAnswer, wanted: Wanted, limit: int, progress: _Progress
    ) -> tuple[bytes, tuple[str, ...]]:
        """The bytes on the wire, at most `limit`, and what is to be noted of their end.

        'partial': only the closed connection marks the end. With `wanted.cut` also: 'cut' (we stopped at the limit),
        'truncated' and 'timeout' (the server did not finish), which are failures otherwise.
        """
        declared = answer.content_length or 0
        if declared > limit and not wanted.cut and answer.method != "HEAD":
            raise fail(FailureKind.TOO_LARGE, f"{declared} bytes declared, the limit is {limit}")
        if answer.headers.get("Content-Type", "").startswith(_STREAMS):
            if wanted.cut:
                answer.close()
                return b"", ("cut",)
            raise fail(FailureKind.UNPARSEABLE, f"{answer.headers['Content-Type']}: a stream without an end")
        pieces: list[bytes] = []
        try:
            complete = await self._read_pieces(answer, pieces, limit, progress)
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            if not wanted.cut:
                raise
            answer.close()
            return b"".join(pieces), ("timeout" if isinstance(error, TimeoutError) else "truncated",)
        if complete:
            return b"".join(pieces), _end_notes(answer, progress)
        answer.close()  # the connection is not usable any more
        if not wanted.cut:
            raise fail(FailureKind.TOO_LARGE, f"over {limit} bytes on the wire")
        return b"".join(pieces)[:limit], ("cut",)

    async def _read_pieces(
        self, answer: aiohttp.ClientResponse | KeptAnswer, pieces: list[bytes], limit: int, progress: _Progress
    ) -> bool:
        """Read to the end (true) or until more than `limit` bytes came (false)."""
        content = answer.content
        while piece := await content.readany():
            pieces.append(piece)
            progress.received += len(piece)
            if progress.received > limit:
                return False
        return True

    def _timeout(self, total: float) -> aiohttp.ClientTimeout:
        kept = self._timeouts.get(total)
        if kept is None:
            kept = self._timeouts[total] = aiohttp.ClientTimeout(
                total=total, sock_connect=min(total, self._kit.limits.connect_s)
            )
        return kept

    def _mind_hold(self, host: str, fetch: Fetch) -> None:
        """A public host that says 'too many requests' is left alone as a whole; private ones serve many apps."""
        if fetch.status not in (429, 503) or fetch.ip is None or address_class(fetch.ip) is not None:
            return
        seconds = hold_for(fetch.status, fetch.header("retry-after"), fetch.fetched_at)
        if seconds is not None:
            self._kit.gate.hold(host, seconds)


async def _decoded(
    wire: bytes, codings: tuple[str, ...], limit: int, *, partial: bool
) -> tuple[bytes, tuple[str, ...]]:
    """The document's bytes and notes. What turns out big is decoded in a thread, so that the loop never waits for it."""
    if limit > _INLINE_BYTES:
        if partial:
            return await asyncio.to_thread(decode_body, wire, codings, limit, partial=True)
        try:
            return decode_body(wire, codings, _INLINE_BYTES)
        except FetchError as error:
            if error.failure.kind is not FailureKind.TOO_LARGE:
                raise
        return await asyncio.to_thread(decode_body, wire, codings, limit)
    return decode_body(wire, codings, limit, partial=partial)


class _Progress:
    """How far an exchange came, for the record of one that failed."""

    __slots__ = ("ip", "received", "start", "status")

    def __init__(self, start: float) -> None:
        self.start = start
        self.status: int | None = None
        self.ip: str | None = None
        self.received = 0

    def elapsed_ms(self) -> float:
        return (perf_counter() - self.start) * 1000

    def notes(self) -> tuple[str, ...]:
        return () if self.status is None else (f"status {self.status}",)


def _end_notes(answer: aiohttp.ClientResponse | KeptAnswer, progress: _Progress) -> tuple[str, ...]:
    """'partial' where only the closed connection marks the end, so that a cut body cannot be told from a whole one."""
    headers = answer.headers
    if not progress.received or "Content-Length" in headers:
        return ()
    chunked = "chunked" in headers.get("Transfer-Encoding", "").lower()
    return () if chunked else ("partial",)


def _text(value: bytes, *, exact: bool) -> str:
    """A header's value: UTF-8 where it is that (Location, titles), Latin-1 as the standard says otherwise.

    `exact`: it will be sent back, which can only be done byte for byte if it is UTF-8; else it is spoilt with U+FFFD,
    which keeps it from being sent.
    """
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("utf-8", "replace") if exact else value.decode("latin-1")


def _headers_of(request: Request) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("utf-8", "replace"))  # aiohttp writes UTF-8
        for name, values in request.headers.items()
        for value in values
    ]


def _as_response(fetch: Fetch, request: Request) -> Response:
    """A Scrapy response of the class that its content type asks for (other people's spiders use selectors)."""
    content_type = fetch.header("content-type") or ""
    kind = content_type.split(";", 1)[0].strip().lower()
    make = _TEXT_TYPES.get(kind) or (TextResponse if kind.startswith("text/") else Response)
    headers = {"Content-Type": content_type} if content_type else None
    return make(
        request.url,
        status=fetch.status or 0,
        headers=headers,
        body=fetch.body,
        ip_address=as_address(fetch.ip or ""),
    )
