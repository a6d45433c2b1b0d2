"""Redirects are followed by the client itself: each hop on record, and nothing of one URL told to another."""

from __future__ import annotations

import pytest

from scraper.fetching.client import Client
from scraper.fetching.wanted import Validators
from scraper.records import FailureKind, Hop
from tests.rawserver import RawServer, answer, page, redirect, serving
from tests.test_fetch_bodies import with_client


def test_a_chain_is_followed_and_every_hop_is_on_record() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/a", redirect("/b", 301))
        raw.on("/b", redirect("c?x=1#part", 307))
        raw.on("/c", page("end"))
        fetch = await client.fetch(raw.url("/a"))
        assert fetch.hops == (
            Hop(raw.url("/a"), 301, raw.url("/b")),
            Hop(raw.url("/b"), 307, raw.url("/c?x=1")),
        )
        assert (fetch.url, fetch.final_url, fetch.status) == (raw.url("/a"), raw.url("/c?x=1"), 200)
        assert raw.targets() == ["/a", "/b", "/c?x=1"]

    with_client(story)


def test_a_loop_ends_at_its_second_round_and_an_endless_chain_after_ten_hops() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/a", redirect("/b"))
        raw.on("/b", redirect("/a"))
        loop = await client.fetch(raw.url("/a"))
        for number in range(20):
            raw.on(f"/{number}", redirect(f"/{number + 1}"))
        raw.asked.clear()
        chain = await client.fetch(raw.url("/0"))
        assert loop.failure is not None and loop.failure.kind is FailureKind.REDIRECT_LOOP
        assert chain.failure is not None and chain.failure.kind is FailureKind.REDIRECT_LOOP
        assert len(chain.hops) == 10 and len(raw.asked) == 11

    with_client(story)


@pytest.mark.parametrize("location", ["", "http://[::bad", "http://", "http:///x", "http://host:99999/", "https:x"])
def test_a_redirect_that_leads_nowhere_is_a_bad_redirect(location: str) -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/", redirect(location) if location else answer(302))
        fetch = await client.fetch(raw.url())
        assert fetch.failure is not None and fetch.failure.kind is FailureKind.BAD_REDIRECT
        assert fetch.failure.detail

    with_client(story)


def test_a_location_in_raw_utf8_is_followed_as_a_browser_would() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/", b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: /\xe6\x96\x87\r\n\r\n")
        raw.on("/%E6%96%87", page("there"))
        fetch = await client.fetch(raw.url())
        assert fetch.status == 200

    with_client(story)


def test_without_follow_the_redirect_itself_is_the_answer() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/", redirect("/x"))
        fetch = await client.fetch(raw.url(), follow=False)
        assert fetch.status == 302 and fetch.header("location") == "/x" and len(raw.asked) == 1

    with_client(story)


def test_validators_go_to_the_url_they_belong_to_and_to_no_other() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/old", redirect("/new"))
        raw.on("/new", b"HTTP/1.1 304 X\r\n\r\n")
        of_target = Validators(raw.url("/new"), 'W/"odd, tag-gzip"', "2024-03-05 10:11:12")
        fetch = await client.fetch(raw.url("/old"), validators=of_target)
        first, second = raw.asked
        assert (first.header("If-None-Match"), first.header("If-Modified-Since")) == (None, None)
        assert second.header("If-None-Match") == 'W/"odd, tag-gzip"'
        assert second.header("If-Modified-Since") == "2024-03-05 10:11:12"
        assert (fetch.status, fetch.final_url) == (304, raw.url("/new"))

    with_client(story)


def test_validators_given_for_the_first_url_do_not_leak_across_the_hop() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/a", redirect("/b"))
        raw.on("/b", page())
        await client.fetch(
            raw.url("/a"), validators=Validators(raw.url("/a"), '"a"'), headers=(("If-Modified-Since", "x"),)
        )
        assert raw.asked[0].header("If-None-Match") == '"a"'
        assert raw.asked[0].header("If-Modified-Since") == "x"
        assert raw.asked[1].header("If-None-Match") is None
        assert raw.asked[1].header("If-Modified-Since") is None

    with_client(story)


def test_a_post_that_is_redirected_becomes_a_get_except_where_the_status_forbids_it() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/303", redirect("/x", 303))
        raw.on("/x", page())
        await client.fetch(raw.url("/303"), method="POST", body=b"")
        assert [asked.method for asked in raw.asked] == ["POST", "GET"]

    with_client(story)


def test_what_a_failed_hop_costs_and_where_it_came_from_is_on_record() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        async with serving() as other:
            raw.on("/", redirect(other.url("/x")))
            fetch = await client.fetch(raw.url())
            assert fetch.failure is not None and fetch.failure.kind is FailureKind.POLICY
            assert fetch.hops == (Hop(raw.url(), 302, other.url("/x")),)
            assert not other.asked

    with_client(story)
