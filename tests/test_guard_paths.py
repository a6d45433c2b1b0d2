"""Every path that connects goes through the guard: crawl, robots, inspect, link, add, webhook (P10)."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.rcode
import pytest

from scraper.alerting import Message
from scraper.config import Config, Crawl
from scraper.courier import send_guarded
from scraper.records import Channel
from tests.conftest import Pagewatch
from tests.site import Site
from tests.test_guard_connections import name_server


@dataclass
class Trap:
    """A listener that must never be connected to."""

    url: str
    hits: list[tuple[str, int]] = field(default_factory=list)


@contextmanager
def trap(host: str = "127.0.0.1") -> Iterator[Trap]:
    listener = socket.create_server((host, 0))
    found = Trap(f"http://{host}:{listener.getsockname()[1]}/secret")

    def listen() -> None:
        while True:
            try:
                connection, peer = listener.accept()
            except OSError:
                return
            found.hits.append(peer)
            connection.close()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield found
    finally:
        listener.close()


@pytest.fixture
def forbidden() -> Iterator[Trap]:
    with trap() as found:
        yield found
        assert found.hits == [], "bytes could have reached a forbidden address"


def test_a_followed_page_its_robots_and_its_redirects_never_reach_it(
    pagewatch: Pagewatch, site: Site, forbidden: Trap
) -> None:
    site.put("/robots.txt", "", status=302, Location=forbidden.url)
    hop = site.put("/hop", "moved", status=302, Location=forbidden.url)
    pagewatch.run("add", forbidden.url, hop, "--kind", "page")
    rows = pagewatch.rows("check", code=1)
    assert len(rows) == 2
    for row in rows:
        assert row["outcome"] == "blocked" and "loopback" in row["reason"], row
    states = {row["state"] for row in pagewatch.rows("list")}
    assert states == {"blocked"}, "never dead"


def test_looking_without_storing_never_reaches_it(pagewatch: Pagewatch, site: Site, forbidden: Trap) -> None:
    hop = site.put("/hop", "moved", status=302, Location=forbidden.url)
    for url in (forbidden.url, hop):
        assert "loopback" in pagewatch.run("inspect", url, code=None).stdout
        assert "loopback" in pagewatch.run("add", url).stderr
        [row] = pagewatch.rows("link", url, code=None)
        assert row["state"] not in ("dead", "alive"), row


def test_a_page_s_links_and_the_feed_it_offers_never_lead_there(
    pagewatch: Pagewatch, site: Site, forbidden: Trap
) -> None:
    head = f'<link rel="alternate" type="application/rss+xml" href="{forbidden.url}">'
    page = site.put("/page", f'<html><head><title>T</title>{head}</head><p>words <a href="{forbidden.url}">x</a></p>')
    pagewatch.run("add", page)
    pagewatch.run("check", "--all")
    assert {row["state"] for row in pagewatch.rows("links")} <= {"unknown", "unsupported", "blocked"}


async def told(config: Config, target: str) -> str:
    result = await send_guarded(config, Channel("hook", target), Message("s", "b", "key"))
    return "sent" if result.ok else result.error or ""


def test_a_webhook_s_name_that_leads_to_a_private_address_is_refused(forbidden: Trap) -> None:
    port = forbidden.url.rsplit(":", 1)[1].split("/")[0]

    async def main() -> None:
        async with name_server(lambda name, nth: (dns.rcode.NOERROR, ["127.0.0.1"])) as names:
            config = Config(crawl=Crawl(nameservers=(f"127.0.0.1:{names.port}",)))
            said = await told(config, f"webhook+http://hook.example:{port}/in")
        assert "blocked by policy" in said and "loopback" in said

    asyncio.run(main())


def test_a_webhook_s_address_written_by_the_operator_is_the_operator_s_word() -> None:
    with trap() as receiver:
        assert "blocked" not in asyncio.run(told(Config(), f"webhook+{receiver.url}"))
        assert len(receiver.hits) == 1


def test_doctor_names_what_may_be_reached_beyond_the_public_web(pagewatch: Pagewatch, site: Site) -> None:
    rows = {row["subject"]: row for row in pagewatch.rows("doctor", code=None)}
    assert f"127.0.0.1/32:{site.port}" in rows["private networks"]["finding"]
