"""Nothing is sent to a forbidden address, by whatever spelling, name, redirect or rebinding it is reached."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from scraper.fetching.client import Client
from scraper.fetching.engine import open_client, run_on_loop
from scraper.records import FailureKind
from scraper.settings import crawl_settings
from tests.rawserver import RawServer, page, redirect, serving

FORBIDDEN = "127.0.0.2"


class NameServer(asyncio.DatagramProtocol):
    """A name server on 127.0.0.1; `answers` gives (rcode, addresses) for the n-th question of a name."""

    def __init__(self, answers: Callable[[str, int], tuple[int, list[str]]]) -> None:
        self.answers = answers
        self.asked: dict[str, int] = {}
        self.port = 0
        self.ttl = 0
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, datagram: bytes, address: Any) -> None:
        query = dns.message.from_wire(datagram)
        question = query.question[0]
        name = str(question.name).rstrip(".").lower()
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        is_a = question.rdtype == dns.rdatatype.A
        if is_a:
            self.asked[name] = self.asked.get(name, 0) + 1
        rcode, addresses = self.answers(name, self.asked.get(name, 1))
        reply.set_rcode(rcode)
        if is_a and addresses:
            reply.answer.append(dns.rrset.from_text(question.name, self.ttl, "IN", "A", *addresses))
        self.transport.sendto(reply.to_wire(), address)


@asynccontextmanager
async def name_server(answers: Callable[[str, int], tuple[int, list[str]]]) -> AsyncIterator[NameServer]:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(lambda: NameServer(answers), local_addr=("127.0.0.1", 0))
    try:
        yield protocol
    finally:
        transport.close()


@asynccontextmanager
async def canary(port: int, host: str = FORBIDDEN) -> AsyncIterator[list[bytes]]:
    """A forbidden listener on the allowed port; gives the list of everything that reached it, connections included."""
    reached: list[bytes] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append(b"connected")
        writer.close()

    server = await asyncio.start_server(accept, host, port)
    try:
        yield reached
    finally:
        server.close()


@asynccontextmanager
async def world(*servers: str, **crawl: Any) -> AsyncIterator[tuple[RawServer, list[bytes], list[bytes], Client]]:
    """An allowed server, forbidden ones beside it on the same port, and a client that may reach the first only."""
    async with serving() as raw, canary(raw.port) as v4, canary(raw.port, "::1") as v6:
        allowed = {
            "allow_private_networks": [f"127.0.0.1/32:{raw.port}"],
            "per_host_delay": 0,
            "nameservers": list(servers),
        }
        async with open_client(crawl_settings({**allowed, **crawl})) as client:
            yield raw, v4, v6, client


SPELLINGS = [
    "127.0.0.2", "2130706434", "0x7f000002", "0177.0.0.2", "127.2", "127.0.2", "0x7f.0.0.2", "127.0.0.2.", "１２７.０.０.２",
    "①②⑦.0.0.2", "[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "[::127.0.0.2]", "[::1]", "[0:0:0:0:0:0:0:1]", "[64:ff9b::7f00:2]",
    "[2002:7f00:2::]", "[::]", "0.0.0.0", "0", "[fe80::1]", "10.0.0.1", "169.254.169.254", "127.0.0.2%00", "127。0。0。2", "[::1%25lo]",
]  # fmt: skip


def test_no_spelling_of_a_forbidden_address_is_dialled() -> None:
    seen: dict[str, FailureKind | None] = {}

    async def main() -> int:
        async with world(respect_robots=True) as (raw, v4, v6, client):
            for host in SPELLINGS:
                fetch = await client.fetch(f"http://{host}:{raw.port}/secret", timeout_s=3)
                seen[host] = fetch.failure.kind if fetch.failure else None
            assert not v4 and not v6 and not raw.asked
        return 0

    run_on_loop(main)
    assert None not in seen.values(), seen
    refused = {
        FailureKind.POLICY,
        FailureKind.DNS_ERROR,
        FailureKind.DNS_NXDOMAIN,
        FailureKind.BAD_REDIRECT,
        FailureKind.BAD_HTTP,
    }
    assert set(seen.values()) <= refused, seen


URLS = [
    "http://127.0.0.2:{port}\\@127.0.0.1:{port}/", "http://127.0.0.1:{port}@127.0.0.2:{port}/", "http://127.0.0.\t2:{port}/",
    "http://127.0.0.2%0a:{port}/", "//127.0.0.2:{port}/", "http:///127.0.0.2:{port}/", "HTTP://127.0.0.2:{port}/",
    "http://[::ffff:127.0.0.2]:{port}/", "file:///etc/passwd", "FILE:/etc/passwd", "ftp://127.0.0.2:{port}/", "gopher://127.0.0.2:{port}/",
    "data:text/html,x", "javascript:alert(1)", "s3://bucket/key", "source:file:///etc/passwd", "view-source:http://127.0.0.2:{port}/",
    "http://127.0.0.1:1/", "http://[::1]:{port}/", "ws://127.0.0.2:{port}/",
]  # fmt: skip


def test_a_redirect_to_a_forbidden_place_ends_the_visit_by_policy() -> None:
    seen: dict[str, FailureKind | None] = {}

    async def main() -> int:
        async with world(respect_robots=False) as (raw, v4, v6, client):
            for number, url in enumerate(URLS):
                raw.on(f"/{number}", redirect(url.format(port=raw.port)))
                fetch = await client.fetch(raw.url(f"/{number}"), timeout_s=3)
                seen[url] = fetch.failure.kind if fetch.failure else None
            assert not v4 and not v6
        return 0

    run_on_loop(main)
    allowed = {FailureKind.POLICY, FailureKind.BAD_REDIRECT}
    assert all(kind in allowed for kind in seen.values()), seen
    assert sum(kind is FailureKind.POLICY for kind in seen.values()) >= 17, seen


def test_a_refusal_names_the_address_class() -> None:
    async def main() -> int:
        async with world() as (raw, _, _, client):
            fetch = await client.fetch(f"http://[::ffff:10.0.0.1]:{raw.port}/")
            assert fetch.failure is not None
            assert fetch.failure.kind is FailureKind.POLICY
            assert "IPv4-mapped private network" in fetch.failure.detail
        return 0

    run_on_loop(main)


def test_a_name_that_is_rebound_after_its_lookup_is_refused_at_every_turn() -> None:
    async def main() -> int:
        def rebind(name: str, nth: int) -> tuple[int, list[str]]:
            return dns.rcode.NOERROR, ["127.0.0.1"] if nth % 2 else [FORBIDDEN]

        async with (
            name_server(rebind) as names,
            world(f"127.0.0.1:{names.port}", respect_robots=False) as (raw, v4, _, client),
        ):
            raw.on(
                "/",
                [
                    page("good"),
                ],
            )
            outcomes = []
            for _ in range(6):
                raw.routes["/"] = [[page("good", Connection="close")]]
                fetch = await client.fetch(f"http://rebind.example:{raw.port}/")
                outcomes.append(fetch.failure.kind if fetch.failure else fetch.status)
                await asyncio.sleep(0)
            assert outcomes == [200, FailureKind.POLICY] * 3
            assert not v4
        return 0

    run_on_loop(main)


def test_one_bad_record_does_not_poison_a_name_and_is_never_dialled() -> None:
    async def main() -> int:
        def mixed(name: str, nth: int) -> tuple[int, list[str]]:
            return dns.rcode.NOERROR, [FORBIDDEN, "127.0.0.1", "10.0.0.1"]

        async with (
            name_server(mixed) as names,
            world(f"127.0.0.1:{names.port}", respect_robots=False) as (raw, v4, _, client),
        ):
            raw.on("/", page())
            fetch = await client.fetch(f"http://mixed.example:{raw.port}/")
            assert (fetch.status, fetch.ip) == (200, "127.0.0.1")
            assert not v4
        return 0

    run_on_loop(main)


@pytest.mark.parametrize(
    ("rcode", "kind"),
    [
        (dns.rcode.NXDOMAIN, FailureKind.DNS_NXDOMAIN),
        (dns.rcode.NOERROR, FailureKind.DNS_NODATA),
        (dns.rcode.SERVFAIL, FailureKind.DNS_ERROR),
    ],
)
def test_lookup_failures_are_told_apart(rcode: int, kind: FailureKind) -> None:
    async def main() -> int:
        async with (
            name_server(lambda name, nth: (rcode, [])) as names,
            world(f"127.0.0.1:{names.port}") as (*_, client),
        ):
            fetch = await client.fetch("http://some.example/")
            assert fetch.failure is not None
            assert fetch.failure.kind is kind
        return 0

    run_on_loop(main)


def test_a_silent_name_server_is_an_error_in_bounded_time_and_not_a_missing_name() -> None:
    async def main() -> int:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            async with world(f"127.0.0.1:{silent.getsockname()[1]}") as (_, _, _, client):
                client._kit.names._timeout_s = 0.3
                assert await client.ask_name("some.example") == ("timeout", ())
        return 0

    run_on_loop(main)


def test_connect_to_is_the_operators_word_and_passes_the_guard_for_that_host_only() -> None:
    async def main() -> int:
        async with serving() as raw, name_server(lambda name, nth: (dns.rcode.NXDOMAIN, [])) as names:
            raw.on("/", page())
            mapped = f"127.0.0.1:{raw.port}"
            table = {"news.example:80": mapped, "203.0.113.77:80": mapped, "bücher.example:80": mapped}
            settings = crawl_settings(
                {
                    "connect_to": table,
                    "per_host_delay": 0,
                    "nameservers": [f"127.0.0.1:{names.port}"],
                    "respect_robots": False,
                }
            )
            async with open_client(settings) as client:
                reached = [
                    (await client.fetch(url)).status
                    for url in (
                        "http://news.example/",
                        "http://203.0.113.77/",
                        "http://xn--bcher-kva.example/",
                        "http://BÜCHER.example/",
                    )
                ]
                direct = await client.fetch(raw.url())
                other = await client.fetch("http://other.example/")
            assert reached == [200] * 4
            assert raw.asked[0].header("Host") == "news.example"
            assert direct.failure is not None and direct.failure.kind is FailureKind.POLICY
            assert other.failure is not None and other.failure.kind is FailureKind.DNS_NXDOMAIN
        return 0

    run_on_loop(main)


def test_credentials_in_a_redirect_are_dropped_and_those_of_the_first_url_do_not_travel() -> None:
    async def main() -> int:
        async with serving() as raw, serving() as other:
            raw.on("/", redirect(other.url("/x").replace("http://", "http://u:p@")))
            other.on("/x", page())
            allow = [f"127.0.0.1/32:{raw.port}", f"127.0.0.1/32:{other.port}"]
            settings = crawl_settings({"allow_private_networks": allow, "per_host_delay": 0, "respect_robots": False})
            async with open_client(settings) as client:
                fetch = await client.fetch(
                    raw.url().replace("http://", "http://me:secret@"), headers=(("Cookie", "a=b"),)
                )
            assert fetch.status == 200
            assert raw.asked[0].header("Authorization") == "Basic bWU6c2VjcmV0"
            assert other.asked[0].header("Authorization") is None
            assert other.asked[0].header("Cookie") is None
        return 0

    run_on_loop(main)
