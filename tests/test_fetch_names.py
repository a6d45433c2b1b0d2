"""Names: kept for their TTL, asked once by many, and read from odd configuration with a clear error."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import dns.rcode
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ConfigError
from scraper.fetching import names as names_module
from scraper.fetching.names import Answer, ConnectTo, Names, Target, parse_endpoint
from scraper.fetching.robots import RobotsRecord
from scraper.fetching.shelf import record_from_json, record_to_json
from scraper.records import Failure, FailureKind
from tests.test_guard_connections import NameServer, name_server


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def with_names(
    story: Callable[[Names, NameServer, Clock], Awaitable[None]], rcode: int = dns.rcode.NOERROR, ttl: int = 60
) -> None:
    async def main() -> None:
        async with name_server(
            lambda name, nth: (rcode, ["192.0.2.7"] if rcode == dns.rcode.NOERROR else [])
        ) as server:
            server.ttl = ttl
            clock = Clock()
            await story(Names([f"127.0.0.1:{server.port}"], clock=clock), server, clock)

    asyncio.run(main())


def test_an_answer_is_kept_for_its_ttl_and_then_asked_again() -> None:
    async def story(names: Names, server: NameServer, clock: Clock) -> None:
        for _ in range(3):
            assert (await names.ask("Some.Example.")).addresses == ("192.0.2.7",)
        assert server.asked == {"some.example": 1}
        clock.now += 61
        await names.ask("some.example")
        assert server.asked == {"some.example": 2}

    with_names(story)


def test_a_ttl_of_zero_is_never_kept_and_a_long_one_not_for_ever() -> None:
    async def zero(names: Names, server: NameServer, clock: Clock) -> None:
        await names.ask("a.example")
        await names.ask("a.example")
        assert server.asked["a.example"] == 2

    async def long(names: Names, server: NameServer, clock: Clock) -> None:
        await names.ask("a.example")
        clock.now += 301
        await names.ask("a.example")
        assert server.asked["a.example"] == 2

    with_names(zero, ttl=0)
    with_names(long, ttl=10**9)


def test_a_missing_name_is_forgotten_within_seconds() -> None:
    async def story(names: Names, server: NameServer, clock: Clock) -> None:
        assert (await names.ask("gone.example")).kind == "nxdomain"
        await names.ask("gone.example")
        assert server.asked["gone.example"] == 1
        clock.now += 6
        await names.ask("gone.example")
        assert server.asked["gone.example"] == 2

    with_names(story, rcode=dns.rcode.NXDOMAIN)


def test_many_that_ask_at_once_share_one_question_and_one_that_gives_up_does_not_end_it() -> None:
    async def story(names: Names, server: NameServer, clock: Clock) -> None:
        tasks = [asyncio.create_task(names.ask("busy.example")) for _ in range(10)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        answers = await asyncio.gather(*tasks[1:])
        assert {answer.kind for answer in answers} == {"addresses"}
        assert server.asked["busy.example"] == 1

    with_names(story)


def test_localhost_is_never_asked_outside() -> None:
    async def story(names: Names, server: NameServer, clock: Clock) -> None:
        assert (await names.ask("localhost")).addresses == ("127.0.0.1", "::1")
        assert (await names.ask("x.localhost")).addresses == ("127.0.0.1", "::1")
        assert not server.asked

    with_names(story)


def test_the_system_resolver_is_asked_in_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(name: str) -> Answer:
        threading.Event().wait(2)
        return Answer("addresses", ("192.0.2.1",))

    monkeypatch.setattr(names_module, "_getaddrinfo", hangs)

    async def main() -> None:
        assert (await Names(timeout_s=0.05).ask("slow.example")).kind == "timeout"

    asyncio.run(main())


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("127.0.0.1:53", Target("127.0.0.1", 53)),
        ("[::1]:5353", Target("::1", 5353)),
        ("::1", Target("::1", 53)),
        ("9.9.9.9", Target("9.9.9.9", 53)),
        ("Dns.Example", Target("dns.example", 53)),
    ],
)
def test_a_name_server_is_given_with_or_without_a_port(text: str, target: Target) -> None:
    assert parse_endpoint(text, default_port=53) == target


@pytest.mark.parametrize("text", ["", "host", "host:", ":80", "host:0", "host:99999", "host:x"])
def test_an_endpoint_that_is_none_is_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigError, match="HOST:PORT"):
        parse_endpoint(text)


@given(st.text(max_size=30))
def test_reading_an_endpoint_raises_nothing_but_a_configuration_error(text: str) -> None:
    try:
        parse_endpoint(text, default_port=53)
    except ConfigError:
        pass


def test_connect_to_knows_both_spellings_of_a_name_and_one_port() -> None:
    table = ConnectTo({"Bücher.example:443": "127.0.0.1:9", "203.0.113.77:80": "[::1]:8"})
    assert table.target("xn--bcher-kva.example", 443) == Target("127.0.0.1", 9)
    assert table.target("bücher.example.", 443) == Target("127.0.0.1", 9)
    assert table.target("203.0.113.77", 80) == Target("::1", 8)
    assert table.target("bücher.example", 80) is None


NOW = datetime(2025, 1, 19, 12, tzinfo=UTC)


@given(
    st.builds(
        RobotsRecord,
        origin=st.just("https://h.example"),
        until=st.just(NOW),
        text=st.none() | st.text(min_size=1, max_size=30),
        note=st.text(max_size=10),
        refusal=st.none() | st.builds(Failure, st.sampled_from(FailureKind), st.text(max_size=20)),
        unreachable_since=st.none() | st.just(NOW),
    )
)
def test_a_robots_record_survives_the_shelf(record: RobotsRecord) -> None:
    assert record_from_json(record.origin, record_to_json(record)) == record


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"until": 5}', '{"until": "2025-01-19", "refusal": {"kind": "new"}}']
)
def test_a_row_that_another_version_wrote_is_unknown(text: str) -> None:
    assert record_from_json("https://h.example", text) is None
    assert record_to_json(RobotsRecord("https://h.example", NOW))
