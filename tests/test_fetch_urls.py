"""Odd URLs, from users, pages and redirects, end as a request or as a failure of ours, never as another error."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import dns.rcode
import pytest
import yarl
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetching.client import Client, _follow, _target
from scraper.fetching.engine import open_client, run_on_loop
from scraper.fetching.failures import FetchError
from scraper.fetching.wanted import Wanted
from scraper.records import Fetch
from scraper.settings import crawl_settings
from scraper.urls import host_key
from tests.test_guard_connections import name_server

NOW = datetime(2025, 1, 19, 12, tzinfo=UTC)
ODD = st.text(alphabet=st.sampled_from("ab.:/@?#[]%\\ \t\n0x2f7é文①。-_~&=+|\u200d\udc80"), max_size=40)


class NoCrawler(Client):
    """A client whose requests are only made, never sent."""

    def __init__(self) -> None:
        self._kit = type("Kit", (), {"user_agent": "x/1"})()


@given(st.one_of(ODD, st.text(max_size=40)), st.sampled_from(["http://", "https://", "HTTP://", "http:", "", "//"]))
def test_making_a_request_gives_a_usable_one_or_a_fetch_error(rest: str, scheme: str) -> None:
    try:
        request = NoCrawler().request(scheme + rest, Wanted())
    except FetchError:
        return
    url = yarl.URL(request.url, encoded=True)
    assert url.scheme in ("http", "https")
    assert url.raw_host and url.raw_host.isascii()
    host_key(request.url)


@given(st.one_of(ODD, st.text(max_size=60)))
def test_the_target_of_any_location_is_an_http_url_or_a_fetch_error(location: str) -> None:
    fetch = Fetch("http://h.example/a", "http://h.example/a", NOW, status=302, headers=(("Location", location),))
    try:
        target = _target(fetch)
    except FetchError:
        return
    assert target.lower().startswith(("http://", "https://"))
    assert "#" not in target and "@" not in target.split("/", 3)[2]


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(0, 12))
def test_following_always_ends(targets: list[int], max_hops: int) -> None:
    async def ask(url: str, wanted: Wanted) -> Fetch:
        return Fetch(url, url, NOW, status=302, headers=(("Location", f"/{targets.pop() if targets else 0}"),))

    first = Fetch("http://h.example/x", "http://h.example/x", NOW, status=302, headers=(("Location", "/0"),))
    fetch = asyncio.run(_follow(first, Wanted(max_hops=max_hops), ask))
    assert fetch.failure is not None
    assert len(fetch.hops) <= max_hops


@pytest.mark.parametrize(
    "host",
    [
        "a" * 64 + ".example",
        ".".join(["a" * 60] * 5),
        "a..b",
        "-x-.example",
        "xn--a",
        "a_b.example",
        "x" * 300,
        "%61.example",
        "a.example.",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_odd_host_names_fail_like_names_that_do_not_exist(host: str, scheme: str) -> None:
    async def main() -> int:
        async with name_server(lambda name, nth: (dns.rcode.NXDOMAIN, [])) as names:
            settings = crawl_settings({"nameservers": [f"127.0.0.1:{names.port}"], "respect_robots": False})
            async with open_client(settings) as client:
                fetch = await client.fetch(f"{scheme}://{host}/")
                assert fetch.failure is not None
                assert "Error" not in fetch.failure.detail
        return 0

    run_on_loop(main)
