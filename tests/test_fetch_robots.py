"""robots.txt: the rules, the error rules of RFC 9309, and one question per host and day."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from scraper.fetching.client import Client
from scraper.fetching.manners import Manners
from scraper.fetching.robots import Robots, RobotsRecord, judge_answer, read_rules
from scraper.records import Failure, FailureKind, Fetch
from tests.rawserver import Act, RawServer, Script, answer, page, redirect
from tests.test_fetch_bodies import with_client

NOW = datetime(2025, 1, 19, 12, tzinfo=UTC)
ORIGIN = "https://example.org"
DENY = b"User-agent: *\nDisallow: /\n"


def with_robots(story: Callable[[Client, RawServer], Awaitable[None]], **crawl: Any) -> None:
    with_client(story, respect_robots=True, **crawl)


def outcome(*robots: Script | bytes, path: str = "/page") -> tuple[Fetch, list[str]]:
    """A visit to a page of a host whose robots.txt answers like that, and what the host was asked."""
    seen: list[Fetch] = []
    targets: list[str] = []

    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/robots.txt", *robots)
        raw.on(path.partition("?")[0], page())
        seen.append(await client.fetch(raw.url(path)))
        targets.extend(raw.targets())

    with_robots(story)
    return seen[0], targets


ALLOWING = {
    "404": answer(404),
    "404 whose body forbids": answer(404, DENY),
    "410": answer(410),
    "empty": answer(200),
    "an HTML page": page("<p>Disallow: /</p>"),
    "binary": answer(200, bytes(range(256)) * 40),
    "another robot's rules": answer(200, b"User-agent: OtherBot\nDisallow: /\n"),
    "the longer Allow": answer(200, b"User-agent: *\nDisallow: /\nAllow: /page\n"),
    "an anchored pattern that does not match": answer(200, b"User-agent: *\nDisallow: /pag$\n"),
    "redirect to a file": redirect("file:///etc/passwd"),
    "redirect loop": redirect("/robots.txt"),
}
FORBIDDING: dict[str, Script | bytes] = {
    "Disallow all": answer(200, DENY),
    "BOM": answer(200, b"\xef\xbb\xbf" + DENY),
    "CR line ends": answer(200, b"User-Agent : *\rDISALLOW: /page"),
    "our own group": answer(200, b"User-agent: *\nAllow: /\n\nUser-agent: PageWatch\nDisallow: /\n"),
    "two groups for all": answer(200, b"User-agent: *\nDisallow: /x\n\nUser-agent: *\nDisallow: /page\n"),
    "UTF-16": answer(200, DENY.decode().encode("utf-16")),
    "a rule in the first 500 KiB of more": answer(200, b"#" * 510_000 + b"\n" + DENY + b"#" * 100_000),
    "500": answer(500),
    "503": answer(503),
    "429": answer(429),
    "reset": [Act.RESET],
    "a body that breaks off": [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nUser-agent: *\n", Act.CLOSE],
}


@pytest.mark.parametrize("case", ALLOWING)
def test_this_robots_txt_lets_a_page_be_fetched(case: str) -> None:
    fetch, targets = outcome(ALLOWING[case])
    assert fetch.failure is None, fetch.failure
    assert targets[0] == "/robots.txt" and targets[-1] == "/page"


@pytest.mark.parametrize("case", FORBIDDING)
def test_this_robots_txt_forbids_a_page_and_it_is_not_asked(case: str) -> None:
    fetch, targets = outcome(FORBIDDING[case])
    assert fetch.failure is not None and fetch.failure.kind is FailureKind.ROBOTS
    assert "/page" not in targets


@pytest.mark.parametrize("status", [401, 403])
def test_a_robots_txt_behind_a_lock_allows_and_is_noted(status: int) -> None:
    fetch, _ = outcome(answer(status))
    assert fetch.status == 200 and f"robots {status}" in fetch.notes


def test_five_redirects_of_robots_txt_are_followed() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/robots.txt", redirect("/r1"))
        for number in range(1, 5):
            raw.on(f"/r{number}", redirect(f"/r{number + 1}"))
        raw.on("/r5", answer(200, DENY))
        fetch = await client.fetch(raw.url("/page"))
        assert fetch.failure is not None and fetch.failure.kind is FailureKind.ROBOTS

    with_robots(story)


def test_many_pages_at_once_ask_for_robots_txt_once_and_later_ones_not_again() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/robots.txt", [0.05, answer(404)])
        for number in range(10):
            raw.on(f"/{number}", page())
        await asyncio.gather(*(client.fetch(raw.url(f"/{number}")) for number in range(10)))
        await client.fetch(raw.url("/3"))
        assert raw.targets().count("/robots.txt") == 1

    with_robots(story)


def test_robots_txt_itself_and_requests_that_say_so_are_not_subject_to_it() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/robots.txt", answer(200, DENY))
        raw.on("/x", page())
        assert (await client.fetch(raw.url("/robots.txt"))).status == 200
        assert (await client.fetch(raw.url("/x"), robots=False)).status == 200

    with_robots(story)


def test_a_hop_to_another_place_asks_that_place_s_robots_txt() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/robots.txt", answer(200, b"User-agent: *\nDisallow: /private\n"))
        raw.on("/", redirect("/private"))
        fetch = await client.fetch(raw.url())
        assert fetch.failure is not None and fetch.failure.kind is FailureKind.ROBOTS
        assert raw.targets() == ["/robots.txt", "/"]

    with_robots(story)


def test_a_hanging_robots_txt_forbids_after_its_own_time() -> None:
    answers: list[str] = []

    async def ask(url: str) -> Fetch:
        answers.append(url)
        return Fetch(url, url, NOW, failure=Failure(FailureKind.TIMEOUT, "no answer after 10 s"))

    async def main() -> None:
        robots = Robots(ask, lambda: NOW)
        verdict = await robots.verdict(f"{ORIGIN}/page")
        assert verdict.failure is not None and verdict.failure.kind is FailureKind.ROBOTS

    asyncio.run(main())
    assert answers == [f"{ORIGIN}/robots.txt"]


def failed(kind: FailureKind) -> Fetch:
    return Fetch(ORIGIN, ORIGIN, NOW, failure=Failure(kind, "trouble"))


def test_where_no_connection_can_be_made_the_page_fails_by_that_and_not_by_robots() -> None:
    for kind in (FailureKind.DNS_NXDOMAIN, FailureKind.CONNECT_REFUSED, FailureKind.CONNECT_TIMEOUT):
        record = judge_answer(ORIGIN, failed(kind), None, NOW)
        assert record.refusal is not None and record.refusal.kind is kind
        assert record.until - NOW <= timedelta(minutes=1)


def test_known_rules_are_used_while_robots_txt_is_unreachable() -> None:
    known = RobotsRecord(ORIGIN, NOW, text="User-agent: *\nDisallow: /x\n")
    record = judge_answer(ORIGIN, Fetch(ORIGIN, ORIGIN, NOW, status=503), known, NOW)
    assert record.refusal is None and record.text == known.text


def test_after_thirty_days_without_an_answer_a_host_is_treated_as_having_no_rules() -> None:
    first = judge_answer(ORIGIN, Fetch(ORIGIN, ORIGIN, NOW, status=503), None, NOW)
    later = NOW + timedelta(days=29)
    second = judge_answer(ORIGIN, failed(FailureKind.TIMEOUT), first, later)
    third = judge_answer(ORIGIN, failed(FailureKind.RESET), second, NOW + timedelta(days=31))
    assert first.refusal is not None and second.refusal is not None
    assert third.refusal is None


def test_rules_are_kept_for_a_day_and_a_429_for_as_long_as_it_asks() -> None:
    good = judge_answer(ORIGIN, Fetch(ORIGIN, ORIGIN, NOW, status=200, body=DENY), None, NOW)
    slow = judge_answer(ORIGIN, Fetch(ORIGIN, ORIGIN, NOW, status=429, headers=(("Retry-After", "120"),)), None, NOW)
    assert good.until == NOW + timedelta(hours=24)
    assert slow.until == NOW + timedelta(seconds=120)


def test_a_shelf_keeps_rules_beyond_the_process_and_a_stale_one_is_asked_again() -> None:
    class Shelf:
        def __init__(self) -> None:
            self.kept: dict[str, RobotsRecord] = {}

        async def load(self, origin: str) -> RobotsRecord | None:
            return self.kept.get(origin)

        def save(self, record: RobotsRecord) -> None:
            self.kept[record.origin] = record

    asked: list[str] = []

    async def ask(url: str) -> Fetch:
        asked.append(url)
        return Fetch(url, url, NOW, status=200, body=DENY)

    async def main() -> None:
        shelf = Shelf()
        for hours in (0, 1, 23, 25):
            robots = Robots(ask, lambda: NOW + timedelta(hours=hours), shelf=shelf)  # noqa: B023
            verdict = await robots.verdict(f"{ORIGIN}/x")
            assert verdict.failure is not None
        assert len(asked) == 2

    asyncio.run(main())


def test_ports_and_schemes_have_their_own_robots_txt() -> None:
    asked: list[str] = []

    async def ask(url: str) -> Fetch:
        asked.append(url)
        return Fetch(url, url, NOW, status=404)

    async def main() -> None:
        robots = Robots(ask, lambda: NOW)
        for url in (
            "http://H.example/a",
            "https://h.example/a?b",
            "https://h.example:8443/",
            "https://u:p@h.example/z",
            "http://h.example?q",
        ):
            await robots.verdict(url)

    asyncio.run(main())
    assert asked == [f"{o}/robots.txt" for o in ("http://h.example", "https://h.example", "https://h.example:8443")]


def test_long_rules_are_read_elsewhere() -> None:
    async def main() -> None:
        text = DENY + b"# " + b"x" * 100_000

        async def ask(url: str) -> Fetch:
            return Fetch(url, url, NOW, status=200, body=text)

        seen: list[int] = []

        async def read_long(rules: str, url: str) -> tuple[bool, float | None]:
            seen.append(len(rules))
            return read_rules(rules, url)

        robots = Robots(ask, lambda: NOW)
        robots.read_long = read_long
        assert (await robots.verdict(f"{ORIGIN}/x")).failure is not None
        assert seen

    asyncio.run(main())


def test_a_crawl_delay_spaces_the_requests_to_its_host() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.on("/robots.txt", answer(200, b"User-agent: *\nCrawl-delay: 0.3\n"))
        for number in range(3):
            raw.on(f"/{number}", page())
        await asyncio.gather(*(client.fetch(raw.url(f"/{number}")) for number in range(3)))
        times = [asked.at for asked in raw.asked]
        # A busy machine may take the first late and the next in time; without the delay they would come at once.
        assert all(later - sooner >= 0.1 for sooner, later in pairwise(times))
        assert times[-1] - times[0] >= 0.7

    with_robots(story)


def test_the_middleware_can_be_found_to_hand_it_a_shelf() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        manners = client.crawler.get_downloader_middleware(Manners)
        assert manners is not None and isinstance(manners.robots, Robots)

    with_robots(story)
