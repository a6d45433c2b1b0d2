"""Content codings: from the bytes on the wire to the bytes of the document, bounded and checked to the last byte.

Scrapy and most clients hand on what a cut-off stream gave so far; for a monitor that is a false change. Here a
stream that does not reach its own end mark is TRUNCATED, a coding that lies is BAD_ENCODING, and output over the
limit is TOO_LARGE before it is in memory. Bytes behind a complete stream are left out and noted, as browsers do (the
end mark and checksum before them held). In `partial` mode (a body that we ourselves stopped reading) the decodable
prefix is given instead.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable
from typing import Protocol

import brotli  # type: ignore[import-untyped]

from scraper.fetching.failures import fail
from scraper.records import FailureKind

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["ACCEPT_ENCODING", "codings_of", "decode_body"]

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
MAX_LAYERS = 2
# Streams one after another: a log that was appended to has some, block gzip has one for 64 KiB. More is an attack on time.
MAX_MEMBERS = 1_000
_STEP = 1 << 20
_SLICE = 1 << 16
_ZSTD_WINDOW_LOG = 23  # 8 MiB: what RFC 9659 lets an HTTP server ask a client for


class _Stream(Protocol):
    """One coding's decoder: `feed` gives at most `limit` bytes; `done` is its own end mark; `rest` what follows it."""

    def feed(self, chunk: bytes, limit: int) -> bytes: ...
    def done(self) -> bool: ...
    def hungry(self) -> bool: ...
    def rest(self) -> bytes: ...


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)

    def feed(self, chunk: bytes, limit: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + chunk, limit)

    def done(self) -> bool:
        return self._inner.eof

    def hungry(self) -> bool:
        return not self._inner.unconsumed_tail

    def rest(self) -> bytes:
        return self._inner.unused_data


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def feed(self, chunk: bytes, limit: int) -> bytes:
        out: bytes = self._inner.process(chunk, output_buffer_limit=limit)
        return out

    def done(self) -> bool:
        return bool(self._inner.is_finished())

    def hungry(self) -> bool:
        return bool(self._inner.can_accept_more_data())

    def rest(self) -> bytes:
        return b""  # the library refuses bytes behind the end by itself


class _Zstd:
    def __init__(self) -> None:
        options = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG}
        self._inner = zstd.ZstdDecompressor(options=options)

    def feed(self, chunk: bytes, limit: int) -> bytes:
        return self._inner.decompress(chunk, limit)

    def done(self) -> bool:
        return self._inner.eof

    def hungry(self) -> bool:
        return self._inner.needs_input

    def rest(self) -> bytes:
        return self._inner.unused_data


# What servers write there that is no coding: nothing, or the charset that belongs in Content-Type. Browsers pass it over.
_NO_CODING = re.compile(
    r"|identity|none|binary|[78]bit|utf-?8|iso-\d+-\d+|us-ascii|windows-\d+|gb\w+|shift_jis|text/\w+|null"
)
_GZIP = 16 + zlib.MAX_WBITS
_ERRORS = (zlib.error, brotli.error, zstd.ZstdError, EOFError)


def codings_of(values: list[str]) -> tuple[str, ...]:
    """The codings of all Content-Encoding headers in the order they were applied; identity left out."""
    names = (name.strip().lower() for value in values for name in value.split(","))
    return tuple(name.removeprefix("x-") for name in names if not _NO_CODING.fullmatch(name))


def decode_body(
    body: bytes, codings: tuple[str, ...], limit: int, *, partial: bool = False
) -> tuple[bytes, tuple[str, ...]]:
    """Undo `codings` (last applied first), at most `limit` bytes per layer; FetchError says what is wrong.

    Gives the document's bytes and notes ('7 stray bytes behind the gzip stream'). An empty body stays empty whatever
    its coding. With `partial`, ends and limits are no errors.
    """
    if len(codings) > MAX_LAYERS:
        raise fail(FailureKind.BAD_ENCODING, f"{len(codings)} content codings on top of each other")
    notes: list[str] = []
    for coding in reversed(codings):
        if not body:
            break
        body, stray = _undo(body, coding, limit, partial)
        if stray:
            notes.append(f"{stray} stray bytes behind the {coding} stream")
    return body, tuple(notes)


def _undo(body: bytes, coding: str, limit: int, partial: bool) -> tuple[bytes, int]:
    openers = _OPENERS.get(coding)
    if openers is None:
        raise fail(FailureKind.BAD_ENCODING, f"unknown content coding {coding[:40]!r}")
    try:
        return _drain(body, openers(body), coding, limit, partial)
    except _ERRORS as error:
        raise fail(FailureKind.BAD_ENCODING, f"the body is not {coding}: {error}") from error


def _drain(
    body: bytes, open_stream: Callable[[], _Stream], coding: str, limit: int, partial: bool
) -> tuple[bytes, int]:
    """All members of a stream, joined, and how many bytes behind the last end are no member (zero padding aside)."""
    out: list[bytes] = []
    room, at = limit, 0
    for _ in range(MAX_MEMBERS):
        stream = open_stream()
        at, room = _one_member(stream, body, at, out, room)
        if room < 0:
            if partial:
                return b"".join(out)[:limit], 0
            raise fail(FailureKind.TOO_LARGE, f"over {limit} bytes after {coding} decompression")
        if not stream.done():
            if partial:
                return b"".join(out), 0
            raise fail(FailureKind.TRUNCATED, f"the {coding} stream ends before its end mark")
        at = _past_padding(body, at)
        if not _another_member(body, at, coding):
            return b"".join(out), len(body) - at
    raise fail(FailureKind.BAD_ENCODING, f"over {MAX_MEMBERS} {coding} streams one after another")


def _one_member(stream: _Stream, body: bytes, at: int, out: list[bytes], room: int) -> tuple[int, int]:
    """Decode from `at` until the stream's end mark, the body's end, or one byte over `room`.

    Gives where the next member would begin, and what is left of `room` (-1: nothing). The body is fed in slices: what
    a slice holds behind an end mark is copied, which for thousands of tiny members would otherwise be the whole body.
    """
    while not stream.done():
        chunk = body[at : at + _SLICE] if stream.hungry() else b""
        at += len(chunk)
        piece = stream.feed(chunk, min(_STEP, room + 1))
        out.append(piece)
        room -= len(piece)
        if room < 0:
            return at, -1
        if not piece and not chunk and stream.hungry():
            break
    return at - len(stream.rest()), room


def _past_padding(body: bytes, at: int) -> int:
    """The first place from `at` on that holds no zero byte."""
    while at < len(body):
        some = body[at : at + _SLICE]
        left = len(some.lstrip(b"\0"))
        at += len(some) - left
        if left:
            break
    return at


def _another_member(body: bytes, at: int, coding: str) -> bool:
    head = body[at : at + 4]
    return (coding == "gzip" and head[:2] == b"\x1f\x8b") or (coding == "zstd" and head == b"\x28\xb5\x2f\xfd")


def _deflate(body: bytes) -> Callable[[], _Stream]:
    """RFC 9110 says zlib-wrapped; many servers send raw deflate, told apart by the two-byte header's checksum."""
    wrapped = len(body) >= 2 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return lambda: _Zlib(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


_OPENERS: dict[str, Callable[[bytes], Callable[[], _Stream]]] = {
    "gzip": lambda _body: lambda: _Zlib(_GZIP),
    "deflate": _deflate,
    "br": lambda _body: _Brotli,
    "zstd": lambda _body: _Zstd,
}
