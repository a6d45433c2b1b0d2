"""A body is whole, decoded and within its limits, or the visit failed: nothing in between."""

from __future__ import annotations

import asyncio
import gzip
import os
import resource
import time
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetching.client import Client
from scraper.fetching.decoding import codings_of, decode_body
from scraper.fetching.engine import open_client, run_on_loop
from scraper.fetching.failures import FetchError
from scraper.records import FailureKind, Fetch
from scraper.settings import crawl_settings
from tests.rawserver import Act, RawServer, Script, answer, page, serving

BODY = b"<html><body>" + b"<p>one of many paragraphs</p>" * 400 + b"</body></html>"


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "deflate with zlib header": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
}


def with_client(story: Callable[[Client, RawServer], Awaitable[None]], **crawl: Any) -> None:
    """Run a story with one allowed server and a client."""

    async def main() -> int:
        async with serving() as raw:
            allow = [f"127.0.0.1/32:{raw.port}"]
            settings = crawl_settings(
                {"allow_private_networks": allow, "per_host_delay": 0, "respect_robots": False, "timeout": 5, **crawl}
            )
            async with open_client(settings) as client:
                await story(client, raw)
        return 0

    run_on_loop(main)


def visit(*script: Script | bytes, **options: Any) -> Fetch:
    """The outcome of one visit to a page with that script."""
    seen: list[Fetch] = []

    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/", *script)
        seen.append(await client.fetch(raw.url(), **options))

    with_client(story)
    return seen[0]


def encoded(coding: str, body: bytes) -> bytes:
    return answer(200, body, {"Content-Type": "text/html", "Content-Encoding": coding})


@pytest.mark.parametrize("name", PACKERS)
def test_each_coding_gives_the_document_and_counts_the_wire(name: str) -> None:
    coding, pack = PACKERS[name]
    fetch = visit(encoded(coding, pack(BODY)))
    assert fetch.failure is None
    assert fetch.body == BODY
    assert fetch.wire_bytes == len(pack(BODY))


@pytest.mark.parametrize("name", PACKERS)
def test_a_stream_cut_short_under_a_correct_length_is_truncated(name: str) -> None:
    coding, pack = PACKERS[name]
    fetch = visit(encoded(coding, pack(BODY)[:-9]))
    assert fetch.failure is not None
    assert fetch.failure.kind is FailureKind.TRUNCATED
    assert fetch.body == b"" and fetch.status is None


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "snappy", "gzip, gzip, gzip"])
def test_a_coding_that_lies_or_is_unknown_is_a_bad_encoding(coding: str) -> None:
    fetch = visit(encoded(coding, BODY))
    assert fetch.failure is not None
    assert fetch.failure.kind is FailureKind.BAD_ENCODING


def test_two_members_and_padding_are_one_document_and_stray_bytes_are_noted() -> None:
    two = gzip.compress(BODY[:100]) + gzip.compress(BODY[100:]) + b"\0\0\0"
    assert decode_body(two, ("gzip",), 1 << 20) == (BODY, ())
    body, notes = decode_body(gzip.compress(BODY) + b"<!-- ad -->", ("gzip",), 1 << 20)
    assert body == BODY
    assert notes == ("11 stray bytes behind the gzip stream",)


def test_codings_of_several_headers_are_undone_last_first() -> None:
    assert codings_of(["deflate", "gzip, identity", ""]) == ("deflate", "gzip")
    assert decode_body(gzip.compress(zlib.compress(BODY)), ("deflate", "gzip"), 1 << 20)[0] == BODY


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_is_too_large_and_costs_little_memory(name: str) -> None:
    coding, pack = PACKERS[name]
    bomb = pack(bytes(256 << 20)) if name != "br" else brotli.compress(bytes(256 << 20), quality=1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FetchError) as caught:
        decode_body(bomb, codings_of([coding]), 16 << 20)
    assert caught.value.failure.kind is FailureKind.TOO_LARGE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10  # KiB


@given(st.sampled_from(["gzip", "deflate", "br", "zstd"]), st.binary(max_size=300), st.booleans())
def test_decoding_foreign_bytes_gives_bytes_within_the_limit_or_a_fetch_error(
    coding: str, body: bytes, partial: bool
) -> None:
    try:
        out, _ = decode_body(body, (coding,), 1000, partial=partial)
    except FetchError:
        return
    assert len(out) <= 1000


@given(st.sampled_from(sorted(PACKERS)), st.binary(min_size=1, max_size=2000), st.data())
def test_no_proper_prefix_of_a_stream_passes_as_a_document(name: str, body: bytes, choose: st.DataObject) -> None:
    coding, pack = PACKERS[name]
    stream = pack(body)
    cut = choose.draw(st.integers(1, len(stream) - 1))
    with pytest.raises(FetchError):
        decode_body(stream[:cut], codings_of([coding]), 1 << 20)


def test_a_document_that_turns_out_big_is_decoded_all_the_same() -> None:
    big = b"0123456789abcdef" * (256 << 10)
    fetch = visit(encoded("gzip", gzip.compress(big)))
    assert fetch.body == big


def test_a_body_shorter_than_declared_is_truncated() -> None:
    fetch = visit([b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort", Act.CLOSE])
    assert fetch.failure is not None and fetch.failure.kind is FailureKind.TRUNCATED


@pytest.mark.parametrize("body", [b"5\r\nhello\r\n", b"ff\r\nhello", b"5\r\nhello\r\n0\r\n"])
def test_a_chunked_body_without_its_end_is_truncated(body: bytes) -> None:
    fetch = visit([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body, Act.CLOSE])
    assert fetch.failure is not None and fetch.failure.kind is FailureKind.TRUNCATED


@pytest.mark.parametrize("pause", [0.0, 0.05])
def test_a_chunk_that_is_none_fails_the_visit_at_once(pause: float) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    fetch = visit([head, pause, b"ZZ\r\nnot a chunk\r\n", Act.HANG])
    assert fetch.failure is not None and fetch.failure.kind in (FailureKind.TRUNCATED, FailureKind.BAD_HTTP)
    assert fetch.elapsed_ms < 4000  # the visit has 5 s


def test_a_reset_inside_the_body_is_truncated_and_before_the_answer_a_reset() -> None:
    inside = visit([b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort", 0.05, Act.RESET])
    before = visit([Act.RESET])
    closed = visit([Act.CLOSE])
    kinds = [fetch.failure.kind if fetch.failure else None for fetch in (inside, before, closed)]
    assert kinds == [FailureKind.TRUNCATED, FailureKind.RESET, FailureKind.RESET]


def test_a_body_that_ends_by_closing_is_given_with_the_note_partial() -> None:
    fetch = visit([b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>whole?</p>", Act.CLOSE])
    assert (fetch.body, fetch.notes) == (b"<p>whole?</p>", ("partial",))


def test_a_visit_is_one_request_even_when_the_connection_breaks() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/", [Act.RESET])
        await client.fetch(raw.url())
        assert len(raw.asked) == 1

    with_client(story)


def test_a_kept_connection_that_died_meanwhile_is_replaced_without_a_word() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/", [page(), Act.CLOSE], page("again"))
        await client.fetch(raw.url())
        fetch = await client.fetch(raw.url())
        assert fetch.status == 200
        assert raw.connections == 2

    with_client(story)


def test_stray_bytes_behind_an_answer_never_reach_another_request() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/a", [page("first") + page("stray")])
        raw.on("/b", page("second"))
        await client.fetch(raw.url("/a"))
        fetch = await client.fetch(raw.url("/b"))
        assert b"second" in fetch.body

    with_client(story)


def test_a_304_with_a_body_is_a_304() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/", [b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n<p>surprise</p>', Act.CLOSE])
        fetch = await client.fetch(raw.url(), headers=(("If-None-Match", '"x"'),))
        assert fetch.status == 304 and fetch.body == b""

    with_client(story)


def test_a_304_that_nobody_asked_for_is_no_answer() -> None:
    fetch = visit(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert fetch.failure is not None and fetch.failure.kind is FailureKind.BAD_HTTP


def test_a_declared_giant_is_refused_before_it_is_read() -> None:
    fetch = visit([b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 1000, Act.HANG])
    assert fetch.failure is not None and fetch.failure.kind is FailureKind.TOO_LARGE
    assert fetch.wire_bytes == 0


def test_an_endless_body_is_cut_off_at_the_limit() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/", [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 65536] * 200, Act.HANG])
        fetch = await client.fetch(raw.url(), max_bytes=1 << 20)
        assert fetch.failure is not None and fetch.failure.kind is FailureKind.TOO_LARGE
        assert fetch.wire_bytes < (1 << 20) + (1 << 18)

    with_client(story)


def test_a_cut_visit_gives_the_beginning_of_a_long_body_decoded_as_far_as_it_goes() -> None:
    packed = gzip.compress(os.urandom(40_000) + b"x" * 100_000)
    plain = visit(answer(200, b"a" * 100_000), max_bytes=1000, cut=True)
    squeezed = visit(encoded("gzip", packed), max_bytes=10_000, cut=True)
    assert (plain.status, len(plain.body), plain.notes) == (200, 1000, ("cut",))
    assert squeezed.status == 200 and 0 < len(squeezed.body) <= 10_000 and squeezed.notes == ("cut",)


def test_a_cut_visit_gives_what_came_of_a_body_that_the_server_does_not_finish() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"
    broken = visit([head, Act.CLOSE], cut=True)
    hanging = visit([head, Act.HANG], cut=True, timeout_s=0.3)
    assert (broken.status, broken.body, broken.notes) == (200, b"half", ("truncated",))
    assert (hanging.status, hanging.body, hanging.notes) == (200, b"half", ("timeout",))


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: y\r\n" * 100_000,
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * (2 << 20),
        b"HELLO WORLD\r\n\r\n",
        b"<html>no status line</html>" * 10,
        b"HTTP/1.1 OK 200\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\nx",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ],
    ids=["too many headers", "a header of 2 MiB", "no HTTP", "no status line", "no number", "length abc", "101"],
)
def test_a_head_that_is_none_or_has_no_end_is_bad_http_in_no_time(head: bytes) -> None:
    fetch = visit([head, Act.CLOSE])
    assert fetch.failure is not None
    assert fetch.failure.kind in (FailureKind.BAD_HTTP, FailureKind.TOO_LARGE)
    assert fetch.elapsed_ms < 4000  # the visit has 5 s


@pytest.mark.parametrize(
    "script",
    [
        [Act.HANG],
        [b"HTTP/1.1 200 OK\r\nX-Half: ", Act.HANG],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf", Act.HANG],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", *[b"x", 0.05] * 100],
    ],
    ids=["silence", "half a head", "half a body", "a drip"],
)
def test_the_total_time_is_limited_however_the_server_stalls(script: Script) -> None:
    fetch = visit(script, timeout_s=0.4)
    assert fetch.failure is not None and fetch.failure.kind is FailureKind.TIMEOUT
    assert 350 < fetch.elapsed_ms < 4000  # the drip alone lasts 5 s


def test_a_refused_connection_is_told_as_that() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        spare = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
        port = spare.sockets[0].getsockname()[1]
        spare.close()
        await spare.wait_closed()
        object.__setattr__(client._kit.policy, "openings", ())
        object.__setattr__(client._kit.policy, "private", True)
        fetch = await client.fetch(f"http://127.0.0.1:{port}/")
        assert fetch.failure is not None and fetch.failure.kind is FailureKind.CONNECT_REFUSED

    with_client(story)


def test_a_stream_of_events_is_refused_as_a_document_and_alive_as_a_link() -> None:
    script = [b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n", Act.HANG]
    document = visit(script)
    link = visit(script, cut=True)
    assert document.failure is not None and document.failure.kind is FailureKind.UNPARSEABLE
    assert link.status == 200 and link.notes == ("cut",)


def test_headers_keep_order_spelling_and_utf8_and_the_peer_is_recorded() -> None:
    head = "HTTP/1.1 200 OK\r\nX-b: 1\r\nx-A: zwölf\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n"
    fetch = visit(head.encode())
    assert [name for name, _ in fetch.headers] == ["X-b", "x-A", "Set-Cookie", "Set-Cookie", "Content-Length"]
    assert fetch.header("x-a") == "zwölf"
    assert fetch.ip == "127.0.0.1"


def test_a_request_says_who_asks_and_carries_nothing_else() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/a b", page(Set_Cookie="track=1"))
        raw.on("/q", page())
        await client.fetch(raw.url("/q?b=2&a=1&a=&c=%20+%2B#frag"))
        await client.fetch(raw.url("/x%2Fy//c;p=1"))
        await client.fetch(raw.url("/ü"))
        assert raw.targets() == ["/q?b=2&a=1&a=&c=%20+%2B", "/x%2Fy//c;p=1", "/%C3%BC"]
        names = {name.lower() for asked in raw.asked for name, _ in asked.headers}
        assert names == {"host", "user-agent", "accept-encoding"}
        assert raw.asked[0].header("User-Agent") == client._kit.user_agent
        assert "me@example.org" in client._kit.user_agent

    with_client(story, contact="me@example.org")


@pytest.mark.parametrize(
    ("coding", "tiny"), [("gzip", gzip.compress(b"")), ("zstd", zstd.compress(b""))], ids=["gzip", "zstd"]
)
def test_a_body_of_very_many_tiny_streams_costs_no_time(coding: str, tiny: bytes) -> None:
    body = tiny * 300_000
    before = time.process_time()
    with pytest.raises(FetchError, match="one after another"):
        decode_body(body, (coding,), 16 << 20)
    assert time.process_time() - before < 2  # copying the rest for each of them took minutes


@pytest.mark.parametrize("coding", ["gzip, chunked", "chunked, chunked", "xchunked"])
def test_a_transfer_coding_that_is_not_taken_apart_is_an_error(coding: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: {coding}\r\n\r\n".encode()
    fetch = visit([head + b"5\r\nhello\r\n0\r\n\r\n", Act.CLOSE])
    assert fetch.failure is not None
    assert fetch.failure.kind is FailureKind.BAD_HTTP
    assert "transfer coding" in fetch.failure.detail
