"""A link asked over a connection that is open already: the same outcome, guards and turns as in the ordinary way, for less."""

from __future__ import annotations

import asyncio
import gzip
from itertools import pairwise

import pytest

from scraper.fetching.client import Client
from scraper.records import FailureKind, Fetch
from tests.rawserver import Act, RawServer, Script, answer, page, redirect
from tests.test_fetch_bodies import with_client

SCRIPTS: dict[str, Script] = {
    "page": [page("hello")],
    "redirect": [redirect("/elsewhere", 301)],
    "missing": [answer(404, b"<h1>no</h1>", {"Content-Type": "text/html"})],
    "nothing to say": [b"HTTP/1.1 204 X\r\n\r\n"],
    "a 304 nobody asked for": [b"HTTP/1.1 304 X\r\n\r\n"],
    "chunks": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 0.01, b"2\r\nde\r\n0\r\n\r\n"],
    "a broken chunk": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", Act.CLOSE],
    "an end by closing": [b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nabc", Act.CLOSE],
    "cut short": [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", Act.CLOSE],
    "a reset inside": [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", 0.02, Act.RESET],
    "a reset before": [Act.RESET],
    "closed before": [Act.CLOSE],
    "in pieces": [b"HTTP/1.1 200 OK\r\nContent-Le", 0.01, b"ngth: 3\r\n\r", 0.01, b"\na", 0.01, b"bc"],
    "a hint first": [b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + page("then")],
    "switching": [b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", Act.CLOSE],
    "no HTTP": [b"SSH-2.0-OpenSSH_9.6\r\n", Act.CLOSE],
    "zipped": [answer(200, gzip.compress(b"zipped text"), {"Content-Encoding": "gzip"})],
    "zipped badly": [answer(200, b"\x1f\x8bnot that", {"Content-Encoding": "gzip"})],
    "long": [answer(200, b"x" * 5_000)],
    "long without a length": [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 1_000] * 5, Act.CLOSE],
    "a stream": [b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\r\n\r\n", Act.CLOSE],
    "odd headers": [answer(200, b"", {"X-Old": "caf\u00e9", "Set-Cookie": "a=1", "ETag": '"x"'})],
    "a field too long": [answer(200, b"", {"X-Long": "x" * 40_000})],
    "silence": [Act.HANG],
    "silence inside": [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", Act.HANG],
}


def said(fetch: Fetch) -> tuple[object, ...]:
    return fetch.status, fetch.headers, fetch.body, fetch.failure, fetch.notes, fetch.wire_bytes


@pytest.mark.parametrize("cut", [True, False], ids=["as a link is asked", "whole"])
def test_the_outcome_is_that_of_the_ordinary_way(cut: bool) -> None:
    async def story(client: Client, raw: RawServer) -> None:
        async def ask(path: str, purpose: str) -> Fetch:
            return await client.fetch(
                raw.url(path), purpose=purpose, robots=False, follow=False, cut=cut, max_bytes=3_000, timeout_s=0.15
            )

        raw.on("/warm", page("warm"))
        for number, (name, script) in enumerate(SCRIPTS.items()):
            path = f"/{number}"
            raw.on(path, script)
            plain = await ask(path, "page")
            await ask("/warm", "link")
            before = raw.connections
            kept = await ask(path, "link")
            assert said(kept) == said(plain), name
            warm = next(asked for asked in reversed(raw.asked) if asked.target == "/warm").connection
            first = [asked for asked in raw.asked if asked.target == path][1]
            assert first.connection == warm, f"{name}: it went over the connection that was open"
            assert kept.failure is not None or raw.connections == before, name

    with_client(story)


def test_it_says_on_the_wire_what_the_ordinary_way_says() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/a", page())
        for purpose in ("page", "link", "link"):
            await client.fetch(raw.url("/a"), purpose=purpose, robots=False, headers=(("Accept", "text/html"),))
        first, _, last = raw.asked
        assert (first.method, first.target, first.headers) == (last.method, last.target, last.headers)

    with_client(story)


def test_a_header_that_would_split_the_request_is_never_sent() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/a", page())
        await client.fetch(raw.url("/a"), purpose="link", robots=False)
        fetch = await client.fetch(
            raw.url("/a"), purpose="link", robots=False, headers=(("Cookie", "a=1\r\nX-Evil: 1"),)
        )
        assert fetch.failure is not None
        assert len(raw.asked) == 1

    with_client(story)


def test_links_wait_for_their_turn_one_at_a_time() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        for number in range(3):
            raw.on(f"/{number}", [0.01, page()])
        await asyncio.gather(
            *(client.fetch(raw.url(f"/{n}"), purpose="link", robots=False, cut=True) for n in range(3))
        )
        assert raw.most_at_once == 1
        assert all(later.at - sooner.at >= 0.1 for sooner, later in pairwise(raw.asked))

    with_client(story, per_host_delay=0.2)  # half of it may go in a busy machine's way to the server


def test_an_address_that_is_not_to_be_reached_is_refused_however_warm_the_lane_is() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/a", page())
        await client.fetch(raw.url("/a"), purpose="link", robots=False)
        for url in ("http://127.0.0.1:1/a", "http://169.254.169.254/latest", "http://localhost:1/a"):
            fetch = await client.fetch(url, purpose="link", robots=False)
            assert fetch.failure is not None
            assert fetch.failure.kind is FailureKind.POLICY, url

    with_client(story)


def test_links_in_flight_end_when_the_program_stops() -> None:
    seen: list[Fetch] = []

    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/a", page())
        raw.on("/hang", [Act.HANG])
        await client.fetch(raw.url("/a"), purpose="link", robots=False)

        async def hang() -> None:
            seen.append(await client.fetch(raw.url("/hang"), purpose="link", robots=False, timeout_s=60))

        task = asyncio.create_task(hang())
        waiting = asyncio.create_task(client.fetch(raw.url("/a"), purpose="link", robots=False))
        await asyncio.sleep(0.05)
        client._kit.gate.close()
        for session in list(client._kit.sessions):
            await session.close()
        refused = await asyncio.wait_for(waiting, 5)
        await asyncio.wait_for(task, 5)
        assert refused.failure is not None
        assert [fetch.failure.kind for fetch in (refused, *seen) if fetch.failure] == [FailureKind.CANCELLED] * 2

    with_client(story)
